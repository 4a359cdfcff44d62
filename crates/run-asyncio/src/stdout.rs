//! A text file of Python, such as `sys.stdout`. Another thread writes, one line at a time, so the loop is not blocked.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_lite::AsyncWrite;
use pyo3::intern;
use pyo3::prelude::*;

use crate::event_loop::EventLoop;
use crate::unblock::unblock;

/// A text file of Python. The next line waits until the last one is written.
pub(crate) struct TextFile {
    event_loop: EventLoop,
    file: Arc<Py<PyAny>>,
    writing: Option<Pin<Box<dyn Future<Output = io::Result<()>>>>>,
}

impl TextFile {
    pub(crate) fn new(event_loop: EventLoop, file: Py<PyAny>) -> Self {
        Self { event_loop, file: Arc::new(file), writing: None }
    }

    /// `sys.stdout`, as it is now.
    pub(crate) fn stdout(event_loop: EventLoop) -> Self {
        let stdout = Python::attach(|py| py.import("sys")?.getattr("stdout").map(Bound::unbind));
        Self::new(event_loop, stdout.expect("Python has a `sys.stdout`"))
    }
}

impl AsyncWrite for TextFile {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.as_mut().poll_flush(cx))?;
        let (file, line) = (self.file.clone(), String::from_utf8_lossy(bytes).into_owned());
        self.writing = Some(Box::pin(unblock(&self.event_loop, move || {
            Python::attach(|py| -> PyResult<()> {
                // A process with a closed stdout has no `sys.stdout`. There, `print` does nothing either.
                if file.is_none(py) {
                    return Ok(());
                }
                file.call_method1(py, intern!(py, "write"), (line,))?;
                file.call_method0(py, intern!(py, "flush"))?;
                Ok(())
            })?;
            Ok(())
        })));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(writing) = &mut self.writing else { return Poll::Ready(Ok(())) };
        let written = ready!(writing.as_mut().poll(cx));
        self.writing = None;
        Poll::Ready(written)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
