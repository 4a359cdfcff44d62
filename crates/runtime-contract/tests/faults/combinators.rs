//! Combinators with a fault.

use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::io;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use futures_lite::{AsyncWrite, Stream, StreamExt, future};
use keep_printing::Elapsed;
use pin_project_lite::pin_project;
use runtime_contract::Combinators;

/// A `wait_for` that polls the deadline before the future.
pub(crate) enum PollsTheDeadlineFirst {}

impl Combinators for PollsTheDeadlineFirst {
    async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
        let deadline = async {
            deadline.await;
            Err(Elapsed)
        };
        future::or(deadline, async { Ok(future.await) }).await
    }
}

/// A `wait_for` that never polls the future.
pub(crate) enum NeverPolls {}

impl Combinators for NeverPolls {
    async fn wait_for<F: Future, D: Future>(_future: F, deadline: D) -> Result<F::Output, Elapsed> {
        deadline.await;
        Err(Elapsed)
    }
}

/// A `wait_for` that ignores the deadline.
pub(crate) enum NeverElapses {}

impl Combinators for NeverElapses {
    async fn wait_for<F: Future, D: Future>(future: F, _deadline: D) -> Result<F::Output, Elapsed> {
        Ok(future.await)
    }
}

/// A `wait_for` that does not drop the future before it returns. The future is dropped later, with the `wait_for`.
pub(crate) enum DropsLate {}

pin_project! {
    struct Late<F, D> {
        #[pin]
        future: F,
        #[pin]
        deadline: D,
    }
}

impl<F: Future, D: Future> Future for Late<F, D> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(output) = this.future.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        ready!(this.deadline.poll(cx));
        Poll::Ready(Err(Elapsed))
    }
}

impl Combinators for DropsLate {
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>> {
        Late { future, deadline }
    }
}

/// A `wait_for` that never drops the future.
pub(crate) enum NeverDrops {}

impl Combinators for NeverDrops {
    async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
        let mut future = ManuallyDrop::new(Box::pin(future));
        keep_printing::wait_for(future.as_mut(), deadline).await
    }
}

/// A `wait_for` that returns `Elapsed` when the future or its destructor panics.
pub(crate) enum SwallowsPanics {}

impl Combinators for SwallowsPanics {
    async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
        let (mut future, mut deadline) = (Some(Box::pin(future)), pin!(deadline));
        let ended = poll_fn(|cx| {
            let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().expect("it is there").as_mut().poll(cx)));
            match polled {
                Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
                Ok(Poll::Pending) => deadline.as_mut().poll(cx).map(|_| Err(Elapsed)),
                Err(_) => Poll::Ready(Err(Elapsed)),
            }
        })
        .await;
        catch_unwind(AssertUnwindSafe(|| drop(future.take()))).ok();
        ended
    }
}

/// A `keep_printing` that loses the rest of a line after a short write, and never returns from its poll by itself.
pub(crate) enum TearsLines {}

impl Combinators for TearsLines {
    async fn keep_printing<S, W>(lines: S, out: W) -> io::Result<()>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        let (mut lines, mut out) = (pin!(lines), pin!(out));
        while let Some(line) = lines.next().await {
            let line = format!("{line}\n");
            poll_fn(|cx| out.as_mut().poll_write(cx, line.as_bytes())).await?;
        }
        Ok(())
    }
}

/// A `keep_printing` that does not return the error of its writer.
pub(crate) enum IgnoresErrors {}

impl Combinators for IgnoresErrors {
    async fn keep_printing<S, W>(lines: S, out: W) -> io::Result<()>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        keep_printing::keep_printing(lines, out).await.ok();
        Ok(())
    }
}

/// A `keep_printing` that blocks the thread until the writer is ready.
pub(crate) enum BlocksTheThread {}

impl Combinators for BlocksTheThread {
    async fn keep_printing<S, W>(lines: S, out: W) -> io::Result<()>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        future::block_on(keep_printing::keep_printing(lines, out))
    }
}
