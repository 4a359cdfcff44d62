//! Converts whole numbers and times into numbers to calculate with.

use std::time::{Duration, Instant};

/// Converts to a float. It is exact up to 2⁵³, which is 104 days in nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "no figure is that large")]
pub(crate) fn float(whole: u64) -> f64 {
    whole as f64
}

/// Like [`float`], for numbers that may be negative.
#[expect(clippy::cast_precision_loss, reason = "no figure is that large")]
pub(crate) fn signed(whole: i64) -> f64 {
    whole as f64
}

/// Converts to nanoseconds, up to 292 years.
pub(crate) fn nanos(duration: Duration) -> i64 {
    duration.as_nanos().try_into().unwrap_or(i64::MAX)
}

/// Converts to nanoseconds, up to 584 years.
pub(crate) fn unsigned_nanos(duration: Duration) -> u64 {
    duration.as_nanos().try_into().unwrap_or(u64::MAX)
}

/// The time from `earlier` to `later` in nanoseconds. Negative if `later` comes first.
pub(crate) fn between(earlier: Instant, later: Instant) -> i64 {
    later.checked_duration_since(earlier).map_or_else(|| -nanos(earlier.duration_since(later)), nanos)
}
