//! What a coroutine needs of a runtime.

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
/// One thread is the base, as in asyncio: a spawned future runs on the thread that drives the runtime, and need not be
/// `Send`. Every runtime can do that.
///
/// Each method returns an `impl Trait`. So none of the runtime's own types show, nothing has to be boxed, and even a
/// type without a name will do.
///
/// # Examples
///
/// A coroutine over `Runtime` awaits; it never blocks:
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
    /// The timer may panic while the runtime is not running: use it within [`block_on`](BlockOn::block_on).
    fn timer(&self) -> impl Timer + 'static;

    /// The runtime's own way to write to stdout without blocking the thread.
    ///
    /// # Cancellation
    ///
    /// A cancelled write may still happen: another thread may have the bytes already. A flush waits for it.
    fn stdout(&self) -> impl AsyncWrite + Unpin;

    /// Starts a task that runs beside this one on the same thread. Returns a future of its result.
    ///
    /// # Panics
    ///
    /// It may panic while the runtime is not running. If the task panics, see [`Declared::on_panic`].
    ///
    /// # Cancellation
    ///
    /// If the returned future is dropped, see [`Declared::on_drop`]. Code for every runtime awaits it.
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static;

    /// Runs `work`, which may block, on another thread. Returns a future of its result.
    ///
    /// # Panics
    ///
    /// It may panic while the runtime is not running, or when it is refused a thread. If `work` panics, the returned future
    /// panics when it is awaited; the call itself does not.
    ///
    /// # Cancellation
    ///
    /// Blocking work cannot be cancelled. If the returned future is dropped, work that has begun runs to its end. Work that
    /// has not begun may never begin.
    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static;

    /// The clock that the timer goes by. Default: [`monotonic`], the operating system's.
    ///
    /// A browser has no such clock, and `monotonic` panics there: a runtime in a browser brings its own.
    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        monotonic
    }

    /// The time of day, to be printed. Default: the operating system's.
    fn wall_clock(&self) -> impl Fn() -> LocalTime + Clone + Send + 'static {
        LocalTime::now
    }

    /// Blocks the thread for a while, as a coroutine should not. Default: [`thread::sleep`].
    fn blocking_sleep(&self) -> impl Fn(Duration) + Clone + Send + 'static {
        thread::sleep
    }

    /// The runtime's work-stealing executor. Default: it has none.
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
    /// It does not wait for tasks that are not done by then, nor for blocking work. Some runtimes drop those tasks, others
    /// go on with them at the next call: await what matters.
    ///
    /// # Errors
    ///
    /// When the operating system refuses what the runtime needs. Then `future` has not been polled.
    ///
    /// # Panics
    ///
    /// If `future` panics, or a task does and the runtime declares [`OnPanic::EndsBlockOn`](crate::OnPanic::EndsBlockOn).
    /// Also when called within itself, if the runtime declares [`Nested::Panics`](crate::Nested::Panics). A runtime that cannot return an error panics when it is refused a
    /// thread or a file.
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output>;

    /// How many threads the runtime starts for itself, besides the one that calls [`block_on`](BlockOn::block_on).
    fn threads(&self) -> usize {
        0
    }
}

/// The operating system's monotonic clock, as the time since this process first asked for it.
///
/// # Panics
///
/// Where there is no such clock: in a browser.
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
