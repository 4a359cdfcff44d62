//! A runtime whose clock is simulated: time stands still while anything can run, then jumps to the next timer.
//!
//! The program is the same, and so is its output, but ten seconds pass at once, and pass the same way every time. So a
//! test can assert exact times, and a coroutine that is wrong one time in ten thousand is caught and caught again.
//!
//! - Timers that are due at the same instant fire one at a time, in the order in which they were asked for, and what
//!   each wakes runs before the next fires. A sleep is done once its timer has *fired*, not once the clock shows its
//!   time. So a deadline, which is set before the ticks begin, beats a tick that is due at the same instant.
//! - With a [`seed`](Simulated::seed) the choice among timers of the same instant, and among tasks that are ready, is
//!   shuffled: a schedule that depends on luck is found by trying seeds, and each seed gives the same schedule for ever.
//!
//! # Testing a coroutine of your own
//!
//! It need not come from this workshop. It has to wait with the runtime's [`Timer`], and that is all:
//!
//! ```
//! use any_runtime::{BlockOn, Runtime};
//! use keep_printing::{Clock, Elapsed, Timer, wait_for};
//! use run_simulated::{Simulated, explore};
//! use std::time::Duration;
//!
//! /// Tries up to three times, a second apart: the coroutine to be tested.
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
//! // The same under a thousand schedules; should one fail, its seed is printed.
//! explore(0..1000, |rt| {
//!     let hopeless = retry(rt.timer(), async || false);
//!     let limit = rt.timer().sleep(Duration::from_secs(2));
//!     assert_eq!(rt.block_on(wait_for(hopeless, limit)).unwrap(), Err(Elapsed));
//! });
//! # std::io::Result::Ok(())
//! ```
//!
//! # What cannot be simulated
//!
//! Time that passes without the clock's knowledge: the CPU time of a computation, another thread, another process, a
//! terminal that stalls. All that is as if it took no time at all. Blocking can be simulated where it asks the runtime
//! for it ([`Runtime::blocking_sleep`]): then the clock moves on, and no timer fires meanwhile.

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

pub use crate::explore::{explore, shrink};
pub use crate::schedule::{NotASchedule, Schedule};
pub use crate::stdout::{Recording, WriteFaults};

/// How long to wait, in real time, for another thread to wake a task when no timer can.
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
    /// What the wall clock shows at the start. Asked for when it is needed: a browser has no `SystemTime`.
    start: OnceCell<SystemTime>,
    recording: Option<(Recording, WriteFaults)>,
}

impl Simulated {
    /// A runtime whose wall clock starts when it is first asked, which chooses in the order of registration and prints to the terminal.
    #[must_use]
    pub fn new() -> Self {
        Self::choosing(Choices::new(By::Order), PATIENCE)
    }

    /// A runtime that makes these choices. When no timer is left, it waits so long for another thread to wake a task.
    fn choosing(choices: Choices, patience: Duration) -> Self {
        Self { executor: Rc::new(Executor::new(choices, patience)), start: OnceCell::new(), recording: None }
    }

    /// Shuffles what is due at the same instant and which task runs first: the same way for the same `seed`.
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

    /// Takes what the `schedule` says wherever there is a choice. [`explore`] prints such a schedule.
    ///
    /// # Examples
    ///
    /// See [`Schedule`].
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

    /// Records what is printed from now on, instead of printing it to the terminal.
    ///
    /// For an example see [`Recording`].
    pub fn record(&mut self, faults: WriteFaults) -> Recording {
        let recording = Recording::default();
        self.recording = Some((recording.clone(), faults));
        recording
    }

    /// How many timers are set: sleeps that have neither fired nor been dropped.
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
}

impl Default for Simulated {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        // A task may hold a timer, and so the executor that holds the task.
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
        // The work is done here and now, and the clock set back by what it took: that time passes for it alone.
        let time = self.executor.time();
        let before = time.now();
        // A panic belongs to whoever awaits the result.
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
