//! A sleep is a `setTimeout` that calls a waker.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};

use crate::runtime::now;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(wake: &Closure<dyn FnMut()>, millis: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timeout: &JsValue);
}

// ANCHOR: sleep
/// Done when the clock shows `due`, and not before.
pub(crate) struct Sleep {
    due: Duration,
    waker: Rc<Cell<Option<Waker>>>,
    timeout: Option<Timeout>,
}

impl Sleep {
    /// A sleep that counts from now.
    pub(crate) fn new(duration: Duration) -> Self {
        Self { due: now().saturating_add(duration), waker: Rc::default(), timeout: None }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let left = self.due.saturating_sub(now());
        if left.is_zero() {
            return Poll::Ready(());
        }
        self.waker.set(Some(cx.waker().clone()));
        // A timeout may be early: browsers round their clocks. Then there is a little left, and another one is set.
        if self.timeout.as_ref().is_none_or(|timeout| timeout.over.get()) {
            self.timeout = Some(Timeout::set(left, self.waker.clone()));
        }
        Poll::Pending
    }
}
// ANCHOR_END: sleep

/// A timeout of the page. Dropping it clears it.
struct Timeout {
    id: JsValue,
    over: Rc<Cell<bool>>,
    _wake: Closure<dyn FnMut()>,
}

impl Timeout {
    fn set(left: Duration, waker: Rc<Cell<Option<Waker>>>) -> Self {
        let over = Rc::new(Cell::new(false));
        let theirs = over.clone();
        let wake = Closure::new(move || {
            theirs.set(true);
            waker.take().inspect(Waker::wake_by_ref);
        });
        // The page takes whole milliseconds, at most 2³¹ − 1 of them: some 25 days.
        let millis = i32::try_from(left.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX);
        Self { id: set_timeout(&wake, millis), over, _wake: wake }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").field("due", &self.due).finish_non_exhaustive()
    }
}
