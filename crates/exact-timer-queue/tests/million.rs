//! A million timers, in little time and little memory.

use std::task::Waker;
use std::time::Duration;

use exact_timer_queue::TimerQueue;

const TIMERS: u32 = match (cfg!(miri), cfg!(debug_assertions)) {
    (true, _) => 100,
    (_, true) => 100_000,
    _ => 1_000_000,
};

#[test]
fn a_million_fire_in_order() {
    let mut timers = TimerQueue::new();
    let mut total = Duration::ZERO;
    for timer in 0..TIMERS {
        // Neighbours are due far from each other: 7919 is a prime that does not divide the number of timers.
        let due = Duration::from_micros(u64::from(timer) * 7919 % u64::from(TIMERS));
        timers.insert(due, Waker::noop().clone());
    }
    while let Some((due, _)) = timers.pop_due(total) {
        assert_eq!(due, total, "one in every microsecond");
        total += Duration::from_micros(1);
    }
    assert_eq!(total, Duration::from_micros(1) * TIMERS);
    assert!(timers.is_empty());
}

#[test]
fn a_million_at_the_same_instant_may_all_be_cancelled_but_the_last() {
    let mut timers = TimerQueue::new();
    let due = Duration::from_secs(5);
    let keys: Vec<_> = (0..TIMERS).map(|_| timers.insert(due, Waker::noop().clone())).collect();

    let (last, others) = keys.split_last().unwrap();
    for &key in others {
        assert!(timers.cancel(key).is_some());
        assert_eq!(timers.next_due(), Some(due));
    }
    assert!(timers.is_waiting(*last));
    assert_eq!(timers.len(), 1);
}

#[test]
fn a_million_at_the_same_instant_may_be_cancelled_from_the_last_to_the_first() {
    let mut timers = TimerQueue::new();
    let due = Duration::from_secs(5);
    let keys: Vec<_> = (0..TIMERS).map(|_| timers.insert(due, Waker::noop().clone())).collect();

    // Each timer leaves its place behind. Looking at all places at each cancel would take hours.
    for key in keys.into_iter().rev() {
        assert!(timers.cancel(key).is_some());
    }
    assert!(timers.is_empty());
}
