// It works, but it does not do what it declares: its `block_on` does work within itself.

use std::future::Future;
use std::io;

use any_runtime::{BlockOn, Declared, OnDrop, PolledBy, Runtime};
use async_executor::LocalExecutor;
use futures_lite::AsyncWrite;
use keep_printing::Timer;

#[derive(Default)]
struct Mine {
    executor: LocalExecutor<'static>,
}

impl Runtime for Mine {
    const NAME: &'static str = "mine";
    const DECLARED: Declared =
        Declared { on_drop: OnDrop::Cancels, sleep_polled_by: PolledBy::AnyExecutor, ..Declared::USUAL };

    fn timer(&self) -> impl Timer + 'static {
        async_io::Timer::after
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        blocking::Unblock::new(io::stdout())
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        self.executor.spawn(future)
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        blocking::unblock(work)
    }
}

impl BlockOn for Mine {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(async_io::block_on(self.executor.run(future)))
    }
}
