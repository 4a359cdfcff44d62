//! What the exercises share: a watchdog for tests that hang, and a log.
//!
//! The exercises themselves are in the folder `exercises`. The file `README.md` says how to start.

#![deny(missing_debug_implementations, missing_docs)]

use std::cell::RefCell;
use std::panic;
use std::rc::Rc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long [`watched`] waits for a test.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Runs `test`, and returns its result. A test that does not end fails after [`PATIENCE`], and the message
/// names the usual causes.
///
/// # Panics
///
/// - If `test` panics, with the same panic.
/// - If `test` has not ended after [`PATIENCE`]. Its thread stays behind until the process ends.
///
/// # Examples
///
/// ```
/// exercises::watched(|| assert_eq!(1 + 1, 2));
/// ```
///
/// ```should_panic
/// use std::future::pending;
///
/// // Nobody wakes this future.
/// exercises::watched(|| futures_lite::future::block_on(pending::<()>()));
/// ```
#[track_caller]
pub fn watched<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    let (ended, wait) = mpsc::channel::<()>();
    let test = thread::spawn(move || {
        let _ended = ended;
        test()
    });
    if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        panic!(
            "The test has not ended after {} s. There are three usual causes.\n\
             A future returned `Pending`, and nobody calls its waker.\n\
             Something blocks the thread, or loops without end.\n\
             Or it waits for real time: a sleep on a real clock.",
            PATIENCE.as_secs()
        );
    }
    test.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}

/// A list of lines that several coroutines write to. A clone writes to the same list.
///
/// # Examples
///
/// ```
/// let log = exercises::Log::default();
/// log.add("hello");
/// assert_eq!(log.lines(), ["hello"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Log {
    lines: Rc<RefCell<Vec<String>>>,
}

impl Log {
    /// Adds a line at the end.
    pub fn add(&self, line: &str) {
        self.lines.borrow_mut().push(line.to_string());
    }

    /// Returns all lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}
