//! An operating system that gives little memory, few files or few threads. Either that is enough, or a sentence says
//! what is missing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use rustix::process::getuid;

use super::{ENDING, assert_done, each, sentence};
use crate::{Ended, Run};

/// With 256 MiB of address space, the command runs or says why not.
pub fn little_memory_is_enough_or_a_sentence(command: &str) {
    each(ENDING, |lesson| {
        let arguments = [lesson, "--every", "10ms", "--for", "100ms", "--tasks", "1000"];
        let ended = Run::spawn(&mut limited("ulimit -v 262144", command, &arguments)).end();
        assert_done_or_refused(lesson, &ended);
    });
}

/// A crowd may be too large for 256 MiB. Then a sentence says so. The command neither aborts nor hangs.
pub fn a_crowd_too_large_for_the_memory_is_a_sentence(command: &str) {
    each(["1000000", "10000000"], |tasks| {
        let arguments = ["crowd", "--every", "10ms", "--for", "100ms", "--tasks", tasks];
        let ended = Run::spawn(&mut limited("ulimit -v 262144", command, &arguments)).end();
        assert!(sentence(&ended).contains("memory"), "{tasks}");
    });
}

/// With 16 open files, and with only 4, the command runs or says why not. It always has three: stdin, stdout and
/// stderr.
pub fn few_files_are_enough_or_a_sentence(command: &str) {
    each(ENDING, |lesson| {
        for limit in ["ulimit -n 16", "ulimit -n 4"] {
            let arguments = [lesson, "--every", "10ms", "--for", "100ms", "--tasks", "10"];
            assert_done_or_refused(lesson, &Run::spawn(&mut limited(limit, command, &arguments)).end());
        }
    });
}

/// With few threads, the command runs or says why not. With its main thread alone, it says why not.
///
/// The limit counts all processes of a user, and root has no limit. So if root runs this test, each lesson runs as a
/// user without other processes, and several limits are tried. Any other user has processes already. Then no further
/// thread is allowed.
pub fn few_threads_are_enough_or_a_sentence(command: &str) {
    let root = getuid().is_root();
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir();
    let folder = folder.expect("there is room for a copy");
    let copy = folder.path().join("command");
    let copy = copy.to_str().expect("its name is UTF-8");
    // Only root may be allowed to read the command's folder, so copy the command. Another process makes the copy: if
    // this process had it open for writing, the child of another test could inherit that, and the copy could not be
    // run.
    assert_eq!(Run::start("cp", [command, copy]).end().status, Some(0), "there is room for a copy");

    each(ENDING, |lesson| {
        let index = (20_000..).zip(ENDING).find(|(_, other)| *other == lesson).expect("it is one of them").0;
        let user = index + std::process::id() % 1000 * 10;
        for limit in 1..=if root { 6 } else { 1 } {
            // This limit has different names in different shells.
            let limit_threads = format!("ulimit -u {limit} 2>/dev/null || ulimit -p {limit}");
            let arguments = [lesson, "--every", "10ms", "--for", "50ms", "--tasks", "10"];
            let mut prepared = limited(&limit_threads, copy, &arguments);
            if root {
                prepared.uid(user).gid(user).current_dir("/");
            }
            let ended = Run::spawn(&mut prepared).end();
            assert_done_or_refused(lesson, &ended);
            // Every runtime uses a thread to write. Without one it cannot print.
            assert!(limit > 1 || sentence(&ended).contains("thread"), "{lesson} in one thread: {ended:?}");
        }
    });
}

/// The command under a limit that a shell sets. Every Unix has a shell.
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
