//! A writer that is recorded: each call, how long it took, and what it answered.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_lite::AsyncWrite;

use crate::recorder::{Answer, Call, Recorder};

pub(crate) struct Writer<W> {
    pub(crate) out: W,
    pub(crate) recorder: Recorder,
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Writer<W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Self { out, recorder } = self.get_mut();
        recorder.call(Call::Write, || Pin::new(out).poll_write(cx, bytes), |answer| told(answer, |bytes| *bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { out, recorder } = self.get_mut();
        recorder.call(Call::Flush, || Pin::new(out).poll_flush(cx), |answer| told(answer, |()| 0))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().out).poll_close(cx)
    }
}

fn told<T>(answer: &Poll<io::Result<T>>, bytes: impl FnOnce(&T) -> usize) -> Answer {
    match answer {
        Poll::Pending => Answer::Pending,
        Poll::Ready(Ok(taken)) => Answer::Ready(bytes(taken)),
        Poll::Ready(Err(_)) => Answer::Failed,
    }
}
