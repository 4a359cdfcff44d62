//! An event loop of asyncio, as Rust sees it: the few methods that a runtime needs.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{IntoPyObjectExt as _, intern};

/// An event loop. Clones are the same loop.
///
/// Any thread may hold it, but only its own thread may call its methods. Two may be called anywhere: `time` and
/// `call_soon_threadsafe`.
#[derive(Clone, Debug)]
pub(crate) struct EventLoop(Arc<Py<PyAny>>);

impl EventLoop {
    /// A loop of our own.
    pub(crate) fn new(py: Python<'_>) -> PyResult<Self> {
        let new = py.import("asyncio")?.call_method0("new_event_loop")?;
        Ok(Self(Arc::new(new.unbind())))
    }

    /// The loop that runs on this thread.
    pub(crate) fn running(py: Python<'_>) -> PyResult<Self> {
        let running = py.import("asyncio")?.call_method0("get_running_loop")?;
        Ok(Self(Arc::new(running.unbind())))
    }

    /// Whether any loop runs on this thread.
    pub(crate) fn is_running(py: Python<'_>) -> bool {
        Self::running(py).is_ok()
    }

    /// The time by the loop's own clock.
    pub(crate) fn time(&self) -> Duration {
        let seconds = Python::attach(|py| self.0.call_method0(py, intern!(py, "time"))?.extract::<f64>(py));
        Duration::try_from_secs_f64(seconds.expect("a loop has a clock")).expect("its clock counts upwards from zero")
    }

    pub(crate) fn create_future<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.bind(py).call_method0(intern!(py, "create_future"))
    }

    pub(crate) fn create_task<'py>(&self, coroutine: impl IntoPyObject<'py>, py: Python<'py>) -> PyResult<()> {
        self.0.bind(py).call_method1(intern!(py, "create_task"), (coroutine,)).map(drop)
    }

    /// A task for a coroutine. A future stays as it is.
    pub(crate) fn ensure_future<'py>(&self, awaitable: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = awaitable.py();
        let options = PyDict::new(py);
        options.set_item(intern!(py, "loop"), self.0.bind(py))?;
        py.import("asyncio")?.call_method(intern!(py, "ensure_future"), (awaitable,), Some(&options))
    }

    pub(crate) fn call_later<'py>(
        &self,
        after: Duration,
        callback: impl IntoPyObject<'py>,
        py: Python<'py>,
    ) -> PyResult<Py<PyAny>> {
        let timer = self.0.bind(py).call_method1(intern!(py, "call_later"), (after.as_secs_f64(), callback))?;
        Ok(timer.unbind())
    }

    pub(crate) fn call_soon_threadsafe<'py>(
        &self,
        callback: impl IntoPyObject<'py>,
        argument: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        let py = argument.py();
        self.0.bind(py).call_method1(intern!(py, "call_soon_threadsafe"), (callback, argument)).map(drop)
    }

    /// Runs a function on another thread. Returns the future of its result.
    pub(crate) fn run_in_executor<'py>(
        &self,
        function: impl IntoPyObject<'py>,
        py: Python<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let function = function.into_bound_py_any(py)?;
        self.0.bind(py).call_method1(intern!(py, "run_in_executor"), (py.None(), function))
    }

    pub(crate) fn run_until_complete(&self, future: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.bind(future.py()).call_method1(intern!(future.py(), "run_until_complete"), (future,)).map(drop)
    }

    /// Polls all tasks that were woken, and fires all timers that are due.
    pub(crate) fn run_one_turn(&self, py: Python<'_>) -> PyResult<()> {
        let done = self.create_future(py)?;
        done.call_method1(intern!(py, "set_result"), (py.None(),))?;
        self.run_until_complete(&done)
    }

    /// Cancels all tasks, waits for their end, and closes the loop. `asyncio.run` ends in the same way.
    pub(crate) fn close(&self, py: Python<'_>) -> PyResult<()> {
        let (asyncio, this) = (py.import("asyncio")?, self.0.bind(py));
        let tasks = asyncio.call_method1("all_tasks", (this,))?;
        if !tasks.is_empty()? {
            for task in tasks.try_iter()? {
                task?.call_method0("cancel")?;
            }
            self.run_until_complete(&asyncio.call_method1("wait", (tasks,))?)?;
        }
        this.call_method0("close").map(drop)
    }
}
