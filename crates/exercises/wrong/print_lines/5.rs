// A result that is thrown away on purpose is thrown away as well: the flush may fail, too.

use std::io;

use futures_lite::{AsyncWrite, AsyncWriteExt};

/// Prints each line into `out`. The reader sees each line before the next one is written.
async fn print_lines(lines: &[&str], mut out: impl AsyncWrite + Unpin) -> io::Result<()> {
    for line in lines {
        out.write_all(format!("{line}\n").as_bytes()).await?;
        let _ = out.flush().await;
    }
    out.close().await
}
