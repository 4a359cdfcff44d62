//! An executor written by hand, to be read: one thread for all tasks, safe Rust, and a timer queue.
//!
//! What is a runtime? It has four parts:
//!
//! 1. A **waker** puts its task into a queue. That is all it does. (`wake.rs`)
//! 2. A **task** is a future in a box. The executor runs a task by polling it once.
//! 3. A **sleep** is an entry in a timer queue. When it is due, it wakes the task that polled it last. (`sleep.rs`)
//! 4. **`block_on`** is a loop: poll the tasks that were woken, then fire the timers that are due. If there is neither,
//!    park the thread until there is.

mod sleep;
mod stdout;
mod unblock;
mod wake;

/// What the wakers are made of. The model checker in `tests/wakes.rs` has its own types under the same names.
mod sync {
    pub(crate) use std::sync::atomic::{AtomicBool, Ordering};
    pub(crate) use std::sync::{Arc, Mutex, MutexGuard};
    pub(crate) use std::thread::{self, Thread};
}

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime, monotonic};
use exact_timer_queue::TimerQueue;
use futures_lite::AsyncWrite;
use keep_printing::Timer;

use crate::sleep::Sleep;
use crate::stdout::Stdout;
use crate::unblock::unblock;
use crate::wake::{TaskWaker, Woken};

/// The runtime, for the thread that makes it.
///
/// # Examples
///
/// ```
/// use run_mini::Mini;
/// use any_runtime::{BlockOn, Runtime};
///
/// let mini = Mini::default();
/// assert_eq!(mini.block_on(async { mini.spawn(async { 42 }).await })?, 42);
/// # std::io::Result::Ok(())
/// ```
pub struct Mini {
    running: RefCell<()>, // borrowed while `block_on` runs
    woken: Arc<Woken>,
    round: RefCell<VecDeque<usize>>, // not a local variable of `block_on`: if a task panics, the others must stay here
    tasks: RefCell<Vec<Option<Task>>>,
    free: RefCell<Vec<usize>>,
    timers: Rc<RefCell<TimerQueue>>,
}

/// A future in a box, and its waker.
struct Task {
    future: Pin<Box<dyn Future<Output = ()>>>,
    wake: Arc<TaskWaker>,
    waker: Waker, // `wake` again, as the future sees it
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.enqueue();
    }
}

/// The future passed to `block_on` is a task as well. It lives on the stack, so its place in `tasks` stays empty.
const MAIN: usize = 0;

impl Default for Mini {
    fn default() -> Self {
        let (woken, tasks) = (Arc::new(Woken::new()), RefCell::new(Vec::from([None])));
        let (running, round, free, timers) = Default::default();
        Self { running, woken, round, tasks, free, timers }
    }
}

impl Mini {
    /// Polls a task once. Meanwhile its place is empty and nothing is borrowed, so the task may spawn others, or panic.
    fn run(&self, id: usize) {
        let Some(mut task) = self.tasks.borrow_mut()[id].take() else { return };
        task.wake.about_to_poll();
        match task.future.as_mut().poll(&mut Context::from_waker(&task.waker)) {
            Poll::Pending => self.tasks.borrow_mut()[id] = Some(task),
            Poll::Ready(()) => self.free.borrow_mut().push(id),
        }
    }

    /// Fires the timers that are due, and returns when the next one is due.
    fn fire_timers(&self) -> Option<Duration> {
        let now = monotonic();
        loop {
            // A statement of its own: the borrow of the queue must end before the waker runs.
            let due = self.timers.borrow_mut().pop_due(now);
            match due {
                Some((_, sleeper)) => sleeper.wake(),
                None => return self.timers.borrow().next_due(),
            }
        }
    }
}

impl fmt::Debug for Mini {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mini").field("places", &self.tasks.borrow().len()).finish_non_exhaustive()
    }
}

impl BlockOn for Mini {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        let Ok(_running) = self.running.try_borrow_mut() else {
            panic!("`block_on` was called within itself: use `.await` instead");
        };
        let mut future = pin!(future);
        let main = Arc::new(TaskWaker::new(MAIN, self.woken.clone()));
        let waker = Waker::from(main.clone());
        waker.wake_by_ref();
        let next = || self.round.borrow_mut().pop_front(); // a closure: the borrow must end before the poll
        loop {
            // One round. A task that is woken meanwhile, perhaps by itself, waits for the next: timers get their turn.
            while let Some(id) = next() {
                if id != MAIN {
                    self.run(id);
                    continue;
                }
                main.about_to_poll();
                if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Ok(output);
                }
            }
            let due = self.fire_timers();
            self.woken.swap(&mut self.round.borrow_mut());
            if self.round.borrow().is_empty() {
                // A wake between the `if` and this line is not lost: it unparks the thread, so `park` returns at once.
                due.map_or_else(thread::park, |due| thread::park_timeout(due.saturating_sub(monotonic())));
            }
        }
    }
}

impl Runtime for Mini {
    const NAME: &'static str = "mini";
    const DECLARED: Declared = Declared {
        timer: "a timer queue of nanoseconds",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::EndsBlockOn,
        on_drop: OnDrop::Detaches,
        nested: Nested::Panics,
        unblock: "std::thread::spawn",
    };

    fn timer(&self) -> impl Timer + 'static {
        let timers = self.timers.clone();
        move |duration| Sleep::new(&timers, monotonic().saturating_add(duration))
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Stdout::new()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        // The task puts its result into a cell, and wakes the task that waits for it.
        let cell = Rc::new((Cell::new(None), Cell::new(None::<Waker>)));
        let theirs = cell.clone();
        let future = Box::pin(async move {
            theirs.0.set(Some(future.await));
            theirs.1.take().inspect(Waker::wake_by_ref);
        });
        let mut tasks = self.tasks.borrow_mut();
        let id = self.free.borrow_mut().pop().unwrap_or_else(|| {
            tasks.push(None);
            tasks.len() - 1
        });
        let wake = Arc::new(TaskWaker::new(id, self.woken.clone()));
        wake.enqueue();
        tasks[id] = Some(Task { future, waker: wake.clone().into(), wake });

        std::future::poll_fn(move |cx| {
            cell.1.set(Some(cx.waker().clone()));
            cell.0.take().map_or(Poll::Pending, Poll::Ready)
        })
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        unblock(work)
    }
}
