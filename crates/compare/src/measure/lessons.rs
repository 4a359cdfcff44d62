//! Reads the last lines of the lessons `crowd` and `drift`, and the files of `--trace`.

use std::str::FromStr;

use serde_json::Value;

use super::child::Line;
use super::usage::Usage;
use crate::number::{float, unsigned_nanos};

/// One run of `crowd`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CrowdRun {
    /// How many coroutines it had.
    pub(crate) tasks: u64,
    pub(crate) ticks: u64,
    /// `None` if the operating system does not report it.
    pub(crate) bytes_each: Option<f64>,
    pub(crate) last_deadline_ns: f64,
    /// What its whole process used.
    pub(crate) usage: Option<Usage>,
}

impl CrowdRun {
    /// The memory of the whole program.
    pub(crate) fn bytes(&self) -> Option<f64> {
        Some(self.bytes_each? * float(self.tasks))
    }

    /// The processor time of the whole program.
    pub(crate) fn cpu_ns(&self) -> Option<f64> {
        Some(float(unsigned_nanos(self.usage?.cpu)))
    }
}

/// The end of the lesson `drift`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rhythm {
    pub(crate) ticks: u64,
    /// How late the last tick was when waiting after the work.
    pub(crate) waiting_ns: u64,
    /// How late the last tick was when keeping to the schedule.
    pub(crate) schedule_ns: u64,
}

/// Reads the output of a `crowd` of `tasks` coroutines, whose process used `usage`.
///
/// # Errors
///
/// A sentence that names what is missing.
pub(crate) fn crowd(lines: &[Line], tasks: u64, usage: Option<Usage>) -> Result<CrowdRun, String> {
    let row = |name: &str| {
        let row = lines.iter().find_map(|line| line.text.strip_prefix(name)).map(str::trim);
        row.ok_or_else(|| format!("its crowd printed no line {name:?}"))
    };
    let (ticks, deadlines, memory) = (row("ticks ")?, row("deadlines ")?, row("memory ")?);
    let unclear = |text| format!("its crowd printed {text:?}, which says nothing");
    Ok(CrowdRun {
        tasks,
        ticks: ticks.parse().map_err(|_| unclear(ticks))?,
        bytes_each: memory
            .strip_suffix(" bytes each")
            .map(|bytes| bytes.parse().map_err(|_| unclear(memory)))
            .transpose()?,
        last_deadline_ns: enclosed(deadlines, "max ", " ms late").map(millis).ok_or_else(|| unclear(deadlines))?,
        usage,
    })
}

/// How the timer works, in the runtime's own words. `crowd` prints them.
pub(crate) fn timer(lines: &[Line]) -> Option<String> {
    let (_, timer) = lines.iter().find_map(|line| line.text.strip_prefix("timer "))?.split_once(": ")?;
    Some(timer.into())
}

/// Reads the last line of `drift`.
///
/// # Errors
///
/// A sentence with the line that was there instead.
pub(crate) fn drift(lines: &[Line]) -> Result<Rhythm, String> {
    let last = lines.last().map_or("", |line| line.text.as_str());
    let read = || {
        let late = |before, after| Some(whole_nanos(enclosed::<f64>(last, before, after)?));
        Some(Rhythm {
            ticks: enclosed(last, "After ", " tick")?,
            waiting_ns: late(": ", " ms late by waiting")?,
            schedule_ns: late("waiting, ", " ms by the schedule")?,
        })
    };
    read().ok_or_else(|| format!("its lesson drift ended with {last:?}, not with how late its ticks were"))
}

/// How many polls and wakes there were, from the counters of a trace.
///
/// # Errors
///
/// A sentence, if this is not a trace.
pub(crate) fn polls_and_wakes(trace: &Value) -> Result<(u64, u64), String> {
    let counter = |name: &str| trace["otherData"][name].as_u64().ok_or_else(|| format!("its trace counts no {name}"));
    Ok((counter("polls")?, counter("wakes")?))
}

fn enclosed<T: FromStr>(text: &str, before: &str, after: &str) -> Option<T> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after)?.0.parse().ok()
}

/// Converts to nanoseconds. The lessons print tenths of a millisecond.
fn millis(millis: f64) -> f64 {
    (millis * 10.0).round() * 100_000.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a lateness is none of both")]
fn whole_nanos(late: f64) -> u64 {
    millis(late) as u64
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use serde_json::json;

    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        text.lines().map(|line| Line { at: Instant::now(), text: line.into(), whole: true }).collect()
    }

    const CROWD: &str = "\
coroutines   1000, for 512.2 ms
ticks        5000
deadlines    p50 0.5 ms, p99 1.1 ms, max 12.3 ms late
CPU time     0.02 s
memory       345 bytes each
timer        tokio: a wheel
1000 coroutines, 5000 ticks, one thread; the last deadline 12.3 ms late.";

    #[test]
    fn a_crowd_tells_its_ticks_its_memory_and_its_last_deadline() {
        let run = crowd(&lines(CROWD), 1000, None).unwrap();
        let expected = (1000, 5000, Some(345.0), 12_300_000.0);
        assert_eq!((run.tasks, run.ticks, run.bytes_each, run.last_deadline_ns), expected);
        let unknown = CROWD.replace("345 bytes each", "unknown here");
        assert_eq!(crowd(&lines(&unknown), 1000, None).unwrap().bytes_each, None);
        assert_eq!(timer(&lines(CROWD)).as_deref(), Some("a wheel"));
        assert_eq!(timer(&[]), None);
    }

    #[test]
    fn a_crowd_that_says_less_is_told_what_is_missing() {
        let without = |part, other| crowd(&lines(&CROWD.replace(part, other)), 1000, None).unwrap_err();
        assert_eq!(without("deadlines ", "dead "), "its crowd printed no line \"deadlines \"");
        assert_eq!(without("5000\n", "many\n"), "its crowd printed \"many\", which says nothing");
        assert!(without("max 12.3 ms", "max soon").contains("max soon"));
    }

    #[test]
    fn drift_ends_with_how_late_its_ticks_were() {
        let rhythm = drift(&lines("…\nAfter 40 ticks: 12.3 ms late by waiting, 0.1 ms by the schedule.")).unwrap();
        assert_eq!(rhythm, Rhythm { ticks: 40, waiting_ns: 12_300_000, schedule_ns: 100_000 });
        let why = drift(&lines("Segmentation fault")).unwrap_err();
        assert!(why.contains("\"Segmentation fault\""), "{why}");
        assert!(drift(&[]).is_err());
    }

    #[test]
    fn a_trace_counts_polls_and_wakes() {
        assert_eq!(polls_and_wakes(&json!({"otherData": {"polls": 12, "wakes": 7}})), Ok((12, 7)));
        assert_eq!(polls_and_wakes(&json!([])), Err("its trace counts no polls".into()));
    }
}
