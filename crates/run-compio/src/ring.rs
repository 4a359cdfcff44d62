//! Writing by `io_uring`: only to a pipe, because compio 0.18 does not do it right elsewhere.
//!
//! - In a file, each line overwrites the one before: compio gives every write the offset 0.
//! - A terminal that nobody reads blocks the thread within the write.
//!
//! The write of the polling driver is never used. It refuses a file, and a pipe that another process fills may block it.

use std::io;

use compio::driver::op::Write;
use compio::runtime::{Runtime, submit};
use compio_buf::{BufResult, IntoInner};
use rustix::fs::{FileType, fstat};

/// Whether stdout is a pipe, and the driver a ring.
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
