//! The places of cancelled timers are given back. Alone in its file, so that nothing else in the process allocates.

use std::task::Waker;
use std::time::Duration;

use exact_timer_queue::TimerQueue;

#[test]
#[cfg_attr(miri, ignore = "it asks the operating system how much memory is in use")]
fn to_cancel_all_but_one_of_many_gives_their_places_back() {
    let in_use = || memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
    let mut timers = TimerQueue::new();
    // An odd number of places is never exactly twice the number that waits.
    let keys: Vec<_> = (0..200_001).map(|_| timers.insert(Duration::from_secs(10), Waker::noop().clone())).collect();
    let before = in_use();
    for &key in keys[1..].iter().rev() {
        timers.cancel(key);
    }
    // Their places took 3.2 MB.
    assert!(before.saturating_sub(in_use()) > 2_000_000);
}
