// To promise by `unsafe` that it is safe does not make it safe. This workshop forbids `unsafe`.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::thread;

struct Counter(Rc<Cell<u32>>);

unsafe impl Send for Counter {}

use futures_lite::future::{block_on, yield_now};

async fn count_to(last: u32) -> u32 {
    let counter = Counter(Rc::new(Cell::new(0)));
    for _ in 0..last {
        counter.0.set(counter.0.get() + 1);
        yield_now().await;
    }
    counter.0.get()
}

/// Runs the future on a new thread, and returns its result.
fn run_on_thread<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    thread::spawn(|| block_on(future)).join().expect("the future does not panic")
}
