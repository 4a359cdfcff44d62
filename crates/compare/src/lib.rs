//! Measures the workshop's program on every runtime: what the choice of a runtime changes, and what it does not.
//!
//! `compare` runs each program as a separate process, one after the other. It shows the figures as a table and as a
//! page. The figures are in a [`Report`](report::Report), which explains each of them. In short:
//!
//! - *tick lateness*: the time between two printed lines, minus the period. The floor's ticks are compared with its
//!   schedule instead;
//! - *drift*: the time from the first line to the last, minus all periods between them;
//! - *deadline lateness*: the time from the first line until the deadline message arrives, minus the limit;
//! - *start*: the time from the start of the process until its first line arrives;
//! - *processor time, memory, threads, switches*: the operating system reports these about the process;
//! - *polls and wakes*: the counters of one run with `--trace`;
//! - *crowd*: the lesson `crowd` prints these. The cost of a coroutine is a difference: a crowd of many minus a crowd
//!   of one. So the program itself does not count;
//! - *crates*: the number of crates from elsewhere in the program, without the workshop's own.
//!
//! Each module says how it measures, and why that is right:
//!
//! - which programs are compared, how they are called and built, in the crate `lanes`;
//! - in which order they run, in `measure/plan.rs`;
//! - processor time, memory and threads, as seen from outside, in `measure/child.rs`;
//! - lateness, by what a program prints, in `measure/printing.rs`;
//! - how quiet the machine was, in `noise.rs`.
//!
//! `table.rs` draws the table, and `page.rs` writes the page. `steps.rs` makes its steps through the recorded runs. `check.rs` turns the workshop's claims into verdicts.

mod check;
mod command_line;
mod comparison;
mod csv;
pub mod figure;
mod figures;
mod machine;
mod measure;
mod merge;
mod noise;
mod number;
pub mod page;
mod progress;
pub mod report;
mod steps;
mod table;
#[cfg(test)]
mod test_reports;

use std::process::ExitCode;

use lanes::Interrupt;

use crate::command_line::{Options, list_of_lanes};
use crate::comparison::{Failure, compare, diagnose, make_page_of_class, print};

/// The whole `main` of the command: reads the command line, does what it says, and returns the exit status.
///
/// Results go to stdout, diagnostics and progress to stderr. With `--json -`, `--csv -` or `--page -`, only that result
/// goes to stdout, and the table goes to stderr. The exit status is
///
/// - 0 when it is done, even if the reader of stdout has gone away;
/// - 1 when a lane does not build, crashes, hangs or prints something wrong, or when a claim is not kept. The other
///   lanes are shown all the same;
/// - 2 when the command line makes no sense, or when a file cannot be written or read. A sentence says why, before
///   anything is measured;
/// - 130 after Ctrl-C, 143 after SIGTERM, 129 when the terminal was closed. It ends within moments, and leaves no
///   process and no half-written file behind.
///
/// # Examples
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     compare::main()
/// }
/// ```
pub fn main() -> ExitCode {
    let options = match Options::parse(std::env::args_os().skip(1)) {
        Ok(options) => options,
        Err(usage) => match usage.help() {
            Some(help) => return status(print(&help).map(|()| ExitCode::SUCCESS)),
            None => return status(Err(Failure::Usage(usage.to_string()))),
        },
    };
    if options.list_lanes {
        return status(print(&list_of_lanes()).map(|()| ExitCode::SUCCESS));
    }
    let interrupt = match Interrupt::listen() {
        Ok(interrupt) => interrupt,
        Err(error) => return status(Err(Failure::Error(format!("cannot listen for Ctrl-C: {error}")))),
    };
    status(match &options.merge {
        Some(files) => make_page_of_class(files, &options, &interrupt),
        None => compare(&options, &interrupt),
    })
}

fn status(ended: Result<ExitCode, Failure>) -> ExitCode {
    match ended {
        Ok(status) => status,
        Err(Failure::NobodyReads) => ExitCode::SUCCESS,
        Err(Failure::Interrupted(interrupted)) => ExitCode::from(interrupted.exit_status()),
        Err(Failure::Usage(sentence)) => {
            let name = if sentence.starts_with("compare: ") { "" } else { "compare: " };
            diagnose(&format!("{name}{sentence}"));
            ExitCode::from(2)
        }
        Err(Failure::Error(sentence)) => {
            diagnose(&format!("Error: {sentence}"));
            ExitCode::FAILURE
        }
    }
}
