//! The Python module `keep_printing._rust`: what Python can call.

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use ::keep_printing::{Elapsed, Timer as _, ticks};
use any_runtime::Runtime as _;
use futures_lite::StreamExt as _;
use lessons::{Lesson, Options};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::Asyncio;
use crate::coroutine::Coroutine;

#[pymodule(name = "_rust")]
mod rust {
    #[pymodule_export]
    use super::{command_line, keep_printing, lesson, wait_for};
}

#[pyfunction]
#[pyo3(signature = (*, every = 0.5, file = None))]
fn keep_printing(every: f64, file: Option<Py<PyAny>>) -> PyResult<Coroutine> {
    let every = period(every)?;
    Ok(Coroutine::new("keep_printing", async move |rt| {
        let out = rt.writer(file);
        let now = rt.wall_clock();
        let lines = ticks(rt.timer(), every).map(|()| now());
        ::keep_printing::keep_printing(lines, out).await?;
        Ok(None)
    }))
}

#[pyfunction]
fn wait_for(awaitable: Py<PyAny>, timeout: Option<f64>) -> Coroutine {
    Coroutine::new("wait_for", async move |rt| {
        let result = Python::attach(|py| rt.awaiting(awaitable.into_bound(py)))?;
        let Some(timeout) = timeout else { return result.await.map(Some) };
        match ::keep_printing::wait_for(result, rt.timer().sleep(seconds(timeout))).await {
            Ok(result) => result.map(Some),
            Err(Elapsed) => Err(Python::attach(timeout_error)),
        }
    })
}

#[pyfunction]
#[pyo3(signature = (name, *, every = 0.5, limit = 10.0))]
fn lesson(name: &str, every: f64, limit: f64) -> PyResult<Coroutine> {
    let Some(lesson) = Lesson::named(name) else {
        let names = Lesson::ALL.iter().map(|lesson| lesson.name()).collect::<Vec<_>>().join(", ");
        return Err(PyValueError::new_err(format!("there is no lesson '{name}', only {names}")));
    };
    let options = Options { every: period(every)?, limit: seconds(limit), ..Options::default() };
    Ok(Coroutine::new(lesson.name(), async move |rt| {
        lesson.run(rt, &options).await?;
        Ok(None)
    }))
}

#[pyfunction]
fn command_line(arguments: Vec<OsString>, py: Python<'_>) -> u8 {
    let ended = py.detach(|| match Asyncio::new() {
        Ok(asyncio) => command::main_from(arguments, |()| asyncio),
        Err(error) => {
            eprintln!("Error: asyncio cannot start: {error}");
            ExitCode::FAILURE
        }
    });
    // Rust has no way to ask an `ExitCode` for its number.
    (0..=u8::MAX).find(|status| ExitCode::from(*status) == ended).unwrap_or(1)
}

/// A period in seconds, as a duration.
fn period(period: f64) -> PyResult<Duration> {
    if period > 0.0 {
        return Ok(seconds(period));
    }
    Err(PyValueError::new_err(format!("a period is a number of seconds greater than zero, not {period}")))
}

/// A number of seconds, as a duration. A negative number is zero, and one that is too large is the longest duration.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

/// The error that `asyncio.wait_for` raises. Since Python 3.11, it is the built-in one.
fn timeout_error(py: Python<'_>) -> PyErr {
    let class = py.import("asyncio").and_then(|asyncio| asyncio.getattr("TimeoutError"));
    class.map_or_else(|error| error, PyErr::from_value)
}
