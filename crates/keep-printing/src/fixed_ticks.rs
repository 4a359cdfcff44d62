//! A fixed schedule: a tick at every multiple of the period, counted from the first tick. It does not drift.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use futures_lite::Stream;
use pin_project_lite::pin_project;

use crate::{Clock, Timer};

/// Returns a stream that ticks at once, and then at every multiple of `period` after that, measured by `clock`.
///
/// [`ticks`](crate::ticks) waits one period *after* the work. This stream waits until the next tick is *due*. So slow
/// work or a late timer makes the next wait shorter, and the schedule stays the same: the lateness of one tick does not
/// make the next one late.
///
/// Each item is the instant at which the tick was due. So `clock.now() - due` is how late it is.
///
/// `missed` decides what happens to ticks that came due while nobody was asking. An overdue tick still asks the timer,
/// for a sleep of zero. So other tasks run while this stream catches up. And a timer that ends
/// ([`until`](crate::until)) ends the ticks.
///
/// Some timers are early by this clock. Then the stream wakes itself and asks again at the next poll. One poll asks the
/// timer at most once: it never goes on for ever, even if the clock stands still.
///
/// The stream never ends. With a `period` of zero every tick is overdue. No tick comes after the clock has reached
/// [`Duration::MAX`], in some 584 billion years.
///
/// # Cancellation
///
/// The same as for [`ticks`](crate::ticks). The stream holds at most one sleep, and dropping the stream drops the
/// sleep. You may give up on an item and ask again later: nothing is lost.
///
/// # Panics
///
/// Only if the timer or the clock panics.
///
/// # Examples
///
/// ```
/// use futures_lite::{StreamExt, future::block_on};
/// use keep_printing::{MissedTicks, fixed_ticks};
/// use std::{cell::Cell, future, time::Duration};
///
/// // Time passes only in the timer, which is 3 ms late each time, and in the work.
/// let time = Cell::new(0);
/// let sleep = |duration: Duration| future::ready(time.set(time.get() + duration.as_millis() as u64 + 3));
/// let clock = || Duration::from_millis(time.get());
/// let work = || time.set(time.get() + 40);
///
/// let mut times = Vec::new();
/// let mut ticks = fixed_ticks(sleep, clock, Duration::from_millis(500), MissedTicks::Skip).take(4);
/// block_on(async {
///     while let Some(due) = ticks.next().await {
///         times.push((due.as_millis(), time.get()));
///         work();
///     }
/// });
/// assert_eq!(times, [(0, 0), (500, 503), (1000, 1003), (1500, 1503)]);
/// ```
pub fn fixed_ticks<T: Timer, C: Clock>(timer: T, clock: C, period: Duration, missed: MissedTicks) -> FixedTicks<T, C> {
    FixedTicks { timer, clock, period, missed, due: None, sleep: None }
}

/// What to do with missed ticks: those that came due while nobody was asking.
///
/// An example with a period of 500 ms. The first tick comes at 0. The next one is asked for at 1700 ms. By then, the
/// ticks at 500, 1000 and 1500 have come due. Every policy delivers one of them when the timer is ready:
///
/// | | delivered late | and then, at |
/// |---|---|---|
/// | [`Skip`](Self::Skip) | 1500 | 2000, 2500, … |
/// | [`CatchUp`](Self::CatchUp) | 500, 1000, 1500 | 2000, 2500, … |
/// | [`Delay`](Self::Delay) | 500 | 2200, 2700, … |
///
/// A tick that is less than a period late is not missed. Then every policy keeps the schedule.
///
/// # Examples
///
/// ```
/// use futures_lite::{StreamExt, future::block_on};
/// use keep_printing::{MissedTicks, fixed_ticks};
/// use std::{cell::Cell, future, time::Duration};
///
/// let delivered = |missed| {
///     let time = Cell::new(Duration::ZERO);
///     let sleep = |duration| future::ready(time.set(time.get() + duration));
///     let mut ticks = fixed_ticks(sleep, || time.get(), Duration::from_millis(500), missed);
///     block_on(async {
///         ticks.next().await;
///         time.set(Duration::from_millis(1700));
///         ticks.map(|_| time.get().as_millis()).take(5).collect::<Vec<_>>().await
///     })
/// };
/// assert_eq!(delivered(MissedTicks::Skip), [1700, 2000, 2500, 3000, 3500]);
/// assert_eq!(delivered(MissedTicks::CatchUp), [1700, 1700, 1700, 2000, 2500]);
/// assert_eq!(delivered(MissedTicks::Delay), [1700, 2200, 2700, 3200, 3700]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MissedTicks {
    /// Deliver the latest and forget the others; keep the schedule.
    Skip,
    /// Deliver them all, one right after the other; keep the schedule.
    CatchUp,
    /// Deliver the earliest, and start a new schedule at that moment.
    Delay,
}

pin_project! {
    /// The stream that [`fixed_ticks`] returns.
    #[must_use = "streams do nothing unless polled"]
    pub struct FixedTicks<T: Timer, C> {
        timer: T,
        clock: C,
        period: Duration,
        missed: MissedTicks,
        // When the next tick is due. `None` before the first tick: it is due when it is asked for.
        due: Option<Duration>,
        #[pin]
        sleep: Option<T::Sleep>,
    }
}

impl<T: Timer, C: Clock> Stream for FixedTicks<T, C> {
    type Item = Duration;

    // ANCHOR: poll
    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Duration>> {
        let mut this = self.project();
        let (due, now) = match *this.due {
            None => {
                let now = this.clock.now();
                (now, now)
            }
            Some(due) => {
                if this.sleep.is_none() {
                    this.sleep.set(Some(this.timer.sleep(due.saturating_sub(this.clock.now()))));
                }
                if let Some(sleep) = this.sleep.as_mut().as_pin_mut() {
                    ready!(sleep.poll(cx));
                }
                this.sleep.set(None);
                let now = this.clock.now();
                if now < due {
                    // The timer was early. A loop here might never end: every sleep may be ready at once.
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                (due, now)
            }
        };
        let late = now.saturating_sub(due);
        let (due, next_from) = match this.missed {
            MissedTicks::Skip => {
                let latest = now.saturating_sub(remainder(late, *this.period));
                (latest, latest)
            }
            MissedTicks::Delay if late >= *this.period => (due, now),
            MissedTicks::Delay | MissedTicks::CatchUp => (due, due),
        };
        *this.due = Some(next_from.saturating_add(*this.period));
        Poll::Ready(Some(due))
    }
    // ANCHOR_END: poll

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

/// Returns the remainder of `span` divided by `period`.
#[expect(clippy::cast_possible_truncation, reason = "the remainder of a `Duration` fits into a `Duration`")]
fn remainder(span: Duration, period: Duration) -> Duration {
    let rest = span.as_nanos().checked_rem(period.as_nanos()).unwrap_or(0);
    Duration::new((rest / 1_000_000_000) as u64, (rest % 1_000_000_000) as u32)
}

impl<T: Timer, C> fmt::Debug for FixedTicks<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FixedTicks")
            .field("period", &self.period)
            .field("missed", &self.missed)
            .field("due", &self.due)
            .finish_non_exhaustive()
    }
}
