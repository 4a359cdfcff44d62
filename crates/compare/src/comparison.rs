//! A comparison from beginning to end: build, measure, write, show.

use std::env;
use std::fs;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use chrono::{Local, SecondsFormat};
use lanes::{Interrupt, Interrupted, Kind, LANES, Lane, Missing, Source, Stop, Workspace};
use whole_file::Output;

use crate::check;
use crate::command_line::Options;
use crate::csv::csv;
use crate::machine::{host_name, machine};
use crate::measure::{self, Footprint, Runner, measure};
use crate::merge;
use crate::noise::{self, Listening};
use crate::number::unsigned_nanos;
use crate::page::page;
use crate::report::{AnatomyRun, FORMAT, LaneReport, Machine, Outcome, Report, Settings, VERSION};
use crate::table::{Look, table};

/// Why there is no comparison.
#[derive(Debug)]
pub(crate) enum Failure {
    /// This process was asked to end.
    Interrupted(Interrupted),
    /// The user asked for something impossible. A sentence.
    Usage(String),
    /// Something else failed. A sentence.
    Error(String),
    /// The reader of stdout has gone away. This is not a failure.
    NobodyReads,
}

impl From<Interrupted> for Failure {
    fn from(interrupted: Interrupted) -> Self {
        Self::Interrupted(interrupted)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Interrupted(interrupted) => Self::Interrupted(interrupted),
            Stop::Failed(why) => Self::Error(why),
        }
    }
}

/// Measures, writes the results and shows them. The exit status is 1 when a lane failed or a claim was not kept.
pub(crate) fn compare(options: &Options, interrupt: &Interrupt) -> Result<ExitCode, Failure> {
    // This comes before the build: our own build would count as noise.
    let load = noise::load();
    let workspace = Workspace::find(interrupt)?;
    let outputs = Outputs::check(options, &workspace)?;
    let lanes = Lanes::prepare(options, &workspace, interrupt)?;
    let machine = machine(interrupt)?;
    let settings = options.settings();

    let mut attempts = Vec::new();
    let (report, others, verdicts) = loop {
        let (report, others) = lanes.report(options, &settings, &machine, load, interrupt)?;
        if !options.check {
            break (report, others, None);
        }
        attempts.push(check::verdicts(&report));
        let best = check::best(&attempts);
        if attempts.len() == check::ATTEMPTS || !check::is_worth_another_attempt(&best) {
            break (report, others, Some(best));
        }
        diagnose(
            "A claim that depends on timing was not kept. The machine may have been busy, so it is measured again.",
        );
    };

    outputs.write(&report, &others, interrupt)?;
    outputs.print(&table(&report, outputs.look(options.all)))?;
    let mut good = lanes.none_failed(&report);
    if let Some(verdicts) = verdicts {
        outputs.print(&format!("\n{}", check::show(&verdicts, attempts.len(), outputs.look(options.all).width)))?;
        good = check::all_kept(&verdicts);
    }
    outputs.tell()?;
    outputs.open(options);
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes one page from many reports.
pub(crate) fn make_page_of_class(
    files: &[PathBuf],
    options: &Options,
    interrupt: &Interrupt,
) -> Result<ExitCode, Failure> {
    let reports = files.iter().map(|file| merge::read(file)).collect::<Result<Vec<_>, _>>().map_err(Failure::Usage)?;
    let path = match &options.page {
        Some(path) => path.clone(),
        None => folder(&Workspace::find(interrupt)?)?.join("class.html"),
    };
    let outputs = Outputs { json: None, csv: None, page: Some(check(&path)?) };
    write_all([(&outputs.page, page(&reports, &[]))], interrupt)?;
    outputs.tell()?;
    outputs.open(options);
    Ok(ExitCode::SUCCESS)
}

/// The lanes that take part, and the lanes that cannot.
struct Lanes {
    runners: Vec<Runner>,
    missing: Vec<(Lane, Missing)>,
}

impl Lanes {
    fn prepare(options: &Options, workspace: &Workspace, interrupt: &Interrupt) -> Result<Self, Failure> {
        let wanted = |lane: &&Lane| options.lanes.as_ref().is_none_or(|wanted| wanted.iter().any(|id| id == lane.id));
        let mut lanes = Self { runners: Vec::new(), missing: Vec::new() };
        for (lane, program) in workspace.programs(LANES.iter().filter(wanted), !options.no_build, interrupt)? {
            match program {
                Ok(program) => {
                    let footprint = footprint(&lane, &program.path, options.build, workspace, interrupt)?;
                    lanes.runners.push(Runner { lane, program, footprint });
                }
                Err(missing) => lanes.missing.push((lane, missing)),
            }
        }
        Ok(lanes)
    }

    /// Measures the lanes. Returns the report, and the recorded runs that are not in it.
    fn report(
        &self,
        options: &Options,
        settings: &Settings,
        machine: &Machine,
        load: Option<f64>,
        interrupt: &Interrupt,
    ) -> Result<(Report, Vec<AnatomyRun>), Failure> {
        let lanes = self.runners.iter().map(|runner| runner.lane).collect::<Vec<_>>();
        let expected = measure::expected(&lanes, settings, options.lesson);
        diagnose(&format!("Measuring {} lanes, which takes about {} s.", lanes.len(), expected.as_secs() + 1));
        let created = Local::now().to_rfc3339_opts(SecondsFormat::Secs, false);
        let listening = Listening::begin(load);
        let found = measure(&self.runners, settings, options.lesson, interrupt)?;
        let noise = listening.end(found.disturbances);
        for note in &found.notes {
            diagnose(&format!("{note}."));
        }
        let measured = self.runners.iter().zip(found.lanes).map(|(runner, found)| {
            (
                runner.lane,
                match found {
                    Ok(figures) => Outcome::Measured { figures: Box::new(figures) },
                    Err(reason) => Outcome::Failed { reason },
                },
            )
        });
        let missing = self.missing.iter().map(|(lane, missing)| {
            (
                *lane,
                match missing {
                    Missing::Absent(reason) => Outcome::Absent { reason: reason.clone() },
                    Missing::Failed(reason) => Outcome::Failed { reason: reason.clone() },
                },
            )
        });
        let mut outcomes = measured.chain(missing).collect::<Vec<_>>();
        outcomes.sort_by_key(|(lane, _)| LANES.iter().position(|other| other == lane));
        let report = Report {
            format: FORMAT.into(),
            version: VERSION,
            name: options.name.clone().unwrap_or_else(host_name),
            created,
            machine: machine.clone(),
            settings: settings.clone(),
            noise,
            lanes: outcomes.into_iter().map(|(lane, outcome)| lane_report(lane, outcome)).collect(),
            anatomy: found.anatomy,
        };
        Ok((report, found.others))
    }

    /// Whether at least one lane was measured and none failed.
    fn none_failed(&self, report: &Report) -> bool {
        !self.runners.is_empty() && !report.lanes.iter().any(|lane| matches!(lane.outcome, Outcome::Failed { .. }))
    }
}

fn lane_report(lane: Lane, outcome: Outcome) -> LaneReport {
    LaneReport { id: lane.id.into(), title: lane.title.into(), kind: lane.kind, outcome }
}

/// The facts about a program that need no run. A Python lane has none, because the interpreter is not the lane's own
/// program. An example has no crates of its own.
fn footprint(
    lane: &Lane,
    path: &Path,
    build: bool,
    workspace: &Workspace,
    interrupt: &Interrupt,
) -> Result<Footprint, Failure> {
    if lane.source == Source::Python {
        return Ok(Footprint::default());
    }
    let binary_bytes = fs::metadata(path).map(|data| data.len()).ok();
    let (Kind::Workshop, Source::Binary { package, .. }) = (lane.kind, lane.source) else {
        return Ok(Footprint { binary_bytes, ..Footprint::default() });
    };
    let crates = workspace.crates(package, interrupt)?;
    let build_ns = if build { cold_build(package, workspace, interrupt)?.map(unsigned_nanos) } else { None };
    Ok(Footprint { binary_bytes, crates, build_ns })
}

fn cold_build(package: &str, workspace: &Workspace, interrupt: &Interrupt) -> Result<Option<Duration>, Failure> {
    diagnose(&format!("Building {package} from nothing."));
    match workspace.cold_build(package, interrupt)? {
        Ok(took) => Ok(Some(took)),
        Err(Missing::Absent(why) | Missing::Failed(why)) => {
            diagnose(&format!("How long {package} takes to build is not known: {why}."));
            Ok(None)
        }
    }
}

/// The results that are written.
struct Outputs {
    json: Option<Output>,
    csv: Option<Output>,
    page: Option<Output>,
}

impl Outputs {
    /// Checks that every result can be written, before measuring takes minutes. With `--check`, only the results that
    /// the user named are written.
    fn check(options: &Options, workspace: &Workspace) -> Result<Self, Failure> {
        let default = |path: &Option<PathBuf>, name: &str| match path {
            Some(path) => check(path).map(Some),
            None if options.check => Ok(None),
            None => check(&folder(workspace)?.join(name)).map(Some),
        };
        let outputs = Self {
            json: default(&options.json, "report.json")?,
            csv: options.csv.as_deref().map(check).transpose()?,
            page: default(&options.page, "index.html")?,
        };
        let files = outputs.all();
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            if let (Some(one), Some(other)) = (files[one], files[other])
                && one.collides_with(other)
            {
                return Err(Failure::Usage(format!("{one} would be written twice; accepted are different files")));
            }
        }
        Ok(outputs)
    }

    fn all(&self) -> [Option<&Output>; 3] {
        [self.json.as_ref(), self.csv.as_ref(), self.page.as_ref()]
    }

    fn write(&self, report: &Report, others: &[AnatomyRun], interrupt: &Interrupt) -> Result<(), Failure> {
        let json = serde_json::to_string(report).map_err(|error| Failure::Error(error.to_string()))? + "\n";
        let page = page(std::slice::from_ref(report), others);
        write_all([(&self.json, json), (&self.csv, csv(report)), (&self.page, page)], interrupt)
    }

    /// Prints text for people: to stdout, or to stderr if a result goes to stdout.
    fn print(&self, text: &str) -> Result<(), Failure> {
        if self.take_stdout() {
            write!(io::stderr(), "{text}").ok();
            return Ok(());
        }
        print(text)
    }

    fn take_stdout(&self) -> bool {
        self.all().into_iter().flatten().any(Output::is_stdout)
    }

    fn tell(&self) -> Result<(), Failure> {
        for (what, output) in [("Report", &self.json), ("Figures", &self.csv), ("Page", &self.page)] {
            if let Some(output) = output
                && !output.is_stdout()
            {
                self.print(&format!("{what}: {output}\n"))?;
            }
        }
        Ok(())
    }

    /// How to show the table: as wide as the terminal.
    fn look(&self, all: bool) -> Look {
        const WIDTH: usize = 80;
        let (columns, is_terminal) = if self.take_stdout() {
            (columns(io::stderr()), io::stderr().is_terminal())
        } else {
            (columns(io::stdout()), io::stdout().is_terminal())
        };
        // See https://no-color.org: any value counts except an empty one.
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Look { width: columns.unwrap_or(WIDTH), bold: is_terminal && !no_color, all }
    }

    /// Opens the page if somebody can see it.
    fn open(&self, options: &Options) {
        let Some(page) = self.page.as_ref().and_then(Output::file) else { return };
        let display = !cfg!(all(unix, not(target_os = "macos")))
            || ["DISPLAY", "WAYLAND_DISPLAY"]
                .iter()
                .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
        if !io::stdout().is_terminal() || !display || options.no_open {
            return;
        }
        if let Err(error) = opener::open(page) {
            diagnose(&format!("The page does not open by itself: {error}."));
        }
    }
}

/// The folder for results that the user gave no place.
fn folder(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.target().join("compare");
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::Usage(format!("{} cannot be made: {error}", folder.display())))?;
    Ok(folder)
}

fn check(path: &Path) -> Result<Output, Failure> {
    let refused = |error| {
        Failure::Usage(format!(
            "{} cannot be written: {error}; accepted is a file in a folder that exists, a pipe, a device, or - for stdout",
            path.display()
        ))
    };
    Output::check(path).map_err(refused)
}

/// Writes the files first. So they are there even if nobody reads a pipe.
fn write_all<const N: usize>(results: [(&Option<Output>, String); N], interrupt: &Interrupt) -> Result<(), Failure> {
    let results = results.into_iter().filter_map(|(output, text)| Some((output.as_ref()?, text)));
    let (files, streams): (Vec<_>, Vec<_>) = results.partition(|(output, _)| output.file().is_some());
    files.into_iter().chain(streams).try_for_each(|(output, text)| write(output, text, interrupt))
}

fn write(output: &Output, text: String, interrupt: &Interrupt) -> Result<(), Failure> {
    let written = match output.file() {
        Some(_) => output.write(text.as_bytes()),
        None => stream(output.clone(), text, interrupt)?,
    };
    match written {
        // The reader of a pipe has gone away. This is not a failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| Failure::Error(format!("{output} cannot be written: {error}"))),
    }
}

/// Writes on a separate thread, because a pipe may block for ever. A signal ends the wait.
fn stream(output: Output, text: String, interrupt: &Interrupt) -> Result<io::Result<()>, Interrupted> {
    let writer = thread::spawn(move || output.write(text.as_bytes()));
    while !writer.is_finished() {
        interrupt.check()?;
        thread::sleep(Duration::from_millis(5));
    }
    Ok(writer.join().unwrap_or_else(|_| Err(io::Error::other("its thread panicked"))))
}

/// The width of a terminal in columns. `None` if it is no terminal or does not know its width.
#[cfg(unix)]
fn columns(terminal: impl std::os::fd::AsFd) -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    Some(size.ws_col.into()).filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
fn columns<T>(_: T) -> Option<usize> {
    None
}

/// Prints results.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::NobodyReads,
        _ => Failure::Error(format!("cannot write to stdout: {error}")),
    })
}

/// Prints a diagnostic. If stderr is closed or full, nobody can read it.
pub(crate) fn diagnose(what: &str) {
    writeln!(io::stderr(), "{what}").ok();
}
