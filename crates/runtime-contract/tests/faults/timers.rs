//! The timers of the small runtime.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use any_runtime::monotonic;

use crate::fault::Fault;

/// When a timer is due, and how many were set before it.
type Key = (Duration, usize);

pub(crate) struct Timers {
    fault: Fault,
    last: usize,
    queue: BTreeMap<Key, Option<Waker>>,
}

impl Timers {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, last: 0, queue: BTreeMap::new() }
    }

    /// Fires one timer, if one is due. So the sleeping tasks run in the order of their timers.
    pub(crate) fn fire(&mut self) {
        let mut keys = self.queue.keys();
        let next = match self.fault {
            Fault::FirstComeFirstServed => keys.min_by_key(|(_, number)| *number),
            _ => keys.next(),
        };
        if let Some(key) = next.copied()
            && (key.0 <= monotonic() || self.fault == Fault::FiresAtOnce)
        {
            self.queue.remove(&key).flatten().inspect(Waker::wake_by_ref);
        }
    }

    fn set(&mut self, duration: Duration) -> Key {
        let now = monotonic();
        let due = match self.fault {
            Fault::OverflowsItsClock => now + duration,
            Fault::FiresLate => now.saturating_add(duration).saturating_add(Duration::from_millis(5)),
            Fault::HasFewTimers if self.queue.len() >= 100 => Duration::MAX,
            _ => now.saturating_add(duration),
        };
        self.last += 1;
        self.queue.insert((due, self.last), None);
        (due, self.last)
    }
}

pub(crate) struct Sleep {
    timers: Rc<RefCell<Timers>>,
    key: Key,
}

impl Sleep {
    /// A sleep that counts from now.
    pub(crate) fn new(timers: &Rc<RefCell<Timers>>, duration: Duration) -> Self {
        Self { timers: timers.clone(), key: timers.borrow_mut().set(duration) }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.timers.borrow_mut();
        let keeps = timers.fault == Fault::KeepsTheFirstWaker;
        match timers.queue.get_mut(&self.key) {
            Some(waker) => {
                if waker.is_none() || !keeps {
                    *waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let mut timers = self.timers.borrow_mut();
        if timers.fault != Fault::KeepsDroppedSleeps {
            timers.queue.remove(&self.key);
        }
    }
}
