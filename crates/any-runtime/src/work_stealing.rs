//! The trait `WorkStealing`: several threads that share their tasks.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use futures_lite::AsyncWrite;
use keep_printing::Timer;

/// An executor with several threads. A thread without work takes tasks from the others.
///
/// Only some runtimes offer this, and it has a price. One thread may poll a task now, and another thread later. So
/// everything that the task holds across an `.await` must be `Send`. This includes the timer's sleeps and the writer.
/// Therefore this trait has its own `timer` and `stdout`.
///
/// Dropping the executor stops its threads, unless they are [`SHARED`](Self::SHARED). The drop does not wait for the
/// threads or for their tasks.
///
/// # Examples
///
/// ```
/// use any_runtime::WorkStealing;
/// use keep_printing::Timer;
/// use std::time::Duration;
///
/// async fn nap_somewhere(executor: &impl WorkStealing) -> std::thread::ThreadId {
///     let timer = executor.timer();
///     executor.spawn(async move {
///         timer.sleep(Duration::from_millis(1)).await;
///         std::thread::current().id()
///     })
///     .await
/// }
/// ```
pub trait WorkStealing {
    /// Whether the threads belong to the whole process. Then all its executors share them, and they never stop.
    const SHARED: bool = false;

    /// The runtime's own way to wait. It works on any thread.
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static;

    /// The runtime's own stdout. It works on any thread.
    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static;

    /// Starts a task on a thread that is free. Returns a future of its result.
    ///
    /// # Panics
    ///
    /// If the task panics, the returned future panics when it is awaited. The executor keeps its threads.
    // ANCHOR: spawn
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static;
    // ANCHOR_END: spawn
}

/// For a runtime without a work-stealing executor. `Infallible` has no values, so these methods never run.
impl WorkStealing for Infallible {
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        |_: Duration| std::future::pending::<()>()
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        Vec::new()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        future
    }
}
