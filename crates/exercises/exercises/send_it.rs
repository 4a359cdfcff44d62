// Send a coroutine to another thread.
//
// A coroutine may move to another thread while it waits, if everything in it may. What is in it? Every variable that it
// still needs after an `await`.
//
// This file does not compile. An `Rc` counts its owners, and is not safe to use from two threads. Read the error: it says
// which value, and across which `await`. `std::sync::Arc` is the `Rc` for threads. `std::sync::atomic::AtomicU32` is the
// `Cell<u32>` for threads: `fetch_add(1, Ordering::Relaxed)` adds one, and `load(Ordering::Relaxed)` reads it.
//
// Page: "Threads and `Send`" (docs/book/threads.md; `just book` builds it)

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::thread;

use futures_lite::future::{block_on, yield_now};

// TODO: Choose types that may go to another thread, and delete the imports that nothing needs any more.
async fn count_to(last: u32) -> u32 {
    let counter = Rc::new(Cell::new(0));
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

fn main() {
    println!("{}", run_on_thread(count_to(3)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coroutine_counts_on_another_thread() {
        assert_eq!(run_on_thread(count_to(3)), 3);
    }
}
