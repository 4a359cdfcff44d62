//! Reads the wall clock and the monotonic clock together.

use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Local, NaiveDateTime};

use crate::number::nanos;

/// The wall clock and the monotonic one, read at the same moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clocks {
    wall: SystemTime,
    monotonic: Instant,
}

impl Clocks {
    /// Reads both. The thread may lose the processor between the two readings. So it tries a few times and takes the
    /// pair that was read fastest.
    pub(crate) fn read() -> Self {
        let reading = |_| {
            let monotonic = Instant::now();
            let wall = SystemTime::now();
            (monotonic.elapsed(), Self { wall, monotonic })
        };
        let (_, clocks) = (0..5).map(reading).min_by_key(|(took, _)| *took).expect("it was read five times");
        clocks
    }

    /// The local time of this reading.
    pub(crate) fn local(self) -> NaiveDateTime {
        DateTime::<Local>::from(self.wall).naive_local()
    }

    /// The monotonic time of this reading.
    pub(crate) fn instant(self) -> Instant {
        self.monotonic
    }

    /// How many nanoseconds the wall clock gained on the monotonic one since `before`.
    pub(crate) fn set_since(self, before: Self) -> i64 {
        let backwards = |error: std::time::SystemTimeError| -nanos(error.duration());
        let wall = self.wall.duration_since(before.wall).map_or_else(backwards, nanos);
        wall.saturating_sub(nanos(self.monotonic.duration_since(before.monotonic)))
    }

    /// These clocks after some time, when somebody has also set the wall clock forwards or backwards.
    #[cfg(test)]
    fn later(self, time: Duration, forwards: Duration, backwards: Duration) -> Self {
        Self { wall: self.wall + time + forwards - backwards, monotonic: self.monotonic + time }
    }
}

/// A wall clock may be adjusted by up to 500 parts in a million. In ten seconds it gains or loses at most this much.
pub(crate) const ADJUSTED: Duration = Duration::from_millis(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_goes_faster_or_slower_than_the_other() {
        let (before, second, hour) = (Clocks::read(), Duration::from_secs(1), Duration::from_secs(3600));
        assert_eq!(before.later(second, Duration::ZERO, Duration::ZERO).set_since(before), 0);
        assert_eq!(before.later(second, hour, Duration::ZERO).set_since(before), nanos(hour));
        assert_eq!(before.later(second, Duration::ZERO, hour).set_since(before), -nanos(hour));
    }
}
