//! The original program: it prints the time every half second, and the deadline message after ten seconds.

use std::time::Duration;

use chrono::TimeDelta;

use super::{run, start, time, times};

/// The original program, in less time. It prints a line at once, then one after every period, then the message. Exit
/// 0.
pub fn prints_the_time_every_period_and_the_message_at_the_deadline(command: &str) {
    let (period, limit) = (Duration::from_millis(100), Duration::from_millis(1050));
    let ended = run(command, "--every 100ms --for 1050ms");

    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.took >= limit, "the deadline came early: {ended:?}");

    let times = times(&ended.stdout);
    assert!((2..=11).contains(&times.len()), "{} lines: {ended:?}", times.len());
    for two in times.windows(2) {
        // The lines contain the wall clock. The system may adjust it a little against the clock that timers use.
        let tolerated = TimeDelta::from_std(period * 99 / 100).unwrap();
        assert!(two[1] - two[0] >= tolerated, "a line came early: {ended:?}");
    }
}

/// With a deadline already past, the coroutine is polled once, because a ready result would win. Then it ends.
pub fn a_limit_of_zero_still_ends_with_the_message(command: &str) {
    let ended = run(command, "--for 0");
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(times(&ended.stdout).len() <= 1, "{ended:?}");
}

/// A limit too long for any clock works: no panic, and no overflow that makes it short.
pub fn a_limit_beyond_every_clock_is_no_limit(command: &str) {
    let mut endless = start(command, "--every 10ms --for 500000000000y");
    for _ in 0..3 {
        time(&endless.line().expect("it goes on"));
    }
    assert!(endless.is_running());
}

/// With a period longer than the limit, only the first line is printed.
pub fn a_period_longer_than_the_limit_prints_one_line(command: &str) {
    let ended = run(command, "--every 1h --for 200ms");
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert_eq!(times(&ended.stdout).len(), 1, "{ended:?}");
}
