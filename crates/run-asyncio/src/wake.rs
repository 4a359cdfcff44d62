//! Wakers. A wake makes the event loop poll a coroutine again.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};
use std::thread::{self, ThreadId};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::event_loop::EventLoop;

/// What a waker of this runtime is made of.
///
/// A task of asyncio waits for a future of asyncio. So a coroutine that is pending creates such a future, and its task
/// waits for it. A wake gives this future a result. Then the loop resumes the task, and the task polls the coroutine.
pub(crate) struct Signal {
    event_loop: EventLoop,
    thread: ThreadId,
    state: Mutex<State>,
}

enum State {
    /// It is being polled, and nobody has woken it yet.
    Polled,
    /// It was woken. Further wakes change nothing.
    Woken,
    /// Its task waits for this future.
    Waiting(Py<PyAny>),
}

impl Signal {
    /// For a coroutine on this thread, which is the loop's.
    pub(crate) fn new(event_loop: EventLoop) -> Arc<Self> {
        Arc::new(Self { event_loop, thread: thread::current().id(), state: Mutex::new(State::Woken) })
    }

    /// The poll that now begins answers all earlier wakes.
    pub(crate) fn about_to_poll(&self) {
        *self.state() = State::Polled;
    }

    /// The future to wait for after a poll that was pending. `None` if there was a wake during the poll.
    pub(crate) fn wait<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let future = self.event_loop.create_future(py)?;
        let mut state = self.state();
        if matches!(*state, State::Woken) {
            return Ok(None);
        }
        *state = State::Waiting(future.clone().unbind());
        Ok(Some(future))
    }

    /// Whether a task waits, and there was no wake.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(*self.state(), State::Waiting(_))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let State::Waiting(future) = mem::replace(&mut *self.state(), State::Woken) else { return };
        // After the end of the interpreter, or of the loop, nobody waits any more.
        Python::try_attach(|py| {
            let future = future.bind(py);
            if thread::current().id() == self.thread {
                return resume(future);
            }
            self.event_loop.call_soon_threadsafe(wrap_pyfunction!(resume, py)?, future)
        });
    }
}

/// Gives a future its result, if it has none. It has one if its task was cancelled.
#[pyfunction]
fn resume(future: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = future.py();
    if !future.call_method0(intern!(py, "done"))?.is_truthy()? {
        future.call_method1(intern!(py, "set_result"), (py.None(),))?;
    }
    Ok(())
}

/// A place for the waker of whoever waits. It is a function for Python: a call wakes.
///
/// A waker is code of Rust, and may take a lock of its own. So it is never called or dropped under Python's lock: another
/// thread may hold the one and wait for the other.
#[pyclass(frozen)]
pub(crate) struct Callback(Mutex<Option<Waker>>);

impl Callback {
    pub(crate) fn new(waker: Option<Waker>) -> Self {
        Self(Mutex::new(waker))
    }

    /// Replaces the waker. Returns whether there was one, so whether Python still is to call.
    pub(crate) fn set(&self, waker: Option<Waker>) -> bool {
        // A statement of its own: the mutex must be free when the old waker is dropped.
        let before = mem::replace(&mut *self.waker(), waker);
        before.is_some()
    }

    fn waker(&self) -> MutexGuard<'_, Option<Waker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Callback {
    #[pyo3(signature = (*_arguments))]
    fn __call__(&self, _arguments: &Bound<'_, PyTuple>, py: Python<'_>) {
        py.detach(|| {
            let waker = self.waker().take();
            waker.map(Waker::wake)
        });
    }
}
