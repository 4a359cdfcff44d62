//! The workshop's lessons, run on a simulated clock.

use std::time::SystemTime;

use chrono::{DateTime, Local, NaiveDateTime};
use run_simulated::Simulated;

/// The options that only this runtime has.
#[derive(clap::Args)]
struct More {
    /// The wall clock at the start, such as 2026-11-22T06:48:50: local time, or with Z or an offset. Default: now.
    #[arg(long, value_name = "INSTANT", value_parser = instant, allow_hyphen_values = true)]
    start: Option<SystemTime>,

    /// Shuffles the events of the same instant. The same number gives the same order.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

fn main() -> std::process::ExitCode {
    command::main_with(|more: More| {
        let rt = more.seed.map_or_else(Simulated::new, |seed| Simulated::new().seed(seed));
        match more.start {
            Some(start) => rt.start(start),
            None => rt,
        }
    })
}

/// Reads an instant in the printed form, or in the forms of RFC 3339 and ISO 8601.
///
/// A text with an offset or `Z` names an instant. Other texts are local time. The output always shows local time.
fn instant(text: &str) -> Result<SystemTime, &'static str> {
    // ISO 8601 writes a T before the time, and prefers a comma before the fraction.
    let text = text.replacen(['T', 't'], " ", 1).replace(',', ".").replace('z', "Z");
    // A year has four digits. chrono accepts longer years, but panics if the local time is after its last year.
    let formats = if text.find('-') == Some(4) { &["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"][..] } else { &[] };
    for format in formats {
        if let Ok(instant) = DateTime::parse_from_str(&text, &format!("{format}%#z")) {
            return Ok(instant.into());
        }
        if let Ok(local) = NaiveDateTime::parse_from_str(&text, format) {
            let instant = local.and_local_timezone(Local).earliest();
            return instant.map(Into::into).ok_or("the local clocks skip this time; choose another");
        }
    }
    Err("an instant is written as '2026-11-22 06:48:50.032303' or '2026-11-22T06:48:50', and may end with Z or +09:00")
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    /// The printed form, in UTC.
    fn utc(text: &str) -> Result<String, &'static str> {
        let utc = |instant: SystemTime| DateTime::<Utc>::from(instant).format("%Y-%m-%d %H:%M:%S%.6f").to_string();
        instant(text).map(utc)
    }

    #[test]
    fn an_offset_says_which_instant_it_is() {
        for (text, expected) in [
            ("2026-01-01T00:00:00Z", "2026-01-01 00:00:00.000000"),
            ("2026-01-01t00:00:00z", "2026-01-01 00:00:00.000000"),
            ("2026-01-01 00:00:00Z", "2026-01-01 00:00:00.000000"),
            ("2026-01-01T00:00:00.032303Z", "2026-01-01 00:00:00.032303"),
            ("2026-01-01T00:00:00,5Z", "2026-01-01 00:00:00.500000"),
            ("2026-01-01T00:00Z", "2026-01-01 00:00:00.000000"),
            ("2026-01-01T09:00:00+09:00", "2026-01-01 00:00:00.000000"),
            ("2026-01-01 09:00:00.5+09:00", "2026-01-01 00:00:00.500000"),
            ("2026-01-01T09:00+0900", "2026-01-01 00:00:00.000000"),
            ("2026-01-01T09:00:00+09", "2026-01-01 00:00:00.000000"),
            ("2025-12-31T20:30:00-03:30", "2026-01-01 00:00:00.000000"),
            ("1969-12-31T23:59:59.25Z", "1969-12-31 23:59:59.250000"),
        ] {
            assert_eq!(utc(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn without_an_offset_it_is_local_time_as_it_is_printed() {
        for (text, expected) in [
            ("2026-11-22 06:48:50.032303", "2026-11-22 06:48:50.032303"),
            ("2026-11-22T06:48:50.032303", "2026-11-22 06:48:50.032303"),
            ("2026-11-22 06:48:50", "2026-11-22 06:48:50.000000"),
            ("2026-11-22T06:48", "2026-11-22 06:48:00.000000"),
        ] {
            let printed = DateTime::<Local>::from(instant(text).unwrap()).format("%Y-%m-%d %H:%M:%S%.6f").to_string();
            assert_eq!(printed, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_refused_with_what_is_accepted() {
        for text in [
            "",
            "-1",
            "now",
            "2026-01-01",
            "06:48:50",
            "2026-13-01T00:00:00Z",
            "2026-01-01T25:00:00",
            "+262142-12-31T23:59:59Z",
            "2026-01-01T00:00:00Zulu",
        ] {
            assert!(utc(text).unwrap_err().contains("'2026-11-22T06:48:50'"), "{text}");
        }
    }
}
