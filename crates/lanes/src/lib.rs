//! The programs that are compared: how they are called, built, started and ended.
//!
//! A [`Lane`] is one program. [`Workspace`] builds it, [`Program`] is the result, and a [`Process`] is one run of it, which
//! never outlives the value. Everything here that takes time asks an [`Interrupt`] every few milliseconds, so Ctrl-C ends
//! a build just as it ends a measurement.

mod interrupt;
mod lane;
mod process;
mod workspace;

pub use interrupt::{Interrupt, Interrupted};
pub use lane::{Kind, LANES, Lane, Program, Source, period};
pub use process::{Ended, Line, Process, Stop, run, succeeded};
pub use workspace::{Built, Missing, Workspace, ask_python, ask_rustc};
