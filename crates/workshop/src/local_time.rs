//! The time of day as Python prints it.

use std::fmt;
use std::time::SystemTime;

use chrono::{DateTime, Local};

/// A local time, printed as `print(datetime.now())` shows it: `2026-11-22 06:48:50.032303`.
///
/// Always with six digits. (Python leaves them out in the one case of a million when they are all zero.)
///
/// This is the wall clock: it may jump when someone sets it, so it is only ever printed. What waits or measures uses
/// a monotonic clock.
///
/// # Examples
///
/// ```
/// use workshop::LocalTime;
///
/// let now = LocalTime::now().to_string();
/// assert_eq!(now.len(), "2026-11-22 06:48:50.032303".len());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(DateTime<Local>);

impl LocalTime {
    /// The time of day, now.
    pub fn now() -> Self {
        Self(Local::now())
    }
}

impl From<SystemTime> for LocalTime {
    fn from(time: SystemTime) -> Self {
        Self(time.into())
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.naive_local().format("%Y-%m-%d %H:%M:%S%.6f"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDate, TimeZone};

    #[test]
    fn it_always_has_six_digits() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (micro, printed) in [(0, "000000"), (32_303, "032303"), (999_999, "999999")] {
            let local = Local.from_local_datetime(&day.and_hms_micro_opt(6, 48, 50, micro).unwrap()).unwrap();
            assert_eq!(LocalTime(local).to_string(), format!("2026-11-22 06:48:50.{printed}"));
        }
    }
}
