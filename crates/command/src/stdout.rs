//! A stdout that waits for its reader, whatever another process does to it.
//!
//! `O_NONBLOCK` belongs to the open file. All processes that inherited the same terminal or pipe share the flag, and any of
//! them may set it, as Node does. Then a write to a full pipe fails ("Resource temporarily unavailable") where it should
//! wait.

use std::io::{self, Stdout};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

/// Makes the stdout of this process wait for its reader.
///
/// On Linux, a pipe or a terminal is opened anew: this process has it for itself, and nobody else can change it. What cannot
/// be opened anew, such as a socket, becomes blocking for everyone who shares it, until somebody changes that.
pub(crate) fn wait_for_reader() {
    let stdout = io::stdout();
    // A stdout without flags is no open file. A write to it will say what is wrong.
    let Ok(flags) = fcntl_getfl(&stdout) else { return };
    if open_anew(&stdout, flags).is_err() && flags.contains(OFlags::NONBLOCK) {
        fcntl_setfl(&stdout, flags - OFlags::NONBLOCK).ok();
    }
}

/// Puts a file of this process alone in the place of stdout, with the same `flags`, but blocking.
///
/// # Errors
///
/// When stdout is neither a pipe nor a terminal, or the system does not let us open it. It is as it was.
#[cfg(target_os = "linux")]
fn open_anew(stdout: &Stdout, flags: OFlags) -> rustix::io::Result<()> {
    use rustix::fs::{Mode, open};

    if !flags.intersects(OFlags::WRONLY | OFlags::RDWR) || !is_pipe_or_terminal(stdout)? {
        return Err(rustix::io::Errno::NOTSUP);
    }
    // Non-blocking at first: to open a named pipe that nobody reads would block.
    let opening = flags | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let own = open("/proc/self/fd/1", opening, Mode::empty())?;
    fcntl_setfl(&own, flags - OFlags::NONBLOCK)?;
    rustix::stdio::dup2_stdout(&own)
}

/// Only Linux has a file, `/proc/self/fd/1`, that opens stdout anew.
#[cfg(not(target_os = "linux"))]
fn open_anew(_: &Stdout, _: OFlags) -> rustix::io::Result<()> {
    Err(rustix::io::Errno::NOTSUP)
}

/// Whether it is the same pipe or terminal when it is opened anew.
#[cfg(target_os = "linux")]
fn is_pipe_or_terminal(stdout: &Stdout) -> rustix::io::Result<bool> {
    use rustix::fs::{FileType, fstat, major};
    use std::io::IsTerminal as _;

    /// `/dev/tty`, `/dev/console` and `/dev/ptmx` are of this kind: they stand for some other terminal, or make a new one.
    const STANDS_FOR_ANOTHER: u32 = 5;

    let stat = fstat(stdout)?;
    Ok(match FileType::from_raw_mode(stat.st_mode) {
        FileType::Fifo => true,
        FileType::CharacterDevice => stdout.is_terminal() && major(stat.st_rdev) != STANDS_FOR_ANOTHER,
        // A file opened anew would be overwritten from its beginning.
        _ => false,
    })
}
