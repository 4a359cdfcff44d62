//! Blocking work on compio's pool, and its result.

use std::future::{Future, poll_fn};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

/// Runs `work` on a thread of compio's pool. The work begins at once, and it ends even if the future is dropped.
///
/// compio has a future of the result, too, but sometimes does not see that the work is done. Then it waits for ever. So
/// this result has a place of its own, and the thread that did the work wakes the executor.
///
/// # Panics
///
/// The future panics if `work` panics, with the same panic.
pub(crate) fn on_pool<T, W>(work: W) -> impl Future<Output = T>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let place = Arc::new(Place(Mutex::new(State { result: None, waker: None })));
    let theirs = place.clone();
    compio::runtime::spawn_blocking(move || {
        let result = panic::catch_unwind(AssertUnwindSafe(work));
        let mut state = theirs.lock();
        state.result = Some(result);
        let waker = state.waker.take();
        drop(state);
        waker.inspect(Waker::wake_by_ref);
    })
    .detach();
    poll_fn(move |cx| {
        let mut state = place.lock();
        match state.result.take() {
            Some(result) => Poll::Ready(result.unwrap_or_else(|panic| panic::resume_unwind(panic))),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    })
}

/// Where the result will be.
struct Place<T>(Mutex<State<T>>);

struct State<T> {
    result: Option<thread::Result<T>>,
    /// The waker of the task that awaits the result.
    waker: Option<Waker>,
}

impl<T> Place<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // The work runs outside the lock, so its panic leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
