// Without a flush, a line can stay in a buffer until the end.

use std::io;

use futures_lite::{AsyncWrite, AsyncWriteExt};

/// Prints each line into `out`. The reader sees each line before the next one is written.
async fn print_lines(lines: &[&str], mut out: impl AsyncWrite + Unpin) -> io::Result<()> {
    for line in lines {
        out.write_all(format!("{line}\n").as_bytes()).await?;
    }
    out.close().await
}
