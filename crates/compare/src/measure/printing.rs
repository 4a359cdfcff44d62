//! Computes lateness from the lines of a program that prints the time.
//!
//! The time in each line says when the lane ran. So a delay between its `write` and our `read` does no harm. The
//! deadline message has no time in it. Its lateness goes from the time in the first line to the arrival of the message
//! here. That includes the pipe and the wake-up of the reading thread. It is the same for every lane. The floor does
//! almost nothing else, so it shows how much that is.

use std::time::Duration;

use chrono::NaiveDateTime;

use super::child::{Ended, Line};
use super::clocks::ADJUSTED;
use crate::number::{between, float, nanos};
use crate::report::{Distribution, Kind, Spread};

/// Every lane prints this at its deadline.
pub(crate) const MESSAGE: &str = "시간 종료";

/// A tick is early if its lateness is below this. The times are rounded to a microsecond. A wall clock that is being
/// adjusted may be too fast by 500 parts in a million.
fn earliest(every: i64) -> i64 {
    -(every / 2000).max(100_000)
}

/// One run. Times are in nanoseconds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Printing {
    /// The time from the start of the process until its first line arrived.
    pub(crate) start: i64,
    /// The lateness of every tick except the first, which has no tick before it.
    pub(crate) lateness: Vec<i64>,
    /// How many ticks were early. With times of arrival there are none: a late arrival is not the lane's fault.
    pub(crate) early: u64,
    /// How far each tick was behind a schedule that began with the first.
    pub(crate) drift: Vec<i64>,
    /// The lateness of the message. The limit is counted from the time in the first line.
    pub(crate) deadline: i64,
    /// How many ticks there were.
    pub(crate) lines: u64,
    /// Whether somebody set the wall clock during the run. Then the times of arrival replace the times in the lines.
    pub(crate) clock_was_set: bool,
}

impl Printing {
    /// The median lateness of its ticks. The early ones count as on time.
    pub(crate) fn median_lateness(&self) -> Option<f64> {
        Spread::of(self.lateness.iter().map(|late| float(on_time(*late))).collect()).map(|spread| spread.median)
    }
}

/// Reads a run of `async-main`.
///
/// # Errors
///
/// A sentence that says what was wrong.
pub(crate) fn read(ended: &Ended, every: Duration, limit: Duration, kind: Kind) -> Result<Printing, String> {
    ended.succeeded()?;
    let (last, ticks) = ended.lines.split_last().ok_or("it printed nothing")?;
    if last.text != MESSAGE || !last.whole {
        let torn = if last.whole { "" } else { " (torn)" };
        return Err(format!("its last line was {:?}{torn}, not {MESSAGE}", shortened(&last.text)));
    }
    let first = ticks.first().ok_or("it printed no time")?;
    let local = ticks.iter().zip(1..).map(|(line, number)| stamp(line, number)).collect::<Result<Vec<_>, _>>()?;

    let stamps =
        local.iter().map(|stamp| (*stamp - local[0]).num_nanoseconds().unwrap_or(i64::MAX)).collect::<Vec<_>>();
    let arrivals = ticks.iter().map(|line| between(first.at, line.at)).collect::<Vec<_>>();
    // The lines cannot show this: on a busy machine they may arrive late.
    let clock_was_set = ended.wall_clock_set.saturating_abs() > nanos(ADJUSTED);
    let times = if clock_was_set { arrivals } else { stamps };

    // The first line may arrive late. That must not make the message seem early.
    let began = (local[0] - ended.clocks.local()).to_std().map(|after| ended.clocks.instant() + after);
    let began = began.ok().filter(|began| !clock_was_set && *began < first.at).unwrap_or(first.at);

    let every = nanos(every);
    let drift = times
        .iter()
        .zip(0..)
        .map(|(time, tick): (&i64, i64)| time.saturating_sub(tick.saturating_mul(every)))
        .collect::<Vec<_>>();
    let lateness = match kind {
        // The floor sleeps until the k-th multiple of the period. A late tick does not delay the next one.
        Kind::Floor => drift[1..].to_vec(),
        // These sleep for a period after every tick.
        Kind::Workshop | Kind::ByHand | Kind::Original => {
            times.windows(2).map(|two| two[1].saturating_sub(two[0]).saturating_sub(every)).collect()
        }
    };
    let early = if clock_was_set { 0 } else { lateness.iter().filter(|late| **late < earliest(every)).count() };
    Ok(Printing {
        start: between(ended.started, first.at),
        lateness,
        early: early as u64,
        drift,
        deadline: between(began, last.at) - nanos(limit),
        lines: ticks.len() as u64,
        clock_was_set,
    })
}

fn stamp(line: &Line, number: usize) -> Result<NaiveDateTime, String> {
    NaiveDateTime::parse_from_str(&line.text, "%Y-%m-%d %H:%M:%S%.f").map_err(|_| {
        format!("its line {number} was {:?}, not a time such as 2026-11-22 06:48:50.032303", shortened(&line.text))
    })
}

/// The start of a line, long enough to recognise it.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST { text.into() } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

/// The lateness of all ticks of all `rounds`, ascending. The early ones count as on time.
pub(crate) fn lateness<'a>(rounds: impl Iterator<Item = &'a Printing>) -> Vec<u64> {
    let mut late = rounds.flat_map(|round| round.lateness.iter().copied().map(on_time)).collect::<Vec<_>>();
    late.sort_unstable();
    late
}

fn on_time(late: i64) -> u64 {
    u64::try_from(late).unwrap_or(0)
}

/// The value that `percent` of all `sorted` values do not exceed, by the nearest-rank method.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> Option<u64> {
    sorted.get((sorted.len() * percent).div_ceil(100).max(1) - 1).copied()
}

/// The distribution of `sorted` values; `None` if there are none.
pub(crate) fn distribution(sorted: &[u64]) -> Option<Distribution> {
    let mut histogram = Vec::<(u64, u64)>::new();
    for value in sorted.iter().copied().map(three_digits) {
        match histogram.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => histogram.push((value, 1)),
        }
    }
    Some(Distribution { count: sorted.len() as u64, p50_ns: percentile(sorted, 50)?, histogram })
}

/// Replaces all digits after the first three by zeros.
fn three_digits(value: u64) -> u64 {
    let step = 10_u64.pow(value.checked_ilog10().unwrap_or(0).saturating_sub(2));
    value / step * step
}

/// The median drift of each tick over the `rounds`, up to the end of the shortest round.
pub(crate) fn median_drift(rounds: &[&[i64]]) -> Vec<i64> {
    let ticks = rounds.iter().map(|round| round.len()).min().unwrap_or(0);
    let median = |tick: usize| {
        let mut late = rounds.iter().map(|round| round[tick]).collect::<Vec<_>>();
        late.sort_unstable();
        let middle = late.len() / 2;
        if late.len() % 2 == 1 { late[middle] } else { i64::midpoint(late[middle - 1], late[middle]) }
    };
    (0..ticks).map(median).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::ops::RangeInclusive;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::ExitStatus;

    use super::*;
    use crate::measure::clocks::Clocks;

    const EVERY: Duration = Duration::from_millis(10);
    const LIMIT: Duration = Duration::from_millis(30);

    /// A run. Each line arrived this many microseconds after the start.
    fn ended(lines: &[(u64, &str)]) -> Ended {
        let clocks = Clocks::read();
        let started = clocks.instant();
        let line = |(micros, text): &(u64, &str)| Line {
            at: started + Duration::from_micros(*micros),
            text: (*text).into(),
            whole: true,
        };
        Ended {
            started,
            clocks,
            wall_clock_set: 0,
            status: ExitStatus::from_raw(0),
            lines: lines.iter().map(line).collect(),
            complaint: String::new(),
            usage: None,
            peak_memory: None,
            threads: None,
        }
    }

    const GOOD: [(u64, &str); 4] = [
        (2_000, "2026-11-22 23:59:59.990000"),
        (13_300, "2026-11-23 00:00:00.001200"),
        (23_000, "2026-11-23 00:00:00.011150"),
        (32_750, MESSAGE),
    ];

    #[test]
    fn lateness_is_what_exceeds_the_period_and_drift_what_exceeds_the_schedule() {
        let run = read(&ended(&GOOD), EVERY, LIMIT, Kind::Workshop).unwrap();
        assert_eq!(run.start, 2_000_000);
        assert_eq!(run.lateness, [1_200_000, -50_000]);
        assert_eq!(run.drift, [0, 1_200_000, 1_150_000]);
        assert_eq!(run.deadline, 750_000);
        assert_eq!((run.lines, run.clock_was_set), (3, false));
    }

    #[test]
    fn a_first_line_that_arrives_late_does_not_make_the_message_early() {
        // Printed after 1 ms, seen after 20 ms. The time in the line has microseconds.
        let mut late = ended(&GOOD);
        let first = late.clocks.local() + Duration::from_millis(1);
        let stamp = |after: u64| (first + Duration::from_millis(after)).format("%Y-%m-%d %H:%M:%S%.6f").to_string();
        late.lines[0].text = stamp(0);
        late.lines[1].text = stamp(10);
        late.lines[2].text = stamp(20);
        late.lines[0].at = late.started + Duration::from_millis(20);
        let deadline = read(&late, EVERY, LIMIT, Kind::Workshop).unwrap().deadline;
        assert!((1_750_000..=1_751_000).contains(&deadline), "{deadline}");
    }

    #[test]
    fn the_floor_is_late_by_its_schedule() {
        let run = read(&ended(&GOOD), EVERY, LIMIT, Kind::Floor).unwrap();
        assert_eq!(run.lateness, [1_200_000, 1_150_000]);
    }

    #[test]
    fn a_wall_clock_that_is_set_is_not_believed() {
        let mut lines = GOOD;
        lines[2].1 = "2026-11-23 01:00:00.011150";
        let believed = read(&ended(&lines), EVERY, LIMIT, Kind::Workshop).unwrap();
        assert!(!believed.clock_was_set);
        let an_hour = Ended { wall_clock_set: 3_600_000_000_000, ..ended(&lines) };
        let run = read(&an_hour, EVERY, LIMIT, Kind::Workshop).unwrap();
        assert!(run.clock_was_set);
        assert_eq!(run.lateness, [1_300_000, -300_000], "by the arrivals");
    }

    #[test]
    fn what_is_not_as_expected_is_told() {
        let told = |ended: &Ended| read(ended, EVERY, LIMIT, Kind::Workshop).unwrap_err();
        assert_eq!(told(&ended(&[])), "it printed nothing");
        assert_eq!(told(&ended(&GOOD[3..])), "it printed no time");
        assert_eq!(told(&ended(&GOOD[..1])), "its last line was \"2026-11-22 23:59:59.990000\", not 시간 종료");
        let mut garbage = GOOD;
        garbage[1].1 = "half past";
        let not_a_time = "its line 2 was \"half past\", not a time such as 2026-11-22 06:48:50.032303";
        assert_eq!(told(&ended(&garbage)), not_a_time);
        let mut torn = ended(&GOOD);
        torn.lines[3].whole = false;
        assert_eq!(told(&torn), "its last line was \"시간 종료\" (torn), not 시간 종료");
        let mut crashed = ended(&GOOD);
        crashed.status = ExitStatus::from_raw(1 << 8);
        crashed.complaint = "Error: no".into();
        assert_eq!(told(&crashed), "it ended with exit status 1: Error: no");
    }

    /// A round with this lateness.
    fn round(lateness: Vec<i64>) -> Printing {
        Printing { start: 0, lateness, early: 0, drift: vec![], deadline: 0, lines: 0, clock_was_set: false }
    }

    #[test]
    fn percentiles_are_those_of_all_rounds_and_the_early_count_as_on_time() {
        // 1 to 100 µs, in two rounds. Three digits are exact.
        let micros = |range: RangeInclusive<i64>| round(range.map(|late| late * 1_000).collect());
        let (mut one, other) = (micros(1..=60), micros(61..=100));
        let sorted = lateness([&one, &other].into_iter());
        let percentiles = [50, 90, 99, 100].map(|percent| percentile(&sorted, percent).unwrap());
        assert_eq!(percentiles, [50_000, 90_000, 99_000, 100_000]);
        assert_eq!([&one, &other].map(Printing::median_lateness), [Some(30_500.0), Some(80_500.0)]);
        let all = distribution(&sorted).unwrap();
        assert_eq!((all.count, all.p50_ns, all.histogram.len()), (100, 50_000, 100));
        assert_eq!(all.histogram.iter().map(|(_, count)| count).sum::<u64>(), 100);

        one.lateness.extend([-100_001, -1]);
        let early = distribution(&lateness([&one, &other].into_iter())).unwrap();
        assert_eq!((early.count, early.histogram[0]), (102, (0, 2)));
        assert_eq!(distribution(&[]), None);
    }

    #[test]
    fn early_is_more_than_a_tenth_of_a_millisecond_before_time() {
        // A tick every `every` milliseconds, the third of them `early` microseconds before it is due.
        let early = |early: u64, every: u64, set: i64| {
            let base = NaiveDateTime::parse_from_str("2026-11-22 06:00:00", "%Y-%m-%d %H:%M:%S").unwrap();
            let at = [0, every * 1_000, every * 2_000 - early];
            let stamps =
                at.map(|micros| (base + Duration::from_micros(micros)).format("%Y-%m-%d %H:%M:%S%.6f").to_string());
            let lines = [(at[0], &*stamps[0]), (at[1], &stamps[1]), (at[2], &stamps[2]), (every * 3_000, MESSAGE)];
            let ended = Ended { wall_clock_set: set, ..ended(&lines) };
            read(&ended, Duration::from_millis(every), LIMIT, Kind::Workshop).unwrap().early
        };
        assert_eq!([early(101, 10, 0), early(100, 10, 0)], [1, 0]);
        assert_eq!([early(500, 1000, 0), early(501, 1000, 0)], [0, 1], "a clock that is being adjusted");
        assert_eq!(early(101, 10, 3_600_000_000_000), 0, "arrivals");
    }

    #[test]
    fn drift_is_the_median_of_the_rounds_as_far_as_all_go() {
        assert_eq!(median_drift(&[&[0, 5, 9], &[0, 1], &[0, 2, 3]]), [0, 2]);
        assert_eq!(median_drift(&[&[0, 5], &[0, 2]]), [0, 3]);
        assert_eq!(median_drift(&[]), [0_i64; 0]);
    }
}
