//! What a lesson needs of a runtime, and nothing else.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use futures_lite::AsyncWrite;
use keep_printing::{Clock, Timer};

/// A runtime, as a lesson sees it: a timer, a clock, a stdout, and ways to start other work.
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
/// The implementations are in the crates called `run-…`.
pub trait Runtime {
    /// The runtime's name, as in the command `run-<name>`.
    const NAME: &'static str;

    /// How the timer rounds: what a participant has to know to read a lateness.
    const TIMER: &'static str;

    /// What the runtime calls its way to take blocking work off the executor's thread, which is
    /// [`unblock`](Runtime::unblock).
    const UNBLOCK: &'static str;

    /// The runtime's own way to wait, as it stands.
    ///
    /// # Panics
    ///
    /// A runtime's timer may panic where the runtime is not running: use it within [`block_on`](BlockOn::block_on).
    fn timer(&self) -> impl Timer + 'static;

    /// The clock that the timer goes by: [`monotonic`], unless a runtime has one of its own.
    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        monotonic
    }

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

    /// Runs `work`, which may block, on another thread, and returns a future of its result.
    ///
    /// # Panics
    ///
    /// Where the runtime is not running, or cannot have a thread. The future returned panics if `work` did.
    ///
    /// # Cancellation
    ///
    /// What blocks cannot be cancelled: dropping the future returned leaves `work` running to its end, unseen.
    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static;

    /// The runtime's work-stealing executor, where it has one.
    ///
    /// # Errors
    ///
    /// When the operating system refuses the threads.
    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        Ok(None::<Infallible>)
    }
}

/// An executor of several threads, which take tasks from one another when they have none.
///
/// This is a second, smaller promise that only some runtimes make, and it has a price: a task may be polled by one
/// thread now and by another later, so whatever it holds across an `.await` must be `Send`. That goes for the timer's
/// sleeps and the writer as well, which is why they are asked for again here.
///
/// # Examples
///
/// ```
/// use keep_printing::Timer;
/// use std::time::Duration;
/// use workshop::WorkStealing;
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
    /// The runtime's own way to wait, on any thread.
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static;

    /// The runtime's own stdout, for any thread.
    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static;

    /// Starts a task on whichever thread has time for it, and returns a future of its result.
    ///
    /// # Panics
    ///
    /// The future returned panics if the task did and the runtime can tell.
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static;
}

/// The work-stealing executor of a runtime that has none: there is no such value.
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
    /// How many threads it starts for itself, besides the one that calls [`block_on`](BlockOn::block_on).
    fn threads(&self) -> usize;

    /// Runs `future`, and every task it spawns, on this thread until `future` is done.
    ///
    /// Tasks that are not done by then do not hold it up, nor do threads that block in their stead.
    ///
    /// # Errors
    ///
    /// When the runtime could not get what it needs of the operating system; `future` has not been polled then.
    ///
    /// # Panics
    ///
    /// If `future` does, or when called within itself. A runtime that has no way to return an error when the
    /// operating system refuses it a thread or a file panics instead.
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output>;
}

/// The operating system's monotonic clock, as the time since this process first asked for it.
///
/// # Examples
///
/// ```
/// use workshop::monotonic;
///
/// let earlier = monotonic();
/// assert!(earlier <= monotonic());
/// ```
pub fn monotonic() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
