// One write is one offer: the writer may take a part of it. `write_all` offers the rest again.

use std::io;

use futures_lite::{AsyncWrite, AsyncWriteExt};

/// Prints each line into `out`. The reader sees each line before the next one is written.
async fn print_lines(lines: &[&str], mut out: impl AsyncWrite + Unpin) -> io::Result<()> {
    for line in lines {
        out.write_all(format!("{line}\n").as_bytes()).await?;
        out.flush().await?;
    }
    out.close().await
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use exercises::watched;
    use futures_lite::future::block_on;
    use keep_printing::{Elapsed, wait_for};
    use std::future::ready;
    use std::{pin::Pin, task::Context, task::Poll};

    #[test]
    fn every_line_arrives_whole() {
        let mut out = Reader::default();
        block_on(print_lines(&["one", "two"], &mut out)).unwrap();
        let seen = String::from_utf8(out.seen).unwrap();
        assert_eq!(seen, "one\ntwo\n", "The reader saw something else in `out`.");
        assert_eq!(out.flushed, 2, "Flush once for each line, after its `\\n`.");
    }

    #[test]
    fn a_reader_that_stalls_does_not_stop_the_deadline() {
        watched(|| {
            let mut out = Reader { stalls: true, ..Reader::default() };
            let result = block_on(wait_for(print_lines(&["one"], &mut out), ready(())));
            assert!(matches!(result, Err(Elapsed)), "It must wait for the reader, and the deadline must end it.");
        });
    }

    #[test]
    fn an_error_of_the_writer_is_passed_on() {
        for fails in ["write_all", "flush"] {
            let result = block_on(print_lines(&["one"], Reader { fails, ..Reader::default() }));
            assert!(result.is_err(), "`{fails}` failed, and `print_lines` did not say so: pass the error on with `?`.");
        }
    }

    /// Takes at most two bytes at a time, or stalls for ever, or fails.
    #[derive(Default)]
    struct Reader {
        seen: Vec<u8>,
        flushed: usize,
        stalls: bool,
        fails: &'static str,
    }

    impl AsyncWrite for Reader {
        fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            if self.stalls {
                return Poll::Pending;
            }
            if self.fails == "write_all" {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            let taken = bytes.len().min(2);
            self.seen.extend(&bytes[..taken]);
            Poll::Ready(Ok(taken))
        }

        fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            if self.fails == "flush" {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            self.flushed += 1;
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }
}
