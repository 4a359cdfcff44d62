//! A task that is recorded: its polls, its wakes, and its end.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lessons::{Watch, watch as watched};
use pin_project_lite::pin_project;

use crate::event::{Awaited, MAIN, What};
use crate::recorder::Recorder;

/// Returns a future that does the same as `future`, and is recorded as this task.
pub(crate) fn watch<F: Future>(
    recorder: &Recorder,
    task: usize,
    future: F,
) -> impl Future<Output = F::Output> + use<F> {
    let recorder = recorder.clone();
    let end = End { recorder: recorder.clone(), task, done: false };
    Task { future: watched(future, move |seen| recorder.note(What::Task { task, seen })), end }
}

pin_project! {
    /// The fields are dropped in this order. So the record first shows what the future's destructors do.
    struct Task<F, S> {
        #[pin]
        future: Watch<F, S>,
        end: End,
    }
}

impl<F, S> Future for Task<F, S>
where
    Watch<F, S>: Future,
{
    type Output = <Watch<F, S> as Future>::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let output = ready!(this.future.poll(cx));
        this.end.done = true;
        Poll::Ready(output)
    }
}

/// Records that a task is dropped before it is done.
struct End {
    recorder: Recorder,
    task: usize,
    done: bool,
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.done && self.task != MAIN {
            self.recorder.note(What::Dropped { task: self.task });
        }
    }
}

pin_project! {
    /// The future of a result that is made elsewhere: by a task, or by work that may block.
    pub(crate) struct Result<F> {
        #[pin]
        pub(crate) future: F,
        pub(crate) awaited: Awaited,
        pub(crate) recorder: Recorder,
    }
}

impl<F: Future> Future for Result<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.recorder.poll(*this.awaited, cx, |cx| this.future.poll(cx))
    }
}
