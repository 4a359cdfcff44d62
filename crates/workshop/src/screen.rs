//! The terminal, as a lesson writes to it.

use std::fmt::Display;
use std::io;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use futures_lite::{AsyncWrite, AsyncWriteExt, stream};
use keep_printing::{Clock, Elapsed, Timer, keep_printing, wait_for};

use crate::{Options, Runtime};

/// How long a lesson still waits for a reader to take a line once its time is up.
const PATIENCE: Duration = Duration::from_millis(75);

/// A runtime's stdout, and what a lesson itself has to say there.
///
/// A coroutine under a deadline prints into [`out`](Screen::out) and may wait there as long as it likes: the deadline
/// will end it. What comes before and after, a heading or a conclusion, has no deadline of its own, so
/// [`say`](Screen::say) brings one along: the lesson's limit, and 75 ms for each line that is said when that is over. A
/// reader that stalls cannot keep the lesson from ending.
///
/// # Examples
///
/// ```
/// use workshop::{Options, Runtime, Screen};
///
/// async fn hello(rt: &impl Runtime, options: &Options) -> std::io::Result<()> {
///     let mut screen = Screen::new(rt, rt.stdout(), options);
///     screen.heading("a lesson").await?;
///     screen.say("that says something").await
/// }
/// ```
#[derive(Debug)]
pub struct Screen<'a, R, W> {
    rt: &'a R,
    out: W,
    end: Duration,
    color: bool,
}

impl<'a, R: Runtime, W: AsyncWrite + Unpin> Screen<'a, R, W> {
    /// A screen of `rt` that writes to `out`, for a lesson whose limit counts from now.
    pub fn new(rt: &'a R, out: W, options: &Options) -> Self {
        let end = rt.clock().now().saturating_add(options.limit);
        Self { rt, out, end, color: options.color }
    }

    /// The writer, for a coroutine that prints under a deadline.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Prints a line.
    ///
    /// # Errors
    ///
    /// The writer's first error; or one of the kind [`TimedOut`](io::ErrorKind::TimedOut) when nobody takes the line
    /// before the lesson's time is up, and for 75 ms after that.
    pub async fn say(&mut self, line: impl Display) -> io::Result<()> {
        let saying = async {
            // A printer may have been dropped while a thread still wrote its last line for it: that line goes first.
            self.out.flush().await?;
            keep_printing(stream::once(line), &mut self.out).await
        };
        patiently(self.rt, self.end, saying).await
    }

    /// Waits until all that was printed is out.
    ///
    /// # Errors
    ///
    /// As [`say`](Screen::say).
    pub async fn flush(&mut self) -> io::Result<()> {
        patiently(self.rt, self.end, self.out.flush()).await
    }

    /// Prints a line that heads a table.
    ///
    /// # Errors
    ///
    /// As [`say`](Screen::say).
    pub async fn heading(&mut self, line: impl Display) -> io::Result<()> {
        self.say_in(Style::new().bold(), line).await
    }

    /// Prints the line that a lesson ends with: what was just seen.
    ///
    /// # Errors
    ///
    /// As [`say`](Screen::say).
    pub async fn conclude(&mut self, line: impl Display) -> io::Result<()> {
        self.say_in(AnsiColor::Green.on_default().bold(), line).await
    }

    async fn say_in(&mut self, style: Style, line: impl Display) -> io::Result<()> {
        if self.color { self.say(format_args!("{style}{line}{style:#}")).await } else { self.say(line).await }
    }
}

/// Awaits what `writing` has to do until the lesson's `end`, or a little longer.
async fn patiently(rt: &impl Runtime, end: Duration, writing: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    let left = end.saturating_sub(rt.clock().now()).saturating_add(PATIENCE);
    match wait_for(writing, rt.timer().sleep(left)).await {
        Ok(written) => written,
        Err(Elapsed) => Err(io::Error::new(io::ErrorKind::TimedOut, "stdout was stalled: nobody reads it")),
    }
}
