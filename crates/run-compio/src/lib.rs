//! compio, as the workshop sees it: a runtime for the thread that calls [`block_on`](BlockOn::block_on), where the
//! kernel does the input and output.
//!
//! # Completion
//!
//! Most runtimes wait until a file is *ready*, then write to it. compio hands the whole write to the kernel, and waits
//! until it is *complete*. On Linux this is `io_uring`. Many containers forbid `io_uring`. There, and on macOS, compio
//! waits until a file is ready, too (`epoll`, `kqueue`), and the caller sees no difference. Windows has completion ports.
//!
//! This tells which driver it is here:
//!
//! ```
//! let driver = compio::runtime::Runtime::new()?.driver_type();
//! println!("{driver:?}"); // `IoUring`, `Poll` or `IOCP`
//! # std::io::Result::Ok(())
//! ```
//!
//! # Who owns the bytes
//!
//! [`AsyncWrite::poll_write`] borrows its bytes. The loan ends when it returns, and the kernel reads the bytes later. So a
//! write to the kernel must own its bytes: a `Vec` moves into the write, and comes back with the result. The stdout of this
//! crate copies each line into such a `Vec`. If stdout is a pipe and the driver `io_uring`, the kernel writes it. Otherwise a
//! thread of compio's pool does.
//!
//! If the future of a write is dropped, compio asks the kernel to cancel the write, and keeps the bytes until the kernel has
//! answered. The write may have happened all the same: `tests/dropped_write.rs` shows both. So the stdout never drops one. A
//! deadline drops the printer, but the stdout lives on, and a flush waits for the last line.
//!
//! # A thread per core
//!
//! A ring belongs to one thread, and so does every task that waits for something in it. Tasks are not `Send`, and need not be:
//! just what [`Runtime::spawn`] asks for. It follows that no thread can take a task from another, so compio has no
//! [work-stealing executor](Runtime::work_stealing). A server runs one compio on each core, and gives each its share of
//! the connections.

#[cfg(target_os = "linux")]
mod ring;
mod stdout;
mod woken;

use std::future::Future;
use std::io;
use std::panic;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use compio::driver::ProactorBuilder;
use compio::runtime::{JoinHandle, RuntimeBuilder};
use futures_lite::AsyncWrite;
use keep_printing::Timer;

use crate::stdout::Stdout;
use crate::woken::only_when_woken;

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

/// compio adds the duration of a sleep to the clock, and panics where the sum is too large.
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
        result(compio::runtime::spawn(future))
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        result(compio::runtime::spawn_blocking(work))
    }
}

impl BlockOn for Compio {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        // When every thread of its pool is busy, compio's executor does nothing but wait for one. So the pool has no limit.
        let mut driver = ProactorBuilder::new();
        driver.thread_pool_limit(usize::MAX);
        let runtime = RuntimeBuilder::new().with_proactor(driver).build()?;
        // compio polls this future after every round of its loop, woken or not.
        Ok(runtime.block_on(only_when_woken(future)))
    }
}

/// The result of a task, or its panic.
async fn result<T>(task: JoinHandle<T>) -> T {
    task.await.unwrap_or_else(|panic| panic::resume_unwind(panic))
}
