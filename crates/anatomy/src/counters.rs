//! How often each kind of event happened.

use lessons::Seen;

use crate::event::{Answer, Call, SleepEnd, What};

/// The number of events of each kind. The counters still count when the record is full.
///
/// # Examples
///
/// ```
/// use anatomy::Recorder;
/// use any_runtime::monotonic;
///
/// let recorder = Recorder::new(monotonic);
/// futures_lite::future::block_on(recorder.watch(async {}));
/// let counters = recorder.counters();
/// assert_eq!((counters.tasks, counters.polls, counters.threads), (1, 1, 1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// Polls of watched futures.
    pub polls: usize,
    /// Calls of their wakers.
    pub wakes: usize,
    /// Sleeps that were asked for.
    pub timers: usize,
    /// Sleeps that a poll saw done.
    pub timers_done: usize,
    /// Sleeps that were dropped before they were done.
    pub timers_cancelled: usize,
    /// Write calls, even if the writer took nothing.
    pub writes: usize,
    /// Flush calls, even if the writer was not ready.
    pub flushes: usize,
    /// Bytes that the writers reported as taken. A write that is cancelled before its answer adds nothing, although the
    /// runtime may print its line later.
    pub bytes: usize,
    /// Threads on which any of these events happened.
    pub threads: usize,
    /// Watched futures, without the one that `main` blocks on.
    pub tasks: usize,
    /// Events that are missing from the record, because it was full.
    pub dropped_events: usize,
}

impl Counters {
    /// Counts an event, but for what more than one event is needed: tasks, threads, and events that are missing.
    pub(crate) fn count(&mut self, what: What) {
        match what {
            What::Task { seen: Seen::Polled, .. } => self.polls += 1,
            What::Task { seen: Seen::Woken, .. } => self.wakes += 1,
            What::Called(Call::Write, _) => self.writes += 1,
            What::Called(Call::Flush, _) => self.flushes += 1,
            What::Returned(Call::Write, Answer::Ready(bytes)) => self.bytes += bytes,
            What::SleepSet { .. } => self.timers += 1,
            What::SleepEnded { how: SleepEnd::Done, .. } => self.timers_done += 1,
            What::SleepEnded { how: SleepEnd::Cancelled, .. } => self.timers_cancelled += 1,
            _ => {}
        }
    }
}
