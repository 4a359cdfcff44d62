//! The deadline: another future's result, or [`Elapsed`].

use core::error::Error;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

/// Waits for `future` until `deadline` is done. A deadline is any future; its output is ignored.
///
/// This is `asyncio.wait_for`. It needs nothing from a runtime, so its guarantees are the same on every runtime:
///
/// - Every poll polls `future` before `deadline`. A result that is ready wins the tie, even if the deadline was already
///   past when the wait began.
/// - Every poll registers its waker with both. So a coroutine may move between tasks and threads while it waits.
/// - When it returns `Err(Elapsed)`, `future` has already been dropped, and all its destructors have run. asyncio
///   promises the same for its tasks. tokio's `timeout` does not: it drops the future only when it is dropped itself.
/// - When it returns `Ok`, `future` and `deadline` have been dropped as well: no timer stays registered.
/// - Dropping it drops `future`, then `deadline`.
/// - It nests, as the future and as the deadline. Of two deadlines, the earlier one ends its own future and nothing
///   else.
/// - A panic passes through unchanged.
///
/// # Progress is not a result
///
/// Suppose that the deadline is due, and `future` has no result yet but could make *progress*: a printer has one more
/// line to print. `wait_for` cannot see the difference, so it polls the printer first. The timer decides what happens:
///
/// - Most timers wake everything that is due at once. Then the line is printed.
/// - Some timers wake one sleep, and let its task run before they wake the next. Then the line is not printed.
///
/// If that matters, take the ticks from [`until`](crate::until). Then a tick that is due at the deadline or later never
/// comes.
///
/// # Cancellation
///
/// A future that is dropped stops where it last returned `Pending`: at its `await`. After that, only destructors run.
///
/// To keep the future after its deadline, pass it as `Pin<&mut F>`. Then only the reference is dropped, and the future
/// can be awaited again. (asyncio has `shield` for this.)
///
/// # Errors
///
/// `Err(Elapsed)` if `deadline` was done and `future` was not.
///
/// # Panics
///
/// If it is polled again after it has returned a result. Otherwise only if `future` or `deadline` panics.
///
/// # Examples
///
/// ```
/// use keep_printing::{Elapsed, wait_for};
/// use std::future::{pending, ready};
/// # use futures_lite::future::block_on;
///
/// let never = pending::<()>;
/// let now = || ready(());
///
/// assert_eq!(block_on(wait_for(ready(7), never())), Ok(7));
/// assert_eq!(block_on(wait_for(never(), now())), Err(Elapsed));
/// assert_eq!(block_on(wait_for(ready(7), now())), Ok(7), "a result that is ready wins the tie");
/// ```
///
/// A future passed by reference outlives its deadline:
///
/// ```
/// use keep_printing::{Elapsed, wait_for};
/// use std::{future::ready, pin::pin};
/// # futures_lite::future::block_on(async {
///
/// let mut slow = pin!(async {
///     futures_lite::future::yield_now().await;
///     "done"
/// });
/// assert_eq!(wait_for(slow.as_mut(), ready(())).await, Err(Elapsed));
/// assert_eq!(slow.await, "done");
/// # });
/// ```
pub fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> WaitFor<F, D> {
    WaitFor { race: Some(Race { future, deadline }) }
}

pin_project! {
    /// The future that [`wait_for`] returns.
    #[must_use = "futures do nothing unless polled"]
    pub struct WaitFor<F, D> {
        // `None` once there is a result. So both are dropped before the caller sees the result.
        #[pin]
        race: Option<Race<F, D>>,
    }
}

pin_project! {
    // The order of the fields is the order in which they are dropped.
    struct Race<F, D> {
        #[pin]
        future: F,
        #[pin]
        deadline: D,
    }
}

// ANCHOR: poll
impl<F: Future, D: Future> Future for WaitFor<F, D> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.project().race;
        let race = slot.as_mut().as_pin_mut().expect("`WaitFor` was polled after it had returned its result").project();

        let result = if let Poll::Ready(output) = race.future.poll(cx) {
            Ok(output)
        } else if race.deadline.poll(cx).is_ready() {
            Err(Elapsed)
        } else {
            return Poll::Pending;
        };
        slot.set(None);
        Poll::Ready(result)
    }
}
// ANCHOR_END: poll

impl<F, D> fmt::Debug for WaitFor<F, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor").field("done", &self.race.is_none()).finish_non_exhaustive()
    }
}

/// The deadline of a [`wait_for`] came first: the future was dropped without a result.
///
/// With the `std` feature it converts into a [`std::io::Error`] of the kind
/// [`TimedOut`](std::io::ErrorKind::TimedOut). So `?` works on it beside the errors of a writer.
///
/// # Examples
///
#[cfg_attr(feature = "std", doc = "```")]
#[cfg_attr(not(feature = "std"), doc = "```ignore")]
/// use keep_printing::{Elapsed, wait_for};
/// use std::{future::{pending, ready}, io};
///
/// async fn overdue() -> io::Result<()> {
///     wait_for(pending::<()>(), ready(())).await?;
///     Ok(())
/// }
///
/// let error = futures_lite::future::block_on(overdue()).unwrap_err();
/// assert_eq!(error.kind(), io::ErrorKind::TimedOut);
/// assert_eq!(error.to_string(), Elapsed.to_string());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the deadline came before the result")
    }
}

impl Error for Elapsed {}

#[cfg(feature = "std")]
impl From<Elapsed> for std::io::Error {
    fn from(elapsed: Elapsed) -> Self {
        Self::new(std::io::ErrorKind::TimedOut, elapsed)
    }
}
