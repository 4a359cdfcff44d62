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
//! #     const TIMER: &'static str = "it does not wait";
//! #     const UNBLOCK: &'static str = "nowhere";
//! #     fn timer(&self) -> impl Timer + 'static { |_: Duration| std::future::ready(()) }
//! #     fn stdout(&self) -> impl AsyncWrite + Unpin { Vec::new() }
//! #     fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
//! #     where F: Future + 'static, F::Output: 'static { future }
//! #     fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
//! #     where T: Send + 'static, W: FnOnce() -> T + Send + 'static { async { work() } }
//! # }
//! # impl workshop::BlockOn for MyRuntime {
//! #     fn threads(&self) -> usize { 0 }
//! #     fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
//! #         Ok(futures_lite::future::block_on(future))
//! #     }
//! # }
//! fn main() -> std::process::ExitCode {
//!     workshop::main(&MyRuntime)
//! }
//! ```

mod command_line;
mod diary;
mod interrupt;
pub mod lessons;
mod limits;
mod runtime;
mod screen;
mod wall_clock;
mod watch;

use std::io;
use std::panic;
use std::process::{self, ExitCode};

pub use crate::command_line::{Options, UsageError};
pub use crate::diary::Diary;
pub use crate::runtime::{BlockOn, Runtime, WorkStealing, monotonic};
pub use crate::screen::Screen;
pub use crate::wall_clock::wall_clock;
pub use crate::watch::{Seen, Watch, watch};

/// The whole `main` of a runtime's command: reads the command line, runs the lesson, reports how it ended.
///
/// Results go to stdout, diagnostics to stderr. The exit status is
///
/// - 0 when the lesson is done, and also when whoever reads stdout has gone away (`run-tokio | head -3`): that is the
///   reader's choice, and no failure;
/// - 1 when it failed, after a sentence that says why;
/// - 2 when the command line makes no sense, after a sentence that says what is accepted;
/// - 130 when it was interrupted (Ctrl-C) and 143 when it was terminated (SIGTERM), at once and without a word,
///   whatever the thread is doing.
///
/// # Examples
///
/// See the [crate's page](crate).
pub fn main<R: BlockOn>(runtime: &R) -> ExitCode {
    let options = match Options::from_command_line(R::NAME) {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    if let Err(error) = interrupt::end_at_once() {
        return command_line::status(Err(io::Error::other(format!("cannot listen for Ctrl-C: {error}"))));
    }
    // A runtime that is refused a thread by the operating system may only know how to panic, on whichever thread. What
    // is left of it then is not to be waited for.
    panic::set_hook(Box::new(|panic| {
        command_line::diagnose(format_args!("Error: {}", sentence(panic)));
        process::exit(1);
    }));
    let ended = limits::can_start(runtime.threads() + options.lesson.threads())
        .and_then(|()| runtime.block_on(options.lesson.run(runtime, &options, wall_clock)));
    match ended {
        Ok(lesson) => command_line::status(lesson),
        Err(refused) => command_line::status(Err(io::Error::other(format!("{} cannot start: {refused}", R::NAME)))),
    }
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
