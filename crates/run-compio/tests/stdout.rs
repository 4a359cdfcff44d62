//! A terminal that nobody reads. With the polling driver, compio's own write would block the thread.
#![cfg(target_os = "linux")]

mod seccomp;

use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::thread;
use std::time::Duration;

use command_contract::Run;
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

const COMMAND: &str = env!("CARGO_BIN_EXE_run-compio");

/// Runs `assert` with each driver.
fn with_each_driver(assert: fn()) {
    assert();
    let polling = thread::spawn(move || {
        seccomp::forbid_io_uring();
        assert();
    });
    polling.join().expect("the same holds without io_uring");
}

/// A terminal that nobody reads and that is full. Returns what would read it, and what is written to.
fn full_terminal() -> (OwnedFd, File) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let screen = openpt(flags).expect("there is a terminal");
    grantpt(&screen).and_then(|()| unlockpt(&screen)).expect("it may be used");
    let mut terminal = File::from(ioctl_tiocgptpeer(&screen, flags).expect("it has another side"));

    let opened = fcntl_getfl(&terminal).expect("it is open");
    fcntl_setfl(&terminal, opened | OFlags::NONBLOCK).expect("it can be made non-blocking");
    // The kernel moves what it has on to another buffer now and then, and so makes room. In the end both are full.
    let mut full = 0;
    while full < 10 {
        match terminal.write(b"a line\n") {
            Ok(written) => full = usize::from(written == 0),
            Err(_) => {
                full += 1;
                thread::sleep(Duration::from_millis(5));
            }
        }
    }
    fcntl_setfl(&terminal, opened).expect("it can be made blocking");
    (screen, terminal)
}

#[test]
fn a_terminal_that_nobody_reads_does_not_hold_up_the_end() {
    with_each_driver(|| {
        let (_screen, terminal) = full_terminal();
        let ended = Run::spawn(Run::prepare(COMMAND, ["--every", "10ms", "--for", "300ms"]).stdout(terminal)).end();
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(ended.stderr.contains("stdout was stalled"), "{ended:?}");
    });
}
