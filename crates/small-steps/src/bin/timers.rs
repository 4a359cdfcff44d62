//! An executor with timers: a tree of wakers: `cargo run -p small-steps --bin timers`.
//!
//! Three printers and a deadline share one thread. A sleep starts no thread. It puts a waker into a tree that is sorted by
//! time, and it takes the waker out again when it is dropped.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_lite::future::zip;
use keep_printing::wait_for;

// ANCHOR: timers
/// Who sleeps until when. The number tells sleeps with the same instant apart: the older one is first.
#[derive(Clone, Default)]
struct Timers(Rc<RefCell<(BTreeMap<(Instant, u64), Waker>, u64)>>);

impl Timers {
    fn sleep_until(&self, due: Instant) -> Sleep {
        let (tree, number) = &mut *self.0.borrow_mut();
        *number += 1;
        tree.insert((due, *number), Waker::noop().clone());
        Sleep { timers: self.clone(), key: (due, *number) }
    }
}

/// A sleep is done when its entry is no longer in the tree.
struct Sleep {
    timers: Timers,
    key: (Instant, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.timers.0.borrow_mut().0.get_mut(&self.key) {
            // The waker of this poll replaces the older one.
            Some(waker) => waker.clone_from(cx.waker()),
            None => return Poll::Ready(()),
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.timers.0.borrow_mut().0.remove(&self.key);
    }
}
// ANCHOR_END: timers

// ANCHOR: block-on
fn block_on<F: Future>(timers: &Timers, future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        // One timer at a time: what it wakes runs before the next timer fires.
        let first = timers.0.borrow().0.keys().next().copied();
        match first {
            Some((due, _)) => thread::sleep(due.saturating_duration_since(Instant::now())),
            None => thread::park(),
        }
        let fired = timers.0.borrow_mut().0.pop_first();
        if let Some((_, waker)) = fired {
            waker.wake();
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
// ANCHOR_END: block-on

// ANCHOR: main
async fn keep_printing(timers: &Timers, name: &str, start: Instant, period: Duration) {
    for tick in 0.. {
        let due = period * tick;
        timers.sleep_until(start + due).await;
        println!("{:>4} ms   {name}", due.as_millis());
    }
}

fn main() {
    let (timers, start) = (Timers::default(), Instant::now());
    let deadline = timers.sleep_until(start + Duration::from_millis(300));
    let quick = keep_printing(&timers, "quick", start, Duration::from_millis(50));
    let slow = keep_printing(&timers, "slow", start, Duration::from_millis(125));

    let ended = block_on(&timers, wait_for(zip(quick, slow), deadline));
    println!("{ended:?}; sleeps that are left: {}", timers.0.borrow().0.len());
}
// ANCHOR_END: main
