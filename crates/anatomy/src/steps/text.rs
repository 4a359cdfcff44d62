//! What sentences are made of in every language: times, and what was printed.

use std::time::Duration;

/// The longest output that a sentence quotes, in characters.
const QUOTED: usize = 100;

/// The most things that a sentence names that a task waits for. It counts the others.
const NAMED: usize = 3;

/// Returns how many of `all` things are named. To count a single one would save no room, so it is named as well.
pub(crate) fn named(all: usize) -> usize {
    if all == NAMED + 1 { all } else { all.min(NAMED) }
}

/// Returns a text in quotation marks, without the end of its line, and not too long.
pub(crate) fn quoted(text: &str) -> String {
    let line = text.trim_end_matches('\n');
    let more = if line.chars().count() > QUOTED { "…" } else { "" };
    let line: String = line.chars().take(QUOTED).map(|char| if char.is_control() { '␤' } else { char }).collect();
    format!("\"{line}{more}\"")
}

/// Formats a time in the largest unit in which it is at least one, and rounds it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// let times = [0, 1_100, 2_500_000, 999_999_999].map(|nanos| anatomy::steps::time(Duration::from_nanos(nanos)));
/// assert_eq!(times, ["0 s", "1 µs", "2.5 ms", "1 s"]);
/// ```
#[must_use]
pub fn time(time: Duration) -> String {
    let (value, decimals, unit) = match time.as_nanos() {
        0 => return "0 s".into(),
        // From here on, it would round to 1000 of the smaller unit.
        999_950_000.. => (time.as_secs_f64(), 3, "s"),
        999_500.. => (time.as_secs_f64() * 1e3, 1, "ms"),
        _ => (time.as_secs_f64() * 1e6, 0, "µs"),
    };
    let value = format!("{value:.decimals$}");
    let value = if decimals > 0 { value.trim_end_matches('0').trim_end_matches('.') } else { &value };
    format!("{value} {unit}")
}
