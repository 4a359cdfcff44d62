//! Writes with `io_uring`, and only to a pipe. compio 0.18 has faults with files and terminals:
//!
//! - In a file, each line overwrites the one before, because compio gives every write the offset 0.
//! - If nobody reads the terminal, the write blocks the thread.
//!
//! The polling driver never writes here. It refuses a file. A pipe blocks it if another process fills the pipe first.

use std::io;

use compio::driver::op::Write;
use compio::runtime::{Runtime, submit};
use compio_buf::{BufResult, IntoInner};
use rustix::fs::{FileType, fstat};

/// Whether stdout is a pipe and the driver is `io_uring`.
pub(crate) fn can_write() -> bool {
    let is_pipe = fstat(io::stdout()).is_ok_and(|stdout| FileType::from_raw_mode(stdout.st_mode).is_fifo());
    is_pipe && Runtime::with_current(Runtime::driver_type).is_iouring()
}

/// Writes a line to stdout. The line moves into the write, and comes back with the result.
pub(crate) async fn write(mut line: Vec<u8>) -> io::Result<()> {
    while !line.is_empty() {
        let BufResult(written, write) = submit(Write::new(io::stdout(), line)).await;
        line = write.into_inner();
        line.drain(..written?);
    }
    Ok(())
}
