//! Ctrl-C and SIGTERM end the process, at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::register_conditional_shutdown;

/// Lets Ctrl-C end this process with the exit status 130, and SIGTERM with 143.
///
/// They do so from within the signal handler, which needs neither the executor's thread nor another one: a coroutine
/// that blocks cannot hold them up. No line is torn, for each is handed to the operating system in one write.
///
/// # Errors
///
/// When the operating system does not take the handler.
pub(crate) fn end_at_once() -> io::Result<()> {
    let always = Arc::new(AtomicBool::new(true));
    register_conditional_shutdown(SIGINT, 130, always.clone())?;
    register_conditional_shutdown(SIGTERM, 143, always)?;
    Ok(())
}
