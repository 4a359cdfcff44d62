// It blocks the thread until the reader goes on. No deadline can fire meanwhile.

use std::io;

use futures_lite::{AsyncWrite, AsyncWriteExt};

/// Prints each line into `out`. The reader sees each line before the next one is written.
async fn print_lines(lines: &[&str], mut out: impl AsyncWrite + Unpin) -> io::Result<()> {
    for line in lines {
        futures_lite::future::block_on(out.write_all(format!("{line}\n").as_bytes()))?;
        out.flush().await?;
    }
    out.close().await
}
