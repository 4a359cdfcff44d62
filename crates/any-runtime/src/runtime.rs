//! The trait `Runtime`: everything that a coroutine needs from a runtime.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use futures_lite::AsyncWrite;
use keep_printing::{Clock, Timer};

use crate::{Declared, LocalTime, WorkStealing};

/// A runtime: a timer, a clock, a stdout, and ways to start other work.
///
/// A spawned future runs on the thread that drives the runtime, as in asyncio. So it need not be `Send`. Every runtime
/// can do that.
///
/// Each method returns an `impl Trait`. This hides the runtime's own types, and nothing needs a box. It also works for
/// types without a name, such as closures.
///
/// # Examples
///
/// This coroutine runs on every runtime. It awaits, and never blocks:
///
/// ```
/// use any_runtime::Runtime;
/// use keep_printing::Timer;
/// use std::time::Duration;
///
/// async fn nap_twice(rt: &impl Runtime) {
///     let nap = rt.timer().sleep(Duration::from_millis(1));
///     rt.timer().sleep(Duration::from_millis(1)).await;
///     nap.await;
/// }
/// ```
pub trait Runtime: 'static {
    /// The runtime's name.
    const NAME: &'static str;

    /// What the runtime does where runtimes differ.
    const DECLARED: Declared = Declared::USUAL;

    /// The runtime's own way to wait.
    ///
    /// # Panics
    ///
    /// The timer may panic while the runtime is not running. Use it within [`block_on`](BlockOn::block_on).
    fn timer(&self) -> impl Timer + 'static;

    /// The runtime's own way to write to stdout without blocking the thread.
    ///
    /// # Cancellation
    ///
    /// A cancelled write may still happen, because another thread may already have the bytes. A flush waits for it.
    fn stdout(&self) -> impl AsyncWrite + Unpin;

    /// Starts a task that runs beside this one on the same thread. Returns a future of its result.
    ///
    /// # Panics
    ///
    /// It may panic while the runtime is not running. [`Declared::on_panic`] says what happens if the task panics.
    ///
    /// # Cancellation
    ///
    /// [`Declared::on_drop`] says what happens if the returned future is dropped: the task is cancelled, or it runs on.
    /// Code for every runtime awaits the future.
    // ANCHOR: spawn
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static;
    // ANCHOR_END: spawn

    /// Runs `work`, which may block, on another thread. Returns a future of its result.
    ///
    /// # Panics
    ///
    /// It may panic while the runtime is not running, or when the system refuses it a thread. If `work` panics, the
    /// returned future panics when it is awaited. The call itself does not panic.
    ///
    /// # Cancellation
    ///
    /// Blocking work cannot be cancelled. If the returned future is dropped, work that has started runs to its end.
    /// Work that has not started may never start.
    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static;

    /// The clock that the timer uses. Default: [`monotonic`], the operating system's clock.
    ///
    /// A browser has no such clock, and `monotonic` panics there. A runtime in a browser brings its own clock.
    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        monotonic
    }

    /// The time of day, for printing. Default: the operating system's.
    fn wall_clock(&self) -> impl Fn() -> LocalTime + Clone + Send + 'static {
        LocalTime::now
    }

    /// Blocks the thread for a while. A coroutine should not do this. Default: [`thread::sleep`].
    fn blocking_sleep(&self) -> impl Fn(Duration) + Clone + Send + 'static {
        thread::sleep
    }

    /// Starts the runtime's work-stealing executor. Default: `None`, because the runtime has none.
    ///
    /// # Errors
    ///
    /// When the operating system refuses the threads.
    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        Ok(None::<Infallible>)
    }
}

/// A [`Runtime`] that can block a thread until a future is done.
///
/// This is a separate trait because a browser's event loop cannot block. Only a `main` and a test need it.
///
/// # Examples
///
/// ```
/// use any_runtime::BlockOn;
///
/// fn answer(rt: &impl BlockOn) -> std::io::Result<u8> {
///     rt.block_on(async { 42 })
/// }
/// ```
pub trait BlockOn: Runtime {
    /// Runs `future`, and every task it spawns, on this thread until `future` is done.
    ///
    /// It does not wait for unfinished tasks or for blocking work. Some runtimes drop those tasks. Others continue them
    /// at the next call. So await every task that matters.
    ///
    /// # Errors
    ///
    /// When the operating system refuses something that the runtime needs, such as a file. Then `future` has not been
    /// polled.
    ///
    /// # Panics
    ///
    /// - If `future` panics.
    /// - If a task panics, and the runtime declares [`OnPanic::EndsBlockOn`](crate::OnPanic::EndsBlockOn).
    /// - If it is called within itself, and the runtime declares [`Nested::Panics`](crate::Nested::Panics).
    /// - If the system refuses the runtime a thread or a file, and the runtime cannot return an error.
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output>;

    /// How many threads the runtime starts for itself. The thread that calls [`block_on`](BlockOn::block_on) does not
    /// count.
    fn threads(&self) -> usize {
        0
    }
}

/// The operating system's monotonic clock, as the time since this process first asked for it.
///
/// # Panics
///
/// In a browser, which has no such clock.
///
/// # Examples
///
/// ```
/// use any_runtime::monotonic;
///
/// let earlier = monotonic();
/// assert!(earlier <= monotonic());
/// ```
pub fn monotonic() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
