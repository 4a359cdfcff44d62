//! The command line, the same for every runtime.

use std::ffi::OsString;
use std::fmt::{self, Display};
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, FromArgMatches, Parser};
use lessons::{Lesson, Options};

use crate::{progress, usage};

/// The arguments of the command line.
///
/// # Examples
///
/// ```
/// use command::Arguments;
/// use std::time::Duration;
///
/// let (arguments, ()) = Arguments::parse("tokio", ["--every", "100ms"]).unwrap();
/// assert_eq!(arguments.options.every, Duration::from_millis(100));
/// assert_eq!(arguments.options.limit, Duration::from_secs(10), "as in the original");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Arguments {
    /// The lesson to run.
    pub lesson: Lesson,
    /// The options of the lesson.
    pub options: Options,
    /// Where to write the trace. `None` means no trace.
    pub trace: Option<PathBuf>,
}

/// The arguments as clap reads them. The doc comments are the help.
#[derive(Debug, Parser)]
#[command(long_about = None)]
struct CommandLine {
    /// The lesson to run.
    #[arg(default_value = "async-main", value_parser = lesson())]
    lesson: Lesson,

    /// Time between two lines: 500ms, 10s, 1m30s.
    #[arg(long, value_name = "PERIOD", default_value = "500ms", value_parser = period, allow_hyphen_values = true)]
    every: Duration,

    /// Time until the deadline; 0 means that it is already past.
    #[arg(
        id = "for",
        long,
        value_name = "LIMIT",
        default_value = "10s",
        value_parser = duration,
        allow_hyphen_values = true
    )]
    limit: Duration,

    /// Number of coroutines in the lesson crowd, up to 10000000.
    #[arg(long, value_name = "N", default_value = "10000", value_parser = tasks, allow_hyphen_values = true)]
    tasks: usize,

    /// Where to write the trace.
    #[arg(long, value_name = "FILE", help = "Write a trace of the run, for Perfetto or chrome://tracing; - is stdout")]
    trace: Option<PathBuf>,

    /// List the lessons with their claims.
    #[arg(long)]
    list: bool,
}

impl Arguments {
    /// Reads the arguments of `run-<runtime>`, without the command's own name. `More` has the arguments that only this
    /// runtime accepts.
    ///
    /// # Errors
    ///
    /// One sentence that says which value is wrong and what is accepted. For `--help`, the help text.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = command::Arguments::parse::<()>("tokio", ["--every", "soon"]).unwrap_err();
    /// assert!(error.to_string().contains("'soon'") && error.to_string().contains("500ms"));
    /// ```
    pub fn parse<More: Args>(
        runtime: &str,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Result<(Self, More), UsageError> {
        let (line, more) = read(runtime, arguments)?;
        Ok((line.into(), more))
    }

    /// Reads the arguments of a command line.
    ///
    /// # Errors
    ///
    /// The exit status, if there is no lesson to run. The help, the list or the complaint is already printed.
    pub(crate) fn from_command_line<More: Args>(
        runtime: &str,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Result<(Self, More), ExitCode> {
        let (line, more) = read(runtime, arguments).map_err(|usage| usage.report())?;
        if line.list {
            let lessons = Lesson::ALL.iter().map(|lesson| format!("{lesson:12} {}\n", lesson.claim()));
            return Err(print(&lessons.collect::<String>()));
        }
        let mut arguments = Self::from(line);
        // https://no-color.org: any value turns colour off, except an empty one.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        arguments.options.color = std::io::stdout().is_terminal() && !no_color;
        Ok((arguments, more))
    }
}

impl From<CommandLine> for Arguments {
    fn from(line: CommandLine) -> Self {
        let CommandLine { lesson, every, limit, tasks, trace, list: _ } = line;
        let options = Options { every, limit, tasks, color: false, usage: usage::so_far, progress: progress::draw };
        Self { lesson, options, trace }
    }
}

fn read<More: Args>(
    runtime: &str,
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
) -> Result<(CommandLine, More), UsageError> {
    let name = format!("run-{runtime}");
    let arguments = iter::once(name.clone().into()).chain(arguments.into_iter().map(Into::into));
    let about = format!("Runs a lesson of the workshop on {runtime}. Without arguments: the original program.");
    More::augment_args(CommandLine::command())
        .bin_name(name.clone())
        .about(about)
        .try_get_matches_from(arguments)
        .and_then(|matches| Ok((CommandLine::from_arg_matches(&matches)?, More::from_arg_matches(&matches)?)))
        .map_err(|error| UsageError { name, error })
}

fn lesson() -> impl TypedValueParser<Value = Lesson> {
    let names = Lesson::ALL.iter().map(|lesson| PossibleValue::new(lesson.name()).help(lesson.claim()));
    PossibleValuesParser::new(names).try_map(|name| Lesson::named(&name).ok_or("there is no such lesson"))
}

/// The error for a command line that is not accepted.
///
/// # Examples
///
/// ```
/// let error = command::Arguments::parse::<()>("tokio", ["asink-main"]).unwrap_err();
/// assert!(error.to_string().starts_with("run-tokio: invalid value 'asink-main'"));
/// ```
#[derive(Debug)]
pub struct UsageError {
    name: String,
    error: clap::Error,
}

impl UsageError {
    /// Prints help to stdout or an error to stderr, and returns the exit status.
    fn report(&self) -> ExitCode {
        if self.error.use_stderr() {
            diagnose(self);
            return ExitCode::from(2);
        }
        print(&self.error.to_string())
    }
}

impl Display for UsageError {
    /// Writes one line: the parser's error without its advice, and the accepted arguments.
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
                "; accepted: [LESSON], --every PERIOD, --for LIMIT, --tasks N, --trace FILE and --list (see {} --help)",
                self.name
            ),
        }
    }
}

impl std::error::Error for UsageError {}

/// Prints `text` to stdout and returns the exit status.
fn print(text: &str) -> ExitCode {
    let mut stdout = std::io::stdout();
    status(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Returns the exit status for the result of a lesson. Prints a diagnostic to stderr if the lesson failed.
pub(crate) fn status(ended: std::io::Result<()>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of stdout has gone away (`| head -3`). This is not a failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // An error with a system error code comes from stdout: a lesson uses no other file.
            let what = if error.raw_os_error().is_some() { "cannot write to stdout: " } else { "" };
            diagnose(format_args!("Error: {what}{error}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints that the trace cannot be written, and returns the exit status.
pub(crate) fn refuse_trace(runtime: &str, path: &Path, reason: &std::io::Error) -> ExitCode {
    diagnose(format_args!(
        "run-{runtime}: cannot write a trace to '{}': {reason}; accepted: a file in a folder that exists, a pipe, a device, or - for stdout",
        path.display()
    ));
    ExitCode::from(2)
}

/// Prints a diagnostic to stderr. Does nothing if stderr is closed or full.
pub(crate) fn diagnose(what: impl Display) {
    writeln!(std::io::stderr(), "{what}").ok();
}

fn tasks(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|tasks| *tasks <= 10_000_000).ok_or("N is a whole number from 0 to 10000000")
}

fn period(text: &str) -> Result<Duration, &'static str> {
    match duration(text) {
        Ok(Duration::ZERO) => Err("a period is longer than zero, such as 500ms, 10s or 1m30s"),
        other => other,
    }
}

fn duration(text: &str) -> Result<Duration, &'static str> {
    humantime::parse_duration(text).map_err(|error| match error {
        humantime::DurationError::NumberOverflow => "a duration is at least 1ns and at most about 500000000000y",
        _ => "a duration is a number with a unit, such as 500ms, 10s or 1m30s",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        let parsed = Arguments::parse::<()>("tokio", line.split_whitespace());
        parsed.map(|(arguments, ())| arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_those_of_the_original() {
        let Arguments { lesson, options, .. } = parse("").unwrap();
        assert_eq!((lesson, options.tasks), (Lesson::AsyncMain, Options::default().tasks));
        assert_eq!((options.every, options.limit), (Options::default().every, Options::default().limit));
    }

    #[test]
    fn durations_are_written_as_people_write_them() {
        for (text, millis) in [("500ms", 500), ("10s", 10_000), ("1m30s", 90_000), ("1h", 3_600_000), ("0.5s", 500)] {
            assert_eq!(
                parse(&format!("--every {text}")).unwrap().options.every,
                Duration::from_millis(millis),
                "{text}"
            );
        }
    }

    #[test]
    fn a_limit_may_be_zero_or_longer_than_anyone_waits() {
        assert_eq!(parse("--for 0").unwrap().options.limit, Duration::ZERO);
        assert_eq!(parse("--for 0s").unwrap().options.limit, Duration::ZERO);
        assert!(parse("--for 500000000000y").unwrap().options.limit > Duration::from_secs(u64::MAX / 2));
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
        let help = Arguments::parse::<()>("tokio", ["--help"]).unwrap_err().error.to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for lesson in Lesson::ALL {
            assert!(help.contains(&format!("{lesson}: {}", lesson.claim())), "{lesson} is missing: {help}");
        }
    }
}
