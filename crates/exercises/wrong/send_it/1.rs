// An `Arc` may go to another thread only if what is in it may be used from two threads. A `Cell` may not.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::thread;

use futures_lite::future::{block_on, yield_now};

async fn count_to(last: u32) -> u32 {
    let counter = Arc::new(Cell::new(0));
    for _ in 0..last {
        counter.set(counter.get() + 1);
        yield_now().await;
    }
    counter.get()
}

/// Runs the future on a new thread, and returns its result.
fn run_on_thread<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    thread::spawn(|| block_on(future)).join().expect("the future does not panic")
}
