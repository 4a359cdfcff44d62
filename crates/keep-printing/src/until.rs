//! A timer that ends: a sleep that is due at the deadline or later is never done.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use crate::{Clock, Timer};

/// Returns a timer that ends when `limit` has passed from now: a sleep that is due then or later is never done.
///
/// Use it together with its deadline, [`end`](Until::end).
///
/// [`wait_for`](crate::wait_for) polls the future before the deadline, so a *result* that is ready wins. But a tick is
/// not a result. Suppose that a tick and the deadline are both due when the runtime looks. Most runtimes then fire both
/// at once, and a printer sometimes prints one line too many.
///
/// With ticks from this timer, a printer never does that. It prints at most twenty lines in ten seconds, on every
/// runtime, however late that runtime is.
///
/// A `limit` that is too long for the clock means no limit.
///
/// # Cancellation
///
/// Dropping a sleep cancels it, as with any timer. The timer itself holds no resources.
///
/// # Examples
///
/// ```
/// use keep_printing::{Timer, until};
/// use std::{cell::Cell, future, pin::pin, task::{Context, Poll, Waker}, time::Duration};
///
/// let time = Cell::new(Duration::ZERO);
/// let second = Duration::from_secs(1);
/// # let mut cx = Context::from_waker(Waker::noop());
///
/// // A timer that does not wait shows what `until` adds.
/// let timer = until(|_| future::ready(()), || time.get(), 10 * second);
///
/// time.set(9 * second);
/// assert_eq!(pin!(timer.sleep(second / 2)).poll(&mut cx), Poll::Ready(()), "due half a second before the end");
/// assert_eq!(pin!(timer.sleep(second)).poll(&mut cx), Poll::Pending, "due at the end: never done");
/// ```
pub fn until<T: Timer, C: Clock>(timer: T, clock: C, limit: Duration) -> Until<T, C> {
    let end = clock.now().saturating_add(limit);
    Until { timer, clock, end }
}

/// The timer that [`until`] returns.
#[derive(Clone, Copy)]
pub struct Until<T, C> {
    timer: T,
    clock: C,
    end: Duration,
}

impl<T: Timer, C: Clock> Until<T, C> {
    /// Returns the deadline of this timer: a future that is done when the limit has passed.
    ///
    /// # Examples
    ///
    /// ```
    /// use futures_lite::StreamExt;
    /// use keep_printing::{Elapsed, ticks, until, wait_for};
    /// use std::{future, time::Duration};
    ///
    /// # futures_lite::future::block_on(async {
    /// // This clock stands still and this timer does not wait. So only a limit of zero can ever pass.
    /// let timer = until(|_| future::ready(()), || Duration::ZERO, Duration::ZERO);
    /// let end = timer.end();
    /// let counting = ticks(timer, Duration::from_millis(500)).count();
    /// assert_eq!(wait_for(counting, end).await, Err(Elapsed));
    /// # });
    /// ```
    pub fn end(&self) -> T::Sleep {
        self.timer.sleep(self.end.saturating_sub(self.clock.now()))
    }
}

impl<T: Timer, C: Clock> Timer for Until<T, C> {
    type Sleep = UntilSleep<T::Sleep>;

    // ANCHOR: sleep
    fn sleep(&self, duration: Duration) -> Self::Sleep {
        let in_time = self.clock.now().checked_add(duration).is_some_and(|due| due < self.end);
        UntilSleep { sleep: in_time.then(|| self.timer.sleep(duration)) }
    }
    // ANCHOR_END: sleep
}

impl<T, C> fmt::Debug for Until<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Until").field("end", &self.end).finish_non_exhaustive()
    }
}

pin_project! {
    /// The sleep of an [`Until`]: a sleep of the inner timer, or one that is never done.
    #[must_use = "futures do nothing unless polled"]
    pub struct UntilSleep<S> {
        #[pin]
        sleep: Option<S>,
    }
}

impl<S: Future> Future for UntilSleep<S> {
    type Output = S::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<S::Output> {
        self.project().sleep.as_pin_mut().map_or(Poll::Pending, |sleep| sleep.poll(cx))
    }
}

impl<S> fmt::Debug for UntilSleep<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntilSleep").field("never", &self.sleep.is_none()).finish_non_exhaustive()
    }
}
