//! The command line, the same for every runtime.

use std::ffi::OsString;
use std::fmt::{self, Display};
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, FromArgMatches, Parser};

use crate::lessons::Lesson;

/// What a participant can say on the command line.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use workshop::Options;
///
/// let (options, ()) = Options::parse("tokio", ["--every", "100ms"]).unwrap();
/// assert_eq!(options.every, Duration::from_millis(100));
/// assert_eq!(options.limit, Duration::from_secs(10), "as in the original");
/// ```
#[derive(Clone, Debug, Parser)]
#[command(long_about = None)]
#[non_exhaustive]
pub struct Options {
    /// The lesson to run.
    #[arg(value_enum, default_value_t = Lesson::AsyncMain)]
    pub lesson: Lesson,

    /// Time between two lines: 500ms, 10s, 1m30s.
    #[arg(long, value_name = "PERIOD", default_value = "500ms", value_parser = period, allow_hyphen_values = true)]
    pub every: Duration,

    /// Time until the deadline; 0 is a deadline already past.
    #[arg(
        id = "for",
        long,
        value_name = "LIMIT",
        default_value = "10s",
        value_parser = duration,
        allow_hyphen_values = true
    )]
    pub limit: Duration,

    /// How many coroutines the lesson crowd has, up to 10000000.
    #[arg(
        long,
        value_name = "N",
        default_value = "10000",
        value_parser = tasks,
        allow_hyphen_values = true
    )]
    pub tasks: usize,

    /// Where to write what the runtime did, if anywhere: see [`Traced`](crate::Traced).
    #[arg(long, value_name = "FILE", help = "Write what the runtime did, for Perfetto or chrome://tracing")]
    pub trace: Option<PathBuf>,

    /// List the lessons with their claims.
    #[arg(long)]
    pub list: bool,

    /// Whether to print in colour: where stdout is a terminal, unless `NO_COLOR` says no.
    #[arg(skip)]
    pub color: bool,
}

impl Options {
    /// Reads the options of `run-<runtime>` from its arguments, without the command's own name; and with them those
    /// that only this runtime has, if any.
    ///
    /// # Errors
    ///
    /// One sentence that says which value makes no sense and what is accepted; or, for `--help`, the help.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = workshop::Options::parse::<()>("tokio", ["--every", "soon"]).unwrap_err();
    /// assert!(error.to_string().contains("'soon'") && error.to_string().contains("500ms"));
    /// ```
    pub fn parse<More: Args>(
        runtime: &str,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Result<(Self, More), UsageError> {
        let name = format!("run-{runtime}");
        let arguments = iter::once(name.clone().into()).chain(arguments.into_iter().map(Into::into));
        let about = format!("Runs a lesson of the workshop on {runtime}. Without arguments: the original program.");
        More::augment_args(Self::command())
            .bin_name(name.clone())
            .about(about)
            .try_get_matches_from(arguments)
            .and_then(|matches| Ok((Self::from_arg_matches(&matches)?, More::from_arg_matches(&matches)?)))
            .map_err(|error| UsageError { name, error })
    }

    /// Reads the options of this process, or says on the terminal why not and returns the exit status.
    pub(crate) fn from_command_line<More: Args>(runtime: &str) -> Result<(Self, More), ExitCode> {
        let arguments = std::env::args_os().skip(1);
        let (mut options, more) = Self::parse(runtime, arguments).map_err(|usage| usage.report())?;
        if options.list {
            let lessons = Lesson::ALL.iter().map(|lesson| format!("{lesson:12} {}\n", lesson.claim()));
            return Err(print(&lessons.collect::<String>()));
        }
        // https://no-color.org: any value but an empty one.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        options.color = std::io::stdout().is_terminal() && !no_color;
        Ok((options, more))
    }
}

/// Why a command line was not accepted.
///
/// # Examples
///
/// ```
/// let error = workshop::Options::parse::<()>("tokio", ["asink-main"]).unwrap_err();
/// assert!(error.to_string().starts_with("run-tokio: invalid value 'asink-main'"));
/// ```
#[derive(Debug)]
pub struct UsageError {
    name: String,
    error: clap::Error,
}

impl UsageError {
    /// Prints it where it belongs: help that was asked for on stdout, a complaint on stderr.
    fn report(&self) -> ExitCode {
        if self.error.use_stderr() {
            diagnose(self);
            return ExitCode::from(2);
        }
        print(&self.error.to_string())
    }
}

impl Display for UsageError {
    /// One line, whatever the parser has to say: its complaint without the advice, and what is accepted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let complaint = self.error.to_string();
        let complaint = complaint.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let one_line = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{}: {one_line}", self.name)?;
        match self.error.kind() {
            clap::error::ErrorKind::ValueValidation => Ok(()),
            clap::error::ErrorKind::InvalidValue if complaint.contains("[possible values: ") => Ok(()),
            _ => write!(
                f,
                "; accepted are [LESSON], --every PERIOD, --for LIMIT, --tasks N, --trace FILE and --list (see {} --help)",
                self.name
            ),
        }
    }
}

impl std::error::Error for UsageError {}

/// Prints what was asked for, before any runtime runs, and returns the exit status.
fn print(text: &str) -> ExitCode {
    let mut stdout = std::io::stdout();
    status(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Returns the exit status of whoever `ended` like that, after a diagnostic where there is something to say.
pub(crate) fn status(ended: std::io::Result<()>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read stdout has gone away (`| head -3`). That is the reader's choice, and no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // What the operating system says, it says of stdout: nothing else is written or read here.
            let what = if error.raw_os_error().is_some() { "cannot write to stdout: " } else { "" };
            diagnose(format_args!("Error: {what}{error}"));
            ExitCode::FAILURE
        }
    }
}

/// Returns the exit status of a command that cannot write its trace where it was told to, after saying so.
pub(crate) fn refuse_trace(runtime: &str, path: &Path, reason: &std::io::Error) -> ExitCode {
    diagnose(format_args!(
        "run-{runtime}: cannot write a trace to '{}': {reason}; accepted is a file, old or new, in a folder that is there",
        path.display()
    ));
    ExitCode::from(2)
}

/// Prints a diagnostic to stderr. Should that be closed or full, there is no one left to tell.
pub(crate) fn diagnose(what: impl Display) {
    writeln!(std::io::stderr(), "{what}").ok();
}

fn tasks(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|tasks| *tasks <= 10_000_000).ok_or("the tasks are a whole number from 0 to 10000000")
}

fn period(text: &str) -> Result<Duration, &'static str> {
    match duration(text) {
        Ok(Duration::ZERO) => Err("a period is longer than zero, such as 500ms, 10s or 1m30s"),
        other => other,
    }
}

fn duration(text: &str) -> Result<Duration, &'static str> {
    humantime::parse_duration(text).map_err(|error| match error {
        humantime::DurationError::NumberOverflow => "a duration is at least 1ns and at most some 500000000000y",
        _ => "a duration is a number with a unit, such as 500ms, 10s or 1m30s",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        let parsed = Options::parse::<()>("tokio", line.split_whitespace());
        parsed.map(|(options, ())| options).map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_those_of_the_original() {
        let options = parse("").unwrap();
        assert_eq!(options.lesson, Lesson::AsyncMain);
        assert_eq!((options.every, options.limit), (Duration::from_millis(500), Duration::from_secs(10)));
    }

    #[test]
    fn durations_are_written_as_people_write_them() {
        for (text, millis) in [("500ms", 500), ("10s", 10_000), ("1m30s", 90_000), ("1h", 3_600_000), ("0.5s", 500)] {
            assert_eq!(parse(&format!("--every {text}")).unwrap().every, Duration::from_millis(millis), "{text}");
        }
    }

    #[test]
    fn a_limit_may_be_zero_or_longer_than_anyone_waits() {
        assert_eq!(parse("--for 0").unwrap().limit, Duration::ZERO);
        assert_eq!(parse("--for 0s").unwrap().limit, Duration::ZERO);
        assert!(parse("--for 500000000000y").unwrap().limit > Duration::from_secs(u64::MAX / 2));
    }

    #[test]
    fn what_makes_no_sense_is_named_together_with_what_does() {
        for (line, value, accepted) in [
            ("--every 0", "'0'", "500ms"),
            ("--every 0s", "'0s'", "500ms"),
            ("--every -1s", "'-1s'", "500ms"),
            ("--every abc", "'abc'", "500ms"),
            ("--every 5", "'5'", "500ms"),
            ("--for 1e400s", "'1e400s'", "10s"),
            ("--for 584942417355y", "'584942417355y'", "500000000000y"),
            ("--for 0.1ns", "'0.1ns'", "1ns"),
            ("--tasks 18446744073709551615", "'18446744073709551615'", "10000000"),
            ("--tasks -1", "'-1'", "10000000"),
            ("--tasks many", "'many'", "10000000"),
            ("asink-main", "'asink-main'", "async-main"),
            ("--evry 1s", "'--evry'", "--every PERIOD"),
            ("async-main again", "'again'", "[LESSON]"),
            ("--every", "'--every <PERIOD>'", "--every PERIOD"),
            ("--trace", "'--trace <FILE>'", "--trace FILE"),
            ("--trace=", "'--trace <FILE>'", "--trace FILE"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.starts_with("run-tokio: ") && error.contains(value) && error.contains(accepted), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn the_help_lists_every_lesson_with_its_claim() {
        let help = Options::parse::<()>("tokio", ["--help"]).unwrap_err().error.to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for lesson in Lesson::ALL {
            assert!(help.contains(&format!("{lesson}: {}", lesson.claim())), "{lesson} is missing: {help}");
        }
    }
}
