//! Nothing is left behind: no waker, no timer, no memory that grows.

use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::Duration;

use exact_timer_queue::TimerQueue;

const SECOND: Duration = Duration::from_secs(1);

struct Task;

impl Wake for Task {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn the_queue_holds_one_waker_for_each_timer_that_waits() {
    let task = Arc::new(Task);
    let mut timers = TimerQueue::new();
    let insert = |timers: &mut TimerQueue, due| timers.insert(due, Waker::from(task.clone()));

    let keys: Vec<_> = (0..10).map(|second| insert(&mut timers, second * SECOND)).collect();
    assert_eq!(Arc::strong_count(&task), 1 + 10);

    drop(timers.cancel(keys[5]));
    assert_eq!(Arc::strong_count(&task), 1 + 9, "a cancelled timer has let go of its waker");
    drop(timers.cancel(keys[5]));
    assert_eq!(Arc::strong_count(&task), 1 + 9);

    drop(timers.pop_due(SECOND));
    assert_eq!(Arc::strong_count(&task), 1 + 8, "so has one that has fired");

    *timers.waker_mut(keys[7]).unwrap() = Waker::noop().clone();
    assert_eq!(Arc::strong_count(&task), 1 + 7, "so has one that wakes another task now");

    drop(timers);
    assert_eq!(Arc::strong_count(&task), 1);
}

#[test]
fn a_key_never_names_another_timer() {
    let mut timers = TimerQueue::new();
    let cancelled = timers.insert(SECOND, Waker::noop().clone());
    timers.cancel(cancelled);
    let fired = timers.insert(SECOND, Waker::noop().clone());
    timers.pop_due(SECOND);

    let waiting = timers.insert(SECOND, Waker::noop().clone());
    for gone in [cancelled, fired] {
        assert_ne!(gone, waiting);
        assert!(!timers.is_waiting(gone));
        assert!(timers.waker_mut(gone).is_none());
        assert!(timers.cancel(gone).is_none());
    }
    assert!(timers.is_waiting(waiting));
    assert_eq!(timers.len(), 1);
}

#[test]
fn the_first_may_be_cancelled_again_and_again() {
    let mut timers = TimerQueue::new();
    let keys: Vec<_> =
        (0..100).map(|nanos| timers.insert(Duration::from_nanos(nanos), Waker::noop().clone())).collect();

    for (nanos, key) in keys.into_iter().enumerate() {
        assert_eq!(timers.next_due(), Some(Duration::from_nanos(nanos as u64)));
        timers.cancel(key);
    }
    assert_eq!(timers.next_due(), None);
    assert!(timers.pop_due(Duration::MAX).is_none());
}

#[test]
fn debug_shows_how_many_wait_and_when_the_next_is_due_and_which_key_it_is() {
    let mut timers = TimerQueue::new();
    timers.insert(2 * SECOND, Waker::noop().clone());
    let second = timers.insert(SECOND, Waker::noop().clone());
    assert_eq!(format!("{timers:?}"), "TimerQueue { len: 2, next_due: Some(1s), .. }");
    assert_eq!(format!("{second:?}"), "Key(1)");
}
