//! The time of day as Python prints it.

use std::fmt;
use std::time::SystemTime;

use chrono::{DateTime, Local, NaiveDateTime, Timelike as _};

/// A local time, printed as `print(datetime.now())` shows it: `2026-11-22 06:48:50.032303`.
///
/// It always has six digits after the point. Python leaves them out when all are zero, one time in a million.
///
/// This is the wall clock. It jumps when someone sets it, so use it only for printing. To wait or to measure, use a
/// monotonic clock.
///
/// # Examples
///
/// ```
/// use any_runtime::LocalTime;
///
/// let now = LocalTime::now().to_string();
/// assert_eq!(now.len(), "2026-11-22 06:48:50.032303".len());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(NaiveDateTime);

impl LocalTime {
    /// The time of day, now.
    pub fn now() -> Self {
        Self(Local::now().naive_local())
    }
}

impl From<SystemTime> for LocalTime {
    fn from(time: SystemTime) -> Self {
        Self(DateTime::<Local>::from(time).naive_local())
    }
}

/// For a runtime with its own source of local time, such as a browser.
impl From<NaiveDateTime> for LocalTime {
    fn from(time: NaiveDateTime) -> Self {
        Self(time)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(time) = self;
        // In a leap second, chrono counts beyond a billion nanoseconds.
        let micros = time.nanosecond() / 1000 % 1_000_000;
        write!(f, "{} {:02}:{:02}:{:02}.{micros:06}", time.date(), time.hour(), time.minute(), time.second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn it_always_has_six_digits() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (micro, printed) in [(0, "000000"), (32_303, "032303"), (999_999, "999999")] {
            let time = LocalTime::from(day.and_hms_micro_opt(6, 48, 50, micro).unwrap());
            assert_eq!(time.to_string(), format!("2026-11-22 06:48:50.{printed}"));
        }
    }
}
