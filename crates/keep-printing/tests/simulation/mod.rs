//! A simulated clock for the tests: time stands still while anything can run, then jumps to the next sleep.
//!
//! Sleeps fire one at a time, by due time and then in the order in which they were asked for, and what each wakes runs
//! before the next fires. So a test sees exact times, and none of them passes for real.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use keep_printing::Timer;

/// The clock. It starts at zero; clones share it.
#[derive(Clone, Default)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    now: Duration,
    registered: u64,
    /// Who sleeps: by due time, then by registration.
    sleepers: BTreeMap<(Duration, u64), Option<Waker>>,
}

impl Clock {
    pub fn now(&self) -> Duration {
        self.state().now
    }

    /// How many sleeps have neither fired nor been dropped.
    pub fn sleepers(&self) -> usize {
        self.state().sleepers.len()
    }

    /// Runs `future` to its end, letting time jump whenever there is nothing else to do.
    ///
    /// # Panics
    ///
    /// If nothing is left that could end it, or if it takes more polls than any test needs: a test fails, it never
    /// hangs.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let (flag, waker) = wake_count();
        for _ in 0..10_000 {
            let polled_at = flag.count();
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
            while flag.count() == polled_at {
                self.fire_next();
            }
        }
        panic!("it goes on for ever");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics while it holds the clock")
    }

    fn fire_next(&self) {
        let mut state = self.state();
        let ((due, _), waker) = state.sleepers.pop_first().expect("everything waits, and no sleep is left to end it");
        state.now = state.now.max(due);
        drop(state);
        waker.inspect(Waker::wake_by_ref);
    }
}

impl Timer for Clock {
    type Sleep = Sleep;

    fn sleep(&self, duration: Duration) -> Sleep {
        let mut state = self.state();
        state.registered += 1;
        let key = (state.now.saturating_add(duration), state.registered);
        state.sleepers.insert(key, None);
        Sleep { clock: self.clone(), key }
    }
}

pub struct Sleep {
    clock: Clock,
    key: (Duration, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.clock.state().sleepers.get_mut(&self.key) {
            Some(waker) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.key);
    }
}

/// Counts how often a waker was woken.
#[derive(Default)]
pub struct WakeCount(AtomicUsize);

impl WakeCount {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for WakeCount {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A waker, and the count of its wakes.
pub fn wake_count() -> (Arc<WakeCount>, Waker) {
    let count = Arc::new(WakeCount::default());
    (count.clone(), count.into())
}

/// Polls once, with a waker of no interest.
pub fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}
