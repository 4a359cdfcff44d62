//! tokio, as the workshop sees it: a [`LocalRuntime`], which runs everything on the thread that calls
//! [`block_on`](BlockOn::block_on).

use std::future::Future;
use std::io;

use futures_lite::AsyncWrite;
use keep_printing::Timer;
use tokio::runtime::{Builder, LocalOptions};
use tokio_util::compat::TokioAsyncWriteCompatExt;
use workshop::{BlockOn, Runtime};

/// The runtime.
///
/// # Examples
///
/// ```
/// use run_tokio::Tokio;
/// use workshop::{BlockOn, Runtime};
///
/// let answer = Tokio.block_on(async { Tokio.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Tokio;

impl Runtime for Tokio {
    const NAME: &'static str = "tokio";

    fn timer(&self) -> impl Timer {
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
        let task = tokio::task::spawn_local(future);
        async { task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())) }
    }
}

impl BlockOn for Tokio {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        let runtime = Builder::new_current_thread().enable_time().build_local(LocalOptions::default())?;
        let output = runtime.block_on(future);
        // Not simply dropped: that would wait for a thread that blocks in a write nobody reads.
        runtime.shutdown_background();
        Ok(output)
    }
}
