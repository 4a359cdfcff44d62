//! The race: every runtime at once on the terminal, tick by tick, on one time axis.
//!
//! Each runner is a process that prints the time, line by line, until its deadline. Threads note when each line arrives
//! (`runners.rs`), and a model computes how late it is (`model.rs`). On a terminal the race is drawn (`terminal.rs` and
//! `view.rs`); otherwise it is printed as lines (`lines.rs`).

mod lines;
mod model;
mod runners;
mod terminal;
mod view;

use std::io::{self, IsTerminal as _, Write as _};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::{Args, Parser};
use lanes::{Interrupt, Kind, LANES, Missing, Stop, Workspace, period};

/// Run every runtime at once and watch them tick by tick, on one time axis.
///
/// On a terminal, q, Esc or Ctrl-C quit at any time. Elsewhere each tick is a line. The exit status is 0 when the race
/// is over or was quit. It is 1 when there is nothing to run or no way to show it, and 2 for bad usage. It is 130 after
/// Ctrl-C outside a terminal, and 143 after SIGTERM. No runner outlives the race.
#[derive(Parser)]
#[command(name = "race")]
struct Options {
    #[command(flatten)]
    course: Course,

    /// Run what is built already
    #[arg(long)]
    no_build: bool,
}

/// What all runners do. Their lateness is measured against it.
#[derive(Args, Clone, Copy)]
struct Course {
    /// Time between two ticks: 500ms, 1s
    #[arg(long, value_name = "PERIOD", default_value = "500ms", value_parser = period, allow_hyphen_values = true)]
    every: Duration,

    /// Time from the first tick to the deadline
    #[arg(id = "for", long, value_name = "LIMIT", default_value = "10s", value_parser = period, allow_hyphen_values = true)]
    limit: Duration,
}

/// A program in the race.
struct Runner {
    name: &'static str,
    command: Command,
}

fn main() -> ExitCode {
    let Options { course, no_build } = Options::parse();
    match run(course, !no_build) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Interrupted(interrupted)) => interrupted.exit_status().into(),
        Err(Stop::Failed(why)) => {
            diagnose(&format!("Error: {why}"));
            ExitCode::FAILURE
        }
    }
}

fn run(course: Course, build: bool) -> Result<(), Stop> {
    let interrupt = Interrupt::listen()?;
    let workspace = Workspace::find(&interrupt)?;
    let racing = LANES.iter().filter(|lane| lane.kind == Kind::Workshop);
    let mut runners = Vec::new();
    for (lane, program) in workspace.programs(racing, build, &interrupt)? {
        match program {
            Ok(program) => {
                let command = program.command("async-main", course.every, course.limit);
                runners.push(Runner { name: lane.title, command });
            }
            Err(Missing::Absent(why) | Missing::Failed(why)) => {
                diagnose(&format!("{} does not take part: {why}.", lane.title));
            }
        }
    }
    if runners.is_empty() {
        return Err(Stop::Failed("there is no program to race".into()));
    }
    let race = if io::stdout().is_terminal() { terminal::race } else { lines::race };
    race(runners, course, &interrupt)
}

/// Prints a diagnostic. If stderr is closed, nobody can read it.
fn diagnose(what: &str) {
    writeln!(io::stderr(), "{what}").ok();
}
