//! An operating system that gives little: it is enough, or the command says in a sentence what it could not get.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use rustix::process::getuid;

use super::{ENDING, assert_done, each, sentence};
use crate::{Ended, Run};

/// The command runs, or says why not, in 256 MiB of address space.
pub fn little_memory_is_enough_or_a_sentence(command: &str) {
    each(ENDING, |lesson| {
        let arguments = [lesson, "--every", "10ms", "--for", "100ms", "--tasks", "1000"];
        let ended = Run::spawn(&mut limited("ulimit -v 262144", command, &arguments)).end();
        assert_done_or_refused(lesson, &ended);
    });
}

/// A crowd that does not fit into them is refused with a sentence, too: it neither aborts nor hangs.
pub fn a_crowd_too_large_for_the_memory_is_a_sentence(command: &str) {
    each(["1000000", "10000000"], |tasks| {
        let arguments = ["crowd", "--every", "10ms", "--for", "100ms", "--tasks", tasks];
        let ended = Run::spawn(&mut limited("ulimit -v 262144", command, &arguments)).end();
        assert!(sentence(&ended).contains("memory"), "{tasks}");
    });
}

/// It runs, or says why not, with 16 open files, and with one more than the three it has anyway.
pub fn few_files_are_enough_or_a_sentence(command: &str) {
    each(ENDING, |lesson| {
        for limit in ["ulimit -n 16", "ulimit -n 4"] {
            let arguments = [lesson, "--every", "10ms", "--for", "100ms", "--tasks", "10"];
            assert_done_or_refused(lesson, &Run::spawn(&mut limited(limit, command, &arguments)).end());
        }
    });
}

/// It runs, or says why not, with few threads; without any but its own it says why not.
///
/// The limit counts the processes of a user, and does not hold for root. So root lends each lesson a user that has no
/// other process, and tries several limits. Anyone else has many processes already, and is refused every further one.
pub fn few_threads_are_enough_or_a_sentence(command: &str) {
    let root = getuid().is_root();
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir();
    let folder = folder.expect("there is room for a copy");
    let copy = folder.path().join("command");
    let copy = copy.to_str().expect("its name is UTF-8");
    // The original may be where only root can go. Another process copies it: had this one a file open for writing, a child
    // that another test starts would inherit it, and the copy could not be run.
    assert_eq!(Run::start("cp", [command, copy]).end().status, Some(0), "there is room for a copy");

    each(ENDING, |lesson| {
        let index = (20_000..).zip(ENDING).find(|(_, other)| *other == lesson).expect("it is one of them").0;
        let user = index + std::process::id() % 1000 * 10;
        for limit in 1..=if root { 6 } else { 1 } {
            // The shells do not agree on the name of this limit.
            let limit_threads = format!("ulimit -u {limit} 2>/dev/null || ulimit -p {limit}");
            let arguments = [lesson, "--every", "10ms", "--for", "50ms", "--tasks", "10"];
            let mut prepared = limited(&limit_threads, copy, &arguments);
            if root {
                prepared.uid(user).gid(user).current_dir("/");
            }
            let ended = Run::spawn(&mut prepared).end();
            assert_done_or_refused(lesson, &ended);
            // Every runtime writes by way of a thread, so without one there is nothing it can do.
            assert!(limit > 1 || sentence(&ended).contains("thread"), "{lesson} in one thread: {ended:?}");
        }
    });
}

/// The command with less than it would get otherwise. Every Unix has a shell that can see to that.
fn limited(limit: &str, command: &str, arguments: &[&str]) -> Command {
    let script = format!(r#"{{ {limit}; }} && exec "$0" "$@""#);
    Run::prepare("sh", ["-c", &script, command].into_iter().chain(arguments.iter().copied()))
}

fn assert_done_or_refused(lesson: &str, ended: &Ended) {
    if ended.status == Some(0) {
        assert_done(lesson, ended);
    } else {
        sentence(ended);
    }
}
