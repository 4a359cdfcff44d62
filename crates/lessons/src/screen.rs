//! The writer that a lesson prints into. A reader that stalls cannot hold it up for ever.

use std::fmt::{self, Display};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use any_runtime::Runtime;
use futures_lite::{AsyncWrite, AsyncWriteExt, stream};
use keep_printing::{Clock, Elapsed, Timer, keep_printing, wait_for};

use crate::Options;

/// How long a lesson waits for its reader after the limit: 20 naps of 20 ms each.
const NAPS: u32 = 20;
const NAP: Duration = Duration::from_millis(20);

/// The writer that a lesson prints into: a runtime's stdout with a time limit. A reader that stalls cannot hold it up
/// for ever.
///
/// - Before the limit, a write may wait. A coroutine that prints runs under a deadline, and the deadline will end it.
/// - After the limit, a line may wait for 400 ms, from its first write to its flush. Then it fails with
///   [`TimedOut`](io::ErrorKind::TimedOut). So the lesson ends even if nobody reads the deadline message.
///
/// Headings and conclusions have no deadline around them. So [`say`](Screen::say) has its own: the limit plus 400 ms.
///
/// # Examples
///
/// ```
/// use any_runtime::Runtime;
/// use lessons::{Options, Screen};
///
/// async fn hello(rt: &impl Runtime, options: &Options) -> std::io::Result<()> {
///     let mut screen = Screen::new(rt, rt.stdout(), options);
///     screen.heading("a lesson").await?;
///     screen.say("that says something").await
/// }
/// ```
pub struct Screen<'a, R, W> {
    rt: &'a R,
    out: W,
    end: Duration,
    color: bool,
    /// Ends the line that waits now. `None` before the limit, or if no line waits.
    patience: Option<Pin<Box<dyn Future<Output = ()> + 'a>>>,
}

impl<'a, R: Runtime, W: AsyncWrite + Unpin> Screen<'a, R, W> {
    /// Creates a screen that writes to `out`. The limit counts from now.
    pub fn new(rt: &'a R, out: W, options: &Options) -> Self {
        let end = rt.clock().now().saturating_add(options.limit);
        Self { rt, out, end, color: options.color, patience: None }
    }

    /// Polls a write or a flush. After the limit it waits for [`patience`] at most.
    fn poll_patiently<T>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut W>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(done) = poll(Pin::new(&mut self.out), cx) {
            return Poll::Ready(done);
        }
        if self.patience.is_none() && self.rt.clock().now() < self.end {
            return Poll::Pending;
        }
        let rt = self.rt;
        let patience = self.patience.get_or_insert_with(|| Box::pin(patience(rt)));
        ready!(patience.as_mut().poll(cx));
        self.patience = None;
        Poll::Ready(Err(stalled()))
    }

    /// Prints a line.
    ///
    /// # Errors
    ///
    /// The first error of the writer. Or [`TimedOut`](io::ErrorKind::TimedOut), if nobody has taken the line 400 ms
    /// after the limit.
    pub async fn say(&mut self, line: impl Display) -> io::Result<()> {
        let saying = async {
            // A deadline may drop a printer while another thread still writes its last line. That line goes first.
            self.out.flush().await?;
            keep_printing(stream::once(line), &mut self.out).await
        };
        patiently(self.rt, self.end, saying).await
    }

    /// Flushes everything that was printed so far.
    ///
    /// # Errors
    ///
    /// The same as for [`say`](Screen::say).
    pub async fn flush(&mut self) -> io::Result<()> {
        patiently(self.rt, self.end, self.out.flush()).await
    }

    /// Prints the heading of a table.
    ///
    /// # Errors
    ///
    /// The same as for [`say`](Screen::say).
    pub async fn heading(&mut self, line: impl Display) -> io::Result<()> {
        self.say_in(Style::new().bold(), line).await
    }

    /// Prints the last line of a lesson: its result.
    ///
    /// # Errors
    ///
    /// The same as for [`say`](Screen::say).
    pub async fn conclude(&mut self, line: impl Display) -> io::Result<()> {
        self.say_in(AnsiColor::Green.on_default().bold(), line).await
    }

    async fn say_in(&mut self, style: Style, line: impl Display) -> io::Result<()> {
        if self.color { self.say(format_args!("{style}{line}{style:#}")).await } else { self.say(line).await }
    }
}

/// Waits for `writing` until the lesson's `end`, plus [`patience`].
async fn patiently(rt: &impl Runtime, end: Duration, writing: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    let limit = rt.timer().sleep(end.saturating_sub(rt.clock().now()));
    let deadline = async {
        limit.await;
        patience(rt).await;
    };
    match wait_for(writing, deadline).await {
        Ok(written) => written,
        Err(Elapsed) => Err(stalled()),
    }
}

/// Waits for 400 ms, in many short naps.
///
/// Some runtimes write on another thread. On a busy machine that thread may run late, even if somebody reads. Then each
/// nap takes longer too, so the other thread gets more time. One long sleep would not give it more.
async fn patience(rt: &impl Runtime) {
    for _ in 0..NAPS {
        rt.timer().sleep(NAP).await;
    }
}

fn stalled() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "stdout was stalled: nobody reads it")
}

impl<R: Runtime, W: AsyncWrite + Unpin> AsyncWrite for Screen<'_, R, W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.get_mut().poll_patiently(cx, |out, cx| out.poll_write(cx, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = ready!(this.poll_patiently(cx, AsyncWrite::poll_flush));
        this.patience = None;
        Poll::Ready(flushed)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_patiently(cx, AsyncWrite::poll_close)
    }
}

impl<R: Runtime, W> fmt::Debug for Screen<'_, R, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen").field("runtime", &R::NAME).field("end", &self.end).finish_non_exhaustive()
    }
}
