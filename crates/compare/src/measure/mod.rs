//! Measures the lanes. Each lane is a separate process, and the lanes take turns.
//!
//! A process has its own memory, threads and processor time, so these belong to one lane. [`child`] observes a process
//! from outside. [`printing`] and [`lessons`] read what it prints. [`plan`] decides the order. This module does the
//! work and collects the figures.

pub(crate) mod child;
mod clocks;
mod lessons;
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

use self::child::{Ended, Stop};
use self::lessons::CrowdRun;
use self::plan::{Job, Step};
use self::printing::Printing;
pub(crate) use self::usage::Usage;
use crate::number::{float, signed, unsigned_nanos};
use crate::progress::Progress;
use crate::report::{Anatomy, AnatomyRun, Crowd, Figures, Kind, Rhythm, Settings, Spread};

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
    /// Sentences about what disturbed the measurement.
    pub(crate) disturbances: Vec<String>,
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
    let mut measured = runners.iter().map(|_| Ok(Measured::default())).collect::<Vec<Result<Measured, String>>>();

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
    let of = |(runner, measured): (&Runner, &Result<Measured, String>)| {
        let measured = measured.as_ref().map_err(Clone::clone)?;
        measured.figures(runner.footprint, settings).ok_or_else(|| "it was not measured".to_owned())
    };
    let lanes = runners.iter().zip(measured).map(of).collect::<Vec<_>>();
    let present =
        || runners.iter().zip(measured).filter_map(|(runner, measured)| Some((runner, measured.as_ref().ok()?)));
    let runs = present().filter_map(|(runner, measured)| {
        let trace = measured.traces.get(anatomy.name())?.clone();
        Some(AnatomyRun { id: runner.lane.id.into(), trace })
    });
    let runs = runs.collect::<Vec<_>>();
    let set = present().filter(|(_, measured)| measured.prints.iter().any(|(print, _)| print.clock_was_set));
    let set = set.map(|(runner, _)| runner.lane.title).collect::<Vec<_>>();
    let mut disturbances = Vec::new();
    if !set.is_empty() {
        disturbances.push(format!(
            "The wall clock was set while {} ran, so the arrival of its lines stands in for the times in them.",
            set.join(", ")
        ));
    }
    disturbances.extend(present().filter_map(|(_, measured)| measured.spoilt.clone()));
    disturbances.extend(unsteady(runners, &lanes));
    Found {
        anatomy: (!runs.is_empty()).then(|| Anatomy {
            lesson: anatomy.name().into(),
            every_ns: unsigned_nanos(settings.anatomy_every()),
            limit_ns: unsigned_nanos(settings.anatomy_limit()),
            runs,
        }),
        lanes,
        disturbances,
        notes: present().filter_map(|(_, measured)| measured.note.clone()).collect(),
    }
}

/// A sentence, if the floor's rounds differ widely. The floor only sleeps, so the machine must be unsteady.
fn unsteady(runners: &[Runner], lanes: &[Result<Figures, String>]) -> Option<String> {
    const WIDELY: f64 = 5.0;
    /// A lateness below this is too small to matter.
    const NOTHING_NS: f64 = 20_000.0;
    let (runner, figures) = runners.iter().zip(lanes).find(|(runner, _)| runner.lane.kind == Kind::Floor)?;
    let rounds = &figures.as_ref().ok()?.tick_lateness.p50_by_round_ns;
    let title = runner.lane.title;
    let (low, high) = (rounds.low / 1e6, rounds.high / 1e6);
    (rounds.high > WIDELY * rounds.low.max(NOTHING_NS)).then(|| {
        format!("The rounds of the lane {title} differ: half its ticks were within {low:.2} ms in one, within {high:.2} ms in another.")
    })
}

/// Why a run has no result.
#[derive(Debug)]
enum Fault {
    /// The program failed, or this process was interrupted.
    Stop(Stop),
    /// The program ended well, but too late to show anything. A sentence.
    Spoilt(String),
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
            Fault::Spoilt(why) => Self::Failed(why),
        }
    }
}

/// The results of one lane so far.
#[derive(Debug, Default)]
struct Measured {
    prints: Vec<(Printing, Ended)>,
    crowds: BTreeMap<usize, Vec<(CrowdRun, Option<Duration>)>>,
    rhythm: Option<Rhythm>,
    polls_and_wakes_per_tick: Option<(f64, f64)>,
    traces: BTreeMap<&'static str, Value>,
    note: Option<String>,
    /// How the timer works, in the runtime's own words.
    timer: Option<String>,
    /// A sentence about the first run that came too late.
    spoilt: Option<String>,
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
            Err(Fault::Spoilt(why)) if self.spoilt.is_none() => {
                let (title, job_name) = (runner.lane.title, job.name());
                self.spoilt = Some(format!("The lane {title} was run again: {job_name}: {why}."));
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
                    return Err(Fault::Spoilt("it printed the time once, and then no more".into()));
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
                let crowd = lessons::crowd(&ended.lines, *tasks as u64).map_err(Stop::Failed)?;
                self.timer = lessons::timer(&ended.lines).or(self.timer.take());
                self.crowds.entry(*tasks).or_default().push((crowd, ended.usage.map(|usage| usage.cpu)));
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

    /// The figures of all runs, or `None` if there was no round.
    fn figures(&self, footprint: Footprint, settings: &Settings) -> Option<Figures> {
        let lateness = self.prints.iter().map(|(print, _)| print.lateness.as_slice()).collect::<Vec<_>>();
        let early = printing::early(self.prints.iter().map(|(print, _)| print), settings.every());
        let drift = self.prints.iter().map(|(print, _)| print.drift.as_slice()).collect::<Vec<_>>();
        let said = |read: fn(&Printing) -> f64| Spread::of(self.prints.iter().map(|(print, _)| read(print)).collect());
        let seen = |read: fn(&Ended) -> Option<f64>| {
            Spread::of(self.prints.iter().map(|(_, ended)| read(ended)).collect::<Option<_>>()?)
        };
        let alone = self.crowds.get(&plan::ALONE).map_or(&[][..], Vec::as_slice);
        let crowd = |tasks: &usize| crowd(*tasks, self.crowds.get(tasks)?, alone, settings);
        Some(Figures {
            tick_lateness: printing::distribution(&lateness, early)?,
            drift_ns: printing::median_drift(&drift),
            drift_at_end_ns: printing::drift_at_end(&drift)?,
            deadline_lateness_ns: said(|print| signed(print.deadline))?,
            start_ns: said(|print| signed(print.start))?,
            cpu_ns: seen(|ended| Some(float(unsigned_nanos(ended.usage?.cpu)))),
            peak_memory_bytes: seen(|ended| ended.peak_memory.map(float)),
            threads: seen(|ended| ended.threads.map(float)),
            voluntary_switches: seen(|ended| Some(float(ended.usage?.switches))),
            lines: said(|print| float(print.lines))?,
            polls_per_tick: self.polls_and_wakes_per_tick.map(|(polls, _)| polls),
            wakes_per_tick: self.polls_and_wakes_per_tick.map(|(_, wakes)| wakes),
            rhythm: self.rhythm.clone(),
            crowds: settings.crowd_sizes.iter().filter_map(crowd).collect(),
            timer: self.timer.clone(),
            binary_bytes: footprint.binary_bytes,
            crates: footprint.crates,
            build_ns: footprint.build_ns,
        })
    }
}

/// One run of a crowd, and the processor time of its process.
type CrowdOnce = (CrowdRun, Option<Duration>);

/// The figures of a crowd of `tasks`. `alone` has the runs of a crowd of [`plan::ALONE`], one for each round.
///
/// The cost of a coroutine is a difference. Take what the whole process used, subtract what the crowd of one used in
/// the same round, and divide by the additional coroutines or ticks. So the program's command line, threads and
/// progress bar do not count, even in a small crowd. A difference that is not positive is lost in the noise, and then
/// there is no figure.
fn crowd(tasks: usize, runs: &[CrowdOnce], alone: &[CrowdOnce], settings: &Settings) -> Option<Crowd> {
    let said =
        |read: fn(&CrowdRun) -> Option<f64>| Spread::of(runs.iter().map(|(run, _)| read(run)).collect::<Option<_>>()?);
    let ticks_due = tasks as u64 * settings.crowd_ticks_due();
    let more = |read: fn(&CrowdOnce) -> Option<f64>, count: fn(&CrowdOnce) -> f64| {
        let of = |(run, alone)| Some((read(run)? - read(alone)?) / (count(run) - count(alone)));
        let each = runs.iter().zip(alone).map(of).collect::<Option<Vec<f64>>>()?;
        each.iter().all(|each| each.is_finite() && *each > 0.0).then_some(each).and_then(Spread::of)
    };
    Some(Crowd {
        tasks,
        ticks: said(|run| Some(float(run.ticks)))?,
        ticks_due,
        bytes_each: more(|(run, _)| Some(run.bytes_each? * float(run.tasks)), |(run, _)| float(run.tasks)),
        cpu_per_tick_ns: more(|(_, cpu)| cpu.map(|cpu| float(unsigned_nanos(cpu))), |(run, _)| float(run.ticks)),
        last_deadline_ns: said(|run| Some(run.last_deadline_ns))?,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_reports::settings;

    /// A program that uses 6 ms and 90 kB before its first coroutine, then 500 ns a tick and 300 bytes a coroutine.
    fn once(tasks: u64) -> CrowdOnce {
        let ticks = tasks * 3;
        let bytes_each = Some((90_000.0 + 300.0 * float(tasks)) / float(tasks));
        (
            CrowdRun { tasks, ticks, bytes_each, last_deadline_ns: 0.0 },
            Some(Duration::from_nanos(6_000_000 + ticks * 500)),
        )
    }

    #[test]
    fn a_coroutine_costs_the_same_in_a_small_crowd_as_in_a_large_one() {
        let alone = [once(1), once(1)];
        for tasks in [10, 1_000, 100_000] {
            let crowd = crowd(tasks, &[once(tasks as u64), once(tasks as u64)], &alone, &settings()).unwrap();
            assert_eq!(crowd.cpu_per_tick_ns.unwrap().values, [500.0, 500.0], "{tasks}");
            assert!((crowd.bytes_each.unwrap().median - 300.0).abs() < 1e-6, "{tasks}");
        }
    }

    #[test]
    fn a_cost_that_is_lost_in_the_noise_is_no_figure() {
        let (small, mut alone) = (once(10), once(1));
        alone.1 = Some(Duration::from_secs(1));
        let lost = crowd(10, &[small], &[alone], &settings()).unwrap();
        assert_eq!(lost.cpu_per_tick_ns, None);
        let itself = crowd(1, &[once(1)], &[once(1)], &settings()).unwrap();
        assert_eq!((itself.cpu_per_tick_ns, itself.bytes_each), (None, None));
    }
}
