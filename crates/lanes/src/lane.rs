//! The lanes: which programs are compared, and how they are called.
//!
//! Every lane is a separate program with the same command line:
//!
//! ```text
//! PROGRAM [async-main|crowd|drift] --every PERIOD --for LIMIT [--tasks N]
//! ```
//!
//! [`NO_LANES`] says why the other runtimes of the workshop are no lanes.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// All lanes, in the order of the table. Below each runtime stands the same program without the workshop's core.
pub const LANES: &[Lane] = &[
    Lane {
        id: "floor",
        title: "floor",
        kind: Kind::Floor,
        source: Source::Binary { package: "compare", name: "floor" },
    },
    workshop("tokio", "run-tokio"),
    by_hand("tokio-by-hand", "tokio by hand", "run-tokio"),
    workshop("async-std", "run-async-std"),
    by_hand("async-std-by-hand", "async-std by hand", "run-async-std"),
    workshop("smol", "run-smol"),
    by_hand("smol-by-hand", "smol by hand", "run-smol"),
    workshop("compio", "run-compio"),
    workshop("mini", "run-mini"),
    Lane { id: "asyncio", title: "asyncio", kind: Kind::Original, source: Source::Python },
];

/// The runtimes of the workshop that are no lanes: the name of the crate, and the reason.
pub const NO_LANES: &[(&str, &str)] = &[
    ("run-simulated", "its clock is simulated, so its ticks are never late"),
    ("run-browser", "it runs in a web page, so there is no process to measure; the page shows its own ticks"),
    ("run-embassy", "it runs on a microcontroller that QEMU emulates, so its times would be those of QEMU"),
    ("run-asyncio", "it is a Python wheel that pip installs, so there is no program that cargo builds"),
];

/// A program that is compared with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its name on the command line, in JSON and in CSV.
    pub id: &'static str,
    /// Its name in everything that people read.
    pub title: &'static str,
    /// The kind of program.
    pub kind: Kind,
    /// Where it comes from.
    pub source: Source,
}

/// What kind of program a lane runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// No runtime, just a thread that sleeps with a call of the operating system. This is the best that the machine can
    /// do.
    Floor,
    /// The workshop's program on one runtime.
    Workshop,
    /// The same program as the runtime's own documentation would write it, without the workshop's core.
    ByHand,
    /// The Python original.
    Original,
}

/// Where a program comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A binary of a package.
    Binary {
        /// The package.
        package: &'static str,
        /// The binary.
        name: &'static str,
    },
    /// An example of a package. Its name is the lane's id.
    Example {
        /// The package.
        package: &'static str,
    },
    /// The Python original.
    Python,
}

const fn workshop(id: &'static str, package: &'static str) -> Lane {
    Lane { id, title: id, kind: Kind::Workshop, source: Source::Binary { package, name: package } }
}

const fn by_hand(id: &'static str, title: &'static str, package: &'static str) -> Lane {
    Lane { id, title, kind: Kind::ByHand, source: Source::Example { package } }
}

impl Kind {
    /// What it is, in a few words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Floor => "no runtime, just a thread that sleeps",
            Self::Workshop => "the workshop's program on one runtime",
            Self::ByHand => "the same program without the workshop's core",
            Self::Original => "the Python original",
        }
    }
}

impl Lane {
    /// Whether it has the lesson `crowd`.
    pub fn has_crowds(&self) -> bool {
        matches!(self.kind, Kind::Workshop | Kind::ByHand)
    }

    /// Whether it has all lessons and `--trace`.
    pub fn has_lessons(&self) -> bool {
        self.kind == Kind::Workshop
    }
}

/// A lane's program, ready to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// The executable.
    pub path: PathBuf,
    /// The script, for an interpreter.
    pub script: Option<PathBuf>,
}

impl Program {
    /// The command that runs `lesson`, with stderr as a pipe. It rounds durations down to whole milliseconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use lanes::Program;
    ///
    /// let python = Program { path: "python3".into(), script: Some("original.py".into()) };
    /// let command = python.command("async-main", Duration::from_millis(10), Duration::from_secs(2));
    /// let words = command.get_args().collect::<Vec<_>>();
    /// assert_eq!(words, ["original.py", "async-main", "--every", "10ms", "--for", "2000ms"]);
    /// ```
    pub fn command(&self, lesson: &str, every: Duration, limit: Duration) -> Command {
        let millis = |duration: Duration| format!("{}ms", duration.as_millis());
        let mut command = Command::new(&self.path);
        command.args(&self.script).arg(lesson);
        command.args(["--every", &millis(every), "--for", &millis(limit)]).stderr(Stdio::piped());
        command
    }
}

/// Reads a period or a limit that every lane accepts: whole milliseconds, from 1 ms to one day.
///
/// # Errors
///
/// A sentence that says what is accepted.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// assert_eq!(lanes::period("1m30s"), Ok(Duration::from_secs(90)));
/// assert_eq!(lanes::period("10us"), Err("accepted are whole milliseconds from 1ms to 1d"));
/// ```
pub fn period(text: &str) -> Result<Duration, &'static str> {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let duration = humantime::parse_duration(text)
        .map_err(|_| "a duration is a number with a unit, such as 500ms, 10s or 1m30s")?;
    let whole = duration.subsec_nanos() % 1_000_000 == 0;
    if whole && (Duration::from_millis(1)..=DAY).contains(&duration) {
        Ok(duration)
    } else {
        Err("accepted are whole milliseconds from 1ms to 1d")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_runtime_is_a_lane_or_says_why_not() {
        for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap() {
            let folder = folder.unwrap().file_name().into_string().unwrap();
            let is_lane =
                LANES.iter().any(|lane| matches!(lane.source, Source::Binary { package, .. } if package == folder));
            let says_why_not = NO_LANES.iter().any(|(package, _)| *package == folder);
            assert!(!folder.starts_with("run-") || (is_lane != says_why_not), "{folder}");
        }
    }
}
