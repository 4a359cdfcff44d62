//! The coroutine: it prints a stream of lines into a writer.

use std::fmt::{self, Display, Write as _};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::string::String;
use std::task::{Context, Poll, ready};

use futures_lite::{AsyncWrite, Stream};
use pin_project_lite::pin_project;

/// Prints every item of `lines` into `out`, one per line, until the stream ends or the writer fails.
///
/// Each line ends in `\n`. It is flushed before the next line is asked for, so a reader sees it at once. The time
/// between two lines is the time of the stream plus the time of the writer.
///
/// A line is formatted first, then offered to the writer in one piece. A terminal, a file or a pipe takes it in one
/// piece. So they never show half a line.
///
/// # Why not `println!`?
///
/// `println!` blocks the thread until the terminal has taken the line. Nothing else runs on a blocked thread: no other
/// coroutine, and no deadline. An [`AsyncWrite`] returns `Pending` instead when it cannot go on. So the deadline of a
/// [`wait_for`](crate::wait_for) around this future can fire, however long the reader stalls.
///
/// For the same reason, one poll takes at most 128 steps: asking for a line, a write, a flush. Then the future wakes
/// itself and lets other tasks run, even if the stream and the writer are always ready.
///
/// # Cancellation
///
/// Dropping the future drops the stream and the writer. Bytes that the writer has taken are not lost. If the writer
/// has taken only a part of a line, the rest of the line is lost. To keep the writer, pass `&mut out`.
///
/// # Errors
///
/// - The first error of the writer. The exception is [`Interrupted`](io::ErrorKind::Interrupted): the write or flush is
///   tried again.
/// - [`WriteZero`](io::ErrorKind::WriteZero), if the writer takes no bytes of a line.
/// - An error of the kind [`Other`](io::ErrorKind::Other), if the [`Display`] of an item fails. Nothing of that item is
///   printed.
///
/// # Panics
///
/// If it is polled again after it has returned a result. Otherwise only if the stream, an item or the writer panics.
///
/// # Examples
///
/// ```
/// use futures_lite::{future::block_on, stream};
/// use keep_printing::keep_printing;
///
/// let mut out = Vec::new();
/// block_on(keep_printing(stream::iter(["one", "two"]), &mut out))?;
/// assert_eq!(out, b"one\ntwo\n");
/// # std::io::Result::Ok(())
/// ```
pub fn keep_printing<S, W>(lines: S, out: W) -> KeepPrinting<S, W>
where
    S: Stream,
    S::Item: Display,
    W: AsyncWrite,
{
    KeepPrinting { lines, out, line: String::new(), step: Step::Next }
}

/// The most steps that one poll takes before other tasks run. A line takes three steps: next, write, flush.
const STEPS_PER_POLL: usize = 128;

pin_project! {
    /// The future that [`keep_printing`] returns.
    #[must_use = "futures do nothing unless polled"]
    pub struct KeepPrinting<S, W> {
        #[pin]
        lines: S,
        #[pin]
        out: W,
        line: String,
        step: Step,
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Next,
    Write { written: usize },
    Flush,
    Done,
}

impl<S, W> Future for KeepPrinting<S, W>
where
    S: Stream,
    S::Item: Display,
    W: AsyncWrite,
{
    type Output = io::Result<()>;

    // ANCHOR: poll
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        for _ in 0..STEPS_PER_POLL {
            let (next, ended) = match ready!(self.as_mut().poll_step(cx)) {
                Ok(Step::Done) => (Step::Done, Some(Ok(()))),
                Ok(next) => (next, None),
                Err(error) => (Step::Done, Some(Err(error))),
            };
            *self.as_mut().project().step = next;
            if let Some(ended) = ended {
                return Poll::Ready(ended);
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
    // ANCHOR_END: poll
}

impl<S, W> KeepPrinting<S, W>
where
    S: Stream,
    S::Item: Display,
    W: AsyncWrite,
{
    // ANCHOR: steps
    /// Takes one step and returns the next.
    fn poll_step(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<Step>> {
        let this = self.project();
        let step = *this.step;
        Poll::Ready(match step {
            Step::Next => match ready!(this.lines.poll_next(cx)) {
                Some(item) => {
                    this.line.clear();
                    writeln!(this.line, "{item}").map(|()| Step::Write { written: 0 }).map_err(io::Error::other)
                }
                None => Ok(Step::Done),
            },
            Step::Write { written } => match ready!(this.out.poll_write(cx, &this.line.as_bytes()[written..])) {
                Ok(0) => Err(io::ErrorKind::WriteZero.into()),
                Ok(more) if written + more < this.line.len() => Ok(Step::Write { written: written + more }),
                Ok(_) => Ok(Step::Flush),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(step),
                Err(error) => Err(error),
            },
            Step::Flush => match ready!(this.out.poll_flush(cx)) {
                Ok(()) => Ok(Step::Next),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(step),
                Err(error) => Err(error),
            },
            Step::Done => panic!("`KeepPrinting` was polled after it had returned its result"),
        })
    }
    // ANCHOR_END: steps
}

impl<S, W> fmt::Debug for KeepPrinting<S, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeepPrinting").field("line", &self.line).field("step", &self.step).finish_non_exhaustive()
    }
}
