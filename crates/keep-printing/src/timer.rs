//! The timer: a way to wait that a runtime provides.

use core::future::Future;
use core::time::Duration;

/// A way to wait that a runtime provides.
///
/// Every runtime has a function that takes a [`Duration`] and returns a future that is done after that time. This
/// function *is* a `Timer`: `tokio::time::sleep`, `async_std::task::sleep` and `smol::Timer::after` need no adapter. A
/// closure works too. The output of the sleep is ignored.
///
/// # What a timer must do
///
/// - A sleep is never done early. It takes at least `duration`, by a monotonic clock, from the call to
///   [`sleep`](Timer::sleep). A timer may also count from the first poll of the sleep, which is later. An `async fn`
///   does this.
/// - A sleep that is dropped is cancelled. It wakes nobody.
/// - A `duration` that is too long for the clock waits for ever. It does not panic, and it does not end.
///
/// # Examples
///
/// A function is a timer. This one does not wait:
///
/// ```
/// use keep_printing::Timer;
/// use std::{future, time::Duration};
///
/// fn no_time_at_all(_: Duration) -> future::Ready<()> {
///     future::ready(())
/// }
///
/// async fn nap(timer: impl Timer) {
///     timer.sleep(Duration::from_secs(3600)).await;
/// }
///
/// futures_lite::future::block_on(nap(no_time_at_all));
/// ```
///
/// A type of your own can be a timer too. This one has something to remember:
///
/// ```
/// use keep_printing::Timer;
/// use std::{cell::Cell, future, time::Duration};
///
/// #[derive(Default)]
/// struct Stopwatch {
///     slept: Cell<Duration>,
/// }
///
/// impl Timer for Stopwatch {
///     type Sleep = future::Ready<()>;
///
///     fn sleep(&self, duration: Duration) -> Self::Sleep {
///         self.slept.set(self.slept.get() + duration);
///         future::ready(())
///     }
/// }
///
/// let stopwatch = Stopwatch::default();
/// futures_lite::future::block_on(stopwatch.sleep(Duration::from_secs(2)));
/// assert_eq!(stopwatch.slept.get(), Duration::from_secs(2));
/// ```
pub trait Timer {
    /// The future that [`sleep`](Timer::sleep) returns. Dropping it cancels the wait.
    type Sleep: Future;

    /// Returns a future that is done once `duration` has passed.
    fn sleep(&self, duration: Duration) -> Self::Sleep;
}

impl<F, S> Timer for F
where
    F: Fn(Duration) -> S,
    S: Future,
{
    type Sleep = S;

    fn sleep(&self, duration: Duration) -> S {
        self(duration)
    }
}
