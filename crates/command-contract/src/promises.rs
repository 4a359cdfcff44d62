//! The promises, one function each. Each takes the path of the command.

mod lateness;
mod lessons;
mod numbers;
mod original;
mod reader;
mod stdout;
mod trace;
mod usage;

#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
mod non_blocking;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod surroundings;
#[cfg(unix)]
mod trace_places;

use std::thread;

use chrono::NaiveDateTime;

use crate::{Ended, Run};

pub use lateness::*;
pub use lessons::*;
#[cfg(target_os = "linux")]
pub use limits::*;
#[cfg(target_os = "linux")]
pub use non_blocking::*;
pub use numbers::*;
pub use original::*;
pub use reader::*;
#[cfg(unix)]
pub use signals::*;
pub use stdout::*;
#[cfg(unix)]
pub use surroundings::*;
pub use trace::*;
#[cfg(unix)]
pub use trace_places::*;
pub use usage::*;

const MESSAGE: &str = "시간 종료";

/// The lessons that end at their limit.
const ENDING: [&str; 9] =
    ["hello", "unhandled", "async-main", "concurrent", "blocking", "cancel", "drift", "threads", "crowd"];

/// The lesson that has no limit.
const FOREVER: &str = "forever";

/// Starts the command with these arguments, separated by spaces.
fn start(command: &str, arguments: &str) -> Run {
    Run::start(command, arguments.split_whitespace())
}

/// Runs the command with these arguments, separated by spaces, to its end.
fn run(command: &str, arguments: &str) -> Ended {
    start(command, arguments).end()
}

/// Checks a promise for all of these lessons, at the same time.
fn each<'a>(lessons: impl IntoIterator<Item = &'a str>, promise: impl Fn(&str) + Sync) {
    let promise = &promise;
    thread::scope(|scope| {
        for lesson in lessons {
            scope.spawn(move || promise(lesson));
        }
    });
}

/// Whether at least one of many attempts is fast enough.
///
/// A busy machine may make some attempts slow. A program that breaks the promise makes all of them slow.
fn one_of_many(mut attempt: impl FnMut() -> bool) -> bool {
    (0..20).any(|_| attempt())
}

/// Checks that a lesson ended without trouble, and that every line is whole.
fn assert_done(lesson: &str, ended: &Ended) {
    let last_is_whole = ended.stdout.ends_with('\n');
    if lesson == "unhandled" {
        assert!(sentence(ended).contains("deadline"), "{lesson}: {ended:?}");
        // It prints only times. The deadline may come before the first.
        assert!(last_is_whole || ended.stdout.is_empty(), "{lesson}: the last line is torn: {ended:?}");
    } else {
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{lesson}: {ended:?}");
        assert!(last_is_whole, "{lesson}: the last line is torn: {ended:?}");
    }
}

/// Checks that a command failed with one sentence on stderr. Returns the sentence.
fn sentence(ended: &Ended) -> &str {
    let sentence = ended.stderr.strip_suffix('\n').unwrap_or_default();
    assert!(sentence.starts_with("Error: ") && !sentence.contains('\n'), "stderr is not one sentence: {ended:?}");
    assert!(!sentence.contains("panicked"), "it panicked: {ended:?}");
    assert_eq!(ended.status, Some(1), "{ended:?}");
    sentence
}

/// Checks that only times and the deadline message were printed. Returns the times.
fn times(printed: &str) -> Vec<NaiveDateTime> {
    assert!(printed.ends_with('\n'), "the last line is torn: {printed:?}");
    let mut lines: Vec<_> = printed.lines().collect();
    assert_eq!(lines.pop(), Some(MESSAGE), "{printed}");
    lines.into_iter().map(time).collect()
}

fn time(line: &str) -> NaiveDateTime {
    let time = NaiveDateTime::parse_from_str(line, "%Y-%m-%d %H:%M:%S%.f")
        .unwrap_or_else(|error| panic!("{line:?} is not a time: {error}"));
    assert_eq!(time.format("%Y-%m-%d %H:%M:%S%.6f").to_string(), line, "this is not the format that Python prints");
    time
}
