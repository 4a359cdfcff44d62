// Everything that lives across the `await` is `Send` now, so the future is. (A plain `let mut counter = 0` is, too.)

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use futures_lite::future::{block_on, yield_now};

async fn count_to(last: u32) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    for _ in 0..last {
        counter.fetch_add(1, Ordering::Relaxed);
        yield_now().await;
    }
    counter.load(Ordering::Relaxed)
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
