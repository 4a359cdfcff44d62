// Each flush may be a call of the operating system. One for each line is enough.

use std::io;

use futures_lite::{AsyncWrite, AsyncWriteExt};

/// Prints each line into `out`. The reader sees each line before the next one is written.
async fn print_lines(lines: &[&str], mut out: impl AsyncWrite + Unpin) -> io::Result<()> {
    for line in lines {
        out.write_all(line.as_bytes()).await?;
        out.flush().await?;
        out.write_all(b"\n").await?;
        out.flush().await?;
    }
    out.close().await
}
