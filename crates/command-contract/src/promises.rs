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

/// The lessons that their limit ends.
const ENDING: [&str; 9] =
    ["hello", "unhandled", "async-main", "concurrent", "blocking", "cancel", "drift", "threads", "crowd"];

/// The one that has no limit.
const FOREVER: &str = "forever";

/// Starts the command with these arguments, separated by spaces.
fn start(command: &str, arguments: &str) -> Run {
    Run::start(command, arguments.split_whitespace())
}

/// Runs the command with these arguments, separated by spaces, to its end.
fn run(command: &str, arguments: &str) -> Ended {
    start(command, arguments).end()
}

/// Checks what `promise` asserts for all of these lessons at the same time.
fn each<'a>(lessons: impl IntoIterator<Item = &'a str>, promise: impl Fn(&str) + Sync) {
    let promise = &promise;
    thread::scope(|scope| {
        for lesson in lessons {
            scope.spawn(move || promise(lesson));
        }
    });
}

/// Whether one of many attempts keeps a promise about how soon something happens.
///
/// A busy machine may spoil several attempts; a program that breaks the promise spoils them all.
fn one_of_many(mut attempt: impl FnMut() -> bool) -> bool {
    (0..20).any(|_| attempt())
}

/// Checks that a lesson ended as it does when all is well, with whole lines.
fn assert_done(lesson: &str, ended: &Ended) {
    let last_is_whole = ended.stdout.ends_with('\n');
    if lesson == "unhandled" {
        assert!(sentence(ended).contains("deadline"), "{lesson}: {ended:?}");
        // It prints nothing but times, and the deadline may come before the first.
        assert!(last_is_whole || ended.stdout.is_empty(), "{lesson}: the last line is torn: {ended:?}");
    } else {
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{lesson}: {ended:?}");
        assert!(last_is_whole, "{lesson}: the last line is torn: {ended:?}");
    }
}

/// The one sentence of a command that failed, after checking that it is one, and that it failed.
fn sentence(ended: &Ended) -> &str {
    let sentence = ended.stderr.strip_suffix('\n').unwrap_or_default();
    assert!(sentence.starts_with("Error: ") && !sentence.contains('\n'), "no sentence: {ended:?}");
    assert!(!sentence.contains("panicked"), "a panic's text: {ended:?}");
    assert_eq!(ended.status, Some(1), "{ended:?}");
    sentence
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
