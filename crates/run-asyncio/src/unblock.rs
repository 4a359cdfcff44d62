//! Blocking work: `loop.run_in_executor`.

use std::any::Any;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;

use crate::awaited::{Awaited, Ending};
use crate::event_loop::EventLoop;

/// Runs `work` on a thread of the loop's executor.
pub(crate) fn unblock<T, W>(event_loop: &EventLoop, work: W) -> impl Future<Output = T> + use<T, W>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let slot = Arc::new(Mutex::new(None));
    let theirs = slot.clone();
    let job = Job::new(move || {
        let result = panic::catch_unwind(AssertUnwindSafe(work));
        *theirs.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    });
    let done = Python::attach(|py| Awaited::new(&event_loop.run_in_executor(job, py)?, &Ending::default()));
    async move {
        let done = match done {
            Ok(done) => done.await,
            Err(refused) => Err(refused),
        };
        let result = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        match result {
            Some(result) => result.unwrap_or_else(|panic: Box<dyn Any + Send>| panic::resume_unwind(panic)),
            None => panic!("the executor of the loop did not do the work: {done:?}"),
        }
    }
}

/// A function that Python calls once.
#[pyclass(frozen)]
struct Job(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Job {
    fn new(work: impl FnOnce() + Send + 'static) -> Self {
        Self(Mutex::new(Some(Box::new(work))))
    }
}

#[pymethods]
impl Job {
    /// Blocking work may take long, so other threads may use Python meanwhile.
    fn __call__(&self, py: Python<'_>) {
        let work = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(work) = work {
            py.detach(work);
        }
    }
}
