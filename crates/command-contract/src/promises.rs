//! The promises, one function each. Each takes the path of the command.

use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};

use crate::{Ended, Run};

const MESSAGE: &str = "시간 종료";

fn run<'a>(command: &str, arguments: impl IntoIterator<Item = &'a str>) -> Ended {
    Run::start(command, arguments).end()
}

/// The times that were printed before the message, after checking that this is all there is.
fn times(printed: &str) -> Vec<NaiveDateTime> {
    assert!(printed.ends_with('\n'), "the last line is whole: {printed:?}");
    let mut lines: Vec<_> = printed.lines().collect();
    assert_eq!(lines.pop(), Some(MESSAGE), "{printed}");
    lines.into_iter().map(time).collect()
}

fn time(line: &str) -> NaiveDateTime {
    let time = NaiveDateTime::parse_from_str(line, "%Y-%m-%d %H:%M:%S%.f")
        .unwrap_or_else(|error| panic!("{line:?} is no time: {error}"));
    assert_eq!(time.format("%Y-%m-%d %H:%M:%S%.6f").to_string(), line, "printed as Python prints it");
    time
}

/// The original program, shortened: a line at once, then one after every period, then the message; exit 0.
pub fn prints_the_time_every_period_and_the_message_at_the_deadline(command: &str) {
    let (period, limit) = (Duration::from_millis(100), Duration::from_millis(1050));
    let ended = run(command, ["--every", "100ms", "--for", "1050ms"]);

    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(ended.took >= limit, "the deadline came early: {ended:?}");

    let times = times(&ended.stdout);
    assert!((2..=11).contains(&times.len()), "{} lines: {ended:?}", times.len());
    for two in times.windows(2) {
        // The wall clock, which is what is printed, may be slewed a little against the clock that timers use.
        let tolerated = TimeDelta::from_std(period * 99 / 100).unwrap();
        assert!(two[1] - two[0] >= tolerated, "a line came early: {ended:?}");
    }
}

/// A deadline already past: the coroutine is polled once, as a result that is ready would win, and then ended.
pub fn a_limit_of_zero_still_ends_with_the_message(command: &str) {
    let ended = run(command, ["--for", "0"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(times(&ended.stdout).len() <= 1, "{ended:?}");
}

/// A limit too long for any clock neither panics nor overflows into a short one.
pub fn a_limit_beyond_every_clock_is_no_limit(command: &str) {
    let mut endless = Run::start(command, ["--every", "10ms", "--for", "500000000000y"]);
    for _ in 0..3 {
        time(&endless.line().expect("it goes on"));
    }
    assert!(endless.is_running());
}

/// `| head -3`: three lines, then nothing more is wanted; no error text, no failure.
pub fn a_reader_that_goes_away_ends_it_quietly(command: &str) {
    let mut run = Run::start(command, ["--every", "10ms", "--for", "1h"]);
    for _ in 0..3 {
        time(&run.line().expect("it prints three lines"));
    }
    run.close_stdout();
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
}

/// Exit 2, nothing on stdout, and one sentence that names the value and what is accepted.
pub fn nonsense_is_refused_with_a_sentence(command: &str) {
    for (arguments, value, accepted) in [
        (["--every", "0"], "'0'", "500ms"),
        (["--every", "-1s"], "'-1s'", "500ms"),
        (["--every", "abc"], "'abc'", "500ms"),
        (["--for", "1e400s"], "'1e400s'", "10s"),
        (["--for", "584942417355y"], "'584942417355y'", "at most"),
        (["asink-main", "--for=0"], "'asink-main'", "async-main"),
        (["--evry", "1s"], "'--evry'", "--every PERIOD"),
    ] {
        let ended = run(command, arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.stderr.contains(value) && ended.stderr.contains(accepted), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
}

/// `--help` is a result, not a diagnostic.
pub fn help_goes_to_stdout_and_names_every_option(command: &str) {
    let ended = run(command, ["--help"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    for option in ["[LESSON]", "async-main", "--every <PERIOD>", "--for <LIMIT>", "--help"] {
        assert!(ended.stdout.contains(option), "{option} is missing: {ended:?}");
    }
}
