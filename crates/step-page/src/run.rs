//! What a page needs to know of a run before it shows a step.

use anatomy::Steps;
use lessons::Lesson;
use serde::Serialize;

/// A run, without its frames.
///
/// # Examples
///
/// ```
/// use anatomy::{Recorder, Steps};
/// use any_runtime::monotonic;
/// use futures_lite::future::{block_on, yield_now};
/// use step_page::Run;
///
/// let recorder = Recorder::new(monotonic);
/// block_on(recorder.watch(yield_now()));
/// let run = Run::of(&Steps::new(recorder.record()));
/// assert_eq!(run.at.len(), 3, "the spawn and two polls");
/// assert_eq!((run.prints.as_slice(), run.wakes.as_slice()), (&[][..], &[1][..]), "the first poll wakes the task");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// The name of the runtime.
    pub runtime: String,
    /// The name of the lesson, if it was one that this program knows.
    pub lesson: Option<&'static str>,
    /// The name of the lesson's file.
    pub file: Option<&'static str>,
    /// When each step begins, in nanoseconds from the start of the record. So this also says how many steps there are.
    pub at: Vec<u64>,
    /// The numbers of the steps that print something.
    pub prints: Vec<usize>,
    /// The numbers of the steps that wake a task.
    pub wakes: Vec<usize>,
    /// The numbers of the steps in which a promise of the runtime is broken.
    pub broken: Vec<usize>,
    /// The whole output. A [`Frame`](crate::Frame) says how much of it was printed.
    pub output: String,
    /// How many threads the run had.
    pub threads: usize,
    /// How many events are missing, because the record was full.
    pub missing: usize,
}

impl Run {
    /// Returns what is to be known of a run.
    #[must_use]
    pub fn of(steps: &Steps) -> Self {
        let (record, all) = (steps.record(), 0..steps.len());
        Self {
            runtime: record.runtime().into(),
            lesson: record.lesson().map(Lesson::name),
            file: record.lesson().map(Lesson::file),
            at: all.clone().map(|step| u64::try_from(steps.at(step).as_nanos()).unwrap_or(u64::MAX)).collect(),
            prints: all.clone().filter(|step| steps.prints(*step)).collect(),
            wakes: all.clone().filter(|step| steps.wakes(*step)).collect(),
            broken: all.filter(|step| steps.broken(*step).is_some()).collect(),
            output: steps.len().checked_sub(1).map_or(String::new(), |last| steps.output(&steps.state(last))),
            threads: record.counters().threads,
            missing: record.counters().dropped_events,
        }
    }
}
