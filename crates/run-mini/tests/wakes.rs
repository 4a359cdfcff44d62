//! No wake is ever lost. A model checker tries every order in which two threads can run, and every value that the
//! memory model allows them to read.

mod sync {
    pub(crate) use loom::sync::atomic::{AtomicBool, Ordering};
    pub(crate) use loom::sync::{Arc, Mutex, MutexGuard};
    pub(crate) use loom::thread::{self, Thread};
}
// The executor's own file, here with the model's atomics in place of the real ones.
#[path = "../src/wake.rs"]
mod wake;

use std::collections::VecDeque;

use sync::{Arc, AtomicBool, Ordering, thread};
use wake::{TaskWaker, Woken};

/// The tasks that were woken: what the executor polls next.
fn round(woken: &Woken) -> VecDeque<usize> {
    let mut round = VecDeque::new();
    woken.swap(&mut round);
    round
}

/// Another thread announces something and wakes the task, just before or during a poll of the executor.
fn announced_during_a_poll(about_to_poll: fn(&TaskWaker)) {
    loom::model(move || {
        let woken = Arc::new(Woken::new());
        let waker = Arc::new(TaskWaker::new(1, woken.clone()));
        let (announced, woke) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        waker.enqueue();

        let (announce, theirs, done) = (announced.clone(), waker.clone(), woke.clone());
        thread::spawn(move || {
            announce.store(true, Ordering::Relaxed);
            theirs.enqueue();
            done.store(true, Ordering::Release);
        });
        let mut seen = false;
        while !round(&woken).is_empty() {
            about_to_poll(&waker);
            seen = announced.load(Ordering::Relaxed);
        }
        // No `join` here: in this model an unpark would end the join too early.
        while !woke.load(Ordering::Acquire) {
            thread::yield_now();
        }
        assert!(seen || !round(&woken).is_empty(), "a wake is lost: the poll missed it, and there will be no other");
    });
}

#[test]
fn a_wake_is_seen_by_the_poll_or_leads_to_another() {
    announced_during_a_poll(TaskWaker::about_to_poll);
}

#[test]
#[should_panic(expected = "a wake is lost")]
fn a_plain_store_before_the_poll_would_lose_one() {
    announced_during_a_poll(|waker| waker.queued.store(false, Ordering::Release));
}

#[test]
fn an_executor_that_parks_is_always_woken() {
    loom::model(|| {
        let woken = Arc::new(Woken::new());
        let waker = Arc::new(TaskWaker::new(1, woken.clone()));
        let announced = Arc::new(AtomicBool::new(false));

        let (announce, theirs) = (announced.clone(), waker.clone());
        let other = thread::spawn(move || {
            announce.store(true, Ordering::Relaxed);
            theirs.enqueue();
        });
        let mut seen = false;
        while !seen {
            if round(&woken).is_empty() {
                // If nobody unparks the thread, the model checker reports a deadlock.
                thread::park();
            } else {
                waker.about_to_poll();
                seen = announced.load(Ordering::Relaxed);
            }
        }
        other.join().unwrap();
    });
}

#[test]
fn two_wakes_at_once_queue_the_task_once() {
    loom::model(|| {
        let woken = Arc::new(Woken::new());
        let waker = Arc::new(TaskWaker::new(1, woken.clone()));
        let theirs = waker.clone();
        let other = thread::spawn(move || theirs.enqueue());
        waker.enqueue();
        other.join().unwrap();
        assert_eq!(round(&woken), [1]);
    });
}
