//! `--start`: what the wall clock of a simulation shows at the start.

use command_contract::{Ended, Run};

/// Runs the command in this time zone. It prints one line and the message.
fn start(zone: &str, start: &str) -> Ended {
    let mut run = Run::prepare(env!("CARGO_BIN_EXE_run-simulated"), ["--for", "0", "--start", start]);
    Run::spawn(run.env("TZ", zone)).end()
}

#[test]
fn an_offset_names_an_instant_and_local_time_is_printed() {
    for (text, printed) in [
        ("2026-01-01T00:00:00Z", "2026-01-01 09:00:00.000000"),
        ("2026-01-01 00:00:00.5-01:00", "2026-01-01 10:00:00.500000"),
        ("2026-01-01T09:00:00+09:00", "2026-01-01 09:00:00.000000"),
        ("2026-01-01T09:00:00", "2026-01-01 09:00:00.000000"),
        ("2026-01-01 09:00:00.032303", "2026-01-01 09:00:00.032303"),
    ] {
        let ended = start("KST-9", text);
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{text}: {ended:?}");
        assert_eq!(ended.stdout.lines().next(), Some(printed), "{text}");
    }
}

#[test]
fn what_is_printed_is_accepted() {
    let printed = start("KST-9", "2026-01-01T00:00:00.25Z").stdout;
    let printed = printed.lines().next().unwrap();
    assert_eq!(start("KST-9", printed).stdout.lines().next(), Some(printed));
}

#[test]
fn what_is_no_time_is_a_sentence_that_says_what_is_accepted() {
    // In New York, clocks went from 1:59 to 3:00 that day.
    let zone = "EST5EDT,M3.2.0,M11.1.0";
    for (text, why) in
        [("tomorrow", "'2026-11-22T06:48:50'"), ("2026-03-08T02:30:00", "the local clocks skip this time")]
    {
        let ended = start(zone, text);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.stderr.contains(&format!("'{text}'")) && ended.stderr.contains(why), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
}
