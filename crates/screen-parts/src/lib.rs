//! What the programs that draw on a terminal share: colour (`ink.rs`), rows of text (`rows.rs`), the language
//! (`language.rs`), and how a program ends.

mod ink;
mod language;
mod rows;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

pub use crate::ink::Ink;
pub use crate::language::{Lang, of_environment};
pub use crate::rows::{cut, wrapped};

/// Returns the exit status of a program. An error is printed to stderr. If the reader of stdout has gone away, this is no
/// failure.
///
/// # Examples
///
/// ```
/// use std::io::{Error, ErrorKind};
/// use std::process::ExitCode;
///
/// assert_eq!(screen_parts::ended(Ok(())), ExitCode::SUCCESS);
/// assert_eq!(screen_parts::ended(Err(ErrorKind::BrokenPipe.into())), ExitCode::SUCCESS);
/// assert_eq!(screen_parts::ended(Err(Error::other("nothing happened"))), ExitCode::FAILURE);
/// ```
#[must_use]
pub fn ended(done: io::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // If stderr is closed, nobody can read it.
            writeln!(io::stderr(), "Error: {error}").ok();
            ExitCode::FAILURE
        }
    }
}
