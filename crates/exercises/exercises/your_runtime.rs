// Run it on your own runtime.
//
// A runtime is made of parts, and here they are: an executor for the tasks, a timer, and a pool of threads for work that
// blocks. Connect them. Then the contract of this workshop checks every promise, one test for each.
//
// - `self.executor.spawn(future)` starts a task. `self.executor.run(future)` is a future: it runs `future` and all tasks.
// - `async_io::Timer::after` is a function that takes a duration and returns a sleep. Such a function is a timer.
//   `async_io::block_on(future)` blocks the thread, and fires those timers meanwhile.
// - `blocking::unblock(work)` runs `work` in the pool. `blocking::Unblock::new(io::stdout())` writes from the pool.
//
// Where runtimes differ, a runtime declares what it does. `DECLARED` is right already: for example, this executor cancels
// a task when its handle is dropped.
//
// Begin with `block_on`; then `timer`, `spawn`, `unblock`. Until `spawn` is written, two tests hang for a minute.
//
// Page: "Your own runtime" (docs/book/your-runtime.md; `just book` builds it)

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
        |_| async {} // TODO: It does not wait.
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        blocking::Unblock::new(io::stdout())
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        future // TODO: Nobody runs it until it is awaited.
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        async { work() } // TODO: It blocks the thread of the executor.
    }
}

impl BlockOn for Mine {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        drop(future); // TODO: Run it, and the tasks.
        Err(io::Error::other("`block_on` is still to do"))
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
