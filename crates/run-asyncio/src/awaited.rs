//! Rust awaits Python: a future or task of asyncio, as a Rust future.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use pyo3::intern;
use pyo3::prelude::*;

use crate::wake::Callback;

/// The result of a future of asyncio. Dropping this cancels it.
///
/// A task of Python does not end with its cancellation: first its `finally` blocks run, and they may await. So the drop
/// puts the task on a list, and whoever runs the Rust future waits for all tasks of the list.
pub(crate) struct Awaited {
    future: Py<PyAny>,
    callback: Py<Callback>,
    ending: Ending,
}

/// The tasks that were cancelled and have not ended yet.
pub(crate) type Ending = Rc<RefCell<Vec<Py<PyAny>>>>;

impl Awaited {
    pub(crate) fn new(future: &Bound<'_, PyAny>, ending: &Ending) -> PyResult<Self> {
        let callback = Py::new(future.py(), Callback::new(None))?;
        Ok(Self { future: future.clone().unbind(), callback, ending: ending.clone() })
    }

    fn is_done(&self, py: Python<'_>) -> PyResult<bool> {
        self.future.call_method0(py, intern!(py, "done"))?.is_truthy(py)
    }
}

impl Future for Awaited {
    type Output = PyResult<Py<PyAny>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let is_called = self.callback.get().set(Some(cx.waker().clone()));
        Python::attach(|py| {
            if self.is_done(py)? {
                return Poll::Ready(self.future.call_method0(py, intern!(py, "result")));
            }
            if !is_called {
                self.future.call_method1(py, intern!(py, "add_done_callback"), (&self.callback,))?;
            }
            Poll::Pending
        })
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        self.callback.get().set(None);
        // After the end of the interpreter, there is nothing to cancel.
        Python::try_attach(|py| -> PyResult<()> {
            if !self.is_done(py)? {
                self.future.call_method0(py, intern!(py, "cancel"))?;
            }
            if !self.is_done(py)? {
                self.ending.borrow_mut().push(self.future.clone_ref(py));
            }
            Ok(())
        });
    }
}
