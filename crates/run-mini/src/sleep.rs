//! A sleep is an entry in a timer queue. It is done when the entry is gone.

use std::cell::RefCell;
use std::future::Future;
use std::mem;
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
    /// A sleep until `due`. It is in the queue from the start: of two sleeps that are due at the same instant, the one
    /// that was created first is done first. Until it is polled, it has nobody to wake.
    pub(crate) fn new(timers: &Rc<RefCell<TimerQueue>>, due: Duration) -> Self {
        let key = timers.borrow_mut().insert(due, Waker::noop().clone());
        Self { timers: timers.clone(), key }
    }
}

// Dropping a waker can drop a task, and the sleeps of that task use this queue as well. So a waker is only dropped here
// while the queue is not borrowed.

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut waker = cx.waker().clone();
        let waiting = self.timers.borrow_mut().waker_mut(self.key).map(|older| mem::swap(older, &mut waker));
        drop(waker);
        waiting.map_or(Poll::Ready(()), |()| Poll::Pending)
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let waker = self.timers.borrow_mut().cancel(self.key);
        drop(waker);
    }
}
