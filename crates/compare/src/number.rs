//! Whole numbers as numbers to calculate with.

use std::time::{Duration, Instant};

/// As a float: exact up to 2⁵³, which is 104 days in nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "no figure is that large")]
pub(crate) fn float(whole: u64) -> f64 {
    whole as f64
}

/// As [`float`], for what may be negative.
#[expect(clippy::cast_precision_loss, reason = "no figure is that large")]
pub(crate) fn signed(whole: i64) -> f64 {
    whole as f64
}

/// In nanoseconds, up to 292 years of them.
pub(crate) fn nanos(duration: Duration) -> i64 {
    duration.as_nanos().try_into().unwrap_or(i64::MAX)
}

/// In nanoseconds, up to 584 years of them.
pub(crate) fn unsigned_nanos(duration: Duration) -> u64 {
    duration.as_nanos().try_into().unwrap_or(u64::MAX)
}

/// How much later `later` is, in nanoseconds; negative if it is not.
pub(crate) fn between(earlier: Instant, later: Instant) -> i64 {
    later.checked_duration_since(earlier).map_or_else(|| -nanos(earlier.duration_since(later)), nanos)
}
