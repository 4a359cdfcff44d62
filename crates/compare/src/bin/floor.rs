//! The floor of the comparison: the best that this machine can do, without any runtime.
//!
//! It prints the same lines as the coroutine, from a plain thread. The operating system's own call ends each sleep at
//! an absolute time of the schedule. So nothing adds up: neither the time for printing nor the lateness of the tick
//! before. The remaining lateness comes from the machine: its timer, its scheduler, its other programs.

use std::time::Duration;

use any_runtime::LocalTime;
use command::Arguments;

fn main() -> std::io::Result<()> {
    let (Arguments { options, .. }, ()) =
        Arguments::parse("floor", std::env::args_os().skip(1)).map_err(std::io::Error::other)?;
    // The first call is the slowest. Make it now, so that the first line's time is exact: the schedule begins there.
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

/// The monotonic clock: the time since the machine was started.
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
    // A signal may interrupt the sleep. Sleep again: the time is absolute, so nothing is lost.
    while clock_nanosleep_absolute(ClockId::Monotonic, &due) == Err(Errno::INTR) {}
}

/// The monotonic clock: the time since the first call.
#[cfg(not(target_os = "linux"))]
fn now() -> Duration {
    any_runtime::monotonic()
}

#[cfg(not(target_os = "linux"))]
fn sleep_until(due: Duration) {
    std::thread::sleep(due.saturating_sub(now()));
}
