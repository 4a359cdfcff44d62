//! The command line: what is accepted, and what the answer is.

use super::{ENDING, FOREVER, run};

/// A wrong command line exits with 2 and prints nothing on stdout. One sentence names the value and what is accepted.
pub fn nonsense_is_refused_with_a_sentence(command: &str) {
    for (arguments, value, accepted) in [
        ("--every 0", "'0'", "500ms"),
        ("--every -1s", "'-1s'", "500ms"),
        ("--every abc", "'abc'", "500ms"),
        ("--for 1e400s", "'1e400s'", "10s"),
        ("--for 584942417355y", "'584942417355y'", "at most"),
        ("crowd --tasks 18446744073709551615", "'18446744073709551615'", "10000000"),
        ("asink-main --for=0", "'asink-main'", "async-main"),
        ("--evry 1s", "'--evry'", "--every PERIOD"),
    ] {
        let ended = run(command, arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.stderr.contains(value) && ended.stderr.contains(accepted), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
}

/// `--help` prints to stdout, because somebody asked for it.
pub fn help_goes_to_stdout_and_names_every_option(command: &str) {
    let ended = run(command, "--help");
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let options = ["--every <PERIOD>", "--for <LIMIT>", "--tasks <N>", "--trace <FILE>", "--list", "--help"];
    for option in ["[LESSON]", "async-main"].into_iter().chain(options) {
        assert!(ended.stdout.contains(option), "{option} is missing: {ended:?}");
    }
}

/// `--list` shows the ten lessons, each with its claim, in lines of at most 80 columns.
pub fn the_list_names_ten_lessons_in_80_columns(command: &str) {
    let ended = run(command, "--list");
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 10, "{ended:?}");
    for lesson in ENDING.into_iter().chain([FOREVER]) {
        let mut claims = ended.stdout.lines().filter_map(|line| line.strip_prefix(&format!("{lesson} ")));
        let claim = claims.next().unwrap_or_else(|| panic!("{lesson} is missing: {ended:?}"));
        assert!(claim.trim().contains(' '), "{lesson} has no claim: {ended:?}");
    }
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 80), "{ended:?}");
}
