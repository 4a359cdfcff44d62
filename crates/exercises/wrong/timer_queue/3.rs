// It does not forget whom it has woken, so it wakes them again.

use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

#[derive(Default)]
struct TimerQueue {
    timers: BTreeMap<(Duration, u64), Waker>,
    inserted: u64,
}

impl TimerQueue {
    fn insert(&mut self, due: Duration, waker: Waker) {
        self.inserted += 1;
        self.timers.insert((due, self.inserted), waker);
    }

    /// When the first timer is due. Until then, the thread can sleep.
    fn next_due(&self) -> Option<Duration> {
        self.timers.first_key_value().map(|(&(due, _), _)| due)
    }

    /// Wakes everyone who is due at `now` or earlier, in order, and forgets them.
    fn fire(&mut self, now: Duration) {
        for ((due, _), waker) in &self.timers {
            if *due <= now {
                waker.wake_by_ref();
            }
        }
    }
}
