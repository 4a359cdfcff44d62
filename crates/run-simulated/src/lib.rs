//! A runtime with a simulated clock. Time stands still while any task can run. Then it jumps to the next timer.
//!
//! The program and its output stay the same, but ten seconds pass at once, and every run is the same. So a test can
//! assert exact times. A fault that appears in one run of ten thousand can be found, and then repeated.
//!
//! - If several timers are due at the same instant, they fire one at a time, in the order in which they were set. The
//!   tasks that a timer wakes run before the next timer fires.
//! - A sleep ends when its timer *fires*. It is not enough that the clock shows its time. A deadline is set before the
//!   ticks begin, so it wins against a tick at the same instant.
//! - A [`seed`](Simulated::seed) shuffles the timers of the same instant, and the tasks that are ready. Try many seeds
//!   to find a fault that depends on luck. A seed always gives the same schedule.
//!
//! # Testing a coroutine of your own
//!
//! The coroutine need not come from this workshop. It only has to wait with the runtime's [`Timer`]:
//!
//! ```
//! use any_runtime::{BlockOn, Runtime};
//! use keep_printing::{Clock, Elapsed, Timer, wait_for};
//! use run_simulated::{Simulated, explore};
//! use std::time::Duration;
//!
//! /// The coroutine under test. It tries up to three times, with pauses of a second.
//! async fn retry(timer: impl Timer, mut attempt: impl AsyncFnMut() -> bool) -> bool {
//!     for _ in 0..3 {
//!         if attempt().await {
//!             return true;
//!         }
//!         timer.sleep(Duration::from_secs(1)).await;
//!     }
//!     false
//! }
//!
//! let rt = Simulated::new();
//! let mut attempts = 0;
//! let retrying = retry(rt.timer(), async || { attempts += 1; attempts == 3 });
//! assert!(rt.block_on(retrying)?);
//! assert_eq!(rt.clock().now(), Duration::from_secs(2), "two pauses of exactly a second");
//!
//! // The same with a thousand schedules. If one fails, its seed is printed.
//! explore(0..1000, |rt| {
//!     let hopeless = retry(rt.timer(), async || false);
//!     let limit = rt.timer().sleep(Duration::from_secs(2));
//!     assert_eq!(rt.block_on(wait_for(hopeless, limit)).unwrap(), Err(Elapsed));
//! });
//! # std::io::Result::Ok(())
//! ```
//!
//! # Being the executor
//!
//! A [schedule](Schedule) is the executor's choices. To make them one by one, and look at the tasks and the timers
//! between them, take a run [by hand](Simulated::by_hand).
//!
//! # What cannot be simulated
//!
//! The clock does not see real time: a computation, another thread, another process, or a terminal that stalls. In the
//! simulation these take no time at all. To simulate blocking, use [`Runtime::blocking_sleep`]. It moves the clock, and
//! no timer fires meanwhile.

mod by_hand;
mod choices;
mod executor;
mod explore;
mod schedule;
mod stdout;

use std::cell::OnceCell;
use std::future::Future;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use any_runtime::{BlockOn, CountsFrom, Declared, LocalTime, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use futures_lite::AsyncWrite;
use keep_printing::{Clock, Timer};

use crate::choices::{By, Choices};
use crate::executor::Executor;
use crate::stdout::Stdout;

pub use crate::by_hand::ByHand;
pub use crate::explore::{explore, shrink};
pub use crate::schedule::{NotASchedule, Schedule};
pub use crate::stdout::{Recording, WriteFaults};

/// How long to wait, in real time, for another thread to wake a task if there is no timer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The runtime. Its clock starts at zero.
///
/// # Examples
///
/// ```
/// use any_runtime::BlockOn;
/// use lessons::{Lesson, Options};
/// use run_simulated::{Simulated, WriteFaults};
/// use std::time::Duration;
///
/// let mut rt = Simulated::new();
/// let recording = rt.record(WriteFaults::None);
/// let hour = Duration::from_secs(3600);
/// let options = Options { every: hour, limit: 3 * hour, ..Options::default() };
/// rt.block_on(Lesson::AsyncMain.run(&rt, &options))??;
/// assert_eq!(recording.text().lines().count(), 4, "at 0 h, 1 h and 2 h; and the message");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Simulated {
    executor: Rc<Executor>,
    /// What the wall clock shows at the start. It is read only when needed, because a browser has no `SystemTime`.
    start: OnceCell<SystemTime>,
    recording: Option<(Recording, WriteFaults)>,
}

impl Simulated {
    /// A runtime that prints to the terminal, and makes its choices in the order of registration.
    ///
    /// Its wall clock starts at the real time of its first use.
    #[must_use]
    pub fn new() -> Self {
        Self::choosing(Choices::new(By::Order), PATIENCE)
    }

    /// A runtime with these choices. If there is no timer, it waits for another thread for up to `patience`.
    fn choosing(choices: Choices, patience: Duration) -> Self {
        Self { executor: Rc::new(Executor::new(choices, patience)), start: OnceCell::new(), recording: None }
    }

    /// Shuffles the timers of the same instant, and the tasks that are ready. The same `seed` gives the same order.
    ///
    /// # Examples
    ///
    /// ```
    /// let rt = run_simulated::Simulated::new().seed(7);
    /// ```
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.executor = Rc::new(Executor::new(Choices::new(By::Seed(seed)), PATIENCE));
        self
    }

    /// Makes the choices that the [`Schedule`] lists. [`explore`] prints such a schedule.
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.executor = Rc::new(Executor::new(Choices::new(By::Schedule(schedule)), PATIENCE));
        self
    }

    /// Sets what the wall clock shows at the start.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// let rt = run_simulated::Simulated::new().start(SystemTime::UNIX_EPOCH);
    /// ```
    #[must_use]
    pub fn start(mut self, start: SystemTime) -> Self {
        self.start = OnceCell::from(start);
        self
    }

    /// Records the output from now on, and does not print it to the terminal. Returns the [`Recording`].
    pub fn record(&mut self, faults: WriteFaults) -> Recording {
        let recording = Recording::default();
        self.recording = Some((recording.clone(), faults));
        recording
    }

    /// Begins to run `main`, and leaves every move to you: see [`ByHand`].
    ///
    /// # Panics
    ///
    /// While `block_on` runs, or another `ByHand` of this runtime exists.
    ///
    /// # Examples
    ///
    /// ```
    /// let rt = run_simulated::Simulated::new();
    /// let mut hand = rt.by_hand(async { 42 });
    /// hand.poll(0);
    /// assert_eq!(hand.output(), Some(&42));
    /// ```
    pub fn by_hand<'a, F: Future + 'a>(&self, main: F) -> ByHand<'a, F::Output> {
        ByHand::new(self.executor.clone(), main)
    }

    /// The number of timers: sleeps that have neither fired nor been dropped.
    ///
    /// # Examples
    ///
    /// ```
    /// use any_runtime::Runtime;
    /// use keep_printing::Timer;
    ///
    /// let rt = run_simulated::Simulated::new();
    /// let sleep = rt.timer().sleep(std::time::Duration::from_secs(1));
    /// assert_eq!(rt.timers(), 1);
    /// drop(sleep);
    /// assert_eq!(rt.timers(), 0);
    /// ```
    pub fn timers(&self) -> usize {
        self.executor.timers()
    }

    /// The number of tasks that are ready: they were spawned or woken, and not polled since.
    ///
    /// # Examples
    ///
    /// ```
    /// use any_runtime::Runtime;
    ///
    /// let rt = run_simulated::Simulated::new();
    /// drop(rt.spawn(async {}));
    /// assert_eq!(rt.ready(), 1);
    /// ```
    pub fn ready(&self) -> usize {
        self.executor.ready()
    }
}

impl Default for Simulated {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        // A task may hold a timer. The timer holds the executor, and the executor holds the task: a cycle.
        self.executor.forget_tasks();
    }
}

impl Runtime for Simulated {
    const NAME: &'static str = "simulated";
    const DECLARED: Declared = Declared {
        timer: "exact, by a clock that jumps",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::EndsBlockOn,
        on_drop: OnDrop::Detaches,
        nested: Nested::Panics,
        unblock: "a simulated thread",
    };

    fn timer(&self) -> impl Timer + 'static {
        let executor = self.executor.clone();
        move |duration| executor.sleep(duration)
    }

    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        let time = self.executor.time();
        move || time.now()
    }

    fn wall_clock(&self) -> impl Fn() -> LocalTime + Clone + Send + 'static {
        let (time, start) = (self.executor.time(), *self.start.get_or_init(SystemTime::now));
        move || start.checked_add(time.now()).unwrap_or(start).into()
    }

    fn blocking_sleep(&self) -> impl Fn(Duration) + Clone + Send + 'static {
        let time = self.executor.time();
        move |duration| time.advance_to(time.now().saturating_add(duration))
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        match &self.recording {
            Some((recording, faults)) => Stdout::recorded(self.executor.clone(), recording.clone(), *faults),
            None => Stdout::terminal(self.executor.clone()),
        }
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        self.executor.spawn(future)
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        // The work runs at once. Then the clock is set back, because the time of the work passes on another thread.
        let time = self.executor.time();
        let before = time.now();
        // A panic is raised where the result is awaited.
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        let took = time.now().saturating_sub(before);
        time.set_back_to(before);
        let sleep = self.executor.sleep(took);
        async move {
            sleep.await;
            done.unwrap_or_else(|panic| panic::resume_unwind(panic))
        }
    }
}

impl BlockOn for Simulated {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        Ok(self.executor.block_on(future))
    }
}
