//! Notices Ctrl-C, SIGTERM and the loss of the terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The signals that ask this process to end.
const SIGNALS: &[i32] = &[
    SIGINT,
    SIGTERM,
    // The terminal was closed.
    #[cfg(unix)]
    signal_hook::consts::SIGHUP,
];

/// Tells whether a signal asked this process to end.
///
/// The signal handlers only set a flag. Code that waits checks the flag every few milliseconds and returns early. So
/// every destructor runs: child processes are killed, temporary files are removed, the terminal is restored.
///
/// The default value listens to nothing.
///
/// # Examples
///
/// ```
/// use lanes::Interrupt;
///
/// let interrupt = Interrupt::listen()?;
/// assert_eq!(interrupt.check(), Ok(()), "no signal yet");
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Vec<(i32, Arc<AtomicBool>)>);

/// A signal asked this process to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted(i32);

impl Interrupt {
    /// Catches SIGINT, SIGTERM and SIGHUP from now on.
    ///
    /// The second signal of one kind ends the process at once: it helps when the process is stuck, for example writing
    /// to a terminal that is stopped with Ctrl-S.
    ///
    /// # Errors
    ///
    /// The operating system refuses the handlers.
    pub fn listen() -> io::Result<Self> {
        let signals = SIGNALS.iter().map(|signal| (*signal, Arc::default())).collect::<Vec<_>>();
        for (signal, came) in &signals {
            // In this order: only the second signal finds the flag set.
            flag::register_conditional_shutdown(*signal, 128 + signal, Arc::clone(came))?;
            flag::register(*signal, Arc::clone(came))?;
        }
        Ok(Self(signals))
    }

    /// Returns an error once a signal has come.
    ///
    /// # Errors
    ///
    /// A signal has come.
    pub fn check(&self) -> Result<(), Interrupted> {
        let came = self.0.iter().find(|(_, came)| came.load(Ordering::SeqCst));
        came.map_or(Ok(()), |(signal, _)| Err(Interrupted(*signal)))
    }
}

impl Interrupted {
    /// The exit status that a shell expects: 130 for Ctrl-C, 143 for SIGTERM, 129 when the terminal was closed.
    pub fn exit_status(self) -> u8 {
        u8::try_from(128 + self.0).unwrap_or(u8::MAX)
    }
}
