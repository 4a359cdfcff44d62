//! A stream of ticks: one item now, one after every period.

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
/// In the Python original, `keep_printing` is a loop: it prints, awaits `asyncio.sleep(0.5)`, and starts again. Here
/// the stream does only the waiting. The caller does the work between two items.
///
/// Like that loop, the stream waits *after* the work: a period begins when the next item is first asked for. Each round
/// adds the time of the work and the lateness of the timer. So the ticks drift. No tick is ever missed, because the
/// next one is due only after the last one was taken.
///
/// The stream never ends. With a `period` of zero it ticks as fast as the timer allows.
///
/// # Cancellation
///
/// The stream holds at most one sleep, and only while it waits. Dropping the stream drops the sleep. You may drop a
/// future that awaits the next item and ask again later. Nothing is lost: the same sleep continues.
///
/// # Panics
///
/// Only if the timer panics.
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
        // Nobody has asked yet: the first tick is due at once.
        First,
        // A tick was taken. The period begins when the next one is asked for.
        Taken,
        Waiting { #[pin] sleep: S },
    }
}

impl<T: Timer> Stream for Ticks<T> {
    type Item = ();

    // ANCHOR: poll
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
    // ANCHOR_END: poll

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

impl<T: Timer> fmt::Debug for Ticks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticks").field("period", &self.period).finish_non_exhaustive()
    }
}
