//! The floor of the comparison: what this machine can do at best, without any runtime.
//!
//! It prints what the coroutine prints, from a plain thread. Each sleep ends at an absolute time of the schedule, by the
//! operating system's own call, so that nothing adds up: neither the time that printing takes nor the lateness of the
//! tick before. What is still late is the machine's doing: its timer, its scheduler, its other programs.

use std::time::Duration;

use any_runtime::LocalTime;
use command::Arguments;

fn main() -> std::io::Result<()> {
    let (Arguments { options, .. }, ()) =
        Arguments::parse("floor", std::env::args_os().skip(1)).map_err(std::io::Error::other)?;
    // The first time is the slowest to be had: that of the first line is to be the schedule's zero, and not be late itself.
    LocalTime::now();
    let (mut time, start) = (LocalTime::now(), now());
    let end = start.saturating_add(options.limit);
    let mut due = start;
    loop {
        println!("{time}");
        due = due.saturating_add(options.every);
        if due >= end {
            break;
        }
        sleep_until(due);
        time = LocalTime::now();
    }
    sleep_until(end);
    println!("시간 종료");
    Ok(())
}

/// The monotonic clock, as the time since the machine was started.
#[cfg(target_os = "linux")]
fn now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    Duration::try_from(now).expect("the monotonic clock is positive")
}

#[cfg(target_os = "linux")]
fn sleep_until(due: Duration) {
    use rustix::io::Errno;
    use rustix::thread::{ClockId, clock_nanosleep_absolute};

    let Ok(due) = due.try_into() else { return std::thread::park() };
    // Interrupted by a signal, it is asked again: the time is absolute, so nothing is lost.
    while clock_nanosleep_absolute(ClockId::Monotonic, &due) == Err(Errno::INTR) {}
}

/// The monotonic clock, as the time since this was first called.
#[cfg(not(target_os = "linux"))]
fn now() -> Duration {
    any_runtime::monotonic()
}

#[cfg(not(target_os = "linux"))]
fn sleep_until(due: Duration) {
    std::thread::sleep(due.saturating_sub(now()));
}
