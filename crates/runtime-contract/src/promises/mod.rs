//! The promises, one function for each. A function makes its own runtime, and panics if the promise is broken.

mod deadlines;
mod executor;
mod output;
mod waiting;
mod work_stealing;

pub use deadlines::*;
pub use executor::*;
pub use output::*;
pub use waiting::*;
pub use work_stealing::*;

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Wake, Waker};
use std::time::Duration;

/// Long enough for every timer, and short enough for a test.
const SHORT: Duration = Duration::from_millis(10);

/// Much longer than [`SHORT`], on a busy machine too.
const LONG: Duration = Duration::from_secs(3600);

/// Counts the wakes of a waker.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wakes {
    fn waker() -> (Arc<Self>, Waker) {
        let wakes = Arc::new(Self::default());
        (wakes.clone(), wakes.into())
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Sets a flag when it is dropped.
struct SetOnDrop<'a>(&'a Cell<bool>);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.set(true);
    }
}
