//! The clock of a runtime. A fixed schedule needs it to tell how late a tick is.

use core::time::Duration;

/// A monotonic clock that a runtime provides. It tells how much time has passed since a fixed instant.
///
/// A plain function is a `Clock`, and a plain function is a [`Timer`](crate::Timer).
///
/// A clock must never go backwards. It must also be the clock that the timer uses: a sleep of five seconds ends when
/// this clock has advanced by five seconds.
///
/// # Examples
///
/// A clock on an operating system:
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
/// A clock in a test:
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
    /// Returns how much time has passed since the clock's fixed instant.
    fn now(&self) -> Duration;
}

impl<F: Fn() -> Duration> Clock for F {
    fn now(&self) -> Duration {
        self()
    }
}
