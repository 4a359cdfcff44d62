//! A whole record: what it keeps of a run, in the order of time.

use std::time::Duration;

use lessons::Lesson;

use crate::counters::Counters;
use crate::event::Event;
use crate::recorder::Log;
use crate::steps::Thread;

/// What happened in a run, from the first event to the last. [`Steps`](crate::Steps) shows it step by step.
///
/// # Examples
///
/// ```
/// use anatomy::Traced;
/// use any_runtime::BlockOn;
/// use lessons::{Lesson, Options};
///
/// fn record(rt: impl BlockOn) -> std::io::Result<anatomy::Record> {
///     let rt = Traced::new(rt);
///     rt.block_on(Lesson::Hello.run(&rt, &Options::default()))??;
///     Ok(rt.record(Some(Lesson::Hello)))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Record {
    pub(crate) runtime: String,
    pub(crate) lesson: Option<Lesson>,
    pub(crate) events: Vec<Event>,
    pub(crate) output: Vec<u8>,
    pub(crate) counters: Counters,
    pub(crate) threads: Vec<Option<String>>,
    /// The time up to which it knows everything.
    pub(crate) end: Duration,
}

impl Record {
    pub(crate) fn new(runtime: &str, lesson: Option<Lesson>, log: Log) -> Self {
        let Log { mut events, output, counters, threads, end } = log;
        // A simulated thread may record its events before earlier events of other threads.
        events.sort_by_key(|event| event.at);
        // A record that was full does not know what came after its last event.
        let end = end.filter(|_| counters.dropped_events == 0);
        let end = end.max(events.last().map(|event| event.at)).unwrap_or_default();
        Self { runtime: runtime.into(), lesson, events, output, counters, threads: threads.names, end }
    }

    /// The name of the runtime.
    #[must_use]
    pub fn runtime(&self) -> &str {
        &self.runtime
    }

    /// The lesson that ran. `None` if it was another coroutine, or a lesson that this program does not know.
    #[must_use]
    pub fn lesson(&self) -> Option<Lesson> {
        self.lesson
    }

    /// The number of events of each kind, also of those that the record could not keep.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Returns a thread with its name, if it has one. The numbers start at one.
    pub(crate) fn thread(&self, number: usize) -> Thread<'_> {
        let name = number.checked_sub(1).and_then(|index| self.threads.get(index)?.as_deref());
        Thread { number, name }
    }
}
