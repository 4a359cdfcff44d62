//! The signals that end a race, as flags to look at.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::flag;

use crate::interrupt::SIGNALS;

/// The signals that end a race, and whether they came.
pub(super) struct Signals(Vec<(i32, Arc<AtomicBool>)>);

impl Signals {
    /// Catches them from now on.
    pub(super) fn catch() -> io::Result<Self> {
        let signals: Vec<_> = SIGNALS.iter().map(|signal| (*signal, Arc::new(AtomicBool::new(false)))).collect();
        for (signal, came) in &signals {
            // In this order: the second one finds the flag set. Whoever sends two has seen the first do nothing, as
            // when the terminal takes no more output.
            flag::register_conditional_shutdown(*signal, 128 + signal, came.clone())?;
            flag::register(*signal, came.clone())?;
        }
        Ok(Self(signals))
    }

    /// The one that came.
    pub(super) fn caught(&self) -> Option<i32> {
        self.0.iter().find(|(_, came)| came.load(Ordering::SeqCst)).map(|(signal, _)| *signal)
    }
}
