//! The recorder: it notes what happened, when, and on which thread.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use keep_printing::Clock;

#[cfg(feature = "steps")]
use crate::Record;
use crate::counters::Counters;
use crate::event::{Answer, Call, Event, Line, Place, What};
use crate::task;
use crate::threads::Threads;

/// The most events that a record keeps. It only counts the others, so a long run does not fill the memory.
const KEPT: usize = 200_000;

/// The most bytes of output that a record keeps.
const KEPT_OUTPUT: usize = 1 << 20;

/// A record of every poll and every wake of some futures, with time and thread. Clones write into the same record.
///
/// It needs only `Future` and `Waker`, so it works on every runtime. Noting an event takes a lock and a push. The text
/// is made when the run is over.
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
    /// The bytes that the writes took, in the order of the events.
    pub(crate) output: Vec<u8>,
    pub(crate) counters: Counters,
    pub(crate) threads: Threads,
    /// When it was closed. Later events do not belong to this run.
    pub(crate) end: Option<Duration>,
}

impl Recorder {
    /// Begins a record now.
    pub fn new(clock: impl Clock + Send + Sync + 'static) -> Self {
        let start = clock.now();
        let log = Log {
            // Reserve memory for all events now: growing later would disturb the run.
            events: Vec::with_capacity(KEPT),
            output: Vec::new(),
            counters: Counters::default(),
            threads: Threads::default(),
            end: None,
        };
        Self(Arc::new(Shared { clock: Box::new(clock), start, log: Mutex::new(log) }))
    }

    /// Returns a future that does the same as `future`. Its polls and wakes are recorded under a new task number.
    #[track_caller]
    pub fn watch<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        self.watch_as(self.spawn(Some(Line::of_caller())), future)
    }

    /// Records that a task is spawned, and returns its number.
    pub(crate) fn spawn(&self, place: Place) -> usize {
        let mut log = self.lock();
        log.counters.tasks += 1;
        let task = log.counters.tasks;
        self.note_in(&mut log, What::Spawned { task, place });
        task
    }

    pub(crate) fn watch_as<F: Future>(&self, task: usize, future: F) -> impl Future<Output = F::Output> + use<F> {
        task::watch(self, task, future)
    }

    /// Returns the counters as they are now.
    pub fn counters(&self) -> Counters {
        self.lock().counters
    }

    /// Returns the record as it is now, for [`Steps`](crate::Steps). It is that of no runtime and no lesson.
    #[cfg(feature = "steps")]
    pub fn record(&self) -> Record {
        Record::new("", None, self.so_far())
    }

    /// Makes a call, and records its begin, its end and its answer.
    pub(crate) fn call<T>(
        &self,
        call: Call,
        place: Place,
        make: impl FnOnce() -> T,
        answer: impl FnOnce(&T) -> Answer,
    ) -> T {
        self.note(What::Called(call, place));
        let returned = make();
        self.note(What::Returned(call, answer(&returned)));
        returned
    }

    /// Records that a write took `bytes`.
    pub(crate) fn wrote(&self, bytes: &[u8]) {
        let mut log = self.lock();
        if log.end.is_none() {
            let room = KEPT_OUTPUT - log.output.len();
            log.output.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        self.note_in(&mut log, What::Returned(Call::Write, Answer::Ready(bytes.len())));
    }

    /// Records the begin of a sleep, and returns the number of the sleep.
    pub(crate) fn set_sleep(&self, duration: Duration, place: Place) -> usize {
        let mut log = self.lock();
        let sleep = log.counters.timers;
        self.note_in(&mut log, What::SleepSet { sleep, duration, place });
        sleep
    }

    /// Makes a call that the runtime runs on another thread than `caller`.
    ///
    /// A runtime that simulates threads runs the call on `caller`, and sets the clock back afterwards. Then the record
    /// shows a simulated thread with the given name.
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
        // Read the clock while the record is locked. So the events are in the order of time.
        if log.end.is_none() {
            log.note(self.now(), what);
        }
    }

    /// Closes the record and returns it.
    pub(crate) fn close(&self) -> Log {
        let mut log = self.lock();
        log.end.get_or_insert(self.now());
        log.clone()
    }

    /// Returns the record as it is now.
    pub(crate) fn so_far(&self) -> Log {
        let mut log = self.lock().clone();
        log.end.get_or_insert(self.now());
        log
    }

    fn now(&self) -> Duration {
        self.0.clock.now().saturating_sub(self.0.start)
    }

    fn lock(&self) -> MutexGuard<'_, Log> {
        // A panic elsewhere cannot leave half an event behind. So the record stays readable.
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
        self.counters.threads = self.threads.names.len();
        self.counters.count(what);
        if self.events.len() < KEPT {
            self.events.push(Event { at, thread, what });
        } else {
            self.counters.dropped_events += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use lessons::Seen;

    use super::*;
    use crate::event::MAIN;

    /// A recorder and its clock.
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
        assert_eq!(threads, [1, 1, 2, 1], "spawned, polled, woken, ready");
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
