//! What every runtime crate of the workshop shares: what a runtime is, the lessons, the command line.
//!
//! A runtime crate implements [`Runtime`] and [`BlockOn`], and its `main` hands the result to [`main`]. Everything
//! else, from the command line to the exit status, is here and is the same for all of them, so that what differs
//! between two runtimes is the runtime.
//!
//! ```no_run
//! # use std::{future::Future, io, time::Duration};
//! # use keep_printing::Timer;
//! # use futures_lite::AsyncWrite;
//! # struct MyRuntime;
//! # impl workshop::Runtime for MyRuntime {
//! #     const NAME: &'static str = "my-runtime";
//! #     const TIMER: &'static str = "does not wait";
//! #     const GRANULARITY: Duration = Duration::ZERO;
//! #     const COUNTS_FROM: workshop::CountsFrom = workshop::CountsFrom::Call;
//! #     const TIMER_HOME: workshop::TimerHome = workshop::TimerHome::Anywhere;
//! #     const ON_PANIC: workshop::OnPanic = workshop::OnPanic::EndsBlockOn;
//! #     const ON_DROP: workshop::OnDrop = workshop::OnDrop::Cancels;
//! #     const UNBLOCK: &'static str = "nothing";
//! #     fn timer(&self) -> impl Timer + 'static { |_: Duration| std::future::ready(()) }
//! #     fn stdout(&self) -> impl AsyncWrite + Unpin { Vec::new() }
//! #     fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
//! #     where F: Future + 'static, F::Output: 'static { future }
//! #     fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
//! #     where T: Send + 'static, W: FnOnce() -> T + Send + 'static { async { work() } }
//! # }
//! # impl workshop::BlockOn for MyRuntime {
//! #     fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
//! #         Ok(futures_lite::future::block_on(future))
//! #     }
//! # }
//! fn main() -> std::process::ExitCode {
//!     workshop::main(MyRuntime)
//! }
//! ```

mod command_line;
mod diary;
mod interrupt;
pub mod lessons;
mod limits;
mod local_time;
mod runtime;
mod screen;
mod tally;
mod trace;
mod watch;

use std::io;
use std::panic;
use std::process::{self, ExitCode};

pub use crate::command_line::{Options, UsageError};
pub use crate::diary::Diary;
pub use crate::local_time::LocalTime;
pub use crate::runtime::{BlockOn, CountsFrom, OnDrop, OnPanic, Runtime, TimerHome, WorkStealing, monotonic};
pub use crate::screen::Screen;
pub use crate::tally::Tally;
pub use crate::trace::{Counters, Recorder, Traced};
pub use crate::watch::{Seen, Watch, watch};

use crate::trace::TraceFile;

/// The whole `main` of a runtime's command: reads the command line, runs the lesson, reports how it ended.
///
/// Results go to stdout, diagnostics to stderr. The exit status is
///
/// - 0 when the lesson is done, and also when whoever reads stdout has gone away (`run-tokio | head -3`): that is the
///   reader's choice, and no failure;
/// - 1 when it failed, or its trace could not be written, after a sentence that says why;
/// - 2 when the command line makes no sense, or no trace can be written where it says, after a sentence that says what is
///   accepted;
/// - 130 when it was interrupted (Ctrl-C) and 143 when it was terminated (SIGTERM), at once and without a word,
///   whatever the thread is doing.
///
/// With `--trace FILE` the lesson runs on [`Traced`], and the trace is in the file when the lesson has ended, be it with an
/// error. It is whole then; until then, and if a panic or a signal ends the lesson, whatever was there stays.
///
/// # Examples
///
/// See the [crate's page](crate).
pub fn main<R: BlockOn>(runtime: R) -> ExitCode {
    match Options::from_command_line::<()>(R::NAME) {
        Ok((options, ())) => run(runtime, &options),
        Err(exit) => exit,
    }
}

/// As [`main`], for a runtime with options of its own, which it is made from.
///
/// # Examples
///
/// ```no_run
/// # use std::process::ExitCode;
/// # use workshop::BlockOn;
/// /// Of its own, it has only `--seed`.
/// #[derive(clap::Args)]
/// struct More {
///     /// What its choices are made from.
///     #[arg(long, default_value_t = 0)]
///     seed: u64,
/// }
///
/// fn main_of<R: BlockOn>(make: impl FnOnce(u64) -> R) -> ExitCode {
///     workshop::main_with(|more: More| make(more.seed))
/// }
/// ```
pub fn main_with<More: clap::Args, R: BlockOn>(make: impl FnOnce(More) -> R) -> ExitCode {
    match Options::from_command_line(R::NAME) {
        Ok((options, more)) => run(make(more), &options),
        Err(exit) => exit,
    }
}

fn run<R: BlockOn>(runtime: R, options: &Options) -> ExitCode {
    let interrupt = match interrupt::end_at_once() {
        Ok(interrupt) => interrupt,
        Err(error) => {
            return command_line::status(Err(io::Error::other(format!("cannot listen for Ctrl-C: {error}"))));
        }
    };
    // A runtime that is refused a thread by the operating system may only know how to panic, on whichever thread. What
    // is left of it then is not to be waited for.
    panic::set_hook(Box::new(|panic| {
        command_line::diagnose(format_args!("Error: {}", sentence(panic)));
        process::exit(1);
    }));
    let Some(path) = &options.trace else {
        return status::<R>(run_lesson(&runtime, options));
    };
    let file = match TraceFile::at(path, &interrupt) {
        Ok(file) => file,
        Err(reason) => return command_line::refuse_trace(R::NAME, path, &reason),
    };
    let runtime = Traced::new(runtime);
    let ended = run_lesson(&runtime, options);
    // A lesson that failed is worth a look, too; one that never began is not.
    let written = if ended.is_ok() { file.write(&runtime.to_chrome(options)) } else { Ok(()) };
    let status = status::<R>(ended);
    match written {
        Ok(()) => status,
        Err(error) => command_line::status(Err(io::Error::other(format!("cannot write the trace: {error}")))),
    }
}

/// Runs the lesson to its end; it is an error of its own if the runtime cannot start.
fn run_lesson<R: BlockOn>(runtime: &R, options: &Options) -> io::Result<io::Result<()>> {
    limits::can_start(runtime.threads() + options.lesson.threads())?;
    runtime.block_on(options.lesson.run(runtime, options))
}

/// Returns the exit status of a lesson that `ended` like that, or never began.
fn status<R: BlockOn>(ended: io::Result<io::Result<()>>) -> ExitCode {
    let refused = |refused| Err(io::Error::other(format!("{} cannot start: {refused}", R::NAME)));
    command_line::status(ended.unwrap_or_else(refused))
}

/// What a panic has to say, and where it comes from.
fn sentence(panic: &panic::PanicHookInfo<'_>) -> String {
    let text = panic.payload().downcast_ref::<&str>().copied();
    let what =
        text.or(panic.payload().downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without a message");
    panic.location().map_or(what.into(), |place| format!("{what} ({place})"))
}

/// The README's Rust, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
