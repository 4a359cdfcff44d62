//! smol, as the workshop uses it: a [`LocalExecutor`] on the thread that calls [`block_on`](BlockOn::block_on).

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime, WorkStealing};
use futures_lite::AsyncWrite;
use keep_printing::Timer;
use smol::channel::{self, Sender};
use smol::{Executor, LocalExecutor, Unblock};

/// The runtime. It consists of its executor.
///
/// # Examples
///
/// ```
/// use run_smol::Smol;
/// use any_runtime::{BlockOn, Runtime};
///
/// let smol = Smol::default();
/// let answer = smol.block_on(async { smol.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Default)]
pub struct Smol {
    executor: LocalExecutor<'static>,
}

impl Runtime for Smol {
    const NAME: &'static str = "smol";
    const DECLARED: Declared = Declared {
        timer: "an ordered map of nanoseconds",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::AnyExecutor,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Cancels,
        nested: Nested::Works,
        unblock: "smol::unblock",
    };

    fn timer(&self) -> impl Timer + 'static {
        smol::Timer::after
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Unblock::new(io::stdout())
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        self.executor.spawn(future)
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        smol::unblock(work)
    }

    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        WorkStealingSmol::new().map(Some)
    }
}

impl BlockOn for Smol {
    // The reactor's thread: it drives the timers.
    fn threads(&self) -> usize {
        1
    }

    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(smol::block_on(self.executor.run(future)))
    }
}

/// smol's work-stealing executor, and the threads that run it. smol does not start these threads itself.
#[derive(Debug)]
struct WorkStealingSmol {
    executor: Arc<Executor<'static>>,
    /// Nothing is ever sent. Dropping it stops the threads.
    _stop: Sender<Infallible>,
}

impl WorkStealingSmol {
    fn new() -> io::Result<Self> {
        let executor = Arc::new(Executor::new());
        let (stop, stopped) = channel::bounded(1);
        for core in 0..thread::available_parallelism()?.get() {
            let (executor, stopped) = (executor.clone(), stopped.clone());
            let run = move || smol::block_on(executor.run(stopped.recv()));
            thread::Builder::new().name(format!("smol-{core}")).spawn(run)?;
        }
        Ok(Self { executor, _stop: stop })
    }
}

impl WorkStealing for WorkStealingSmol {
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        smol::Timer::after
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        Unblock::new(io::stdout())
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.executor.spawn(future)
    }
}
