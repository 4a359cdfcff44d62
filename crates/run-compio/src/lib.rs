//! compio, as the workshop uses it: a runtime on the thread that calls [`block_on`](BlockOn::block_on). The kernel does
//! its input and output.
//!
//! # Completion
//!
//! Most runtimes wait until a file is *ready*, and then write to it. compio gives the whole write to the kernel, and
//! waits until it is *complete*. On Linux the kernel's interface for this is `io_uring`. On Windows it is completion
//! ports. compio uses no such interface on macOS, and many containers forbid `io_uring`. There compio also waits until
//! a file is ready (with `kqueue` or `epoll`). The caller sees no difference.
//!
//! This prints which driver compio uses on your machine:
//!
//! ```
//! let driver = compio::runtime::Runtime::new()?.driver_type();
//! println!("{driver:?}"); // `IoUring`, `Poll` or `IOCP`
//! # std::io::Result::Ok(())
//! ```
//!
//! # Who owns the bytes
//!
//! [`AsyncWrite::poll_write`] borrows its bytes. The borrow ends when it returns, but the kernel reads the bytes later.
//! So a write to the kernel must own its bytes: a `Vec` moves into the write, and comes back with the result. The
//! stdout of this crate copies each line into such a `Vec`. If stdout is a pipe and the driver is `io_uring`, the
//! kernel writes the line. Otherwise a thread of compio's pool writes it.
//!
//! If you drop the future of a write, compio asks the kernel to cancel the write. It keeps the bytes until the kernel
//! has answered. The write may still happen: `tests/dropped_write.rs` shows both cases. So the stdout never drops a
//! write. A deadline drops the printer, but not the stdout. A flush then waits for the last line.
//!
//! # A thread per core
//!
//! With `io_uring`, a thread shares a queue with the kernel: the *ring*. A ring belongs to one thread, and so do all
//! tasks that wait for it. So tasks need not be `Send`, and [`Runtime::spawn`] does not require it. No thread can take
//! a task from another, so compio has no [work-stealing executor](Runtime::work_stealing). A server runs one compio on
//! each core, and gives each one a share of the connections.

#[cfg(target_os = "linux")]
mod ring;
mod stdout;
mod woken;
mod work;

use std::future::Future;
use std::io;
use std::panic;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use compio::driver::ProactorBuilder;
use compio::runtime::RuntimeBuilder;
use futures_lite::AsyncWrite;
use keep_printing::Timer;

use crate::stdout::Stdout;
use crate::woken::only_when_woken;
use crate::work::on_pool;

/// The runtime.
///
/// # Examples
///
/// ```
/// use run_compio::Compio;
/// use any_runtime::{BlockOn, Runtime};
///
/// let answer = Compio.block_on(async { Compio.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Compio;

/// The longest sleep. compio adds the duration to the clock's time, and panics if the sum is too large.
const A_CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl Runtime for Compio {
    const NAME: &'static str = "compio";
    const DECLARED: Declared = Declared {
        timer: "an ordered map of nanoseconds",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::FirstPoll,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Cancels,
        nested: Nested::Works,
        unblock: "compio::runtime::spawn_blocking",
    };

    fn timer(&self) -> impl Timer + 'static {
        |duration: Duration| compio::time::sleep(duration.min(A_CENTURY))
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Stdout::new()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let task = compio::runtime::spawn(future);
        async { task.await.unwrap_or_else(|panic| panic::resume_unwind(panic)) }
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        on_pool(work)
    }
}

impl BlockOn for Compio {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        // If all threads of the pool are busy, compio's executor waits for one, and polls nothing. So set no limit.
        let mut driver = ProactorBuilder::new();
        driver.thread_pool_limit(usize::MAX);
        let runtime = RuntimeBuilder::new().with_proactor(driver).build()?;
        // compio polls this future after every round of its loop, even if nobody woke it.
        Ok(runtime.block_on(only_when_woken(future)))
    }
}
