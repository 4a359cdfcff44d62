//! A stdout that does not block the executor. The kernel or another thread writes, one line at a time.

use std::io::{self, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_lite::AsyncWrite;

#[cfg(target_os = "linux")]
use crate::ring;
use crate::work::on_pool;

type Writing = Pin<Box<dyn Future<Output = io::Result<()>>>>;

/// The stdout. While a line is being written, the next one waits.
///
/// It keeps the future of the write. After a drop of that future, nobody knows how much of the line was written. So you
/// may drop a printer at any time. Its last line stays here, and a flush waits for it.
pub(crate) struct Stdout {
    writing: Option<Writing>,
}

impl Stdout {
    pub(crate) fn new() -> Self {
        Self { writing: None }
    }
}

impl AsyncWrite for Stdout {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.as_mut().poll_flush(cx))?;
        // The bytes are borrowed only until this returns, but the write happens later. So copy them.
        self.writing = Some(write(bytes.to_vec()));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(writing) = &mut self.writing else { return Poll::Ready(Ok(())) };
        let written = ready!(writing.as_mut().poll(cx));
        self.writing = None;
        Poll::Ready(written)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

/// Writes a line that it owns.
fn write(line: Vec<u8>) -> Writing {
    #[cfg(target_os = "linux")]
    if ring::can_write() {
        return Box::pin(ring::write(line));
    }
    Box::pin(on_pool(move || {
        let mut stdout = io::stdout().lock();
        stdout.write_all(&line)?;
        stdout.flush()
    }))
}
