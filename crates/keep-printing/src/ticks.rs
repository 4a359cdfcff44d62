//! The rhythm: one item now, one after every period.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use futures_lite::Stream;
use pin_project_lite::pin_project;

use crate::Timer;

/// Returns a stream that ticks: one item at once, then one after every `period`.
///
/// It is the loop of the Python original, turned inside out. There, `keep_printing` prints, awaits
/// `asyncio.sleep(0.5)`, and begins again; here the waiting is a stream, and what happens at each tick is up to
/// whoever asks it for the next item.
///
/// Like that loop, it waits *after* the work: a period begins when the next item is first asked for. So the time the
/// work takes, and the time the timer is late, is added to every round; the rhythm drifts, and no tick is ever missed,
/// because the next is due only after the last was taken.
///
/// The stream never ends. With a `period` of zero it ticks as fast as the timer allows.
///
/// # Cancellation
///
/// The stream holds at most one sleep, and only while it waits. Dropping the stream drops the sleep. Dropping a
/// future that awaits the next item, and asking again later, loses nothing: the sleep goes on where it was.
///
/// # Panics
///
/// Only if the timer does.
///
/// # Examples
///
/// ```
/// use futures_lite::{StreamExt, future::block_on};
/// use keep_printing::ticks;
/// use std::{cell::Cell, future, time::Duration};
///
/// let slept = Cell::new(0);
/// let sleep = |period: Duration| {
///     assert_eq!(period, Duration::from_millis(500));
///     slept.set(slept.get() + 1);
///     future::ready(())
/// };
///
/// block_on(ticks(sleep, Duration::from_millis(500)).take(3).count());
/// assert_eq!(slept.get(), 2, "the first tick comes at once, the second and third after a period each");
/// ```
pub fn ticks<T: Timer>(timer: T, period: Duration) -> Ticks<T> {
    Ticks { timer, period, step: Step::First }
}

pin_project! {
    /// The stream that [`ticks`] returns.
    #[must_use = "streams do nothing unless polled"]
    pub struct Ticks<T: Timer> {
        timer: T,
        period: Duration,
        #[pin]
        step: Step<T::Sleep>,
    }
}

pin_project! {
    #[project = StepProjection]
    enum Step<S> {
        // Nothing was asked for yet: the first tick is due at once.
        First,
        // A tick was taken. The period begins when the next one is asked for.
        Taken,
        Waiting { #[pin] sleep: S },
    }
}

impl<T: Timer> Stream for Ticks<T> {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<()>> {
        let mut this = self.project();

        if let Step::Taken = *this.step {
            let sleep = this.timer.sleep(*this.period);
            this.step.set(Step::Waiting { sleep });
        }
        if let StepProjection::Waiting { sleep } = this.step.as_mut().project() {
            ready!(sleep.poll(cx));
        }
        this.step.set(Step::Taken);
        Poll::Ready(Some(()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

impl<T: Timer> fmt::Debug for Ticks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticks").field("period", &self.period).finish_non_exhaustive()
    }
}
