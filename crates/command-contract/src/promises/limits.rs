//! An operating system that gives little: it is enough, or the command says in a sentence what it could not get.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use rustix::process::getuid;

use super::{ENDING, assert_done, each, sentence};
use crate::{Ended, Run};

/// The command runs, or says why not, in 256 MiB of address space (`ulimit -v 262144`).
pub fn little_memory_is_enough_or_a_sentence(command: &str) {
    each(ENDING, |lesson| {
        let arguments = ["--as=268435456", command, lesson, "--every", "10ms", "--for", "100ms", "--tasks", "1000"];
        assert_done_or_refused(lesson, &Run::start("prlimit", arguments).end());
    });
}

/// A crowd that does not fit into them is refused with a sentence, too: it neither aborts nor hangs.
pub fn a_crowd_too_large_for_the_memory_is_a_sentence(command: &str) {
    each(["1000000", "10000000"], |tasks| {
        let arguments = ["--as=268435456", command, "crowd", "--every", "10ms", "--for", "100ms", "--tasks", tasks];
        assert!(sentence(&Run::start("prlimit", arguments).end()).contains("memory"), "{tasks}");
    });
}

/// It runs, or says why not, with 16 open files (`ulimit -n 16`), and with one more than the three it has anyway.
pub fn few_files_are_enough_or_a_sentence(command: &str) {
    each(ENDING, |lesson| {
        for limit in ["--nofile=16", "--nofile=4"] {
            let arguments = [limit, command, lesson, "--every", "10ms", "--for", "100ms", "--tasks", "10"];
            assert_done_or_refused(lesson, &Run::start("prlimit", arguments).end());
        }
    });
}

/// It runs, or says why not, with few threads (`ulimit -u`); without any but its own it says why not.
///
/// The limit counts the processes of a user, and does not hold for root. So root lends each lesson a user that has no
/// other process, and tries several limits. Anyone else has many processes already, and is refused every further one.
pub fn few_threads_are_enough_or_a_sentence(command: &str) {
    let root = getuid().is_root();
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir();
    let folder = folder.expect("there is room for a copy");
    let copy = folder.path().join("command");
    // The original may be where only root can go.
    fs::copy(command, &copy).expect("there is room for a copy");
    let copy = copy.to_str().expect("its name is UTF-8");

    each(ENDING, |lesson| {
        let index = ENDING.iter().position(|other| *other == lesson).expect("it is one of them");
        let user = 20_000 + std::process::id() as usize % 1000 * ENDING.len() + index;
        let (user, group) = (format!("--reuid={user}"), format!("--regid={user}"));
        for limit in 1..=if root { 6 } else { 1 } {
            let limited = format!("--nproc={limit}");
            let lend = if root { &["setpriv", &user, &group, "--clear-groups", "prlimit"][..] } else { &["prlimit"] };
            let arguments = [&limited, copy, lesson, "--every", "10ms", "--for", "50ms", "--tasks", "10"];
            let mut words = lend.iter().chain(&arguments).copied();
            let program = words.next().unwrap_or_default();
            let ended = Run::start(program, words).end();
            assert_done_or_refused(lesson, &ended);
            // Every runtime writes by way of a thread, so without one there is nothing it can do.
            assert!(limit > 1 || sentence(&ended).contains("thread"), "{lesson} in one thread: {ended:?}");
        }
    });
}

fn assert_done_or_refused(lesson: &str, ended: &Ended) {
    if ended.status == Some(0) {
        assert_done(lesson, ended);
    } else {
        sentence(ended);
    }
}
