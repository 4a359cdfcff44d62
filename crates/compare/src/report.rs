//! The figures, and everything that is needed to judge them.
//!
//! A [`Report`] is what `compare --json` writes and what `--merge` reads. The table, the page and the CSV show nothing
//! else. Times are in nanoseconds; memory and sizes are in bytes.
//! `docs/compare.schema.json` describes the format for other programs.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

pub use lanes::Kind;
use serde::{Deserialize, Serialize};

use crate::page::english;

/// The value of the field [`Report::format`].
pub const FORMAT: &str = "keep-printing/compare";

/// The value of the field [`Report::version`]. It grows when a field goes away or changes its meaning, but not when a
/// field or a figure is added.
pub const VERSION: u32 = 2;

/// One comparison, on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: String,
    /// Always [`VERSION`].
    pub version: u32,
    /// Whose report it is: the text of `--name`, or the machine's host name.
    pub name: String,
    /// When the measurement began, in RFC 3339 with the offset from UTC.
    pub created: String,
    /// The machine that was measured.
    pub machine: Machine,
    /// The settings of the measurement.
    pub settings: Settings,
    /// How much other work disturbed the machine.
    pub noise: Noise,
    /// Every lane, in the order of the table. A lane that could not be measured says why.
    pub lanes: Vec<LaneReport>,
    /// The steps of each runtime in one short run.
    pub anatomy: Option<Anatomy>,
}

/// The machine. A value is `None` if the operating system does not report it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The operating system, such as `Linux`.
    pub os: String,
    /// The kernel's release.
    pub kernel: Option<String>,
    /// The processor's architecture, such as `x86_64`.
    pub arch: String,
    /// The processor's name.
    pub cpu: Option<String>,
    /// How many threads can run at once.
    pub cores: usize,
    /// The memory of the machine.
    pub memory_bytes: Option<u64>,
    /// What decides the processor's frequency.
    pub governor: Option<String>,
    /// How much the kernel may delay the wake-up of an ordinary thread, to bundle it with others.
    pub timer_slack_ns: Option<u64>,
    /// The compiler that built the lanes.
    pub rustc: Option<String>,
    /// The Python of the lane `asyncio`.
    pub python: Option<String>,
}

/// The settings of a measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// How often every lane ran. The first run of each lane only warms up, and is not counted.
    pub rounds: usize,
    /// The period of the printing coroutine.
    pub every_ns: u64,
    /// The limit of the printing coroutine.
    pub limit_ns: u64,
    /// The sizes of the crowds, ascending.
    pub crowd_sizes: Vec<usize>,
    /// The period of each coroutine of a crowd.
    pub crowd_every_ns: u64,
    /// The limit of each coroutine of a crowd.
    pub crowd_limit_ns: u64,
    /// Whether these are the settings of `--quick`, for a quick look.
    pub quick: bool,
}

/// How much other work disturbed the machine during the measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noise {
    /// The load average of the last minute, at the start.
    pub load: Option<f64>,
    /// The share of the machine that other programs took during the measurement, from 0 to 1.
    pub others: Option<f64>,
    /// The share that a hypervisor gave to other machines, from 0 to 1.
    pub stolen: Option<f64>,
    /// Why to read the figures with care. Empty on a quiet machine.
    pub reasons: Vec<Disturbance>,
}

/// A reason to read the figures with care. The page and the table have a sentence for each, in `page/texts`.
///
/// # Examples
///
/// ```
/// use compare::report::Disturbance;
///
/// let others = Disturbance::Others { share: 0.151 };
/// assert_eq!(others.to_string(), "Other programs took 15 % of the machine meanwhile.");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Disturbance {
    /// The machine was busy before the measurement.
    Load {
        /// The load average of the last minute.
        load: f64,
        /// How many threads can run at once.
        cores: usize,
    },
    /// Other programs took a share of the machine.
    Others {
        /// The share, from 0 to 1.
        share: f64,
    },
    /// The hypervisor gave a share of the machine to others.
    Stolen {
        /// The share, from 0 to 1.
        share: f64,
    },
    /// The wall clock was set while a lane ran. So the arrival of its lines replaces the times in them.
    ClockSet {
        /// The titles of the lanes.
        lanes: Vec<String>,
    },
    /// A lane printed only one time before its deadline, and was run again.
    RunAgain {
        /// The title of the lane.
        lane: String,
    },
    /// The rounds of the floor differ widely. The floor only sleeps, so the machine must be unsteady.
    Unsteady {
        /// The title of the lane.
        lane: String,
        /// The median lateness in the best round.
        low_ns: f64,
        /// The median lateness in the worst round.
        high_ns: f64,
    },
}

impl Display for Disturbance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |share: f64| format!("{:.0} %", share * 100.0);
        let millis = |nanos: f64| format!("{:.2} ms", nanos / 1e6);
        f.write_str(&match self {
            Self::Load { load, cores } => {
                english("noise.is.load", &[("load", &format!("{load:.1}")), ("cores", &cores.to_string())])
            }
            Self::Others { share: others } => english("noise.is.others", &[("share", &share(*others))]),
            Self::Stolen { share: stolen } => english("noise.is.stolen", &[("share", &share(*stolen))]),
            Self::ClockSet { lanes } => english("noise.is.clock-set", &[("lanes", &lanes.join(", "))]),
            Self::RunAgain { lane } => english("noise.is.run-again", &[("lane", lane)]),
            Self::Unsteady { lane, low_ns, high_ns } => english(
                "noise.is.unsteady",
                &[("lane", lane), ("low_ns", &millis(*low_ns)), ("high_ns", &millis(*high_ns))],
            ),
        })
    }
}

/// One lane: a program that was measured, or should have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneReport {
    /// Its id, such as `tokio` or `tokio-by-hand`.
    pub id: String,
    /// Its name for people, such as `tokio` or `tokio by hand`.
    pub title: String,
    /// What kind of program it is.
    pub kind: Kind,
    /// Its figures, or why it has none.
    pub outcome: Outcome,
}

/// The result for one lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Outcome {
    /// It was measured.
    Measured {
        /// The figures.
        figures: Box<Figures>,
    },
    /// It is not here: Python is missing, or its folder was deleted.
    Absent {
        /// The reason, as a sentence.
        reason: String,
    },
    /// It crashed, hung, or printed something wrong.
    Failed {
        /// The reason, as a sentence.
        reason: String,
    },
}

/// The figures of one lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The figures of the lane itself.
    pub values: Values,
    /// How late the ticks were, over all rounds: the time since the tick before, minus the period. The floor is
    /// different. It sleeps until absolute times, so a late tick does not delay the next one. Its ticks are compared
    /// with those times.
    pub lateness: Distribution,
    /// How far each tick was behind a schedule that began with the first tick, in nanoseconds. This lateness adds up.
    /// Each value is the median over the rounds. Only ticks that came in every round are here. A clock that is set back
    /// makes a value negative.
    pub drift_ns: Vec<i64>,
    /// The crowds of coroutines, ascending.
    pub crowds: Vec<Crowd>,
    /// How its timer works, in the runtime's own words. Only the workshop's lanes have this.
    pub timer: Option<String>,
}

/// Figures by their keys. [`FIGURES`](crate::figure::FIGURES) says what each one is. A figure that was not measured is
/// missing.
///
/// # Examples
///
/// ```
/// use compare::report::{Value, Values};
///
/// let values: Values = [("crates", Value::Once(3.0))].into_iter().collect();
/// assert_eq!(values.number("crates"), Some(3.0));
/// assert_eq!(values.rounds("crates"), None, "that was counted once");
/// assert_eq!(values.number("start"), None, "that was not measured");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, Value>);

impl Values {
    /// The value of a figure, or the median of its rounds.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<f64> {
        self.0.get(key).map(Value::number)
    }

    /// The rounds of a figure, if it was measured in rounds.
    #[must_use]
    pub fn rounds(&self, key: &str) -> Option<&Spread> {
        match self.0.get(key)? {
            Value::Rounds(spread) => Some(spread),
            Value::Once(_) => None,
        }
    }
}

impl<Key: Into<String>> FromIterator<(Key, Value)> for Values {
    fn from_iter<Pairs: IntoIterator<Item = (Key, Value)>>(pairs: Pairs) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}

/// The value of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Measured in several rounds.
    Rounds(Spread),
    /// Counted, or measured once, or over all rounds together.
    Once(f64),
}

impl Value {
    /// The value, or the median if there are several.
    ///
    /// # Examples
    ///
    /// ```
    /// use compare::report::{Spread, Value};
    ///
    /// assert_eq!(Value::Once(3.0).number(), 3.0);
    /// assert_eq!(Value::Rounds(Spread::of(vec![1.0, 9.0, 2.0]).unwrap()).number(), 2.0);
    /// ```
    #[must_use]
    pub fn number(&self) -> f64 {
        match self {
            Self::Rounds(spread) => spread.median,
            Self::Once(value) => *value,
        }
    }
}

/// A figure in every round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// All values, in the order of the rounds.
    pub values: Vec<f64>,
}

impl Spread {
    /// The spread of `values`, or `None` if there are none.
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

    /// Whether the rounds of the two overlap. If they do, the lower median proves nothing.
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
    ///     println!("At best, half the ticks are less than {} ns late.", figures.lateness.p50_ns);
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn figures(&self, id: &str) -> Option<&Figures> {
        self.lanes.iter().find(|lane| lane.id == id)?.outcome.figures()
    }
}

impl Outcome {
    /// The figures, if the lane was measured.
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

/// The distribution of many values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// How many values there are.
    pub count: u64,
    /// Half of the values are at most this.
    pub p50_ns: u64,
    /// Each value and how often it occurs, ascending. Values have three exact digits.
    pub histogram: Vec<(u64, u64)>,
}

/// A crowd: many coroutines on one thread, each with its own rhythm and its own deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crowd {
    /// How many coroutines there were.
    pub tasks: usize,
    /// How many ticks all of them counted.
    pub ticks: Spread,
    /// How many ticks there would have been if none had been late.
    pub ticks_due: u64,
    /// The figures of this crowd.
    pub values: Values,
}

/// One lesson on every runtime, step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anatomy {
    /// The name of the lesson.
    pub lesson: String,
    /// The period of the lesson.
    pub every_ns: u64,
    /// The limit of the lesson.
    pub limit_ns: u64,
    /// One run for each lane that wrote a trace.
    pub runs: Vec<AnatomyRun>,
}

/// One run of one lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnatomyRun {
    /// The id of the lane.
    pub id: String,
    /// The trace, as `run-<runtime> LESSON --trace FILE` writes it. See `docs/trace.schema.json`.
    pub trace: serde_json::Value,
}
