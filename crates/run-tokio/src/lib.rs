//! tokio, as the workshop uses it: a [`LocalRuntime`](tokio::runtime::LocalRuntime). It runs everything on the thread
//! that calls [`block_on`](BlockOn::block_on).

use std::future::Future;
use std::io;
use std::panic;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime, WorkStealing};
use futures_lite::AsyncWrite;
use keep_printing::Timer;
use tokio::runtime::{Builder, LocalOptions};
use tokio::task::{self, JoinHandle};
use tokio_util::compat::TokioAsyncWriteCompatExt;

/// The runtime.
///
/// # Examples
///
/// ```
/// use run_tokio::Tokio;
/// use any_runtime::{BlockOn, Runtime};
///
/// let answer = Tokio.block_on(async { Tokio.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Tokio;

impl Runtime for Tokio {
    const NAME: &'static str = "tokio";
    const DECLARED: Declared = Declared {
        timer: "a wheel in steps of 1 ms, rounded up",
        granularity: Duration::from_millis(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Detaches,
        nested: Nested::Panics,
        unblock: "tokio::task::spawn_blocking",
    };

    fn timer(&self) -> impl Timer + 'static {
        tokio::time::sleep
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        tokio::io::stdout().compat_write()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        result(task::spawn_local(future))
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        result(task::spawn_blocking(work))
    }

    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        let runtime = Builder::new_multi_thread().enable_time().build()?;
        Ok(Some(WorkStealingTokio { runtime: Some(runtime) }))
    }
}

impl BlockOn for Tokio {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        let runtime = Builder::new_current_thread().enable_time().build_local(LocalOptions::default())?;
        let output = runtime.block_on(future);
        // A drop would wait for a thread that blocks in a write. If nobody reads, it would wait for ever.
        runtime.shutdown_background();
        Ok(output)
    }
}

/// The result of a task, or its panic.
async fn result<T>(task: JoinHandle<T>) -> T {
    task.await.unwrap_or_else(|error| panic::resume_unwind(error.into_panic()))
}

/// tokio's work-stealing executor: another runtime, with a thread for each core.
#[derive(Debug)]
struct WorkStealingTokio {
    // `None` only during the drop.
    runtime: Option<tokio::runtime::Runtime>,
}

impl WorkStealingTokio {
    fn runtime(&self) -> &tokio::runtime::Runtime {
        self.runtime.as_ref().expect("the runtime is there until this is dropped")
    }
}

impl WorkStealing for WorkStealingTokio {
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        let runtime = self.runtime().handle().clone();
        move |duration| {
            // A sleep belongs to the current runtime, so make this one current.
            let _context = runtime.enter();
            tokio::time::sleep(duration)
        }
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        tokio::io::stdout().compat_write()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        result(self.runtime().spawn(future))
    }
}

impl Drop for WorkStealingTokio {
    fn drop(&mut self) {
        // Dropping tokio's runtime blocks until its threads end. In a coroutine the drop panics instead.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
