//! The coroutine: a stream of lines into a writer.

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
/// Each line ends in `\n` and is flushed before the next one is asked for, so the time between two lines is that of
/// the stream plus that of the writer, and what has been printed can be read at once.
///
/// A line is formatted whole and offered to the writer in one piece. A writer that takes it in one piece, as a
/// terminal, a file or a pipe does, therefore never shows half of one.
///
/// # Why not `println!`?
///
/// `println!` blocks the thread until the terminal has taken the line, and while the thread is blocked nothing else on
/// it runs: no other coroutine, and no deadline. An [`AsyncWrite`] that cannot go on returns `Pending`, and then the
/// deadline of a [`wait_for`](crate::wait_for) around this future gets its turn, however long the reader stalls.
///
/// For the same reason no poll goes on for ever, even where the stream always has an item ready and the writer always
/// takes it: after 128 steps (a line asked for, a write, a flush) the future wakes itself and gives others their turn.
///
/// # Cancellation
///
/// Dropping it drops the stream and the writer. What the writer has taken stays with it; the rest of a line of which
/// it has taken only a part is lost. To keep the writer, pass `&mut out`.
///
/// # Errors
///
/// The first error of the writer, and [`WriteZero`](io::ErrorKind::WriteZero) if it takes no bytes of a line.
/// [`Interrupted`](io::ErrorKind::Interrupted) is no error: the write or flush is tried again. An item whose
/// [`Display`] fails is an error of the kind [`Other`](io::ErrorKind::Other), and nothing of it is printed.
///
/// # Panics
///
/// When polled again after it has returned a result. Otherwise only if the stream, an item or the writer does.
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

/// How many steps one poll takes at most, before others get their turn. A line takes three: next, write, flush.
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
}

impl<S, W> KeepPrinting<S, W>
where
    S: Stream,
    S::Item: Display,
    W: AsyncWrite,
{
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
}

impl<S, W> fmt::Debug for KeepPrinting<S, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeepPrinting").field("line", &self.line).field("step", &self.step).finish_non_exhaustive()
    }
}
