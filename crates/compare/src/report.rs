//! What was measured: the numbers, and everything needed to judge them.
//!
//! A [`Report`] is what `compare --json` writes, what the page is drawn from and what `--merge` reads: the table, the
//! page and the CSV show nothing that is not in it. Times are whole nanoseconds and say so in their names (`_ns`);
//! memory and sizes are bytes. The format is described for other programs in `docs/compare.schema.json`.

pub use lanes::Kind;
use serde::{Deserialize, Serialize};

/// What the field [`Report::format`] says.
pub const FORMAT: &str = "keep-printing/compare";

/// What the field [`Report::version`] says: it grows when a field changes its meaning or goes away, not when one is added.
pub const VERSION: u32 = 1;

/// One comparison, on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always [`VERSION`].
    pub version: u32,
    /// Whose it is, in a room of several: what `--name` said, or else the machine's host name.
    pub name: String,
    /// When it began: RFC 3339, with the offset from UTC.
    pub created: String,
    /// What it was measured on.
    pub machine: Machine,
    /// What was asked for.
    pub settings: Settings,
    /// How much the machine was disturbed meanwhile.
    pub noise: Noise,
    /// Every lane, in the order of the table; those that could not be measured say why.
    pub lanes: Vec<LaneReport>,
    /// What each runtime did, step by step, in one short run.
    pub anatomy: Option<Anatomy>,
}

/// The machine. What the operating system does not tell is `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Such as `Linux`.
    pub os: String,
    /// The kernel's release.
    pub kernel: Option<String>,
    /// Such as `x86_64`.
    pub arch: String,
    /// The processor's name.
    pub cpu: Option<String>,
    /// How many threads it runs at once.
    pub cores: usize,
    /// The memory of the machine.
    pub memory_bytes: Option<u64>,
    /// What decides on the processor's frequency.
    pub governor: Option<String>,
    /// By how much the kernel may delay a wake of an ordinary thread, to bundle it with others.
    pub timer_slack_ns: Option<u64>,
    /// The compiler that built the lanes.
    pub rustc: Option<String>,
    /// The Python of the lane `asyncio`.
    pub python: Option<String>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// How often every lane ran; the first run of each, which warms up, is not counted.
    pub rounds: usize,
    /// The period of the printing coroutine.
    pub every_ns: u64,
    /// Its limit.
    pub limit_ns: u64,
    /// The sizes of the crowds, ascending.
    pub crowd_sizes: Vec<usize>,
    /// The period of each coroutine of a crowd.
    pub crowd_every_ns: u64,
    /// Its limit.
    pub crowd_limit_ns: u64,
    /// Whether the settings are those of `--quick`, which are good for a glance.
    pub quick: bool,
}

/// How much the machine was disturbed while it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// The load average of the last minute when it began.
    pub load: Option<f64>,
    /// The share of the machine that other programs took meanwhile, from 0 to 1.
    pub others: Option<f64>,
    /// The share that a hypervisor gave to other machines, from 0 to 1.
    pub stolen: Option<f64>,
    /// Why the figures are to be taken with care; empty on a quiet machine.
    pub reasons: Vec<String>,
}

/// One lane: a program that was measured, or should have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneReport {
    /// Such as `tokio` or `tokio-by-hand`.
    pub id: String,
    /// As people read it: `tokio`, `tokio by hand`.
    pub title: String,
    /// What kind of program it is.
    pub kind: Kind,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Outcome {
    /// It was measured.
    Measured {
        /// What was found.
        figures: Box<Figures>,
    },
    /// It is not here to be measured: no Python, a deleted folder.
    Absent {
        /// A sentence.
        reason: String,
    },
    /// It crashed, hung, or printed what it should not.
    Failed {
        /// A sentence.
        reason: String,
    },
}

/// What was found of one lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How late the ticks were: how much longer than a period after the tick before it each came. All rounds together.
    /// Only the floor, which sleeps until absolute times, is measured against those: a late tick of its makes the next
    /// one no later.
    pub tick_lateness: Distribution,
    /// How late the k-th tick was by a schedule that began with the first, in nanoseconds: the lateness that adds up. The median over
    /// the rounds, for every tick that came in all of them. (A clock that is set back makes it negative.)
    pub drift_ns: Vec<i64>,
    /// The last of them, for each round.
    pub drift_at_end_ns: Spread,
    /// How long after its limit, counted from its first line, the message of the deadline came.
    pub deadline_lateness_ns: Spread,
    /// From the start of the process to its first line.
    pub start_ns: Spread,
    /// Processor time of the whole process, where the operating system tells.
    pub cpu_ns: Option<Spread>,
    /// The most memory it occupied at once.
    pub peak_memory_bytes: Option<Spread>,
    /// The most threads it had at once.
    pub threads: Option<Spread>,
    /// How often its threads gave up the processor of their own accord: once for each time one waits.
    pub voluntary_switches: Option<Spread>,
    /// How many lines with a time it printed.
    pub lines: Spread,
    /// How often its tasks were polled, for each line. Only the workshop's lanes can tell.
    pub polls_per_tick: Option<f64>,
    /// How often its wakers were called, for each line.
    pub wakes_per_tick: Option<f64>,
    /// By waiting after the work and by a schedule, how late the last tick was: the lesson `drift`. Only the workshop's lanes have it.
    pub rhythm: Option<Rhythm>,
    /// Crowds of coroutines, ascending.
    pub crowds: Vec<Crowd>,
    /// The size of the program on disk.
    pub binary_bytes: Option<u64>,
    /// How many crates from elsewhere it is built from. The workshop's own do not count.
    pub crates: Option<u64>,
    /// How the runtime says that its timer works. Only the workshop's lanes say it.
    #[serde(default)]
    pub timer: Option<String>,
    /// How long it takes to build with nothing built before; only with `--build`.
    pub build_ns: Option<u64>,
}

/// What a figure was in each round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// All of them, in the order of the rounds.
    pub values: Vec<f64>,
}

impl Spread {
    /// The spread of `values`; `None` if there are none.
    ///
    /// # Examples
    ///
    /// ```
    /// use compare::report::Spread;
    ///
    /// let spread = Spread::of(vec![3.0, 1.0, 2.0, 8.0]).unwrap();
    /// assert_eq!((spread.low, spread.median, spread.high), (1.0, 2.5, 8.0), "the median lies between 2 and 3");
    /// assert_eq!(spread.values, [3.0, 1.0, 2.0, 8.0], "in the order of the rounds");
    /// assert_eq!(Spread::of(vec![]), None);
    /// ```
    #[must_use]
    pub fn of(values: Vec<f64>) -> Option<Self> {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median =
            if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
        Some(Self { median, low, high, values })
    }

    /// Whether some round of the one may have been as good as some round of the other: then nothing is to be concluded
    /// from which median is lower.
    ///
    /// # Examples
    ///
    /// ```
    /// use compare::report::Spread;
    ///
    /// let [low, high, between] = [[1.0, 3.0], [4.0, 6.0], [2.0, 5.0]].map(|values| Spread::of(values.into()).unwrap());
    /// assert!(!low.overlaps(&high));
    /// assert!(between.overlaps(&low) && between.overlaps(&high));
    /// ```
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

impl Report {
    /// The figures of a lane, if it was measured.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn look_at(report: &compare::report::Report) {
    /// if let Some(figures) = report.figures("floor") {
    ///     println!("At best, half the ticks are less than {} ns late.", figures.tick_lateness.p50_ns);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn figures(&self, id: &str) -> Option<&Figures> {
        self.lanes.iter().find(|lane| lane.id == id)?.outcome.figures()
    }
}

impl Outcome {
    /// What was found, if it was measured.
    ///
    /// # Examples
    ///
    /// ```
    /// use compare::report::Outcome;
    ///
    /// assert_eq!(Outcome::Absent { reason: "there is no Python".into() }.figures(), None);
    /// ```
    #[must_use]
    pub fn figures(&self) -> Option<&Figures> {
        match self {
            Self::Measured { figures } => Some(figures),
            Self::Absent { .. } | Self::Failed { .. } => None,
        }
    }
}

/// How a figure is distributed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// How many values there are.
    pub count: u64,
    /// Half are at most this.
    pub p50_ns: u64,
    /// Nine out of ten are at most this.
    pub p90_ns: u64,
    /// Ninety-nine out of a hundred are at most this.
    pub p99_ns: u64,
    /// All are at most this.
    pub max_ns: u64,
    /// How many came early: more than 100 µs before they were due, which no promise allows.
    pub early: u64,
    /// The median of each round.
    pub p50_by_round_ns: Spread,
    /// Values and how often each occurs, ascending; exact to three digits.
    pub histogram: Vec<(u64, u64)>,
}

/// The end of the lesson `drift`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rhythm {
    /// How many ticks there were.
    pub ticks: u64,
    /// How late the last tick was that waited after the work.
    pub waiting_ns: u64,
    /// How late the last tick was that kept to the schedule.
    pub schedule_ns: u64,
}

/// A crowd: as many coroutines on one thread, each with its own rhythm and its own deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crowd {
    /// How many.
    pub tasks: usize,
    /// How many ticks they counted together.
    pub ticks: Spread,
    /// How many there would have been, had none been late.
    pub ticks_due: u64,
    /// Memory for each of them: the difference from a crowd of one, so that the program itself is not in it.
    pub bytes_each: Option<Spread>,
    /// Processor time for each tick, the start and the end of its coroutine included, where the operating system tells. A
    /// difference as well.
    pub cpu_per_tick_ns: Option<Spread>,
    /// How late the last deadline was served.
    pub last_deadline_ns: Spread,
}

/// One lesson on every runtime, step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anatomy {
    /// The lesson.
    pub lesson: String,
    /// Its period.
    pub every_ns: u64,
    /// Its limit.
    pub limit_ns: u64,
    /// One run for each lane that has one.
    pub runs: Vec<AnatomyRun>,
}

/// What one runtime did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnatomyRun {
    /// The lane.
    pub id: String,
    /// The trace, as `run-<runtime> LESSON --trace FILE` writes it: `docs/trace.schema.json`.
    pub trace: serde_json::Value,
}
