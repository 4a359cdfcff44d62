//! The `main` of a runtime's command: command line, signals, limits, progress, files.
//!
//! A runtime crate implements [`BlockOn`], and its `main` is one call of [`main`]. This crate does everything around
//! the lesson, from the command line to the exit status. So two commands differ only in their runtime.

mod command_line;
mod interrupt;
mod limits;
mod progress;
#[cfg(unix)]
mod stdout;
mod usage;

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::panic;
use std::process::{self, ExitCode};

use anatomy::Traced;
use any_runtime::BlockOn;
use whole_file::Output;

use crate::interrupt::Interrupt;

pub use crate::command_line::{Arguments, UsageError};

/// The whole `main` of a runtime's command: it reads the command line, runs the lesson, and reports how it ended.
///
/// Results go to stdout, diagnostics to stderr. The exit status is
///
/// - 0 if the lesson is done. Also if the reader of stdout has gone away (`run-tokio | head -3`), which is not a
///   failure.
/// - 1 if the lesson failed or its trace could not be written. A sentence says why.
/// - 2 if the command line is wrong or `FILE` cannot be written. A sentence says what is accepted.
/// - 130 after Ctrl-C and 143 after SIGTERM. The process ends at once, without a message, even if its thread is
///   blocked.
///
/// With `--trace FILE` the lesson runs on [`Traced`]. The trace is written when the lesson has ended, also after an
/// error. If a panic or a signal ends the lesson, an older file stays as it was.
///
/// `FILE` may be a link, a pipe or a device, and `-` is stdout: see [`Output`]. A named pipe is opened after the
/// lesson. So the process waits for the reader of the pipe then, not before.
///
/// # Examples
///
/// ```no_run
/// # use std::process::ExitCode;
/// fn main_of(runtime: impl any_runtime::BlockOn) -> ExitCode {
///     command::main(runtime)
/// }
/// ```
pub fn main<R: BlockOn>(runtime: R) -> ExitCode {
    main_with(|()| runtime)
}

/// The same as [`main`], for a runtime that has command line options of its own.
///
/// # Examples
///
/// ```no_run
/// # use std::process::ExitCode;
/// # use any_runtime::BlockOn;
/// /// What only this runtime accepts.
/// #[derive(clap::Args)]
/// struct More {
///     /// The seed of its choices.
///     #[arg(long, default_value_t = 0)]
///     seed: u64,
/// }
///
/// fn main_of<R: BlockOn>(make: impl FnOnce(u64) -> R) -> ExitCode {
///     command::main_with(|more: More| make(more.seed))
/// }
/// ```
pub fn main_with<More: clap::Args, R: BlockOn>(make: impl FnOnce(More) -> R) -> ExitCode {
    main_from(std::env::args_os().skip(1), make)
}

/// The same as [`main_with`], for a program that is not a process of its own: it brings its arguments. For example, the
/// arguments of this process may be those of a Python interpreter.
///
/// # Examples
///
/// ```no_run
/// # use std::process::ExitCode;
/// fn quick_main_of(runtime: impl any_runtime::BlockOn) -> ExitCode {
///     command::main_from(["async-main", "--every", "10ms", "--for", "1s"], |()| runtime)
/// }
/// ```
pub fn main_from<More: clap::Args, R: BlockOn>(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    make: impl FnOnce(More) -> R,
) -> ExitCode {
    #[cfg(unix)]
    stdout::wait_for_reader();
    match Arguments::from_command_line(R::NAME, arguments) {
        Ok((arguments, more)) => run(make(more), &arguments),
        Err(exit) => exit,
    }
}

fn run<R: BlockOn>(runtime: R, arguments: &Arguments) -> ExitCode {
    let interrupt = match interrupt::end_at_once() {
        Ok(interrupt) => interrupt,
        Err(error) => {
            return command_line::status(Err(io::Error::other(format!("cannot listen for Ctrl-C: {error}"))));
        }
    };
    // Some runtimes panic when the system refuses them a thread. Then exit at once: do not wait for the rest.
    panic::set_hook(Box::new(|panic| {
        command_line::diagnose(format_args!("Error: {}", sentence(panic)));
        process::exit(1);
    }));
    let Some(path) = &arguments.trace else {
        return status::<R>(run_lesson(&runtime, arguments));
    };
    let output = match interrupt.hold(|| Output::check(path)) {
        Ok(output) => output,
        Err(reason) => return command_line::refuse_trace(R::NAME, path, &reason),
    };
    let runtime = Traced::new(runtime);
    let ended = run_lesson(&runtime, arguments);
    // Write the trace of a failed lesson too, but not of one that never started.
    let started = ended.is_ok();
    let status = status::<R>(ended);
    if !started {
        return status;
    }
    let trace = runtime.to_chrome(arguments.lesson, &arguments.options);
    match write(&output, trace.as_bytes(), &interrupt) {
        Ok(()) => status,
        // The reader of a pipe has gone away. This is not a failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => status,
        Err(error) => command_line::status(Err(io::Error::other(format!("cannot write the trace: {error}")))),
    }
}

/// Writes the trace. A signal waits until a file is complete. A stream may block, so a signal ends the process at once.
fn write(output: &Output, trace: &[u8], interrupt: &Interrupt) -> io::Result<()> {
    match output.file() {
        Some(_) => interrupt.hold(|| output.write(trace)),
        None => output.write(trace),
    }
}

/// Runs the lesson to its end. The outer error means that the runtime cannot start.
fn run_lesson<R: BlockOn>(runtime: &R, arguments: &Arguments) -> io::Result<io::Result<()>> {
    limits::can_start(runtime.threads() + limits::threads(arguments.lesson))?;
    runtime.block_on(arguments.lesson.run(runtime, &arguments.options))
}

/// Returns the exit status for the result of a lesson. The outer error means that it never started.
fn status<R: BlockOn>(ended: io::Result<io::Result<()>>) -> ExitCode {
    let refused = |refused| Err(io::Error::other(format!("{} cannot start: {refused}", R::NAME)));
    command_line::status(ended.unwrap_or_else(refused))
}

/// Returns the message of a panic and its place in the source.
fn sentence(panic: &panic::PanicHookInfo<'_>) -> String {
    let text = panic.payload().downcast_ref::<&str>().copied();
    let what =
        text.or(panic.payload().downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message");
    panic.location().map_or(what.into(), |place| format!("{what} ({place})"))
}
