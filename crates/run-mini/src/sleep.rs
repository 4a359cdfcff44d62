//! A sleep is an entry in a timer queue. It is done when the entry is gone.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use exact_timer_queue::{Key, TimerQueue};

pub(crate) struct Sleep {
    timers: Rc<RefCell<TimerQueue>>,
    key: Key,
}

impl Sleep {
    /// A sleep until `due`. It is in the queue from the start, so that of two that are due at the same instant the one
    /// that was asked for first is done first; as long as it was not polled, it wakes no one.
    pub(crate) fn new(timers: &Rc<RefCell<TimerQueue>>, due: Duration) -> Self {
        let key = timers.borrow_mut().insert(due, Waker::noop().clone());
        Self { timers: timers.clone(), key }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.timers.borrow_mut().waker_mut(self.key) {
            Some(waker) => {
                waker.clone_from(cx.waker());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        // Dropped when the queue is no longer borrowed: to drop a waker may drop a task, with sleeps of its own.
        let waker = self.timers.borrow_mut().cancel(self.key);
        drop(waker);
    }
}
