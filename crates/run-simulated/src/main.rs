//! The workshop's lessons, run on a clock that jumps.

use std::time::SystemTime;

use chrono::{Local, NaiveDateTime};
use run_simulated::Simulated;

/// What only this runtime can be told.
#[derive(clap::Args)]
struct More {
    /// What the wall clock shows at the start, in local time; without it, now.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    start: Option<SystemTime>,

    /// Shuffles what happens at the same instant; the same number, the same way.
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

fn instant(text: &str) -> Result<SystemTime, &'static str> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f");
    let local = naive.ok().and_then(|naive| naive.and_local_timezone(Local).earliest());
    local.map(Into::into).ok_or("an instant is written as it is printed: '2026-11-22 06:48:50.032303'")
}
