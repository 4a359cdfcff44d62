//! What a fixed schedule needs besides a timer: a way to tell how late it is.

use core::time::Duration;

/// A monotonic clock, lent by a runtime: how much time has passed since some instant that stays the same.
///
/// A plain function is a `Clock`, as a plain function is a [`Timer`](crate::Timer). It must never go backwards, and
/// it must be the clock that the timer goes by: a sleep of five seconds ends when this clock has advanced by five.
///
/// # Examples
///
/// With an operating system, this is a clock:
///
/// ```
/// use keep_printing::Clock;
/// use std::time::Instant;
///
/// let start = Instant::now();
/// let clock = || start.elapsed();
/// assert!(clock.now() <= clock.now());
/// ```
///
/// In a test, this is one:
///
/// ```
/// use keep_printing::Clock;
/// use std::{cell::Cell, time::Duration};
///
/// let time = Cell::new(Duration::ZERO);
/// let clock = || time.get();
/// time.set(Duration::from_secs(10));
/// assert_eq!(clock.now(), Duration::from_secs(10));
/// ```
pub trait Clock {
    /// How much time has passed since the instant from which this clock counts.
    fn now(&self) -> Duration;
}

impl<F: Fn() -> Duration> Clock for F {
    fn now(&self) -> Duration {
        self()
    }
}
