//! What the choice of a runtime changes, and what it does not: the workshop's program, measured on every runtime.
//!
//! `compare` runs each of them as a process of its own, in turn, and shows what it finds as a table and as a page. What
//! it finds is a [`Report`](report::Report), in which every figure says what it is. In short:
//!
//! - *tick lateness*: the time between two printed lines, less the period (of the floor, by its schedule);
//! - *drift*: the time from the first line to the last, less so many periods;
//! - *deadline lateness*: from the time in the first line until the message arrives, less the limit;
//! - *start*: from the start of the process until its first line arrives;
//! - *processor time, memory, threads, switches*: what the operating system says of the process;
//! - *polls and wakes*: the counters of one run with `--trace`;
//! - *crowd*: what the lesson `crowd` says of itself. What a coroutine costs is a difference: what the process used, less
//!   what it uses with a crowd of one, so the program itself is not in it;
//! - *crates*: those from elsewhere that the program is built from, without the workshop's own.
//!
//! Each module says how it measures, and why that is right:
//!
//! - which programs are compared, how they are called and built, in the crate `lanes`;
//! - in which order they run, in `measure/plan.rs`;
//! - processor time, memory and threads, as seen from outside, in `measure/child.rs`;
//! - lateness, by what a program prints, in `measure/printing.rs`;
//! - how quiet the machine was, in `noise.rs`.
//!
//! The table is drawn by `table.rs`, the page by `page.rs`, and `check.rs` turns the workshop's
//! claims into verdicts.

mod check;
mod command_line;
mod comparison;
mod csv;
mod figure;
mod machine;
mod measure;
mod merge;
mod noise;
mod number;
pub mod page;
mod progress;
pub mod report;
mod table;
#[cfg(test)]
mod test_reports;

use std::process::ExitCode;

use lanes::Interrupt;

use crate::command_line::Options;
use crate::comparison::{Failure, compare, diagnose, make_page_of_class, print};

/// The whole `main` of the command: reads the command line, does what it says, reports how that ended.
///
/// Results go to stdout, diagnostics and progress to stderr. With `--json -`, `--csv -` or `--page -`, that result has stdout to
/// itself, and the table goes to stderr. The exit status is
///
/// - 0 when it is done, also when whoever reads stdout has gone away;
/// - 1 when a lane crashed, hung or printed what it should not, or does not build; or when a claim is not kept. The
///   other lanes are shown nevertheless;
/// - 2 when the command line makes no sense or a file cannot be written or read, after a sentence that says so and before
///   anything is measured;
/// - 130 when it was interrupted (Ctrl-C), 143 when it was terminated (SIGTERM), 129 when the terminal was closed: within
///   moments, with no process and no half-written file left behind.
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
