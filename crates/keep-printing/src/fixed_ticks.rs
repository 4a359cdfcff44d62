//! The rhythm that does not drift: a tick at every multiple of the period, counted from the first.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use futures_lite::Stream;
use pin_project_lite::pin_project;

use crate::{Clock, Timer};

/// Returns a stream that ticks at once, and then at every multiple of `period` from there, by `clock`.
///
/// Where [`ticks`](crate::ticks) waits *after* the work, this stream waits until the next tick is *due*: the time the
/// work takes, and the time the timer is late, shortens the next wait instead of adding to every round. The lateness
/// of one tick does not make the next one late; it does not drift.
///
/// Each item is the instant at which the tick was due, so `clock.now() - due` is how late it is.
///
/// Whoever asks so late that further ticks have come due in the meantime chooses with `missed` what becomes of them. A
/// tick that is overdue is still asked of the timer, with a sleep of zero: so others have their turn while ticks are
/// caught up with, and a timer that ends ([`until`](crate::until)) ends the ticks.
///
/// The stream never ends. With a `period` of zero every tick is overdue. Should the clock run out,
/// after some 584 thousand million years, no further tick comes.
///
/// # Cancellation
///
/// As with [`ticks`](crate::ticks): the stream holds at most one sleep, which is dropped with it, and giving up on an
/// item and asking again later loses nothing.
///
/// # Panics
///
/// Only if the timer or the clock does.
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

/// What becomes of the ticks that came due while nobody asked for them.
///
/// Say the period is 500 ms, and after the tick at 0 the next is asked for at 1700 ms: those at 500, 1000 and 1500 have
/// come due. Every policy delivers one of them as soon as the timer can:
///
/// | | delivered late | and then, at |
/// |---|---|---|
/// | [`Skip`](Self::Skip) | 1500 | 2000, 2500, … |
/// | [`CatchUp`](Self::CatchUp) | 500, 1000, 1500 | 2000, 2500, … |
/// | [`Delay`](Self::Delay) | 500 | 2200, 2700, … |
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
    /// Deliver the earliest and begin a new schedule when it is taken.
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
        // When the next tick is due; `None` before the first, which is due when it is asked for.
        due: Option<Duration>,
        #[pin]
        sleep: Option<T::Sleep>,
    }
}

impl<T: Timer, C: Clock> Stream for FixedTicks<T, C> {
    type Item = Duration;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Duration>> {
        let mut this = self.project();
        let (due, now) = loop {
            let Some(due) = *this.due else {
                let now = this.clock.now();
                break (now, now);
            };
            match this.sleep.as_mut().as_pin_mut() {
                Some(sleep) => {
                    ready!(sleep.poll(cx));
                    this.sleep.set(None);
                    let now = this.clock.now();
                    if due <= now {
                        break (due, now);
                    }
                    // The sleep was done early: this timer and this clock disagree.
                }
                None => this.sleep.set(Some(this.timer.sleep(due.saturating_sub(this.clock.now())))),
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

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::MAX, None)
    }
}

/// What is left of `span` after as many whole periods as fit.
#[expect(clippy::cast_possible_truncation, reason = "what is left of a `Duration` fits into one")]
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
