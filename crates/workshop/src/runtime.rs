//! What a lesson needs of a runtime, and nothing else.

use std::convert::Infallible;
use std::fmt::{self, Display};
use std::future::Future;
use std::io;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use futures_lite::AsyncWrite;
use keep_printing::{Clock, Timer};

use crate::LocalTime;

/// A runtime, as a lesson sees it: a timer, a clock, a stdout, and ways to start other work.
///
/// One thread is the base, as in asyncio: a spawned future runs on the thread that drives the runtime and need not be
/// `Send`. Every runtime can do that.
///
/// Each method returns an `impl Trait`, so none of the runtime's own types shows, and none has to be boxed or even
/// to have a name.
///
/// # Examples
///
/// A lesson is an `async` function over `Runtime`, and `.await`s; it never blocks:
///
/// ```
/// use keep_printing::Timer;
/// use std::time::Duration;
/// use workshop::Runtime;
///
/// async fn nap_twice(rt: &impl Runtime) {
///     let nap = rt.timer().sleep(Duration::from_millis(1));
///     rt.timer().sleep(Duration::from_millis(1)).await;
///     nap.await;
/// }
/// ```
///
/// The implementations are in the crates called `run-…`.
pub trait Runtime: 'static {
    /// The runtime's name, as in the command `run-<name>`.
    const NAME: &'static str;

    /// How the timer keeps time, in a few words.
    const TIMER: &'static str;

    /// In which steps the timer counts: by design, a sleep may be late by as much.
    const GRANULARITY: Duration;

    /// From when a sleep counts.
    const COUNTS_FROM: CountsFrom;

    /// Where a sleep may be polled.
    const TIMER_HOME: TimerHome;

    /// What a panic in a spawned task does.
    const ON_PANIC: OnPanic;

    /// What happens to a spawned task whose future was dropped.
    const ON_DROP: OnDrop;

    /// What the runtime calls its way to take blocking work off the executor's thread, which is
    /// [`unblock`](Runtime::unblock).
    const UNBLOCK: &'static str;

    /// The runtime's own way to wait, as it stands.
    ///
    /// # Panics
    ///
    /// A runtime's timer may panic where the runtime is not running: use it within [`block_on`](BlockOn::block_on).
    fn timer(&self) -> impl Timer + 'static;

    /// The clock that the timer goes by: [`monotonic`], unless a runtime has one of its own.
    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        monotonic
    }

    /// The time of day that the lessons print: the operating system's, unless a runtime has one of its own.
    fn wall_clock(&self) -> impl Fn() -> LocalTime + Clone + Send + 'static {
        LocalTime::now
    }

    /// How to block the thread for a while, as a coroutine should not.
    fn blocking_sleep(&self) -> impl Fn(Duration) + Clone + Send + 'static {
        thread::sleep
    }

    /// The runtime's own way to write to the standard output without blocking the thread.
    ///
    /// # Cancellation
    ///
    /// A write that is given up may still happen: the bytes were handed to a thread that blocks in the runtime's
    /// stead. Flushing waits for it.
    fn stdout(&self) -> impl AsyncWrite + Unpin;

    /// Starts a task that runs beside this one on the same thread, and returns a future of its result.
    ///
    /// # Panics
    ///
    /// Perhaps where the runtime is not running. What happens if the task panics differs: see [`ON_PANIC`](Runtime::ON_PANIC).
    ///
    /// # Cancellation
    ///
    /// What happens to the task when the future returned is dropped differs: see [`ON_DROP`](Runtime::ON_DROP). Await
    /// it, or rely on neither.
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static;

    /// Runs `work`, which may block, on another thread, and returns a future of its result.
    ///
    /// # Panics
    ///
    /// Perhaps where the runtime is not running, and where it cannot have a thread. The future returned panics if `work` did.
    ///
    /// # Cancellation
    ///
    /// What blocks cannot be cancelled: dropping the future returned leaves `work` running to its end, unseen, if it has begun;
    /// if it has not, it may never begin.
    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static;

    /// The runtime's work-stealing executor, where it has one.
    ///
    /// # Errors
    ///
    /// When the operating system refuses the threads.
    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        Ok(None::<Infallible>)
    }
}

/// From when a sleep counts.
///
/// # Examples
///
/// ```
/// use workshop::CountsFrom;
///
/// assert_eq!(CountsFrom::FirstPoll.to_string(), "its first poll");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountsFrom {
    /// From the call that returned it.
    Call,
    /// From its first poll, as a sleep that is an `async fn` must.
    FirstPoll,
}

impl Display for CountsFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Call => "the call",
            Self::FirstPoll => "its first poll",
        })
    }
}

/// Where a sleep may be polled.
///
/// # Examples
///
/// ```
/// use workshop::TimerHome;
///
/// assert_eq!(TimerHome::Anywhere.to_string(), "any executor");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerHome {
    /// By any executor: something else, such as a thread of its own, drives the timer.
    Anywhere,
    /// Only by the runtime it came from, which drives the timer itself.
    ItsRuntime,
}

impl Display for TimerHome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Anywhere => "any executor",
            Self::ItsRuntime => "its own runtime",
        })
    }
}

/// What a panic in a spawned task does. (The workshop's commands end at any panic, so in them it does not show.)
///
/// # Examples
///
/// ```
/// use workshop::OnPanic;
///
/// assert_eq!(OnPanic::GoesToWhoAwaits.to_string(), "goes to who awaits the task");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPanic {
    /// The runtime catches it; whoever awaits the task's result panics with it.
    GoesToWhoAwaits,
    /// It unwinds through the executor, and so out of [`BlockOn::block_on`].
    EndsBlockOn,
}

impl Display for OnPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::GoesToWhoAwaits => "goes to who awaits the task",
            Self::EndsBlockOn => "ends block_on",
        })
    }
}

/// What happens to a spawned task when the future of its result is dropped.
///
/// # Examples
///
/// ```
/// use workshop::OnDrop;
///
/// assert_eq!(OnDrop::Cancels.to_string(), "cancels the task");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDrop {
    /// The task is dropped as well.
    Cancels,
    /// The task runs on.
    Detaches,
}

impl Display for OnDrop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Cancels => "cancels the task",
            Self::Detaches => "lets it run on",
        })
    }
}

/// An executor of several threads, which take tasks from one another when they have none.
///
/// This is a second, smaller promise that only some runtimes make, and it has a price: a task may be polled by one
/// thread now and by another later, so whatever it holds across an `.await` must be `Send`. That goes for the timer's
/// sleeps and the writer as well, which is why they are asked for again here.
///
/// # Examples
///
/// ```
/// use keep_printing::Timer;
/// use std::time::Duration;
/// use workshop::WorkStealing;
///
/// async fn nap_somewhere(executor: &impl WorkStealing) -> std::thread::ThreadId {
///     let timer = executor.timer();
///     executor.spawn(async move {
///         timer.sleep(Duration::from_millis(1)).await;
///         std::thread::current().id()
///     })
///     .await
/// }
/// ```
pub trait WorkStealing {
    /// The runtime's own way to wait, on any thread.
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static;

    /// The runtime's own stdout, for any thread.
    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static;

    /// Starts a task on whichever thread has time for it, and returns a future of its result.
    ///
    /// # Panics
    ///
    /// The future returned panics if the task did and the runtime can tell.
    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static;
}

/// The work-stealing executor of a runtime that has none: there is no such value.
impl WorkStealing for Infallible {
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        |_: Duration| std::future::pending::<()>()
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        Vec::new()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        future
    }
}

/// A [`Runtime`] that can block a thread until a future is done.
///
/// It is a promise of its own, because an event loop that may not block, such as a browser's, cannot make it. Only a
/// `main` needs it.
///
/// # Examples
///
/// ```
/// use std::io;
/// use workshop::BlockOn;
///
/// fn answer(rt: &impl BlockOn) -> io::Result<u8> {
///     rt.block_on(async { 42 })
/// }
/// ```
pub trait BlockOn: Runtime {
    /// How many threads it starts for itself, besides the one that calls [`block_on`](BlockOn::block_on).
    fn threads(&self) -> usize {
        0
    }

    /// Runs `future`, and every task it spawns, on this thread until `future` is done.
    ///
    /// Tasks that are not done by then do not hold it up, nor do threads that block in their stead. Some runtimes drop
    /// those tasks, others go on with them when this is called again: await what matters.
    ///
    /// # Errors
    ///
    /// When the runtime could not get what it needs of the operating system; `future` has not been polled then.
    ///
    /// # Panics
    ///
    /// If `future` does, or a task does where [`ON_PANIC`](Runtime::ON_PANIC) is [`OnPanic::EndsBlockOn`]; on some runtimes
    /// also when called within itself. A runtime that has no way to return an error when the
    /// operating system refuses it a thread or a file panics instead.
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output>;
}

/// The operating system's monotonic clock, as the time since this process first asked for it.
///
/// # Examples
///
/// ```
/// use workshop::monotonic;
///
/// let earlier = monotonic();
/// assert!(earlier <= monotonic());
/// ```
pub fn monotonic() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
