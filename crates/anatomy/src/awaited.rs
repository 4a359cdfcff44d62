//! A waker that is recorded: it shows which of the things that a task awaits has called it.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use crate::event::{Awaited, What};
use crate::recorder::Recorder;

impl Recorder {
    /// Polls what a task awaits. If it has no result yet, it keeps the task's waker, and the record shows this. The call
    /// of that waker will be recorded, too.
    pub(crate) fn poll<T>(
        &self,
        awaited: Awaited,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let waker = self.caller(awaited, cx.waker());
        let answer = poll(&mut Context::from_waker(&waker));
        if answer.is_pending() {
            self.note(What::Awaits(awaited));
        }
        answer
    }

    /// Returns a waker that records its call, and then calls `waker`.
    fn caller(&self, awaited: Awaited, waker: &Waker) -> Waker {
        Waker::from(Arc::new(Caller { recorder: self.clone(), awaited, waker: waker.clone() }))
    }
}

/// A waker in the hands of what a task awaits.
struct Caller {
    recorder: Recorder,
    awaited: Awaited,
    waker: Waker,
}

impl Wake for Caller {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.recorder.note(What::Calls(self.awaited));
        self.waker.wake_by_ref();
    }
}
