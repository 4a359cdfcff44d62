//! Tests for an async runtime. One line gives a runtime crate one named test for each promise.
//!
//! Put this line into a file in the crate's `tests/` folder. The expression makes a runtime:
//!
//! ```ignore
//! runtime_contract::suite!(run_smol::Smol::default());
//! ```
//!
//! Runtimes differ in a few things. For example, a panic in a task ends `block_on` on some runtimes only. The contract
//! accepts each way. The runtime declares what it does in [`DECLARED`](any_runtime::Runtime::DECLARED), and a test checks
//! that this is true. [`row`] prints the declarations as a row of a table.
//!
//! So the check of a promise can end in several ways, if the promise is not broken:
//!
//! - It is kept.
//! - It differs: the runtime does what it declares, and the test prints how. See [`Ending`].
//! - It is not offered: the runtime does not have the feature, and the test prints which one. See [`Ending`], too.
//! - It is impossible: the runtime's crate says so in the `except` of [`suite!`], with the reason. The test is ignored.
//!
//! Every test has a watchdog, so a runtime that hangs fails. The tests wait in real time, most of them for a few
//! milliseconds. They pass on a busy machine too: they check that nothing is early, and that everything is in order.

mod combinators;
mod declarations;
mod ending;
mod promises;
mod suite;

use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use any_runtime::BlockOn;

pub use crate::combinators::{Combinators, Core};
pub use crate::declarations::{HEADING, assert_stated_in, row};
pub use crate::ending::Ending;
pub use crate::promises::*;
pub use crate::suite::{GROUPS, Group};

/// The longest time that a promise may take. After it, the test fails: the runtime hangs. A busy machine needs less.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Checks a promise on a runtime, and prints the [`Ending`]. Each test of [`suite!`] does this.
///
/// # Panics
///
/// If the promise is broken, or its check has not ended after [`PATIENCE`].
///
/// # Examples
///
/// ```
/// fn is_it_early<R: any_runtime::BlockOn>(make: fn() -> R) {
///     runtime_contract::check(runtime_contract::the_deadline_is_never_early::<_, runtime_contract::Core>, make);
/// }
/// ```
pub fn check<R: BlockOn, E: Into<Ending> + 'static>(promise: fn(fn() -> R) -> E, make: fn() -> R) {
    match watched(move || promise(make).into()) {
        Ending::Kept => {}
        ending => println!("{ending}"),
    }
}

/// Runs `test` on a thread of its own, and returns its result.
///
/// # Panics
///
/// If `test` panics, with the same panic. Also if `test` has not ended after [`PATIENCE`].
///
/// # Examples
///
/// ```
/// runtime_contract::watched(|| assert_eq!(1 + 1, 2));
/// ```
pub fn watched<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    watched_for(PATIENCE, test)
}

/// Does the same as [`watched`], with a time limit of your own.
///
/// # Panics
///
/// If `test` panics, with the same panic. Also if `test` has not ended after `patience`.
///
/// # Examples
///
/// ```should_panic
/// runtime_contract::watched_for(std::time::Duration::from_millis(10), || loop { std::thread::park() });
/// ```
pub fn watched_for<T: Send + 'static>(patience: Duration, test: impl FnOnce() -> T + Send + 'static) -> T {
    let (ended, wait) = mpsc::channel::<()>();
    let test = thread::spawn(move || {
        let _ended = ended;
        test()
    });
    let hangs = wait.recv_timeout(patience) == Err(RecvTimeoutError::Timeout);
    assert!(!hangs, "it hangs: it has not ended after {patience:?}");
    test.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}

/// Makes a runtime and runs `test` on it.
fn run<R: BlockOn, T>(make: fn() -> R, test: impl AsyncFnOnce(&R) -> T) -> T {
    let rt = make();
    rt.block_on(test(&rt)).expect("`block_on` returned an error")
}
