//! The tally: what a crowd of coroutines did, and what it used.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display};
use std::io;
use std::rc::Rc;
use std::time::Duration;

use crate::{Usage, millis};

/// Counts what the coroutines of a crowd do, on one thread. Clones count into the same tally.
///
/// It counts ticks and notes how late each deadline was. It also knows the processor time and the memory that the
/// process has used since the tally began.
///
/// # Examples
///
/// ```
/// use lessons::{Tally, Usage};
/// use std::time::Duration;
///
/// let tally = Tally::begin(2, Usage::default)?;
/// for milliseconds in [3, 5] {
///     tally.tick();
///     tally.ended(Duration::from_millis(milliseconds));
/// }
/// tally.measure();
/// assert_eq!(tally.ticks(), 2);
/// assert!(tally.to_string().contains("\ndeadlines    p50 3.0 ms, p99 5.0 ms, max 5.0 ms late\n"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
pub struct Tally(Rc<Shared>);

#[derive(Debug)]
struct Shared {
    tasks: usize,
    usage: fn() -> Usage,
    before: Usage,
    ticks: Cell<u64>,
    /// In microseconds, up to an hour or so.
    lateness: RefCell<Vec<u32>>,
    bytes_each: Cell<Option<usize>>,
}

impl Tally {
    /// Begins the tally of a crowd of `tasks`, now. `usage` returns what the process has used.
    ///
    /// # Errors
    ///
    /// There is no memory for so many tasks. The tally asks for the memory first, because a runtime that is refused
    /// memory can only abort.
    pub fn begin(tasks: usize, usage: fn() -> Usage) -> io::Result<Self> {
        /// About the memory of a task, on the runtime that uses the most.
        const EACH: usize = 1024;
        let refused = |_| io::Error::other(format!("there is no memory for {tasks} tasks"));
        Vec::<u8>::new().try_reserve_exact(tasks.saturating_mul(EACH)).map_err(refused)?;

        Ok(Self(Rc::new(Shared {
            tasks,
            usage,
            before: usage(),
            ticks: Cell::new(0),
            lateness: RefCell::default(),
            bytes_each: Cell::new(None),
        })))
    }

    /// Counts a tick.
    pub fn tick(&self) {
        self.0.ticks.update(|ticks| ticks + 1);
    }

    /// Notes how `late` a deadline was.
    pub fn ended(&self, late: Duration) {
        self.0.lateness.borrow_mut().push(u32::try_from(late.as_micros()).unwrap_or(u32::MAX));
    }

    /// Measures the memory, at the first call. Call it when every coroutine waits and none is done.
    pub fn measure(&self) {
        let taken = (self.0.usage)().memory.zip(self.0.before.memory).map(|(now, before)| now.saturating_sub(before));
        let bytes_each = taken.map(|taken| taken.checked_div(self.0.tasks).unwrap_or(0));
        self.0.bytes_each.update(|measured| measured.or(bytes_each));
    }

    /// Returns the number of ticks of all coroutines together.
    pub fn ticks(&self) -> u64 {
        self.0.ticks.get()
    }

    /// Returns the greatest lateness of a deadline, to the microsecond.
    pub fn latest(&self) -> Duration {
        self.late(100)
    }

    /// Returns a percentile of the lateness, by the nearest rank.
    fn late(&self, percent: usize) -> Duration {
        let mut late = self.0.lateness.borrow_mut();
        let Some(rank) = (late.len() * percent).div_ceil(100).checked_sub(1) else { return Duration::ZERO };
        let (_, nth, _) = late.select_nth_unstable(rank);
        Duration::from_micros(u64::from(*nth))
    }
}

/// Four lines: the ticks, the deadlines, the processor time, the memory.
impl Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p50, p99, max) = (millis(self.late(50)), millis(self.late(99)), millis(self.latest()));
        writeln!(f, "ticks        {}", self.ticks())?;
        writeln!(f, "deadlines    p50 {p50}, p99 {p99}, max {max} late")?;
        match (self.0.usage)().cpu.zip(self.0.before.cpu) {
            Some((now, before)) => writeln!(f, "CPU time     {:.2} s", now.saturating_sub(before).as_secs_f64())?,
            None => writeln!(f, "CPU time     unknown here")?,
        }
        match self.0.bytes_each.get() {
            Some(bytes) => write!(f, "memory       {bytes} bytes each"),
            None => write!(f, "memory       unknown here"),
        }
    }
}
