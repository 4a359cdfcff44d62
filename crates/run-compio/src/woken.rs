//! A wrapper that polls a future only if it was woken.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Whether the future was woken, and the waker of the outer task.
struct Woken {
    woken: AtomicBool,
    outer: Waker,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.outer.wake_by_ref();
    }
}

/// Polls `future` once, and then again only after each wake. Extra polls from outside do not reach it.
///
/// Each poll from outside must use the same waker. `block_on` does that.
pub(crate) async fn only_when_woken<F: Future>(future: F) -> F::Output {
    let outer = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    let woken = Arc::new(Woken { woken: AtomicBool::new(true), outer });
    let waker = Waker::from(woken.clone());
    let mut future = pin!(future);
    poll_fn(|_| {
        if !woken.woken.swap(false, Ordering::Acquire) {
            return Poll::Pending;
        }
        future.as_mut().poll(&mut Context::from_waker(&waker))
    })
    .await
}
