//! smol, as the workshop sees it: a [`LocalExecutor`], on the thread that calls [`block_on`](BlockOn::block_on).

use std::future::Future;
use std::io;

use futures_lite::AsyncWrite;
use keep_printing::Timer;
use smol::{LocalExecutor, Unblock};
use workshop::{BlockOn, Runtime};

/// The runtime, which is its executor.
///
/// # Examples
///
/// ```
/// use run_smol::Smol;
/// use workshop::{BlockOn, Runtime};
///
/// let smol = Smol::default();
/// let answer = smol.block_on(async { smol.spawn(async { 42 }).await })?;
/// assert_eq!(answer, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Default)]
pub struct Smol {
    executor: LocalExecutor<'static>,
}

impl Runtime for Smol {
    const NAME: &'static str = "smol";

    fn timer(&self) -> impl Timer {
        smol::Timer::after
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Unblock::new(io::stdout())
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        self.executor.spawn(future)
    }
}

impl BlockOn for Smol {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(smol::block_on(self.executor.run(future)))
    }
}
