// It wakes itself, again and again. That works, but the task is polled without a pause.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

#[derive(Clone, Default)]
struct Event(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    set: bool,
    waker: Option<Waker>,
}

impl Event {
    fn set(&self) {
        let mut state = self.0.lock().unwrap();
        state.set = true;
        let waker = state.waker.take();
        drop(state); // Whoever is woken may want to lock it at once.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Future for Event {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let state = self.0.lock().unwrap();
        if state.set {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
