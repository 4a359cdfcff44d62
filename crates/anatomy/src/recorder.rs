//! The recorder: what happened, when, and on which thread.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use keep_printing::Clock;
use lessons::{Seen, watch};

use crate::threads::Threads;

/// How many events are kept. Those beyond are only counted, so that a long run does not fill the memory.
const KEPT: usize = 200_000;

/// The number of the task that `main` blocks on. Those that it spawns are numbered from one.
pub(crate) const MAIN: usize = 0;

/// A record of what happens to futures: every poll and every wake, with its time and its thread. Clones write into the
/// same record.
///
/// It knows `Future` and `Waker` and no runtime, so it works on every one. To note an event takes a lock and a push; what
/// is written down is told when the run is over.
///
/// # Examples
///
/// ```
/// use anatomy::Recorder;
/// use any_runtime::monotonic;
///
/// let recorder = Recorder::new(monotonic);
/// futures_lite::future::block_on(recorder.watch(futures_lite::future::yield_now()));
/// assert_eq!((recorder.counters().polls, recorder.counters().wakes), (2, 1));
/// ```
#[derive(Clone)]
pub struct Recorder(Arc<Shared>);

struct Shared {
    clock: Box<dyn Clock + Send + Sync>,
    start: Duration,
    log: Mutex<Log>,
}

/// The record.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) events: Vec<Event>,
    pub(crate) counters: Counters,
    pub(crate) threads: Threads,
    /// When it was closed. What happens later is not of this run.
    pub(crate) end: Option<Duration>,
}

/// Something that happened.
#[derive(Clone, Copy)]
pub(crate) struct Event {
    /// Since the start.
    pub(crate) at: Duration,
    pub(crate) thread: usize,
    pub(crate) what: What,
}

#[derive(Clone, Copy)]
pub(crate) enum What {
    /// Something was seen of a task.
    Task {
        task: usize,
        seen: Seen,
    },
    /// A call began that is over when it returns.
    Called(Call),
    Returned(Call, Answer),
    /// A sleep began, which is no call: others run meanwhile.
    SleepSet {
        sleep: usize,
        duration: Duration,
    },
    SleepEnded {
        sleep: usize,
        how: SleepEnd,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    /// The writer was asked to take some bytes.
    Write,
    /// The writer was asked to pass on what it has taken.
    Flush,
    /// The thread was blocked, by a coroutine that should not.
    BlockingSleep,
    /// Work that may block, on a thread that may be blocked.
    Unblock,
}

#[derive(Clone, Copy)]
pub(crate) enum Answer {
    Pending,
    /// With how many bytes it took.
    Ready(usize),
    Failed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SleepEnd {
    /// It was seen to be done.
    Done,
    /// It was dropped before.
    Cancelled,
    /// It went on when the record was closed.
    Unfinished,
}

/// How often what happened. They are counted apart from the record, and go on when that is full.
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
    /// Sleeps that were seen to be done.
    pub timers_done: usize,
    /// Sleeps that were dropped before.
    pub timers_cancelled: usize,
    /// Writes that were tried, whether or not the writer took anything.
    pub writes: usize,
    /// Flushes that were tried, likewise.
    pub flushes: usize,
    /// Bytes that the writers said they took. A write that is cancelled before its answer adds nothing, although the
    /// runtime may print its line later.
    pub bytes: usize,
    /// Threads on which any of this happened.
    pub threads: usize,
    /// Futures that are watched, besides the one that `main` blocks on.
    pub tasks: usize,
    /// Events of which the record says nothing, because it was full.
    pub dropped_events: usize,
}

impl Recorder {
    /// Begins a record, now.
    pub fn new(clock: impl Clock + Send + Sync + 'static) -> Self {
        let start = clock.now();
        let log = Log {
            // Room for all from the start: to move what is recorded would disturb the run.
            events: Vec::with_capacity(KEPT),
            counters: Counters::default(),
            threads: Threads::default(),
            end: None,
        };
        Self(Arc::new(Shared { clock: Box::new(clock), start, log: Mutex::new(log) }))
    }

    /// Returns `future`, unchanged but for its polls and wakes being recorded, as those of a task of its own.
    pub fn watch<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        let task = {
            let mut log = self.lock();
            log.counters.tasks += 1;
            log.counters.tasks
        };
        self.watch_as(task, future)
    }

    pub(crate) fn watch_as<F: Future>(&self, task: usize, future: F) -> impl Future<Output = F::Output> + use<F> {
        let recorder = self.clone();
        watch(future, move |seen| recorder.note(What::Task { task, seen }))
    }

    /// What was counted until now.
    pub fn counters(&self) -> Counters {
        self.lock().counters
    }

    /// Records a call: that it begins, and when it returns, with what.
    pub(crate) fn call<T>(&self, call: Call, make: impl FnOnce() -> T, answer: impl FnOnce(&T) -> Answer) -> T {
        self.note(What::Called(call));
        let returned = make();
        self.note(What::Returned(call, answer(&returned)));
        returned
    }

    /// Records that a sleep was asked for, and returns its number.
    pub(crate) fn set_sleep(&self, duration: Duration) -> usize {
        let mut log = self.lock();
        let sleep = log.counters.timers;
        self.note_in(&mut log, What::SleepSet { sleep, duration });
        sleep
    }

    /// Makes a call for which the runtime promised `caller` another thread, of the given name.
    ///
    /// Where threads are simulated it is the caller's thread all the same, with the clock set back afterwards. The
    /// record tells of the other thread.
    pub(crate) fn elsewhere<T>(&self, caller: ThreadId, name: &str, make: impl FnOnce() -> T) -> T {
        if thread::current().id() != caller {
            return make();
        }
        let own = {
            let mut log = self.lock();
            let now = self.now();
            log.threads.pretend(caller, name, now)
        };
        let returned = make();
        let mut log = self.lock();
        let now = self.now();
        log.threads.stop_pretending(caller, own, now);
        returned
    }

    pub(crate) fn note(&self, what: What) {
        self.note_in(&mut self.lock(), what);
    }

    fn note_in(&self, log: &mut Log, what: What) {
        // The time is taken while the record is locked, so that it is in the order of time.
        if log.end.is_none() {
            log.note(self.now(), what);
        }
    }

    /// Closes the record, and returns it.
    pub(crate) fn close(&self) -> Log {
        let mut log = self.lock();
        log.end.get_or_insert(self.now());
        log.clone()
    }

    fn now(&self) -> Duration {
        self.0.clock.now().saturating_sub(self.0.start)
    }

    fn lock(&self) -> MutexGuard<'_, Log> {
        // An event is pushed whole or not at all, so a panic elsewhere leaves the record readable.
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("counters", &self.counters()).finish_non_exhaustive()
    }
}

impl Log {
    fn note(&mut self, at: Duration, what: What) {
        let thread = self.threads.here();
        let counters = &mut self.counters;
        counters.threads = self.threads.names.len();
        match what {
            What::Task { seen: Seen::Polled, .. } => counters.polls += 1,
            What::Task { seen: Seen::Woken, .. } => counters.wakes += 1,
            What::Called(Call::Write) => counters.writes += 1,
            What::Called(Call::Flush) => counters.flushes += 1,
            What::Returned(Call::Write, Answer::Ready(bytes)) => counters.bytes += bytes,
            What::SleepSet { .. } => counters.timers += 1,
            What::SleepEnded { how: SleepEnd::Done, .. } => counters.timers_done += 1,
            What::SleepEnded { how: SleepEnd::Cancelled, .. } => counters.timers_cancelled += 1,
            _ => {}
        }
        if self.events.len() < KEPT {
            self.events.push(Event { at, thread, what });
        } else {
            counters.dropped_events += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// A recorder, and the clock that it goes by.
    fn recorder() -> (Recorder, Arc<AtomicU64>) {
        let millis = Arc::new(AtomicU64::new(0));
        let clock = millis.clone();
        (Recorder::new(move || Duration::from_millis(clock.load(Ordering::Relaxed))), millis)
    }

    const WAKE: What = What::Task { task: MAIN, seen: Seen::Woken };

    #[test]
    fn what_is_too_much_is_counted_and_not_kept() {
        let (recorder, _) = recorder();
        (0..KEPT + 10).for_each(|_| recorder.note(WAKE));
        let log = recorder.close();
        assert_eq!((log.counters.wakes, log.counters.dropped_events, log.events.len()), (KEPT + 10, 10, KEPT));
    }

    #[test]
    fn what_happens_after_the_end_is_not_of_this_run() {
        let (recorder, millis) = recorder();
        recorder.note(WAKE);
        assert_eq!(recorder.close().end, Some(Duration::ZERO));
        millis.store(1, Ordering::Relaxed);
        recorder.note(WAKE);
        let log = recorder.close();
        assert_eq!((log.counters.wakes, log.events.len(), log.end), (1, 1, Some(Duration::ZERO)));
    }

    #[test]
    fn a_wake_is_recorded_on_the_thread_it_comes_from() {
        let (recorder, _) = recorder();
        let woken = recorder.watch(std::future::poll_fn(|cx| {
            let waker = cx.waker().clone();
            thread::scope(|scope| {
                thread::Builder::new().name("elsewhere".into()).spawn_scoped(scope, || waker.wake()).map(drop)
            })
            .map_or(std::task::Poll::Pending, std::task::Poll::Ready)
        }));
        futures_lite::future::block_on(woken);
        let log = recorder.close();
        let threads: Vec<_> = log.events.iter().map(|event| event.thread).collect();
        assert_eq!(threads, [1, 2, 1], "polled, woken, ready");
        assert_eq!(log.threads.names[1].as_deref(), Some("elsewhere"));
    }

    #[test]
    fn a_simulated_thread_does_one_thing_at_a_time() {
        let (recorder, millis) = recorder();
        let here = thread::current().id();
        let simulated = |from, until| {
            millis.store(from, Ordering::Relaxed);
            recorder.elsewhere(here, "a simulated thread", || {
                recorder.note(WAKE);
                millis.store(until, Ordering::Relaxed);
            });
        };
        simulated(0, 10);
        simulated(5, 15);
        simulated(10, 20);
        millis.store(12, Ordering::Relaxed);
        recorder.note(WAKE);
        let log = recorder.close();
        let threads: Vec<_> = log.events.iter().map(|event| event.thread).collect();
        assert_eq!(threads, [2, 3, 2, 1], "the second begins before the first is done, the third does not");
    }

    #[test]
    fn work_on_another_thread_is_recorded_there() {
        let (recorder, _) = recorder();
        let here = thread::current().id();
        recorder.note(WAKE);
        thread::scope(|scope| {
            scope.spawn(|| recorder.elsewhere(here, "a simulated thread", || recorder.note(WAKE)));
        });
        assert_eq!(recorder.close().threads.names[1], None, "it has no name");
    }
}
