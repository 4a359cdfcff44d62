//! Ctrl-C, SIGTERM and the loss of the terminal, as something that is asked about.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::register_usize;

/// The signals that ask this process to end.
pub(crate) const SIGNALS: &[i32] = &[
    SIGINT,
    SIGTERM,
    // The terminal was closed.
    #[cfg(unix)]
    signal_hook::consts::SIGHUP,
];

/// Whether this process was asked to end.
///
/// The handlers only take a note. Whoever waits asks for it every few milliseconds and returns early, so that every
/// destructor runs: the child that is being measured is killed, temporary files go away.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    signal: Arc<AtomicUsize>,
}

/// This process was asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interrupted {
    signal: u8,
}

impl Interrupt {
    /// Listens for [`SIGNALS`], which end nothing by themselves any more.
    ///
    /// # Errors
    ///
    /// When the operating system does not take the handlers.
    pub(crate) fn listen() -> io::Result<Self> {
        let interrupt = Self::default();
        for signal in SIGNALS {
            register_usize(*signal, interrupt.signal.clone(), signal.unsigned_abs() as usize)?;
        }
        Ok(interrupt)
    }

    /// # Errors
    ///
    /// Since the first signal came.
    pub(crate) fn check(&self) -> Result<(), Interrupted> {
        match u8::try_from(self.signal.load(Ordering::SeqCst)) {
            Ok(0) | Err(_) => Ok(()),
            Ok(signal) => Err(Interrupted { signal }),
        }
    }
}

impl Interrupted {
    /// What a shell expects of a program that ends for a signal's sake: 130 for Ctrl-C, 143 for SIGTERM, 129 when the
    /// terminal was closed.
    pub(crate) fn exit_status(self) -> u8 {
        128 + self.signal
    }
}
