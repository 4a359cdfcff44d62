//! What a crowd of coroutines did and took.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display};
use std::io;
use std::rc::Rc;
use std::time::Duration;

use cpu_time::ProcessTime;
use hdrhistogram::Histogram;

use crate::lessons::millis;

/// A tally of what the coroutines of a crowd do, on one thread: clones count into the same one.
///
/// It counts ticks and records how late each deadline was served; besides, it tells the processor time and the memory
/// that the process has taken since it was begun.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use workshop::Tally;
///
/// let tally = Tally::begin(2)?;
/// for _coroutine in 0..2 {
///     tally.tick();
///     tally.ended(Duration::from_millis(3));
/// }
/// tally.measure();
/// assert_eq!(tally.ticks(), 2);
/// assert!(tally.to_string().contains("\ndeadlines    p50 3.0 ms, p99 3.0 ms, max 3.0 ms late\n"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
pub struct Tally(Rc<Shared>);

#[derive(Debug)]
struct Shared {
    tasks: usize,
    cpu: ProcessTime,
    memory: Option<usize>,
    ticks: Cell<u64>,
    lateness: RefCell<Histogram<u64>>,
    bytes_each: Cell<Option<usize>>,
}

impl Tally {
    /// Begins the tally of a crowd of so many `tasks`, now.
    ///
    /// # Errors
    ///
    /// A sentence, when there is no memory for so many. It is asked for here, before any runtime does, which would have
    /// to abort when it is refused.
    pub fn begin(tasks: usize) -> io::Result<Self> {
        /// About what a task takes on the most generous runtime.
        const EACH: usize = 1024;
        let refused = |_| io::Error::other(format!("there is no memory for {tasks} tasks"));
        Vec::<u8>::new().try_reserve_exact(tasks.saturating_mul(EACH)).map_err(refused)?;

        // Microseconds up to an hour, exact to three digits.
        let lateness = Histogram::new_with_max(3_600_000_000, 3).map_err(io::Error::other)?;
        Ok(Self(Rc::new(Shared {
            tasks,
            cpu: ProcessTime::now(),
            memory: resident(),
            ticks: Cell::new(0),
            lateness: RefCell::new(lateness),
            bytes_each: Cell::new(None),
        })))
    }

    /// A coroutine ticks.
    pub fn tick(&self) {
        self.0.ticks.update(|ticks| ticks + 1);
    }

    /// A coroutine's deadline is served, so `late`.
    pub fn ended(&self, late: Duration) {
        let micros = u64::try_from(late.as_micros()).unwrap_or(u64::MAX);
        self.0.lateness.borrow_mut().saturating_record(micros);
    }

    /// Measures the memory, unless it was measured before: to be called when everyone is there and nobody is done.
    pub fn measure(&self) {
        let taken = resident().zip(self.0.memory).map(|(now, before)| now.saturating_sub(before));
        let bytes_each = taken.map(|taken| taken.checked_div(self.0.tasks).unwrap_or(0));
        self.0.bytes_each.update(|measured| measured.or(bytes_each));
    }

    /// How many ticks there were, of all coroutines together.
    pub fn ticks(&self) -> u64 {
        self.0.ticks.get()
    }

    /// How late the last deadline was served, exact to three digits.
    pub fn latest(&self) -> Duration {
        self.late(1.0)
    }

    fn late(&self, quantile: f64) -> Duration {
        Duration::from_micros(self.0.lateness.borrow().value_at_quantile(quantile))
    }
}

/// Four lines: the ticks, the deadlines, the processor time, the memory.
impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p50, p99, max) = (millis(self.late(0.5)), millis(self.late(0.99)), millis(self.latest()));
        writeln!(f, "ticks        {}", self.ticks())?;
        writeln!(f, "deadlines    p50 {p50}, p99 {p99}, max {max} late")?;
        writeln!(f, "CPU time     {:.2} s", self.0.cpu.elapsed().as_secs_f64())?;
        match self.0.bytes_each.get() {
            Some(bytes) => write!(f, "memory       {bytes} bytes each"),
            None => write!(f, "memory       unknown here"),
        }
    }
}

/// How many bytes of memory this process occupies, where the operating system tells.
fn resident() -> Option<usize> {
    memory_stats::memory_stats().map(|stats| stats.physical_mem)
}
