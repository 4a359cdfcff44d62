//! The state of a race, computed from the lines and their arrival times. No clock, no process, no screen.

use std::fmt::{self, Display};
use std::ops::Sub;
use std::time::Duration;

use chrono::NaiveDateTime;

use crate::Course;

/// What a runner prints at its deadline.
pub(crate) const MESSAGE: &str = "시간 종료";

/// A race so far. All times are since its start.
pub(crate) struct Race {
    pub(crate) course: Course,
    pub(crate) now: Duration,
    pub(crate) tracks: Vec<Track>,
}

/// One runner so far.
pub(crate) struct Track {
    pub(crate) name: &'static str,
    pub(crate) ticks: Vec<Tick>,
    /// When the deadline message arrived.
    pub(crate) deadline: Option<Duration>,
    /// The last line with the time.
    pub(crate) last: String,
    /// When it ended, and the reason if it failed.
    pub(crate) ended: Option<(Duration, Result<(), String>)>,
}

/// A line with the time.
pub(crate) struct Tick {
    /// When it arrived.
    pub(crate) at: Duration,
    /// The time in it.
    stamp: Option<NaiveDateTime>,
    /// The time since the tick before, minus the period. The first tick has no lateness.
    pub(crate) late: Option<Signed>,
}

impl Race {
    pub(crate) fn new(names: impl IntoIterator<Item = &'static str>, course: Course) -> Self {
        let tracks = names.into_iter().map(Track::new).collect();
        Self { course, now: Duration::ZERO, tracks }
    }

    /// Sets the clock. It stops when every runner is done.
    pub(crate) fn at(&mut self, now: Duration) {
        if !self.is_over() {
            self.now = self.now.max(now);
        }
    }

    /// The runner printed `text`, which arrived `at` this time.
    pub(crate) fn line(&mut self, runner: usize, at: Duration, text: String) {
        self.at(at);
        let every = self.course.every;
        let track = &mut self.tracks[runner];
        if text == MESSAGE {
            track.deadline = Some(at);
        } else {
            let mut tick = Tick { at, stamp: stamp(&text), late: None };
            tick.late = track.ticks.last().map(|before| tick.since(before) - every.into());
            track.ticks.push(tick);
            track.last = text;
        }
    }

    /// The runner ended `at` this time. If it failed, `how` has the reason.
    pub(crate) fn ended(&mut self, runner: usize, at: Duration, how: Result<(), String>) {
        self.at(at);
        self.tracks[runner].ended = Some((at, how));
    }

    /// Whether every runner is done.
    pub(crate) fn is_over(&self) -> bool {
        self.tracks.iter().all(|track| track.ended.is_some())
    }
}

impl Track {
    fn new(name: &'static str) -> Self {
        Self { name, ticks: Vec::new(), deadline: None, last: String::new(), ended: None }
    }

    /// What went wrong, if something did.
    pub(crate) fn trouble(&self) -> Option<String> {
        match (self.ended.as_ref()?, self.deadline) {
            ((_, Err(why)), _) => Some(why.clone()),
            ((_, Ok(())), None) => Some(format!("ended without {MESSAGE}")),
            ((_, Ok(())), Some(_)) => None,
        }
    }

    /// The runner in numbers: how late its last tick is, or after the end how many ticks there were; the greatest
    /// lateness; the drift. All have the same width, so the numbers of two runners align.
    pub(crate) fn numbers(&self, course: Course) -> Vec<String> {
        let number = |name, value: Option<Signed>| value.map(|value| format!("{name} {value:>8}"));
        let count = || match self.ticks.len() {
            1 => "1 tick".into(),
            ticks => format!("{ticks} ticks"),
        };
        let first = if self.ended.is_some() { Some(format!("{:13}", count())) } else { number("late", self.late()) };
        [first, number("worst", self.worst()), number("drift", self.drift(course))].into_iter().flatten().collect()
    }

    /// How late the last tick was.
    pub(crate) fn late(&self) -> Option<Signed> {
        self.ticks.last()?.late
    }

    /// The greatest lateness of all ticks.
    pub(crate) fn worst(&self) -> Option<Signed> {
        self.ticks.iter().filter_map(|tick| tick.late).max()
    }

    /// The time from the first tick to the last, minus the periods between them.
    pub(crate) fn drift(&self, course: Course) -> Option<Signed> {
        let [first, .., last] = &self.ticks[..] else { return None };
        let periods = u32::try_from(self.ticks.len() - 1).unwrap_or(u32::MAX);
        Some(last.since(first) - course.every.saturating_mul(periods).into())
    }

    /// When the deadline is due: the limit after the first tick was printed.
    ///
    /// The first line may arrive late, because the machine is still starting the other programs. The times in the lines
    /// show how much longer it took to arrive than the fastest line, and that is subtracted.
    pub(crate) fn due(&self, course: Course) -> Option<Duration> {
        let first = self.ticks.first()?;
        let faster = |tick: &Tick| tick.since(first) - (Signed::from(tick.at) - first.at.into());
        let delay = self.ticks.iter().map(faster).max()?.0.clamp(0, Signed::from(first.at).0);
        let printed = first.at - u64::try_from(delay).map_or(first.at, Duration::from_nanos);
        Some(printed.saturating_add(course.limit))
    }

    /// How late the deadline was.
    pub(crate) fn deadline_late(&self, course: Course) -> Option<Signed> {
        Some(Signed::from(self.deadline?) - self.due(course)?.into())
    }
}

impl Tick {
    /// The time since the tick `before`: by the times in the lines, or by their arrival if one has no time in it.
    fn since(&self, before: &Self) -> Signed {
        match (self.stamp, before.stamp) {
            (Some(this), Some(before)) => {
                Signed(i128::from((this - before).num_microseconds().unwrap_or(i64::MAX)) * 1000)
            }
            _ => Signed::from(self.at) - before.at.into(),
        }
    }
}

/// The time in `text`.
fn stamp(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()
}

/// A duration in nanoseconds, negative for an early tick. It shows as `+1.2 ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signed(pub(crate) i128);

impl From<Duration> for Signed {
    fn from(duration: Duration) -> Self {
        // The longest duration has 94 bits.
        Self(duration.as_nanos().cast_signed())
    }
}

impl Sub for Signed {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0.abs() + 50_000) / 100_000;
        let sign = if self.0 < 0 && tenths > 0 { '-' } else { '+' };
        f.pad(&format!("{sign}{}.{} ms", tenths / 10, tenths % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A race of one runner, every 500 ms for 10 s, after these lines arrived at these milliseconds.
    fn race_of(lines: &[(u64, &str)]) -> Race {
        let mut race = Race::new(["tokio"], Course { every: ms(500), limit: ms(10_000) });
        for (at, text) in lines {
            race.line(0, ms(*at), (*text).into());
        }
        race
    }

    fn numbers(race: &Race) -> String {
        race.tracks[0].numbers(race.course).join(" ")
    }

    #[test]
    fn a_tick_is_late_by_the_time_between_two_stamps_less_the_period() {
        let mut lines = vec![(3, "2026-11-22 06:48:59.500000")];
        assert_eq!(numbers(&race_of(&lines)), "", "the first cannot be late");
        lines.push((700, "2026-11-22 06:49:00.001200"));
        assert_eq!(numbers(&race_of(&lines)), "late  +1.2 ms worst  +1.2 ms drift  +1.2 ms");
        lines.push((701, "2026-11-22 06:49:00.500900"));
        assert_eq!(numbers(&race_of(&lines)), "late  -0.3 ms worst  +1.2 ms drift  +0.9 ms");
    }

    #[test]
    fn a_line_without_a_stamp_counts_by_its_arrival() {
        let race = race_of(&[(3, "2026-11-22 06:48:50.000000"), (504, "tick"), (1000, "2026-11-22 06:48:51.500000")]);
        assert_eq!(race.tracks[0].ticks[1].late, Some(ms(1).into()), "by arrival, as one of the two has no stamp");
        assert_eq!(race.tracks[0].late(), Some(Signed(-4_000_000)), "so has one of these");
        assert_eq!(race.tracks[0].drift(race.course), Some(ms(500).into()), "the first and the last have");
    }

    #[test]
    fn the_deadline_counts_from_the_first_line() {
        let late = |at| race_of(&[(200, "tick"), (at, MESSAGE)]).tracks[0].deadline_late(race_of(&[]).course);
        assert_eq!(late(10_201), Some(ms(1).into()));
        assert_eq!(late(10_198), Some(Signed(-2_000_000)));
        assert_eq!(race_of(&[(10_000, MESSAGE)]).tracks[0].deadline_late(race_of(&[]).course), None);
    }

    #[test]
    fn a_first_line_that_arrives_late_does_not_make_the_deadline_early() {
        let stamps = [(7, "2026-11-22 06:48:50.000000"), (502, "2026-11-22 06:48:50.500000"), (10_003, MESSAGE)];
        let race = race_of(&stamps);
        assert_eq!(race.tracks[0].due(race.course), Some(ms(10_002)), "the second took 5 ms less");
        assert_eq!(race.tracks[0].deadline_late(race.course), Some(ms(1).into()));
    }

    #[test]
    fn a_runner_that_does_not_end_well_is_in_trouble() {
        let trouble = |lines, how| {
            let mut race = race_of(lines);
            assert_eq!(race.tracks[0].trouble(), None, "it still runs");
            race.ended(0, ms(20_000), how);
            race.tracks[0].trouble()
        };
        let well = [(0, "tick"), (10_000, MESSAGE)];
        assert_eq!(trouble(&well, Ok(())), None);
        assert_eq!(trouble(&well[..1], Ok(())).as_deref(), Some("ended without 시간 종료"));
        assert_eq!(trouble(&well, Err("signal: 9".into())).as_deref(), Some("signal: 9"));
    }

    #[test]
    fn the_clock_stops_when_everyone_is_done() {
        let mut race = Race::new(["tokio", "smol"], race_of(&[]).course);
        race.ended(0, ms(10_000), Ok(()));
        race.at(ms(10_500));
        assert_eq!((race.is_over(), race.now), (false, ms(10_500)));
        race.ended(1, ms(10_600), Err("exit status: 1".into()));
        race.at(ms(60_000));
        assert_eq!((race.is_over(), race.now), (true, ms(10_600)));
    }

    #[test]
    fn at_the_end_the_ticks_are_counted() {
        let mut race = race_of(&[(0, "tick")]);
        race.ended(0, ms(1), Ok(()));
        assert_eq!(numbers(&race), "1 tick       ");
        race.line(0, ms(502), "tick".into());
        assert_eq!(numbers(&race), "2 ticks       worst  +2.0 ms drift  +2.0 ms");
    }

    #[test]
    fn milliseconds_have_a_sign_and_one_decimal() {
        for (nanos, shown) in [
            (0, "+0.0 ms"),
            (-40_000, "+0.0 ms"),
            (-50_000, "-0.1 ms"),
            (1_249_999, "+1.2 ms"),
            (1_250_000, "+1.3 ms"),
            (-12_345_678_900, "-12345.7 ms"),
        ] {
            assert_eq!(Signed(nanos).to_string(), shown);
        }
    }

    #[test]
    fn no_course_and_no_stamp_is_too_long_to_compute_with() {
        let mut race = Race::new(["tokio"], Course { every: Duration::MAX, limit: Duration::MAX });
        for stamp in ["-262143-01-01 00:00:00.0", "+262142-12-31 23:59:59.9", "-262143-01-01 00:00:00.0"] {
            race.line(0, ms(1), stamp.into());
        }
        race.line(0, Duration::MAX, MESSAGE.into());
        assert!(race.tracks[0].late() < Some(Signed(0)) && race.tracks[0].drift(race.course) < Some(Signed(0)));
        assert_eq!(race.tracks[0].deadline_late(race.course), Some(Signed(0)));
    }
}
