// An executor of one task: poll, park, and poll again. `park` may also return for no reason. Then one poll is wasted.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        thread::park();
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
