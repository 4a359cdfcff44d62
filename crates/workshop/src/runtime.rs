//! What a lesson needs of a runtime, and nothing else.

use std::future::Future;
use std::io;

use futures_lite::AsyncWrite;
use keep_printing::Timer;

/// A runtime, as a lesson sees it: a timer, a stdout, a way to start another task.
///
/// One thread is the base, as in asyncio: a spawned future runs on the thread that drives the runtime and need not be
/// `Send`. Every runtime can do that.
///
/// Each method returns an `impl Trait`, so none of the runtime's own types shows, and none has to be boxed or even
/// to have a name.
///
/// # Examples
///
/// A lesson is an `async` function over `Runtime`, and `.await`s; it never blocks:
///
/// ```
/// use keep_printing::Timer;
/// use std::time::Duration;
/// use workshop::Runtime;
///
/// async fn nap_twice(rt: &impl Runtime) {
///     let nap = rt.timer().sleep(Duration::from_millis(1));
///     rt.timer().sleep(Duration::from_millis(1)).await;
///     nap.await;
/// }
/// ```
///
/// The implementations, some twenty lines each, are in the crates called `run-…`.
pub trait Runtime {
    /// The runtime's name, as in the command `run-<name>`.
    const NAME: &'static str;

    /// The runtime's own way to wait, as it stands.
    ///
    /// # Panics
    ///
    /// A runtime's timer may panic where the runtime is not running: use it within [`block_on`](BlockOn::block_on).
    fn timer(&self) -> impl Timer;

    /// The runtime's own way to write to the standard output without blocking the thread.
    ///
    /// # Cancellation
    ///
    /// A write that is given up may still happen: the bytes were handed to a thread that blocks in the runtime's
    /// stead. Flushing waits for it.
    fn stdout(&self) -> impl AsyncWrite + Unpin;

    /// Starts a task that runs beside this one on the same thread, and returns a future of its result.
    ///
    /// # Panics
    ///
    /// Where the runtime is not running. The future returned panics if the task did and the runtime can tell.
    ///
    /// # Cancellation
    ///
    /// What happens to the task when the future returned is dropped differs between runtimes: some cancel the task,
    /// some let it run on. Await it, or rely on neither.
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static;
}

/// A [`Runtime`] that can block a thread until a future is done.
///
/// It is a promise of its own, because an event loop that may not block, such as a browser's, cannot make it. Only a
/// `main` needs it.
///
/// # Examples
///
/// ```
/// use std::io;
/// use workshop::BlockOn;
///
/// fn answer(rt: &impl BlockOn) -> io::Result<u8> {
///     rt.block_on(async { 42 })
/// }
/// ```
pub trait BlockOn: Runtime {
    /// Runs `future`, and every task it spawns, on this thread until `future` is done.
    ///
    /// Tasks that are not done by then do not hold it up.
    ///
    /// # Errors
    ///
    /// When the runtime could not get what it needs of the operating system; `future` has not been polled then.
    ///
    /// # Panics
    ///
    /// If `future` does, or when called within itself.
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output>;
}
