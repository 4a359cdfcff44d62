//! Makes stdout blocking, even if another process has made it non-blocking.
//!
//! The flag `O_NONBLOCK` belongs to the open file. All processes that inherit the same terminal or pipe share it. Any
//! of them may set it; Node does. Then a write to a full pipe fails ("Resource temporarily unavailable"), but it should
//! wait.

use std::io::{self, Stdout};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

/// Makes the stdout of this process wait for its reader.
///
/// On Linux, this opens a pipe or a terminal again. The new open file belongs to this process alone, so no other
/// process can change its flags.
///
/// A socket, for example, cannot be opened again. It becomes blocking for all processes that share it, until one of
/// them changes the flag.
pub(crate) fn wait_for_reader() {
    let stdout = io::stdout();
    // Without flags, stdout is not an open file. A later write will report the error.
    let Ok(flags) = fcntl_getfl(&stdout) else { return };
    if open_anew(&stdout, flags).is_err() && flags.contains(OFlags::NONBLOCK) {
        fcntl_setfl(&stdout, flags - OFlags::NONBLOCK).ok();
    }
}

/// Opens stdout again, with the same `flags`, but blocking. The new open file belongs to this process alone.
///
/// # Errors
///
/// Stdout is not a pipe or a terminal, or the system does not let us open it. Then stdout stays as it was.
#[cfg(target_os = "linux")]
fn open_anew(stdout: &Stdout, flags: OFlags) -> rustix::io::Result<()> {
    use rustix::fs::{Mode, open};

    if !flags.intersects(OFlags::WRONLY | OFlags::RDWR) || !is_pipe_or_terminal(stdout)? {
        return Err(rustix::io::Errno::NOTSUP);
    }
    // Non-blocking at first: opening a named pipe blocks until someone reads it.
    let opening = flags | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let own = open("/proc/self/fd/1", opening, Mode::empty())?;
    fcntl_setfl(&own, flags - OFlags::NONBLOCK)?;
    rustix::stdio::dup2_stdout(&own)
}

/// Always fails: only Linux can open stdout again, with `/proc/self/fd/1`.
#[cfg(not(target_os = "linux"))]
fn open_anew(_: &Stdout, _: OFlags) -> rustix::io::Result<()> {
    Err(rustix::io::Errno::NOTSUP)
}

/// Returns whether opening stdout again gives the same pipe or terminal.
#[cfg(target_os = "linux")]
fn is_pipe_or_terminal(stdout: &Stdout) -> rustix::io::Result<bool> {
    use rustix::fs::{FileType, fstat, major};
    use std::io::IsTerminal as _;

    /// The major number of `/dev/tty`, `/dev/console` and `/dev/ptmx`. They open another terminal, or a new one.
    const STANDS_FOR_ANOTHER: u32 = 5;

    let stat = fstat(stdout)?;
    Ok(match FileType::from_raw_mode(stat.st_mode) {
        FileType::Fifo => true,
        FileType::CharacterDevice => stdout.is_terminal() && major(stat.st_rdev) != STANDS_FOR_ANOTHER,
        // If a regular file were opened again, we would write over its beginning.
        _ => false,
    })
}
