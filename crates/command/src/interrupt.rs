//! Ctrl-C and SIGTERM end the process, at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register_conditional_shutdown, register_usize};
use signal_hook::low_level;

/// What Ctrl-C and SIGTERM do.
pub(crate) struct Interrupt {
    at_once: Arc<AtomicBool>,
    /// The exit status of a signal that came during `hold`. 0 if there was none.
    held: Arc<AtomicUsize>,
}

/// Makes Ctrl-C end this process with the exit status 130, and SIGTERM with 143.
///
/// The signal handler itself ends the process. It needs no thread, so a coroutine that blocks cannot delay it. No line
/// is cut in two, because each line is one write to the operating system.
///
/// # Errors
///
/// The operating system refuses the handler.
pub(crate) fn end_at_once() -> io::Result<Interrupt> {
    let (at_once, held) = (Arc::new(AtomicBool::new(true)), Arc::default());
    for (signal, status) in [(SIGINT, 130_u8), (SIGTERM, 143)] {
        register_conditional_shutdown(signal, status.into(), at_once.clone())?;
        register_usize(signal, Arc::clone(&held), status.into())?;
    }
    Ok(Interrupt { at_once, held })
}

impl Interrupt {
    /// Does `work` that must be completed. A signal that comes meanwhile ends the process right after the work.
    pub(crate) fn hold<T>(&self, work: impl FnOnce() -> T) -> T {
        self.at_once.store(false, Ordering::SeqCst);
        let done = work();
        self.at_once.store(true, Ordering::SeqCst);
        match self.held.load(Ordering::SeqCst) {
            0 => done,
            status => low_level::exit(status.try_into().unwrap_or(1)),
        }
    }
}
