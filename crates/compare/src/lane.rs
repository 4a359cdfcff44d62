//! The lanes: what is compared.
//!
//! Every lane is a program of its own that speaks one protocol:
//!
//! ```text
//! PROGRAM [async-main|crowd|drift] --every P --for L [--tasks N]
//! ```
//!
//! `run-simulated` speaks it, too, and is no lane: its ten seconds take none, so there is nothing to measure.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::report::Kind;

/// What can be compared, in the order of the table: what a runtime's own documentation would have one write stands
/// under what the workshop has.
pub(crate) const LANES: &[Lane] = &[
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
    workshop("mini", "run-mini"),
    Lane { id: "asyncio", title: "asyncio", kind: Kind::Original, source: Source::Python },
];

/// A program that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// What it is called on the command line, in the JSON and in the CSV.
    pub(crate) id: &'static str,
    /// What it is called elsewhere.
    pub(crate) title: &'static str,
    pub(crate) kind: Kind,
    pub(crate) source: Source,
}

/// Where a program comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A binary of a package.
    Binary { package: &'static str, name: &'static str },
    /// An example of a package, called as the lane.
    Example { package: &'static str },
    /// The Python original.
    Python,
}

const fn workshop(id: &'static str, package: &'static str) -> Lane {
    Lane { id, title: id, kind: Kind::Workshop, source: Source::Binary { package, name: package } }
}

const fn by_hand(id: &'static str, title: &'static str, package: &'static str) -> Lane {
    Lane { id, title, kind: Kind::ByHand, source: Source::Example { package } }
}

impl Lane {
    /// Whether it knows the lesson `crowd`.
    pub(crate) fn has_crowds(&self) -> bool {
        matches!(self.kind, Kind::Workshop | Kind::ByHand)
    }

    /// Whether it knows every other lesson as well, and `--trace`.
    pub(crate) fn has_lessons(&self) -> bool {
        self.kind == Kind::Workshop
    }
}

/// A lane that is ready to run.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// What is started.
    pub(crate) path: PathBuf,
    /// What comes before the lesson: a script.
    pub(crate) script: Option<PathBuf>,
}

impl Program {
    /// The command that runs `lesson`. Durations are handed over in whole milliseconds.
    pub(crate) fn command(&self, lesson: &str, every: Duration, limit: Duration) -> Command {
        let millis = |duration: Duration| format!("{}ms", duration.as_millis());
        let mut command = Command::new(&self.path);
        command.args(&self.script).arg(lesson);
        command.args(["--every", &millis(every), "--for", &millis(limit)]).stderr(Stdio::piped());
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_called_as_the_protocol_says() {
        let script = Some("original.py".into());
        let python = Program { path: "python3".into(), script };
        let command = python.command("async-main", Duration::from_millis(10), Duration::from_secs(2));
        let words = command.get_args().map(|word| word.to_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(words, ["original.py", "async-main", "--every", "10ms", "--for", "2000ms"]);
    }
}
