// The guard of a mutex must be dropped on the thread that locked it. Here it lives across the `await`.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::thread;

use futures_lite::future::{block_on, yield_now};

async fn count_to(last: u32) -> u32 {
    let counter = Arc::new(Mutex::new(0));
    for _ in 0..last {
        let mut count = counter.lock().expect("no one panics");
        *count += 1;
        yield_now().await;
    }
    *counter.lock().expect("no one panics")
}

/// Runs the future on a new thread, and returns its result.
fn run_on_thread<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    thread::spawn(|| block_on(future)).join().expect("the future does not panic")
}
