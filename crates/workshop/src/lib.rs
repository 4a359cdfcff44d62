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
//! #     fn timer(&self) -> impl Timer { |_: Duration| std::future::ready(()) }
//! #     fn stdout(&self) -> impl AsyncWrite + Unpin { Vec::new() }
//! #     fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
//! #     where F: Future + 'static, F::Output: 'static { future }
//! # }
//! # impl workshop::BlockOn for MyRuntime {
//! #     fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
//! #         Ok(futures_lite::future::block_on(future))
//! #     }
//! # }
//! fn main() -> std::process::ExitCode {
//!     workshop::main(&MyRuntime)
//! }
//! ```

mod command_line;
pub mod lessons;
mod runtime;
mod wall_clock;

use std::io;
use std::process::ExitCode;

pub use crate::command_line::Options;
pub use crate::runtime::{BlockOn, Runtime};
pub use crate::wall_clock::wall_clock;

/// The whole `main` of a runtime's command: reads the command line, runs the lesson, reports how it ended.
///
/// Results go to stdout, diagnostics to stderr. The exit status is
///
/// - 0 when the lesson is done, and also when whoever reads stdout has gone away (`run-tokio | head -3`): that is the
///   reader's choice, and no failure;
/// - 1 when it failed, after a sentence that says why;
/// - 2 when the command line makes no sense, after a sentence that says what is accepted.
///
/// # Examples
///
/// See the [crate's page](crate).
pub fn main<R: BlockOn>(runtime: &R) -> ExitCode {
    let options = match Options::from_command_line(R::NAME) {
        Ok(options) => options,
        Err(exit) => return exit,
    };
    match runtime.block_on(options.lesson.run(runtime, &options, wall_clock)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) | Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Ok(Err(error)) | Err(error) => {
            command_line::diagnose(format_args!("run-{}: {error}", R::NAME));
            ExitCode::FAILURE
        }
    }
}

/// The README's Rust, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
