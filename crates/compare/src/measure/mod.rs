//! Measures the lanes. Each lane is a separate process, and the lanes take turns.
//!
//! A process has its own memory, threads and processor time, so these belong to one lane. [`child`] observes a process
//! from outside. [`printing`] and [`lessons`] read what it prints. [`plan`] decides the order. This module does the
//! work and collects the figures.

pub(crate) mod child;
mod clocks;
pub(crate) mod lessons;
mod plan;
mod printing;
mod usage;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Duration;

use ::lessons::Lesson;
use lanes::{Interrupt, Interrupted, Lane, Program};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) use self::child::Ended;
use self::child::Stop;
use self::lessons::{CrowdRun, Rhythm};
use self::plan::{Job, Step};
pub(crate) use self::printing::Printing;
pub(crate) use self::usage::Usage;
use crate::figure::FIGURES;
use crate::number::{float, unsigned_nanos};
use crate::progress::Progress;
use crate::report::{Anatomy, AnatomyRun, Crowd, Disturbance, Figures, Kind, Settings, Spread};

/// The figures of a lane that need no run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Footprint {
    pub(crate) binary_bytes: Option<u64>,
    pub(crate) crates: Option<u64>,
    pub(crate) build_ns: Option<u64>,
}

/// A lane that takes part.
#[derive(Debug)]
pub(crate) struct Runner {
    pub(crate) lane: Lane,
    pub(crate) program: Program,
    pub(crate) footprint: Footprint,
}

/// The result of measuring.
#[derive(Debug)]
pub(crate) struct Found {
    /// The figures of each lane, or a sentence that says why there are none.
    pub(crate) lanes: Vec<Result<Figures, String>>,
    pub(crate) anatomy: Option<Anatomy>,
    /// The recorded runs of all other lessons.
    pub(crate) others: Vec<AnatomyRun>,
    /// What disturbed the measurement.
    pub(crate) disturbances: Vec<Disturbance>,
    /// Sentences about what could not be measured.
    pub(crate) notes: Vec<String>,
}

/// About how long [`measure`] will take.
pub(crate) fn expected(lanes: &[Lane], settings: &Settings, anatomy: Lesson) -> Duration {
    plan::plan(lanes, settings, anatomy).iter().map(|step| step.job.expected(settings)).sum()
}

/// Measures `runners`. A runner that fails is not run again, but the others go on.
///
/// # Errors
///
/// A signal asked this process to end. By then every process that it started has ended.
pub(crate) fn measure(
    runners: &[Runner],
    settings: &Settings,
    anatomy: Lesson,
    interrupt: &Interrupt,
) -> Result<Found, Interrupted> {
    let lanes = runners.iter().map(|runner| runner.lane).collect::<Vec<_>>();
    let steps = plan::plan(&lanes, settings, anatomy);
    let progress = Progress::new(steps.iter().map(|step| step.job.expected(settings)).sum());
    let unmeasured = |runner: &Runner| Ok(Measured { footprint: runner.footprint, ..Measured::default() });
    let mut measured = runners.iter().map(unmeasured).collect::<Vec<Result<Measured, String>>>();

    for Step { lane, job } in steps {
        let runner = &runners[lane];
        progress.say(&format!("{}: {}", runner.lane.title, job.name()));
        if let Ok(so_far) = &mut measured[lane] {
            match so_far.run_or_repeat(runner, &job, settings, interrupt) {
                Ok(()) => {}
                Err(Stop::Interrupted(interrupted)) => return Err(interrupted),
                Err(Stop::Failed(why)) => measured[lane] = Err(format!("{}: {why}", job.name())),
            }
        }
        progress.advance(job.expected(settings));
    }
    interrupt.check()?;
    Ok(gather(runners, &measured, settings, anatomy))
}

fn gather(runners: &[Runner], measured: &[Result<Measured, String>], settings: &Settings, anatomy: Lesson) -> Found {
    let of = |measured: &Result<Measured, String>| {
        let measured = measured.as_ref().map_err(Clone::clone)?;
        measured.figures(settings).ok_or_else(|| "it was not measured".to_owned())
    };
    let lanes = measured.iter().map(of).collect::<Vec<_>>();
    let present =
        || runners.iter().zip(measured).filter_map(|(runner, measured)| Some((runner, measured.as_ref().ok()?)));
    let runs_of = |lesson: Lesson| {
        present().filter_map(move |(runner, measured)| {
            let trace = measured.traces.get(lesson.name())?.clone();
            Some(AnatomyRun { id: runner.lane.id.into(), trace })
        })
    };
    let runs = runs_of(anatomy).collect::<Vec<_>>();
    let others = Lesson::ALL.iter().copied().filter(|lesson| *lesson != anatomy);
    let set = present().filter(|(_, measured)| measured.prints.iter().any(|(print, _)| print.clock_was_set));
    let set = set.map(|(runner, _)| runner.lane.title.into()).collect::<Vec<_>>();
    let mut disturbances = Vec::new();
    if !set.is_empty() {
        disturbances.push(Disturbance::ClockSet { lanes: set });
    }
    let again = present().filter(|(_, measured)| measured.spoilt);
    disturbances.extend(again.map(|(runner, _)| Disturbance::RunAgain { lane: runner.lane.title.into() }));
    disturbances.extend(unsteady(runners, &lanes));
    Found {
        anatomy: (!runs.is_empty()).then(|| Anatomy {
            lesson: anatomy.name().into(),
            every_ns: unsigned_nanos(settings.anatomy_every()),
            limit_ns: unsigned_nanos(settings.anatomy_limit()),
            runs,
        }),
        others: others.flat_map(runs_of).collect(),
        lanes,
        disturbances,
        notes: present().filter_map(|(_, measured)| measured.note.clone()).collect(),
    }
}

/// Whether the floor's rounds differ widely. The floor only sleeps, so the machine must be unsteady.
fn unsteady(runners: &[Runner], lanes: &[Result<Figures, String>]) -> Option<Disturbance> {
    const WIDELY: f64 = 5.0;
    /// A lateness below this is too small to matter.
    const NOTHING_NS: f64 = 20_000.0;
    let (runner, figures) = runners.iter().zip(lanes).find(|(runner, _)| runner.lane.kind == Kind::Floor)?;
    let rounds = figures.as_ref().ok()?.values.rounds("tick_lateness_p50")?;
    (rounds.high > WIDELY * rounds.low.max(NOTHING_NS)).then(|| Disturbance::Unsteady {
        lane: runner.lane.title.into(),
        low_ns: rounds.low,
        high_ns: rounds.high,
    })
}

/// Why a run has no result.
#[derive(Debug)]
enum Fault {
    /// The program failed, or this process was interrupted.
    Stop(Stop),
    /// The program ended well, but its second tick came too late.
    Spoilt,
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Stop(stop) => stop,
            Fault::Spoilt => Self::Failed("it printed the time once, and then no more".into()),
        }
    }
}

/// The results of one lane so far. The figures are taken from here.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    pub(crate) footprint: Footprint,
    /// A run of every round.
    pub(crate) prints: Vec<(Printing, Ended)>,
    /// The runs of a crowd of each size, one for each round.
    crowds: BTreeMap<usize, Vec<CrowdRun>>,
    pub(crate) rhythm: Option<Rhythm>,
    pub(crate) polls_and_wakes_per_tick: Option<(f64, f64)>,
    traces: BTreeMap<&'static str, Value>,
    note: Option<String>,
    /// How the timer works, in the runtime's own words.
    timer: Option<String>,
    /// Whether a run came too late, and was run again.
    spoilt: bool,
}

impl Measured {
    /// Runs the job. If it came too late, because the machine may be busy, it runs once more, and the report mentions
    /// this as a disturbance. A program that crashes, hangs or prints garbage has failed, and is not run again.
    fn run_or_repeat(
        &mut self,
        runner: &Runner,
        job: &Job,
        settings: &Settings,
        interrupt: &Interrupt,
    ) -> Result<(), Stop> {
        match self.run(runner, job, settings, interrupt) {
            Err(Fault::Spoilt) if !self.spoilt => {
                self.spoilt = true;
                self.run(runner, job, settings, interrupt).map_err(Stop::from)
            }
            ended => ended.map_err(Stop::from),
        }
    }

    fn run(&mut self, runner: &Runner, job: &Job, settings: &Settings, interrupt: &Interrupt) -> Result<(), Fault> {
        let (every, limit) = (settings.every(), settings.limit());
        let run = |mut command: Command| child::run(&mut command, job.patience(settings), interrupt);
        match job {
            Job::WarmUp | Job::Print => {
                let ended = run(runner.program.command("async-main", every, limit))?;
                let print = printing::read(&ended, every, limit, runner.lane.kind).map_err(Stop::Failed)?;
                if print.lateness.is_empty() {
                    return Err(Fault::Spoilt);
                }
                if *job == Job::Print {
                    self.prints.push((print, ended));
                }
            }
            Job::Crowd(tasks) => {
                let mut command = runner.program.command("crowd", settings.crowd_every(), settings.crowd_limit());
                command.args(["--tasks", &tasks.to_string()]);
                let ended = run(command)?;
                ended.succeeded().map_err(Stop::Failed)?;
                let crowd = lessons::crowd(&ended.lines, *tasks as u64, ended.usage).map_err(Stop::Failed)?;
                self.timer = lessons::timer(&ended.lines).or(self.timer.take());
                self.crowds.entry(*tasks).or_default().push(crowd);
            }
            Job::Drift => {
                let ended = run(runner.program.command("drift", every, limit))?;
                ended.succeeded().map_err(Stop::Failed)?;
                self.rhythm = Some(lessons::drift(&ended.lines).map_err(Stop::Failed)?);
            }
            Job::Trace(lesson) => self.trace(runner, *lesson, settings, run)?,
        }
        Ok(())
    }

    /// Runs a lesson with `--trace`. Recording takes time, so this run gives no other figures.
    fn trace(
        &mut self,
        runner: &Runner,
        lesson: Lesson,
        settings: &Settings,
        run: impl Fn(Command) -> Result<Ended, Stop>,
    ) -> Result<(), Stop> {
        let folder = TempDir::new().map_err(|error| Stop::Failed(format!("there is no room for a trace: {error}")))?;
        let file = folder.path().join("trace.json");
        let mut command = runner.program.command(lesson.name(), settings.anatomy_every(), settings.anatomy_limit());
        // A crowd that is small enough to draw.
        command.args(["--tasks", "10", "--trace"]).arg(&file);
        let ended = run(command)?;
        if ended.status.code() == Some(2) {
            self.note = Some(format!("{} writes no trace: {}", runner.lane.title, ended.complaint));
            return Ok(());
        }
        // This lesson shows an unhandled deadline, so it ends with 1.
        if !(lesson == Lesson::Unhandled && ended.status.code() == Some(1)) {
            ended.succeeded().map_err(Stop::Failed)?;
        }
        let text = fs::read_to_string(&file).map_err(|error| Stop::Failed(format!("it wrote no trace: {error}")))?;
        let trace =
            serde_json::from_str(&text).map_err(|error| Stop::Failed(format!("its trace is no JSON: {error}")))?;
        if lesson == Lesson::AsyncMain {
            let (polls, wakes) = lessons::polls_and_wakes(&trace).map_err(Stop::Failed)?;
            // All lines except the deadline message.
            let ticks = float((ended.lines.len() as u64).saturating_sub(1).max(1));
            self.polls_and_wakes_per_tick = Some((float(polls) / ticks, float(wakes) / ticks));
        }
        self.traces.insert(lesson.name(), trace);
        Ok(())
    }

    /// How late this many percent of all ticks of all rounds are at most, in nanoseconds.
    pub(crate) fn lateness(&self, percent: usize) -> Option<f64> {
        printing::percentile(&printing::lateness(self.prints.iter().map(|(print, _)| print)), percent).map(float)
    }

    /// The figures of all runs, or `None` if there was no round.
    fn figures(&self, settings: &Settings) -> Option<Figures> {
        let prints = || self.prints.iter().map(|(print, _)| print);
        let drift = prints().map(|print| print.drift.as_slice()).collect::<Vec<_>>();
        let alone = self.crowds.get(&plan::ALONE).map_or(&[][..], Vec::as_slice);
        let crowd = |tasks: &usize| crowd(*tasks, self.crowds.get(tasks)?, alone, settings);
        Some(Figures {
            values: FIGURES.iter().filter_map(|figure| Some((figure.key, figure.of_lane(self)?))).collect(),
            lateness: printing::distribution(&printing::lateness(prints()))?,
            drift_ns: printing::median_drift(&drift),
            crowds: settings.crowd_sizes.iter().filter_map(crowd).collect(),
            timer: self.timer.clone(),
        })
    }
}

/// The figures of a crowd of `tasks`. `alone` has the runs of a crowd of [`plan::ALONE`], one for each round.
fn crowd(tasks: usize, runs: &[CrowdRun], alone: &[CrowdRun], settings: &Settings) -> Option<Crowd> {
    Some(Crowd {
        tasks,
        ticks: Spread::of(runs.iter().map(|run| float(run.ticks)).collect())?,
        ticks_due: tasks as u64 * settings.crowd_ticks_due(),
        values: FIGURES.iter().filter_map(|figure| Some((figure.key, figure.of_crowd(runs, alone)?))).collect(),
    })
}

impl Job {
    /// The name for a participant.
    fn name(&self) -> String {
        match self {
            Self::WarmUp => "warming up".into(),
            Self::Print => "printing".into(),
            Self::Crowd(tasks) => format!("a crowd of {tasks}"),
            Self::Drift => "the lesson drift".into(),
            Self::Trace(lesson) => format!("a trace of {lesson}"),
        }
    }
}
