//! The runtime on your computer: Embassy's executor for `std`, driven by `block_on`.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use blocking::Unblock;
use embassy_executor::Executor;
use embassy_executor::raw::task_from_waker;
use futures_lite::{AsyncWrite, FutureExt};
use keep_printing::Timer;

use crate::call::{Call, Free};
use crate::sleep;

/// The runtime on your computer.
///
/// Embassy's executors live for ever, and each runs only once. So each call of [`block_on`](BlockOn::block_on) makes a
/// new one, and leaks it: a few hundred bytes. The memory of tasks is used again.
///
/// # Examples
///
/// ```
/// use any_runtime::{BlockOn, Runtime};
/// use run_embassy::Embassy;
///
/// let embassy = Embassy::default();
/// assert_eq!(embassy.block_on(async { embassy.spawn(async { 42 }).await })?, 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Default)]
pub struct Embassy {
    /// The call of `block_on` that is running. If one runs within another: the inner one.
    call: RefCell<Option<Rc<Call>>>,
    free: Free,
}

impl Runtime for Embassy {
    const NAME: &'static str = "embassy";
    const DECLARED: Declared = Declared {
        timer: "a list in steps of 1 µs, rounded up",
        granularity: Duration::from_micros(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Detaches,
        nested: Nested::Works,
        unblock: "blocking::unblock",
    };

    fn timer(&self) -> impl Timer + 'static {
        |duration: Duration| {
            // Embassy's clock counts whole microseconds. So it may be almost one behind the operating system's clock.
            // With one more, the sleep is never early by that clock either.
            let mut sleep = sleep(duration.saturating_add(Duration::from_micros(1)));
            poll_fn(move |cx| {
                // With the waker of another executor, Embassy's timer panics while it holds a lock. After that, no
                // sleep in this process ends. So panic here, before it has the lock.
                task_from_waker(cx.waker());
                sleep.poll(cx)
            })
        }
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Unblock::new(io::stdout())
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let call = self.call.borrow().clone().expect("`spawn` works only within `block_on`");
        // The task puts its result into a slot, and wakes the task that waits for it.
        let slot = Rc::new((Cell::new(None::<thread::Result<F::Output>>), Cell::new(None::<Waker>)));
        let theirs = slot.clone();
        call.spawn(async move {
            // A panic must not reach the executor. It would forget the other tasks that are woken.
            let work = async { theirs.0.set(Some(Ok(future.await))) };
            if let Err(panic) = AssertUnwindSafe(work).catch_unwind().await {
                theirs.0.set(Some(Err(panic)));
            }
            theirs.1.take().inspect(Waker::wake_by_ref);
        });
        poll_fn(move |cx| {
            slot.1.set(Some(cx.waker().clone()));
            match slot.0.take() {
                Some(result) => Poll::Ready(result.unwrap_or_else(|panic| panic::resume_unwind(panic))),
                None if Rc::strong_count(&slot) == 1 => panic!("the task was dropped at the end of its `block_on`"),
                None => Poll::Pending,
            }
        })
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        blocking::unblock(work)
    }
}

impl BlockOn for Embassy {
    // The timer's thread. The whole process shares it.
    fn threads(&self) -> usize {
        1
    }

    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        let _ending = Ending { embassy: self, outer: self.call.take() };
        // A task must be `'static`, but this future may borrow. So it is not a task. It is polled between two rounds of
        // the executor, if the bell has rung. A task rings the bell when it is polled, and the future has its waker.
        let mut future = pin!(future);
        let bell = Rc::new(Cell::new(None::<Waker>));
        let ring = bell.clone();
        let ringing = poll_fn(move |cx| {
            ring.set(Some(cx.waker().clone()));
            Poll::Pending
        });
        let begin = |spawner| {
            let call = Call::new(spawner, self.free.clone());
            call.spawn(ringing);
            self.call.replace(Some(call));
        };
        let mut output = None;
        let done = || {
            let Some(waker) = bell.take() else { return false };
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(value) => output = Some(value),
                Poll::Pending => return false,
            }
            true
        };
        Box::leak(Box::new(Executor::new())).run_until(begin, done);
        Ok(output.expect("the executor runs until there is one"))
    }
}

/// The end of a call of `block_on`, whether it returns or panics. The outer call goes on.
struct Ending<'a> {
    embassy: &'a Embassy,
    outer: Option<Rc<Call>>,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let ended = self.embassy.call.replace(self.outer.take());
        drop(ended); // and its tasks, which may use the runtime
    }
}

impl fmt::Debug for Embassy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embassy").field("free", &self.free.borrow().len()).finish_non_exhaustive()
    }
}
