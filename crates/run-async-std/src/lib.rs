//! async-std, as the workshop uses it: its local executor, on the thread that calls [`block_on`](BlockOn::block_on).
//!
//! async-std is discontinued. Its authors recommend smol instead. The workshop keeps it for comparison only.

use std::future::Future;
use std::io;
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime, WorkStealing};
use async_std::task;
use futures_lite::AsyncWrite;
use keep_printing::Timer;

/// The runtime.
///
/// # Examples
///
/// ```
/// use run_async_std::AsyncStd;
/// use any_runtime::{BlockOn, Runtime};
///
/// let answer = AsyncStd.block_on(async { AsyncStd.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AsyncStd;

impl Runtime for AsyncStd {
    const NAME: &'static str = "async-std";
    const DECLARED: Declared = Declared {
        timer: "an ordered map of nanoseconds",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::FirstPoll,
        sleep_polled_by: PolledBy::AnyExecutor,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Detaches,
        nested: Nested::Works,
        unblock: "async_std::task::spawn_blocking",
    };

    fn timer(&self) -> impl Timer + 'static {
        task::sleep
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        async_std::io::stdout()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        task::spawn_local(future)
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        task::spawn_blocking(work)
    }

    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        Ok(Some(WorkStealingAsyncStd))
    }
}

impl BlockOn for AsyncStd {
    // The threads of the reactor and of the work-stealing executor. async-std always starts both.
    fn threads(&self) -> usize {
        1 + thread::available_parallelism().map_or(1, usize::from)
    }

    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(task::block_on(future))
    }
}

/// async-std's work-stealing executor. The whole process shares it. It has a thread for each core, and they never stop.
#[derive(Debug)]
struct WorkStealingAsyncStd;

impl WorkStealing for WorkStealingAsyncStd {
    const SHARED: bool = true;

    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        task::sleep
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        async_std::io::stdout()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        task::spawn(future)
    }
}
