// Each method is one line. The same trait, with other parts, is every runtime of this workshop: see `crates/run-smol`.

use std::future::Future;
use std::io;

use any_runtime::{BlockOn, Declared, Nested, OnDrop, PolledBy, Runtime};
use async_executor::LocalExecutor;
use futures_lite::AsyncWrite;
use keep_printing::Timer;

#[derive(Default)]
struct Mine {
    executor: LocalExecutor<'static>,
}

impl Runtime for Mine {
    const NAME: &'static str = "mine";
    const DECLARED: Declared = Declared {
        nested: Nested::Works,
        on_drop: OnDrop::Cancels,
        sleep_polled_by: PolledBy::AnyExecutor,
        ..Declared::USUAL
    };

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

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_lite::StreamExt;
    use keep_printing::{Elapsed, keep_printing, ticks, until, wait_for};
    use std::time::Duration;

    runtime_contract::suite!(Mine::default());

    #[test]
    fn the_program_of_the_workshop_runs_on_it() {
        let (rt, limit, mut out) = (Mine::default(), Duration::from_millis(100), Vec::new());
        let timer = until(rt.timer(), rt.clock(), limit);
        let deadline = timer.end();
        let lines = ticks(timer, limit / 5).map(|()| "tick");
        let result = rt.block_on(wait_for(keep_printing(lines, &mut out), deadline)).unwrap();
        assert!(matches!(result, Err(Elapsed)) && out.starts_with(b"tick\n"));
    }
}
