//! A writer that is recorded: each call with its time and its answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_lite::AsyncWrite;

use crate::event::{Answer, Awaited, Call, Place, What};
use crate::recorder::Recorder;

pub(crate) struct Writer<W> {
    pub(crate) out: W,
    pub(crate) recorder: Recorder,
    /// Where the writer was made.
    pub(crate) place: Place,
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Writer<W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Self { out, recorder, place } = self.get_mut();
        recorder.note(What::Called(Call::Write, *place));
        let answer = recorder.poll(Awaited::Write, cx, |cx| Pin::new(out).poll_write(cx, bytes));
        match &answer {
            Poll::Ready(Ok(taken)) => recorder.wrote(&bytes[..*taken]),
            Poll::Ready(Err(_)) => recorder.note(What::Returned(Call::Write, Answer::Failed)),
            Poll::Pending => recorder.note(What::Returned(Call::Write, Answer::Pending)),
        }
        answer
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { out, recorder, place } = self.get_mut();
        let flush = || recorder.poll(Awaited::Write, cx, |cx| Pin::new(out).poll_flush(cx));
        recorder.call(Call::Flush, *place, flush, |answer| match answer {
            Poll::Ready(Ok(())) => Answer::Ready(0),
            Poll::Ready(Err(_)) => Answer::Failed,
            Poll::Pending => Answer::Pending,
        })
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().out).poll_close(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_lite::AsyncWriteExt;
    use futures_lite::future::{block_on, poll_once};

    use super::*;

    /// A writer like async-std's stdout: it takes the bytes at once, and answers at the next poll.
    #[derive(Default)]
    struct LateAnswer {
        printed: Vec<u8>,
        unanswered: bool,
    }

    impl AsyncWrite for LateAnswer {
        fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            if self.unanswered {
                self.unanswered = false;
                return Poll::Ready(Ok(bytes.len()));
            }
            self.printed.extend(bytes);
            self.unanswered = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn bytes_are_counted_when_the_write_is_answered() {
        let recorder = Recorder::new(|| Duration::ZERO);
        let mut writer = Writer { out: LateAnswer::default(), recorder: recorder.clone(), place: None };
        block_on(writer.write_all(b"answered")).unwrap();
        assert_eq!((recorder.counters().bytes, recorder.counters().writes), (8, 2));

        assert!(block_on(poll_once(writer.write_all(b"cancelled"))).is_none());
        assert_eq!((recorder.counters().bytes, recorder.counters().writes), (8, 3), "printed, but nobody asked again");
        assert_eq!(writer.out.printed, b"answeredcancelled");
    }
}
