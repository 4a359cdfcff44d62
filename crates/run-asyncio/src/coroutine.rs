//! Python awaits Rust: a Rust future, as a coroutine of Python.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use pyo3::exceptions::{PyRuntimeError, PyStopIteration};
use pyo3::prelude::*;
use send_wrapper::SendWrapper;

use crate::Asyncio;
use crate::event_loop::EventLoop;
use crate::wake::Signal;

/// A coroutine whose body is a Rust future.
///
/// - `send` polls the future.
/// - `throw` and `close` drop the future. asyncio cancels a task by throwing `CancelledError` into its coroutine. So all
///   destructors have run before anybody sees the exception.
///
/// The future is polled and dropped without Python's global lock. So it may wait for another thread that needs the lock,
/// for example to wake it.
#[pyclass(frozen, module = "keep_printing")]
pub(crate) struct Coroutine {
    name: &'static str,
    stage: Mutex<Stage>,
}

enum Stage {
    /// As in Python, nothing runs before the first `await`. So it may be made anywhere, also without a loop.
    Created(Box<dyn FnOnce(Python<'_>) -> PyResult<Running> + Send>),
    /// It belongs to the thread of its loop. The wrapper checks this.
    Running(SendWrapper<Running>),
    /// It has ended. Or it is running: it is being polled.
    Ended,
}

/// What a Rust future returns to Python, or raises there.
type Outcome = PyResult<Option<Py<PyAny>>>;

struct Running {
    rt: Rc<Asyncio>,
    future: Pin<Box<dyn Future<Output = Outcome>>>,
    signal: Arc<Signal>,
}

impl Coroutine {
    /// Calls `body` at the first `await`, with the loop that runs then.
    pub(crate) fn new<B>(name: &'static str, body: B) -> Self
    where
        B: AsyncFnOnce(&Asyncio) -> Outcome + Send + 'static,
    {
        let create = move |py: Python<'_>| {
            let rt = Rc::new(Asyncio::running(py)?);
            let theirs = rt.clone();
            Ok(Running::new(rt, async move { body(&theirs).await }))
        };
        Self { name, stage: Mutex::new(Stage::Created(Box::new(create))) }
    }

    /// Runs `future` on a loop whose thread is this one.
    pub(crate) fn on(event_loop: EventLoop, name: &'static str, future: impl Future<Output = ()> + 'static) -> Self {
        let running = Running::new(Rc::new(Asyncio::on(event_loop)), async {
            future.await;
            Ok(None)
        });
        Self { name, stage: Mutex::new(Stage::Running(SendWrapper::new(running))) }
    }

    fn replace(&self, stage: Stage) -> Stage {
        mem::replace(&mut *self.stage.lock().unwrap_or_else(PoisonError::into_inner), stage)
    }

    /// Polls the future. Returns what the task is to wait for.
    fn poll<'py>(&self, running: SendWrapper<Running>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let polled = py.detach(move || {
            let mut running = running;
            let polled = running.poll();
            match polled {
                Poll::Ready(outcome) => Err(outcome), // the future is dropped here
                Poll::Pending => Ok(running),
            }
        });
        let running = match polled {
            Ok(running) => running,
            Err(outcome) => return Err(PyStopIteration::new_err((outcome?,))),
        };
        let wait = running.signal.wait(py);
        self.replace(Stage::Running(running));
        match wait? {
            // An `await` of it: that yields it to the task.
            Some(future) => future.call_method0("__await__")?.try_iter()?.next().expect("it is not done"),
            // The task resumes this coroutine after the others, as after `asyncio.sleep(0)`.
            None => Ok(py.None().into_bound(py)),
        }
    }
}

impl Running {
    fn new(rt: Rc<Asyncio>, body: impl Future<Output = Outcome> + 'static) -> Self {
        let signal = Signal::new(rt.event_loop.clone());
        let theirs = rt.clone();
        let future = Box::pin(async move {
            let outcome = body.await;
            theirs.settle(outcome).await
        });
        Self { rt, future, signal }
    }

    fn poll(&mut self) -> Poll<Outcome> {
        self.signal.about_to_poll();
        let waker = Waker::from(self.signal.clone());
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

#[pymethods]
impl Coroutine {
    #[getter]
    fn __name__(&self) -> &'static str {
        self.name
    }

    #[getter]
    fn __qualname__(&self) -> &'static str {
        self.name
    }

    fn __await__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let running = match self.replace(Stage::Ended) {
            Stage::Created(create) => SendWrapper::new(create(py)?),
            // A second task would take the wake of the first.
            Stage::Running(running) if running.signal.is_waiting() => {
                self.replace(Stage::Running(running));
                return Err(PyRuntimeError::new_err("this coroutine is being awaited already"));
            }
            Stage::Running(running) => running,
            Stage::Ended => return Err(PyRuntimeError::new_err("this coroutine has ended, or it is running")),
        };
        self.poll(running, py)
    }

    fn send<'py>(&self, _value: &Bound<'py, PyAny>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.__next__(py)
    }

    #[pyo3(signature = (kind, value = None, _traceback = None))]
    fn throw<'py>(
        &self,
        kind: Bound<'py, PyAny>,
        value: Option<Bound<'py, PyAny>>,
        _traceback: Option<Bound<'py, PyAny>>,
        py: Python<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let exception = PyErr::from_value(value.unwrap_or(kind));
        let Stage::Running(mut running) = self.replace(Stage::Ended) else { return Err(exception) };
        let running = py.detach(move || {
            let rt = running.rt.clone();
            running.future = Box::pin(async move { rt.settle(Err(exception)).await }); // the old future is dropped here
            running
        });
        self.poll(running, py)
    }

    fn close(&self, py: Python<'_>) {
        self.replace(Stage::Ended).end(py);
    }
}

impl Stage {
    fn end(self, py: Python<'_>) {
        match self {
            Self::Running(running) if running.valid() => py.detach(move || drop(running)),
            // Another thread's garbage collector found it. Its destructors may only run on its own thread.
            Self::Running(running) => mem::forget(running),
            Self::Created(_) | Self::Ended => {}
        }
    }
}

impl Drop for Coroutine {
    fn drop(&mut self) {
        Python::try_attach(|py| self.close(py));
    }
}
