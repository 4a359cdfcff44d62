//! The race: every runtime at once on the terminal, a lane each, as the ticks come in.
//!
//! Each lane is a process that prints the time, line by line, until its deadline. A thread of its own notes when each
//! line arrives (`lanes.rs`), a model does the arithmetic (`model.rs`), and it is shown: drawn where stdout is a
//! terminal (`terminal.rs` and `view.rs`), printed as lines where it is not (`lines.rs`).

mod lanes;
mod lines;
mod model;
mod signals;
mod terminal;
mod view;

use std::io::{self, IsTerminal as _, Write};
use std::process::Command;
use std::time::Duration;

/// Who runs in a lane: what it is called there, and the command that it is.
///
/// The command prints the time after each period, then `시간 종료`, and exits with 0. Its stdin, stdout and stderr are
/// set when the race starts it.
///
/// # Examples
///
/// ```
/// use std::process::Command;
/// use compare::race::Runner;
///
/// let mut command = Command::new("target/release/run-tokio");
/// command.args(["--every", "500ms", "--for", "10s"]);
/// let runner = Runner { name: "tokio".into(), command };
/// assert_eq!(runner.name, "tokio");
/// ```
#[derive(Debug)]
pub struct Runner {
    /// Its name on the screen.
    pub name: String,
    /// What it runs.
    pub command: Command,
}

/// What all runners were told to do, which is what their lateness is measured against.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use compare::race::Course;
///
/// let original = Course { every: Duration::from_millis(500), limit: Duration::from_secs(10) };
/// assert_eq!(original.limit.div_duration_f64(original.every), 20.0, "twenty lines");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The period between two ticks.
    pub every: Duration,
    /// The time from the first tick to the deadline.
    pub limit: Duration,
}

/// How a race ended.
///
/// # Examples
///
/// ```
/// use compare::race::Finish;
///
/// assert_eq!(Finish::Over.status(), 0);
/// assert_eq!(Finish::Quit.status(), 0, "that is the viewer's choice, and no failure");
/// assert_eq!(Finish::Signal(15).status(), 143, "as a shell has it");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Everyone was done.
    Over,
    /// The viewer quit before that, or went away.
    Quit,
    /// This signal ended it: SIGINT, SIGTERM or SIGHUP.
    Signal(i32),
}

impl Finish {
    /// The exit status that says so.
    pub fn status(self) -> u8 {
        match self {
            Self::Over | Self::Quit => 0,
            Self::Signal(signal) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
        }
    }
}

/// Runs the race and shows it on stdout, until the viewer quits.
///
/// On a terminal each runner has a lane, which the ticks fill from left to right. When everyone is done the screen
/// stays as it is. q, Esc or Ctrl-C quit at any time; what the terminal showed before is there again then, followed by
/// a line for each runner if the race was over. Where stdout is no terminal, this is [`race_in_lines`].
///
/// A runner that cannot be started, ends early or fails says so in its lane, and the others go on. None outlives the
/// race: those that still run when it ends, in whichever way, are killed.
///
/// SIGINT, SIGTERM and SIGHUP end the race; a second one of the same kind ends the process there and then.
///
/// # Errors
///
/// When the terminal cannot be drawn on or read, stdout cannot be written to, or the operating system refuses a thread
/// or does not let signals be caught.
///
/// # Panics
///
/// A panic in here restores the terminal first, so that its message can be read.
///
/// # Examples
///
/// ```no_run
/// use std::process::{Command, ExitCode};
/// use std::time::Duration;
/// use compare::race::{Course, Runner, race};
///
/// fn main() -> std::io::Result<ExitCode> {
///     let course = Course { every: Duration::from_millis(500), limit: Duration::from_secs(10) };
///     let runners = ["tokio", "smol"].map(|name| {
///         let command = Command::new(format!("target/release/run-{name}"));
///         Runner { name: name.into(), command }
///     });
///     Ok(race(runners.into(), course)?.status().into())
/// }
/// ```
pub fn race(runners: Vec<Runner>, course: Course) -> io::Result<Finish> {
    if io::stdout().is_terminal() {
        terminal::race(runners, course)
    } else {
        race_in_lines(runners, course, io::stdout())
    }
}

/// Runs the race and prints a line to `out` for each tick as it comes in, then one for each runner.
///
/// A line has the time since the start, the runner's name, what it printed, and how late that was. Runners are treated
/// as in [`race`], and so are signals. An `out` that nobody reads any more ([`BrokenPipe`](io::ErrorKind::BrokenPipe))
/// ends the race as if the viewer had quit. One that stalls holds up neither the runners nor a signal: another thread
/// waits for it, and is left behind if it still does so when a signal comes.
///
/// # Errors
///
/// The first error of `out` other than a broken pipe; or that the operating system refuses a thread, or does not let
/// signals be caught.
///
/// # Panics
///
/// If `out` does. The runners are killed as they are at any other end.
///
/// # Examples
///
/// ```
/// use std::process::Command;
/// use std::time::Duration;
/// use compare::race::{Course, Finish, Runner, race_in_lines};
///
/// let mut command = Command::new("cargo");
/// command.arg("--version");
/// let cargo = Runner { name: "cargo".into(), command };
/// let course = Course { every: Duration::from_millis(500), limit: Duration::from_secs(10) };
/// assert_eq!(race_in_lines(vec![cargo], course, std::io::sink())?, Finish::Over);
/// # std::io::Result::Ok(())
/// ```
pub fn race_in_lines(runners: Vec<Runner>, course: Course, out: impl Write + Send + 'static) -> io::Result<Finish> {
    lines::race(runners, course, out)
}
