//! A terminal that nobody reads. compio's own write would block the thread, with either driver.
#![cfg(target_os = "linux")]

mod seccomp;

use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::thread;

use command_contract::Run;
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

const COMMAND: &str = env!("CARGO_BIN_EXE_run-compio");

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
    let mut lines = 0;
    while terminal.write_all(LINE).is_ok() {
        lines += 1;
    }
    lines
}

#[test]
fn a_terminal_that_nobody_reads_does_not_hold_up_the_end() {
    with_each_driver(|| {
        let (_screen, terminal) = terminal_with(room() / 4 * 3);
        let ended = Run::spawn(Run::prepare(COMMAND, ["--every", "1us", "--for", "2s"]).stdout(terminal)).end();
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(ended.stderr.contains("stdout was stalled"), "{ended:?}");
    });
}
