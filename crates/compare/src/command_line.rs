//! The command line.

use std::ffi::OsString;
use std::fmt::{self, Display, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use lanes::{LANES, Lane, NO_LANES, period};
use lessons::Lesson;

use crate::number::unsigned_nanos;
use crate::report::Settings;
use crate::table::wrapped;

/// Measures the workshop's program on every runtime, side by side.
///
/// Without arguments it measures every lane, in well under a minute. It prints a table and opens a page.
#[derive(Clone, Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(name = "compare", long_about = None)]
pub(crate) struct Options {
    /// Rounds of printing, after one that does not count. Crowds have half as many, but at least two. [default: 5]
    #[arg(long, value_name = "N", value_parser = rounds, allow_hyphen_values = true)]
    rounds: Option<usize>,

    /// Short runs and a small crowd, for a quick look.
    #[arg(long)]
    quick: bool,

    /// Time between two lines, in whole milliseconds. [default: 10ms]
    #[arg(long, value_name = "PERIOD", value_parser = period, allow_hyphen_values = true)]
    every: Option<Duration>,

    /// Time until the deadline of the printing coroutine, in whole milliseconds. [default: 400ms]
    #[arg(id = "for", long, value_name = "LIMIT", value_parser = period, allow_hyphen_values = true)]
    limit: Option<Duration>,

    /// How many coroutines a crowd has, up to 10000000; separate several sizes by commas. [default: 10000,100000]
    #[arg(long, value_name = "N,…", value_delimiter = ',', value_parser = crowd_size, allow_hyphen_values = true)]
    crowd_sizes: Option<Vec<usize>>,

    /// Measure only these lanes, separated by commas.
    #[arg(long, value_name = "LANE,…", value_delimiter = ',', value_parser = PossibleValuesParser::new(LANES.iter().map(|lane| lane.id)))]
    pub(crate) lanes: Option<Vec<String>>,

    /// List the lanes, and the runtimes that are no lanes with the reason; measure nothing.
    #[arg(long, exclusive = true)]
    pub(crate) list_lanes: bool,

    /// The lesson whose anatomy the page shows.
    #[arg(long, value_name = "LESSON", value_parser = anatomy, default_value = "async-main", hide_possible_values = true)]
    pub(crate) lesson: Lesson,

    /// Also measure how long each runtime takes to build from nothing. This takes several minutes.
    #[arg(long)]
    pub(crate) build: bool,

    /// Build nothing; measure the programs that are built already.
    #[arg(long, conflicts_with = "build")]
    pub(crate) no_build: bool,

    /// The name on the report, for a class. [default: the name of this machine]
    #[arg(long, value_name = "WHO")]
    pub(crate) name: Option<String>,

    /// File for the report; with -, it goes to stdout and the table to stderr. [default: compare/report.json in the
    /// target directory]
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// File for the figures as comma-separated values; - is stdout. Without this option they are not written.
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,

    /// File for the page; - is stdout. [default: compare/index.html in the target directory; class.html with --merge]
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,

    /// Do not open the page in a browser.
    #[arg(long)]
    pub(crate) no_open: bool,

    /// Make one page from the reports of a class; measure nothing.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = MEASURING)]
    pub(crate) merge: Option<Vec<PathBuf>>,

    /// Check the workshop's claims against the figures. The exit status is 1 if a claim is not kept.
    #[arg(long)]
    pub(crate) check: bool,

    /// Show every column of the table, not only those that help to choose a runtime.
    #[arg(long)]
    pub(crate) all: bool,
}

/// The options that make no sense when nothing is measured.
const MEASURING: [&str; 14] = [
    "rounds",
    "quick",
    "every",
    "for",
    "crowd_sizes",
    "lanes",
    "lesson",
    "build",
    "no_build",
    "name",
    "json",
    "csv",
    "check",
    "all",
];

/// The text of `--list-lanes`.
pub(crate) fn list_of_lanes() -> String {
    let mut list = String::new();
    for Lane { id, kind, .. } in LANES {
        let _ = writeln!(list, "{id:17}  {}", kind.describe());
    }
    list.push_str("\nNot measured:\n");
    for (package, why) in NO_LANES {
        let _ = writeln!(list, "{package:17}  {why}");
    }
    wrapped(&list, 80, 19)
}

impl Options {
    /// Reads the arguments, without the command's own name.
    ///
    /// # Errors
    ///
    /// One sentence that says which value makes no sense and what is accepted. For `--help`, it is the help.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Self, UsageError> {
        let arguments = std::iter::once("compare".into()).chain(arguments.into_iter().map(Into::into));
        let options = Self::try_parse_from(arguments).map_err(UsageError::Parser)?;
        let (every, limit) = (options.every(), options.limit());
        if limit < every * 2 {
            let (every, limit) = (humantime::format_duration(every), humantime::format_duration(limit));
            return Err(UsageError::Sense(format!(
                "--for {limit} leaves no tick to be late; accepted is at least twice --every {every}"
            )));
        }
        Ok(options)
    }

    fn every(&self) -> Duration {
        self.every.unwrap_or(Duration::from_millis(10))
    }

    fn limit(&self) -> Duration {
        self.limit.unwrap_or(if self.quick { Duration::from_millis(150) } else { Duration::from_millis(400) })
    }

    /// What to measure. With the defaults the whole comparison takes less than a minute, and a quick one less than ten
    /// seconds.
    pub(crate) fn settings(&self) -> Settings {
        let mut crowd_sizes =
            self.crowd_sizes.clone().unwrap_or(if self.quick { vec![10_000] } else { vec![10_000, 100_000] });
        crowd_sizes.sort_unstable();
        crowd_sizes.dedup();
        // No runtime could do a million ticks every 200 ms. Each coroutine ticks three times, so its start and its end
        // are the same share of a tick in every crowd. No limit is a multiple of the period: runtimes treat a tick that
        // is due at the deadline differently, and all should do the same work.
        let huge = crowd_sizes.last().is_some_and(|tasks| *tasks > 200_000);
        let (crowd_every, crowd_limit) = if self.quick {
            (30, 80)
        } else if huge {
            (500, 1250)
        } else {
            (200, 500)
        };
        Settings {
            rounds: self.rounds.unwrap_or(if self.quick { 1 } else { 5 }),
            every_ns: unsigned_nanos(self.every()),
            limit_ns: unsigned_nanos(self.limit()),
            crowd_sizes,
            crowd_every_ns: unsigned_nanos(Duration::from_millis(crowd_every)),
            crowd_limit_ns: unsigned_nanos(Duration::from_millis(crowd_limit)),
            quick: self.quick,
        }
    }
}

/// Why a command line was not accepted.
#[derive(Debug)]
pub(crate) enum UsageError {
    /// The parser's error, or the help.
    Parser(clap::Error),
    /// A sentence about values that make sense alone, but not together.
    Sense(String),
}

impl UsageError {
    /// The help, if the user asked for it.
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::Parser(error) if !error.use_stderr() => Some(error.to_string()),
            _ => None,
        }
    }
}

impl Display for UsageError {
    /// One line: the parser's complaint without its advice, then what is accepted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = match self {
            Self::Sense(sentence) => return write!(f, "compare: {sentence}"),
            Self::Parser(error) => error,
        };
        let complaint = error.to_string();
        let complaint = complaint.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        write!(f, "compare: {}", complaint.split_whitespace().collect::<Vec<_>>().join(" "))?;
        match error.kind() {
            ErrorKind::ValueValidation => Ok(()),
            ErrorKind::InvalidValue if complaint.contains("[possible values: ") => Ok(()),
            _ => write!(f, "; accepted are --check, --merge FILE… and options such as --rounds N (see compare --help)"),
        }
    }
}

fn rounds(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|rounds| (1..=1000).contains(rounds)).ok_or("the rounds are a whole number from 1 to 1000")
}

fn crowd_size(text: &str) -> Result<usize, &'static str> {
    let size = text.parse().ok().filter(|size| (1..=10_000_000).contains(size));
    size.ok_or("the size of a crowd is a whole number from 1 to 10000000")
}

fn anatomy(text: &str) -> Result<Lesson, String> {
    let ending = || Lesson::ALL.iter().filter(|lesson| **lesson != Lesson::Forever);
    ending().find(|lesson| lesson.name() == text).copied().ok_or_else(|| {
        format!(
            "accepted are the lessons that end: {}",
            ending().map(|lesson| lesson.name()).collect::<Vec<_>>().join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_spelling_is_accepted() {
        let line = "--rounds 3 --quick --every 20ms --for 1s --crowd-sizes 100,1,100 --lanes floor,tokio --lesson drift \
                    --no-build --name me --json a --csv b --page c --no-open --check";
        let options = parse(line).unwrap();
        let settings = options.settings();
        assert_eq!((settings.rounds, settings.every_ns, settings.limit_ns), (3, 20_000_000, 1_000_000_000));
        assert_eq!(settings.crowd_sizes, [1, 100]);
        assert_eq!((options.lesson, options.lanes.unwrap()), (Lesson::Drift, vec!["floor".into(), "tokio".into()]));
        assert_eq!(parse("--merge a.json b.json --page c").unwrap().merge.unwrap().len(), 2);
        assert!(parse("--build").unwrap().build);
    }

    #[test]
    fn what_makes_no_sense_is_named_together_with_what_does() {
        for (line, value, accepted) in [
            ("--rounds 0", "'0'", "from 1 to 1000"),
            ("--rounds -1", "'-1'", "from 1 to 1000"),
            ("--every soon", "'soon'", "500ms"),
            ("--every 0", "'0'", "whole milliseconds"),
            ("--every 1500us", "'1500us'", "whole milliseconds"),
            ("--for 2d", "'2d'", "1d"),
            ("--every 10ms --for 15ms", "--for 15ms", "twice --every 10ms"),
            ("--crowd-sizes 1,many", "'many'", "10000000"),
            ("--lanes tokyo", "'tokyo'", "tokio-by-hand"),
            ("--lesson forever", "'forever'", "async-main"),
            ("--merge", "--merge <FILE>", "--merge FILE"),
            ("--merge a --rounds 2", "--rounds", "--help"),
            ("--build --no-build", "--no-build", "--help"),
            ("--list-lanes --quick", "--list-lanes", "--help"),
            ("--evry 1s", "'--evry'", "--help"),
            ("race", "'race'", "--help"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(
                error.starts_with("compare: ") && error.contains(value) && error.contains(accepted),
                "{line}: {error}"
            );
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn every_lane_is_listed_and_every_runtime_that_is_none() {
        assert!(parse("--list-lanes").unwrap().list_lanes);
        let list = list_of_lanes();
        for name in LANES.iter().map(|lane| lane.id).chain(NO_LANES.iter().map(|(package, _)| *package)) {
            assert_eq!(list.lines().filter(|line| line.split(' ').next() == Some(name)).count(), 1, "{name}\n{list}");
        }
        assert!(list.lines().all(|line| line.len() <= 80), "{list}");
    }

    #[test]
    fn help_is_no_error() {
        let help = Options::parse(["--help"]).unwrap_err().help().unwrap();
        assert!(help.contains("--crowd-sizes"), "{help}");
        assert_eq!(Options::parse(["--rounds"]).unwrap_err().help(), None);
    }
}
