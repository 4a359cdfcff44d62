//! A sleep is a `loop.call_later` that calls a waker.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pyo3::intern;
use pyo3::prelude::*;

use crate::event_loop::EventLoop;
use crate::wake::Callback;

/// Done when the loop's clock shows `due`, and not before.
pub(crate) struct Sleep {
    event_loop: EventLoop,
    due: Duration,
    timer: Option<Timer>,
}

/// A timer of the loop. Dropping it cancels it.
struct Timer {
    handle: Py<PyAny>,
    callback: Py<Callback>,
}

impl Sleep {
    /// A sleep that counts from now.
    pub(crate) fn new(event_loop: EventLoop, duration: Duration) -> Self {
        let due = event_loop.time().saturating_add(duration);
        Self { event_loop, due, timer: None }
    }

    fn start(&self, left: Duration, cx: &Context<'_>) -> PyResult<Timer> {
        let callback = Callback::new(Some(cx.waker().clone()));
        Python::attach(|py| {
            let callback = Py::new(py, callback)?;
            Ok(Timer { handle: self.event_loop.call_later(left, &callback, py)?, callback })
        })
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let left = self.due.saturating_sub(self.event_loop.time());
        if left.is_zero() {
            return Poll::Ready(());
        }
        let waits = self.timer.as_ref().is_some_and(|timer| timer.callback.get().set(Some(cx.waker().clone())));
        // The loop fires a timer a little early, by the resolution of its clock. Then it starts another one.
        if !waits {
            self.timer = Some(self.start(left, cx).expect("a loop that is open takes timers"));
        }
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.callback.get().set(None);
        // After the end of the interpreter, there is nothing to cancel.
        Python::try_attach(|py| self.handle.call_method0(py, intern!(py, "cancel")).ok());
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").field("due", &self.due).finish_non_exhaustive()
    }
}
