// Find the lost wake.
//
// An `Event` is an `asyncio.Event`: whoever waits for it goes on once somebody has set it.
// Sometimes the waiting task is never polled again: its wake is lost. `set` calls the waker that `poll` has left behind.
// But a task can be polled more than once before the event is set, each time with another waker.
//
// A `Mutex` protects what several threads may use. `lock().unwrap()` gives access, and dropping the guard ends it.
//
// Page: "Waking" (docs/book/waking.md; `just book` builds it)

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
        let mut state = self.0.lock().unwrap();
        if state.set {
            return Poll::Ready(());
        }
        // TODO: Which waker must be here when `set` is called?
        if state.waker.is_none() {
            state.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use exercises::watched;
    use futures_lite::future::{block_on, zip};
    use std::pin::pin;

    #[test]
    fn the_task_that_polled_last_is_woken() {
        watched(|| {
            let event = Event::default();
            let mut waiting = pin!(event.clone());
            // Another executor polls first. Then the future moves here.
            assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            block_on(zip(waiting, async { event.set() }));
        });
    }

    #[test]
    fn nobody_is_woken_before_the_event_is_set() {
        let woken = Arc::new(Mutex::new(Vec::new()));
        let event = Event::default();
        let waker = Waker::from(Arc::new(Note(event.clone(), woken.clone())));
        assert!(pin!(event.clone()).poll(&mut Context::from_waker(&waker)).is_pending());
        event.set();
        assert_eq!(*woken.lock().unwrap(), [true], "The waker must be called once, after the event is set.");
    }

    /// A waker that notes whether the event was set when it was called.
    struct Note(Event, Arc<Mutex<Vec<bool>>>);

    impl std::task::Wake for Note {
        fn wake(self: Arc<Self>) {
            let set = self.0.0.try_lock().is_ok_and(|state| state.set);
            self.1.lock().unwrap().push(set);
        }
    }
}
