//! What a stdout may be, with each driver, where compio's own write would be wrong.
#![cfg(target_os = "linux")]

mod seccomp;

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::thread;

use command_contract::{Ended, Run};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

const COMMAND: &str = env!("CARGO_BIN_EXE_run-compio");

/// Prints as fast as it can for a moment, to a reader that may stall.
fn print_to(stdout: impl Into<Stdio>) -> Run {
    Run::spawn(Run::prepare(COMMAND, ["--every", "1us", "--for", "2s"]).stdout(stdout))
}

fn assert_stalled(ended: &Ended) {
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("stdout was stalled"), "{ended:?}");
}

/// Asserts it with each driver.
fn with_each_driver(assert: fn()) {
    assert();
    let polling = thread::spawn(move || {
        seccomp::forbid_io_uring();
        assert();
    });
    polling.join().expect("it holds without io_uring, too");
}

/// A line as long as the time.
const LINE: &[u8] = b"..........................\n";

/// A terminal that nobody reads, and so many lines in it. Returns what reads it, and what is written to.
fn terminal_with(lines: usize) -> (OwnedFd, File) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let screen = openpt(flags).expect("there is a terminal");
    grantpt(&screen).and_then(|()| unlockpt(&screen)).expect("it may be used");
    let mut terminal = File::from(ioctl_tiocgptpeer(&screen, flags).expect("it has another side"));
    for _ in 0..lines {
        terminal.write_all(LINE).expect("it has room");
    }
    (screen, terminal)
}

/// How many lines such a terminal takes.
fn room() -> usize {
    let (_screen, mut terminal) = terminal_with(0);
    fcntl_setfl(&terminal, OFlags::NONBLOCK).expect("it can be made non-blocking");
    (0..).take_while(|_| terminal.write_all(LINE).is_ok()).count()
}

#[test]
fn a_terminal_that_nobody_reads_does_not_hold_up_the_end() {
    with_each_driver(|| {
        let (_screen, terminal) = terminal_with(room() / 4 * 3);
        assert_stalled(&print_to(terminal).end());
    });
}

/// A pipe that another process has made non-blocking, for everyone who shares it; and it is full.
fn full_pipe() -> (io::PipeReader, io::PipeWriter) {
    let (reader, mut writer) = io::pipe().expect("there is a pipe");
    let size = rustix::pipe::fcntl_setpipe_size(&writer, 1).expect("a pipe can be shrunk");
    writer.write_all(&vec![b'\n'; size]).expect("a pipe holds its size");
    let flags = fcntl_getfl(&writer).expect("a pipe has flags");
    fcntl_setfl(&writer, flags | OFlags::NONBLOCK).expect("it can be made non-blocking");
    (reader, writer)
}

#[test]
fn a_full_pipe_that_does_not_block_is_waited_for() {
    let (_reader, writer) = full_pipe();
    assert_stalled(&print_to(writer).end());

    let (mut reader, writer) = full_pipe();
    let run = print_to(writer);
    let mut printed = String::new();
    reader.read_to_string(&mut printed).expect("it is UTF-8");
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(printed.ends_with("\n시간 종료\n"), "{printed}");
}
