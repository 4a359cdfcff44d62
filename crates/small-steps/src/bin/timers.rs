//! An executor with timers: a tree of wakers: `cargo run -p small-steps --bin timers`.
//!
//! Three printers and a deadline share one thread. A sleep starts no thread. It puts a waker into a tree that is sorted by
//! time, and it takes the waker out again when it is dropped.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_lite::future::zip;
use keep_printing::wait_for;

// ANCHOR: timers
/// When a sleep is due, and its number. Of two sleeps with the same instant, the older one is first.
type Key = (Instant, u64);

/// The sleeps, and whom to wake when they are due.
#[derive(Default)]
struct Timers {
    tree: RefCell<BTreeMap<Key, Waker>>,
    created: Cell<u64>,
}

impl Timers {
    fn sleep_until(&self, due: Instant) -> Sleep<'_> {
        self.created.update(|created| created + 1);
        let key = (due, self.created.get());
        self.tree.borrow_mut().insert(key, Waker::noop().clone());
        Sleep { timers: self, key }
    }
}

/// A sleep is done when its entry is no longer in the tree.
struct Sleep<'a> {
    timers: &'a Timers,
    key: Key,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.timers.tree.borrow_mut().get_mut(&self.key) {
            Some(waker) => {
                // The waker of this poll replaces the older one.
                waker.clone_from(cx.waker());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        self.timers.tree.borrow_mut().remove(&self.key);
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
        let first = timers.tree.borrow().keys().next().copied();
        match first {
            Some((due, _)) => thread::sleep(due.saturating_duration_since(Instant::now())),
            None => thread::park(),
        }
        let fired = timers.tree.borrow_mut().pop_first();
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
    println!("{ended:?}; sleeps that are left: {}", timers.tree.borrow().len());
}
// ANCHOR_END: main
