//! A runtime made of ready parts: an executor, a timer, and a pool of threads for blocking work.

use std::future::Future;
use std::io;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use async_executor::LocalExecutor;
use blocking::Unblock;
use futures_lite::AsyncWrite;
use keep_printing::Timer;

#[derive(Default)]
struct Mine {
    executor: LocalExecutor<'static>,
}

impl Runtime for Mine {
    const NAME: &'static str = "mine";
    const DECLARED: Declared = Declared {
        timer: "an ordered map of nanoseconds",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::AnyExecutor,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Cancels,
        nested: Nested::Works,
        unblock: "blocking::unblock",
    };

    fn timer(&self) -> impl Timer + 'static {
        async_io::Timer::after
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

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        blocking::unblock(work)
    }
}

impl BlockOn for Mine {
    fn threads(&self) -> usize {
        1
    }

    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(async_io::block_on(self.executor.run(future)))
    }
}

runtime_contract::suite!(Mine::default());

// What follows is not on the page.
#[test]
fn what_it_does_not_offer_is_said() {
    use runtime_contract::{Core, Ending, dropping_a_stealing_executor_waits_for_no_task};

    let ending = dropping_a_stealing_executor_waits_for_no_task::<_, Core>(Mine::default);
    assert_eq!(ending, Ending::NotOffered("no work-stealing executor".into()));
}

#[test]
fn the_page_shows_this_file() {
    let page = include_str!("../../../docs/bring-your-own-runtime.md");
    let (code, _) = include_str!("bring_your_own.rs").split_once("\n// What follows").unwrap();
    let (about, code) = code.split_once("\n\n").unwrap();
    assert!(
        page.contains(code.trim_end()) && about.starts_with("//!"),
        "docs/bring-your-own-runtime.md shows other code"
    );
}
