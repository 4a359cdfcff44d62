// Write `block_on`, the smallest executor. Python calls it `asyncio.run`.
//
// This one works, but it polls without a pause, and a processor core gets hot. A good one polls, and then the thread
// sleeps until somebody calls the waker. Two functions of the standard library do that:
// - `thread::park()` sleeps until somebody calls `unpark` on this thread. If that came first, `park` returns at once.
// - `Waker::from(Arc<W>)` makes a waker of your own type. Calling the waker calls the method `wake` of `W`.
//
// Page: "Who polls?" (docs/book/who-polls.md; `just book` builds it)

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        // TODO: What does a call of the waker do?
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::noop().clone(); // TODO: Use a waker that unparks this thread: `thread::current()`.
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        // TODO: Sleep until the waker is called.
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use exercises::watched;
    use std::future::poll_fn;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[test]
    fn a_future_that_is_ready_needs_no_wake() {
        assert_eq!(watched(|| block_on(async { 42 })), 42);
    }

    #[test]
    fn a_wake_from_within_the_poll_is_not_lost() {
        watched(|| block_on(futures_lite::future::yield_now()));
    }

    #[test]
    fn it_polls_only_when_woken() {
        let polls = watched(|| {
            let (done, mut polls) = (Arc::new(AtomicBool::new(false)), 0);
            block_on(poll_fn(|cx| {
                polls += 1;
                if polls == 1 {
                    let (done, waker) = (done.clone(), cx.waker().clone());
                    thread::spawn(move || {
                        thread::sleep(Duration::from_secs(1));
                        done.store(true, Ordering::SeqCst);
                        waker.wake();
                    });
                }
                if polls == 5 || done.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }
            }));
            polls
        });
        assert!(polls < 5, "It polled five times, and nobody had called the waker.");
    }
}
