//! The programs that are compared: what they are called, and how to build, start and end them.
//!
//! A [`Lane`] is one program. A [`Workspace`] builds it into a [`Program`]. A [`Process`] is one run of the program.
//! The run ends when the `Process` is dropped. Everything here that takes time checks an [`Interrupt`] every few
//! milliseconds. So Ctrl-C ends a build at once, and a measurement too.

mod interrupt;
mod lane;
mod process;
mod workspace;

pub use interrupt::{Interrupt, Interrupted};
pub use lane::{Kind, LANES, Lane, NO_LANES, Program, Source, period};
pub use process::{Ended, Line, Process, Stop, run, succeeded};
pub use workspace::{Built, Missing, Workspace, ask_python, ask_rustc};
