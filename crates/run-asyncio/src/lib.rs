//! asyncio, the event loop of Python, as a runtime for Rust.
//!
//! | Rust | asyncio |
//! |---|---|
//! | a sleep | `loop.call_later` |
//! | a wake | `future.set_result` on the thread of the loop, `loop.call_soon_threadsafe` on another |
//! | a task | `asyncio.Task` |
//! | blocking work | `loop.run_in_executor` |
//! | stdout | `sys.stdout`, as blocking work |
//!
//! Python sees a Rust future as a coroutine (`coroutine.rs`). Rust sees a task of Python as a future (`awaited.rs`).
//!
//! The Python package is called `keep_printing`. The README of this crate shows how to use it.

mod awaited;
mod coroutine;
mod event_loop;
mod module;
mod sleep;
mod stdout;
mod unblock;
mod wake;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use futures_lite::{AsyncWrite, FutureExt as _};
use keep_printing::{Clock, Timer};
use pyo3::prelude::*;

use crate::awaited::{Awaited, Ending};
use crate::coroutine::Coroutine;
use crate::event_loop::EventLoop;
use crate::sleep::Sleep;
use crate::stdout::TextFile;
use crate::wake::Signal;

/// The runtime: an event loop of asyncio.
pub struct Asyncio {
    event_loop: EventLoop,
    /// Whether this closes the loop in the end.
    owned: bool,
    /// Borrowed while `block_on` runs.
    blocked: RefCell<()>,
    /// Tasks of Python that Rust has dropped.
    ending: Ending,
}

impl Asyncio {
    /// A new event loop, to be run by [`block_on`](BlockOn::block_on). Dropping it cancels the tasks that are left.
    ///
    /// # Errors
    ///
    /// When the operating system refuses the loop its files.
    pub fn new() -> io::Result<Self> {
        let event_loop = Python::attach(EventLoop::new)?;
        Ok(Self::with(event_loop, true))
    }

    /// The event loop that runs on this thread.
    fn running(py: Python<'_>) -> PyResult<Self> {
        EventLoop::running(py).map(Self::on)
    }

    fn on(event_loop: EventLoop) -> Self {
        Self::with(event_loop, false)
    }

    fn with(event_loop: EventLoop, owned: bool) -> Self {
        Self { event_loop, owned, blocked: RefCell::default(), ending: Ending::default() }
    }

    /// The result of a Python coroutine, which runs as a task. Or of a future of asyncio.
    fn awaiting(&self, awaitable: Bound<'_, PyAny>) -> PyResult<Awaited> {
        Awaited::new(&self.event_loop.ensure_future(awaitable)?, &self.ending)
    }

    /// A text file of Python, as a writer. `None` is `sys.stdout`.
    fn writer(&self, file: Option<Py<PyAny>>) -> TextFile {
        let event_loop = self.event_loop.clone();
        match file {
            Some(file) => TextFile::new(event_loop, file),
            None => TextFile::stdout(event_loop),
        }
    }

    /// Waits for the Python tasks that were cancelled by a drop. Then returns `outcome`. If one of them fails while it
    /// ends, its exception is the outcome.
    async fn settle<T>(&self, mut outcome: PyResult<T>) -> PyResult<T> {
        loop {
            let task = self.ending.borrow_mut().pop();
            let Some(task) = task else { return outcome };
            let ended = Python::attach(|py| Awaited::new(task.bind(py), &self.ending))?;
            if let Err(exception) = ended.await
                && !Python::attach(|py| is_cancellation(&exception, py))?
            {
                outcome = Err(exception);
            }
        }
    }
}

/// Whether an exception is `asyncio.CancelledError`.
fn is_cancellation(exception: &PyErr, py: Python<'_>) -> PyResult<bool> {
    Ok(exception.matches(py, py.import("asyncio")?.getattr("CancelledError")?)?)
}

impl Drop for Asyncio {
    fn drop(&mut self) {
        if self.owned {
            // After the end of the interpreter, there is no loop any more.
            Python::try_attach(|py| self.event_loop.close(py).ok());
        }
    }
}

impl fmt::Debug for Asyncio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asyncio").field("event_loop", &self.event_loop).finish_non_exhaustive()
    }
}

impl Runtime for Asyncio {
    const NAME: &'static str = "asyncio";
    const DECLARED: Declared = Declared {
        timer: "a heap in steps of 1 ms, rounded up",
        granularity: Duration::from_millis(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Detaches,
        nested: Nested::Panics,
        unblock: "loop.run_in_executor",
    };

    fn timer(&self) -> impl Timer + 'static {
        let event_loop = self.event_loop.clone();
        move |duration| Sleep::new(event_loop.clone(), duration)
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        self.writer(None)
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        // The task puts its result into a cell, and wakes the task that waits for it.
        let cell = Rc::new((Cell::new(None), Cell::new(None::<Waker>)));
        let theirs = cell.clone();
        let task = async move {
            let result = AssertUnwindSafe(future).catch_unwind().await;
            match result {
                // Nobody waits for the result. So asyncio gets the panic: it logs what no one retrieves.
                Err(panic) if Rc::strong_count(&theirs) == 1 => resume_unwind(panic),
                result => theirs.0.set(Some(result)),
            }
            theirs.1.take().inspect(Waker::wake_by_ref);
        };
        let coroutine = Coroutine::on(self.event_loop.clone(), "Runtime.spawn", task);
        Python::attach(|py| self.event_loop.create_task(coroutine, py)).expect("a loop that is open takes tasks");

        poll_fn(move |cx| {
            cell.1.set(Some(cx.waker().clone()));
            let result: Option<thread::Result<_>> = cell.0.take();
            result.map_or(Poll::Pending, |result| Poll::Ready(result.unwrap_or_else(|panic| resume_unwind(panic))))
        })
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        unblock::unblock(&self.event_loop, work)
    }

    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        let event_loop = self.event_loop.clone();
        move || event_loop.time()
    }
}

impl BlockOn for Asyncio {
    /// A task of asyncio may outlive the call that makes it, but `future` may borrow. So it is no task: this polls it,
    /// and runs the loop from each poll to the next wake.
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        let Ok(_blocked) = self.blocked.try_borrow_mut() else {
            panic!("`block_on` was called within itself: use `.await` instead");
        };
        assert!(
            !Python::attach(EventLoop::is_running),
            "an event loop runs on this thread already: use `.await` instead"
        );
        let signal = Signal::new(self.event_loop.clone());
        let waker = Waker::from(signal.clone());
        let mut future = pin!(future);
        loop {
            signal.about_to_poll();
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return Ok(output);
            }
            Python::attach(|py| match signal.wait(py)? {
                Some(wake) => self.event_loop.run_until_complete(&wake),
                None => self.event_loop.run_one_turn(py),
            })?;
        }
    }
}
