//! A cancelled timer leaves no memory behind. Alone in its file, so that nothing else in the process allocates.

use std::task::Waker;
use std::time::Duration;

use exact_timer_queue::TimerQueue;

#[test]
#[cfg_attr(miri, ignore = "it asks the operating system how much memory is in use")]
fn to_insert_and_cancel_for_ever_takes_no_more_memory() {
    let in_use = || memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem);
    let mut timers = TimerQueue::new();
    // The timers that come and go are neither next nor alone in their millisecond. Those two cases are easy to clean
    // up.
    timers.insert(Duration::from_secs(1), Waker::noop().clone());
    timers.insert(Duration::from_secs(10), Waker::noop().clone());
    let before = in_use();

    for _ in 0..200_000 {
        let key = timers.insert(Duration::from_secs(10), Waker::noop().clone());
        timers.cancel(key);
    }
    // Sixteen bytes left behind by each would be three times as much.
    assert!(in_use().saturating_sub(before) < 1_000_000);
}
