//! async-std, as the workshop sees it: its local executor, on the thread that calls
//! [`block_on`](BlockOn::block_on).
//!
//! async-std is discontinued and points to smol as its successor. It stays in the workshop to be compared with.

use std::future::Future;
use std::io;

use async_std::task;
use futures_lite::AsyncWrite;
use keep_printing::Timer;
use workshop::{BlockOn, Runtime};

/// The runtime.
///
/// # Examples
///
/// ```
/// use run_async_std::AsyncStd;
/// use workshop::{BlockOn, Runtime};
///
/// let answer = AsyncStd.block_on(async { AsyncStd.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AsyncStd;

impl Runtime for AsyncStd {
    const NAME: &'static str = "async-std";

    fn timer(&self) -> impl Timer {
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
}

impl BlockOn for AsyncStd {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(task::block_on(future))
    }
}
