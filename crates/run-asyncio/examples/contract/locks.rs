//! Python has one lock for all its threads. Code of Rust that takes another lock must not run under it: if a thread waits
//! for Python's lock while it holds the other one, neither can go on.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn as _, Runtime as _};
use keep_printing::Timer as _;

const SHORT: Duration = Duration::from_millis(10);

/// A waker that takes a lock, as a recorder does.
struct Locking {
    lock: Arc<Mutex<()>>,
    waker: Waker,
}

impl Wake for Locking {
    fn wake(self: Arc<Self>) {
        let _held = self.lock.lock();
        self.waker.wake_by_ref();
    }
}

/// The thread of the loop fires a timer, whose waker waits for the lock. Meanwhile another thread, which holds this lock,
/// wakes the loop.
pub(crate) fn a_waker_may_take_a_lock_that_another_thread_holds_while_it_wakes() {
    let rt = super::asyncio();
    let lock = Arc::new(Mutex::new(()));
    let sleeping = async {
        let mut sleep = pin!(rt.timer().sleep(SHORT));
        let (holds, held) = mpsc::channel();
        poll_fn(|cx| {
            let (theirs, holds, waker) = (lock.clone(), holds.clone(), cx.waker().clone());
            thread::spawn(move || {
                let _held = theirs.lock();
                holds.send(()).ok();
                thread::sleep(SHORT * 5); // until the timer has fired
                waker.wake();
            });
            held.recv().ok();
            Poll::Ready(())
        })
        .await;
        poll_fn(|cx| {
            let waker = Arc::new(Locking { lock: lock.clone(), waker: cx.waker().clone() });
            sleep.as_mut().poll(&mut Context::from_waker(&waker.into()))
        })
        .await;
    };
    rt.block_on(sleeping).expect("the loop runs");
}
