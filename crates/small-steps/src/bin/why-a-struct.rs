//! Why `keep_printing` is a struct with a `poll`: `cargo run -p small-steps --bin why-a-struct`.
//!
//! The obvious `async fn` prints the same lines. Three experiments show what it lacks.

use std::future::{Future, ready};
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_lite::io::sink;
use futures_lite::{AsyncWrite, AsyncWriteExt, Stream, StreamExt, stream};
use keep_printing::{keep_printing, ticks};

// ANCHOR: obvious
async fn obvious<W: AsyncWrite + Unpin>(lines: impl Stream<Item = String>, mut out: W) -> io::Result<()> {
    let mut lines = pin!(lines);
    while let Some(line) = lines.next().await {
        out.write_all(format!("{line}\n").as_bytes()).await?;
        out.flush().await?;
    }
    Ok(())
}
// ANCHOR_END: obvious

// ANCHOR: main
fn main() {
    println!("Turns: 10000 lines, a writer that is always ready.");
    println!("    async fn {:>4} polls", polls(obvious(lines(10_000), sink())));
    println!("    struct   {:>4} polls", polls(keep_printing(lines(10_000), sink())));

    println!("Interrupted: a signal comes while the first line is written. How does it end?");
    println!("    async fn {:?}", end(obvious(lines(3), Interrupted::default())));
    println!("    struct   {:?}", end(keep_printing(lines(3), Interrupted::default())));

    println!("Size: the same stream and writer inside.");
    let sleep = |_: Duration| ready(());
    let stream = || ticks(sleep, Duration::from_millis(500)).map(|()| String::new());
    println!("    async fn {:>4} bytes", size_of_val(&obvious(stream(), Vec::new())));
    println!("    struct   {:>4} bytes", size_of_val(&keep_printing(stream(), Vec::new())));
}
// ANCHOR_END: main

/// A stream that always has its next line.
fn lines(number: usize) -> impl Stream<Item = String> {
    stream::iter(1..=number).map(|line| format!("line {line}"))
}

/// Polls a future to its end, and counts. A runtime can let other tasks run only between two polls.
fn polls<T>(future: impl Future<Output = T>) -> usize {
    let mut future = pin!(future);
    let mut polls = 1;
    while future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        polls += 1;
    }
    polls
}

fn end(future: impl Future<Output = io::Result<()>>) -> io::Result<()> {
    futures_lite::future::block_on(future)
}

// ANCHOR: interrupted
/// A writer whose first write is interrupted by a signal. POSIX allows it. It is no failure: write again.
#[derive(Default)]
struct Interrupted {
    has_been: bool,
}

impl AsyncWrite for Interrupted {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.has_been {
            return Poll::Ready(Ok(bytes.len()));
        }
        self.has_been = true;
        Poll::Ready(Err(io::ErrorKind::Interrupted.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
// ANCHOR_END: interrupted
