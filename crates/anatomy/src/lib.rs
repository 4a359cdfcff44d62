//! A runtime with a recorder in it. It shows every step of a run.
//!
//! 1. [`Traced`] sees everything that a lesson asks of its runtime. (This file, `task.rs`, `sleep.rs`, `writer.rs`,
//!    `awaited.rs`)
//! 2. A [`Recorder`] notes what happened, when, and on which thread. (`event.rs`, `recorder.rs`, `threads.rs`,
//!    `counters.rs`)
//! 3. After the run, the record becomes a trace that other programs can show (`pairs.rs`, `chrome.rs`, `json.rs`), or
//!    steps that a person can follow (`record.rs`, `steps/`, with the feature `steps`). With the feature `read`, a trace
//!    becomes a record again (`read.rs`).
//!
//! The crate uses no files and no processes. So it works on every platform where the lessons work.

mod awaited;
mod chrome;
mod counters;
mod event;
mod json;
mod pairs;
#[cfg(feature = "read")]
mod read;
#[cfg(feature = "steps")]
mod record;
mod recorder;
mod sleep;
#[cfg(feature = "steps")]
pub mod steps;
mod task;
mod threads;
mod writer;

use std::future::Future;
use std::io;
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, Declared, LocalTime, Runtime, WorkStealing};
use futures_lite::AsyncWrite;
use keep_printing::{Clock, Timer};
use lessons::{Lesson, Options};

use crate::event::{Answer, Awaited, Call, Line, MAIN};
use crate::writer::Writer;

pub use crate::counters::Counters;
#[cfg(feature = "read")]
pub use crate::read::NotATrace;
#[cfg(feature = "steps")]
pub use crate::record::Record;
pub use crate::recorder::Recorder;
#[cfg(feature = "steps")]
pub use crate::steps::Steps;

/// A runtime that wraps another one and records what it does. Each event has its time and its thread.
///
/// It records every poll and wake of every task, every sleep, every write and flush, and every call that blocks.
///
/// A lesson cannot tell the difference. `run-<runtime> LESSON --trace FILE` runs a lesson on this runtime.
///
/// # Examples
///
/// ```
/// use anatomy::Traced;
/// use any_runtime::BlockOn;
/// use lessons::{Lesson, Options};
///
/// fn run_traced(rt: impl BlockOn) -> std::io::Result<String> {
///     let (rt, options) = (Traced::new(rt), Options::default());
///     rt.block_on(Lesson::Drift.run(&rt, &options))??;
///     assert!(rt.recorder().counters().polls > 0);
///     Ok(rt.to_chrome(Lesson::Drift, &options))
/// }
/// ```
#[derive(Debug)]
pub struct Traced<R> {
    inner: R,
    recorder: Recorder,
}

impl<R: Runtime> Traced<R> {
    /// Begins a record of `runtime` now. The times come from the clock of `runtime`.
    pub fn new(runtime: R) -> Self {
        let recorder = Recorder::new(runtime.clock());
        Self { inner: runtime, recorder }
    }

    /// Returns the runtime that this wraps.
    pub fn runtime(&self) -> &R {
        &self.inner
    }

    /// Returns the recorder of this runtime.
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// Closes the record, and returns it as Chrome trace-event JSON. <https://ui.perfetto.dev> opens it.
    ///
    /// Later events are not recorded. The times come from the runtime's clock, and count from the start of the record.
    /// `docs/trace.schema.json` explains each event. `otherData` contains the run and the [`Counters`].
    pub fn to_chrome(&self, lesson: Lesson, options: &Options) -> String {
        chrome::json(self.recorder.close(), &chrome::Run { runtime: R::NAME, lesson, options })
    }

    /// What [`to_chrome`](Self::to_chrome) would return now. The record goes on.
    pub fn to_chrome_so_far(&self, lesson: Lesson, options: &Options) -> String {
        chrome::json(self.recorder.so_far(), &chrome::Run { runtime: R::NAME, lesson, options })
    }

    /// Returns the record as it is now, for [`Steps`].
    #[cfg(feature = "steps")]
    pub fn record(&self, lesson: Option<Lesson>) -> Record {
        Record::new(R::NAME, lesson, self.recorder.so_far())
    }

    /// Returns `main` unchanged, except that its polls and wakes are recorded as those of the task that a runtime blocks on.
    ///
    /// [`block_on`](BlockOn::block_on) does this by itself. It is for a runtime that cannot block.
    pub fn watch_main<F: Future>(&self, main: F) -> impl Future<Output = F::Output> + use<R, F> {
        self.recorder.watch_as(MAIN, main)
    }
}

impl<R: Runtime> Runtime for Traced<R> {
    const NAME: &'static str = R::NAME;
    const DECLARED: Declared = R::DECLARED;

    #[track_caller]
    fn timer(&self) -> impl Timer + 'static {
        sleep::timer(self.inner.timer(), self.recorder.clone(), Some(Line::of_caller()))
    }

    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        self.inner.clock()
    }

    fn wall_clock(&self) -> impl Fn() -> LocalTime + Clone + Send + 'static {
        self.inner.wall_clock()
    }

    #[track_caller]
    fn blocking_sleep(&self) -> impl Fn(Duration) + Clone + Send + 'static {
        let (sleep, recorder, place) = (self.inner.blocking_sleep(), self.recorder.clone(), Some(Line::of_caller()));
        move |duration| recorder.call(Call::BlockingSleep, place, || sleep(duration), |()| Answer::Ready(0))
    }

    #[track_caller]
    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Writer { out: self.inner.stdout(), recorder: self.recorder.clone(), place: Some(Line::of_caller()) }
    }

    #[track_caller]
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let (recorder, task) = (self.recorder.clone(), self.recorder.spawn(Some(Line::of_caller())));
        let future = self.inner.spawn(recorder.watch_as(task, future));
        task::Result { future, awaited: Awaited::Task(task), recorder }
    }

    #[track_caller]
    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let (recorder, caller, place) = (self.recorder.clone(), thread::current().id(), Some(Line::of_caller()));
        let done = |_: &T| Answer::Ready(0);
        let future = self.inner.unblock(move || {
            recorder.elsewhere(caller, R::DECLARED.unblock, || recorder.call(Call::Unblock, place, work, done))
        });
        task::Result { future, awaited: Awaited::Work, recorder: self.recorder.clone() }
    }

    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        let executor = self.inner.work_stealing()?;
        Ok(executor.map(|inner| Traced { inner, recorder: self.recorder.clone() }))
    }
}

impl<R: BlockOn> BlockOn for Traced<R> {
    fn threads(&self) -> usize {
        self.inner.threads()
    }

    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        self.inner.block_on(self.recorder.watch_as(MAIN, future))
    }
}

impl<E: WorkStealing> WorkStealing for Traced<E> {
    #[track_caller]
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        sleep::timer(self.inner.timer(), self.recorder.clone(), Some(Line::of_caller()))
    }

    #[track_caller]
    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        Writer { out: self.inner.stdout(), recorder: self.recorder.clone(), place: Some(Line::of_caller()) }
    }

    #[track_caller]
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let (recorder, task) = (self.recorder.clone(), self.recorder.spawn(Some(Line::of_caller())));
        let future = self.inner.spawn(recorder.watch_as(task, future));
        task::Result { future, awaited: Awaited::Task(task), recorder }
    }
}
