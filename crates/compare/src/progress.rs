//! The progress bar.

use std::cell::Cell;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::Duration;

/// Shows the progress on stderr, if that is a terminal.
///
/// It draws only between two runs. It has no thread, so nothing wakes up during a measurement.
#[derive(Debug)]
pub(crate) struct Progress {
    expected: Duration,
    done: Cell<Duration>,
}

impl Progress {
    /// Starts a bar for work that takes about this long.
    pub(crate) fn new(expected: Duration) -> Self {
        Self { expected, done: Cell::default() }
    }

    /// Shows what is measured now.
    pub(crate) fn say(&self, what: &str) {
        draw(&format!("{}  {what}", bar(self.done.get(), self.expected)));
    }

    /// Work that was expected to take this long is done.
    pub(crate) fn advance(&self, by: Duration) {
        self.done.update(|done| done + by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        draw("");
    }
}

/// Draws over the last line. A failure does not matter.
fn draw(line: &str) {
    let mut stderr = stderr();
    if stderr.is_terminal() {
        write!(stderr, "\r\x1b[K{line}").and_then(|()| stderr.flush()).ok();
    }
}

fn bar(done: Duration, expected: Duration) -> String {
    const WIDTH: u128 = 30;
    let full = (WIDTH * done.as_millis()).checked_div(expected.as_millis()).map_or(WIDTH, |full| full.min(WIDTH));
    let left = expected.saturating_sub(done).as_millis().div_ceil(1000);
    let (full, empty) = (usize::try_from(full).unwrap_or(0), usize::try_from(WIDTH - full).unwrap_or(0));
    format!("{:█<full$}{:░<empty$} {left:>5} s left", "", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_what_is_done_and_what_is_left() {
        let seconds = Duration::from_secs;
        assert_eq!(bar(seconds(5), seconds(10)), format!("{}{}     5 s left", "█".repeat(15), "░".repeat(15)));
        assert_eq!(bar(seconds(11), seconds(10)), format!("{}     0 s left", "█".repeat(30)));
        assert_eq!(bar(seconds(0), seconds(0)), format!("{}     0 s left", "█".repeat(30)));
    }
}
