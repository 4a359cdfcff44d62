//! Watching a future from outside: its polls, its answers, its wakes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use pin_project_lite::pin_project;

/// An event that can be seen from outside a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// An executor polls it.
    Polled,
    /// It answers: no result yet.
    Pending,
    /// Its waker is called, perhaps on another thread: it should be polled again.
    Woken,
    /// It answers with its result.
    Ready,
}

/// Returns a future that does the same as `future`, and calls `see` for each event that can be seen from outside.
///
/// It needs `Future` and `Waker` only, so it works on every runtime.
///
/// # Examples
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use lessons::{Seen, watch};
///
/// let log = Arc::new(Mutex::new(Vec::new()));
/// let see = { let log = log.clone(); move |seen| log.lock().unwrap().push(seen) };
///
/// futures_lite::future::block_on(watch(futures_lite::future::yield_now(), see));
/// use Seen::*;
/// assert_eq!(*log.lock().unwrap(), [Polled, Woken, Pending, Polled, Ready]);
/// ```
pub fn watch<F, S>(future: F, see: S) -> Watch<F, S>
where
    F: Future,
    S: Fn(Seen) + Send + Sync + 'static,
{
    Watch { future, see: Arc::new(see) }
}

pin_project! {
    /// The future that [`watch`] returns.
    #[must_use = "futures do nothing unless polled"]
    pub struct Watch<F, S> {
        #[pin]
        future: F,
        see: Arc<S>,
    }
}

impl<F, S> Future for Watch<F, S>
where
    F: Future,
    S: Fn(Seen) + Send + Sync + 'static,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        (this.see)(Seen::Polled);
        let waker = Waker::from(Arc::new(Watched { waker: cx.waker().clone(), see: this.see.clone() }));
        let answer = this.future.poll(&mut Context::from_waker(&waker));
        (this.see)(if answer.is_ready() { Seen::Ready } else { Seen::Pending });
        answer
    }
}

impl<F, S> fmt::Debug for Watch<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// A waker that calls `see` before it wakes.
struct Watched<S> {
    waker: Waker,
    see: Arc<S>,
}

impl<S: Fn(Seen) + Send + Sync> Wake for Watched<S> {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        (self.see)(Seen::Woken);
        self.waker.wake_by_ref();
    }
}
