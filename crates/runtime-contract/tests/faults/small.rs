//! A small runtime. It can be given a fault. Without a fault, it keeps every promise.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::{Future, poll_fn, ready};
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime, WorkStealing, monotonic};
use futures_lite::AsyncWrite;
use keep_printing::{Clock, Timer};

use crate::fault::Fault;
use crate::threads::{Stealing, on_a_thread};
use crate::timers::{Sleep, Timers};

/// The runtime. If it is not `HONEST`, it declares the opposite of what it does.
pub(crate) struct Small<const HONEST: bool> {
    fault: Fault,
    tasks: RefCell<HashMap<usize, Task>>,
    last: Cell<usize>,
    main: RefCell<Option<Arc<TaskWaker>>>,
    timers: Rc<RefCell<Timers>>,
}

/// A runtime with a fault.
pub(crate) fn small(fault: Fault) -> Small<true> {
    Small::new(fault)
}

/// A runtime with false declarations, and perhaps another fault.
pub(crate) fn lying(fault: Fault) -> Small<false> {
    Small::new(fault)
}

type Task = (Pin<Box<dyn Future<Output = ()>>>, Arc<TaskWaker>);

struct TaskWaker {
    fault: Fault,
    woken: AtomicBool,
    ended: AtomicBool,
    thread: Thread,
}

impl TaskWaker {
    fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self { fault, woken: true.into(), ended: false.into(), thread: thread::current() })
    }

    fn is_woken(&self) -> bool {
        self.woken.load(Ordering::SeqCst)
    }

    /// Polls the future if it was woken.
    fn poll<T>(self: &Arc<Self>, future: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Poll<T> {
        if !self.woken.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
        let polled = future.poll(&mut Context::from_waker(&self.clone().into()));
        self.ended.store(polled.is_ready(), Ordering::SeqCst);
        if self.fault == Fault::LosesWakes {
            self.woken.store(false, Ordering::SeqCst);
        }
        polled
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        if self.fault == Fault::IgnoresOtherThreads && thread::current().id() != self.thread.id() {
            return;
        }
        let woken_before = self.woken.swap(true, Ordering::SeqCst);
        assert!(self.fault != Fault::PanicsAtASecondWake || !woken_before);
        assert!(self.fault != Fault::PanicsAtALateWake || !self.ended.load(Ordering::SeqCst));
        self.thread.unpark();
    }
}

impl<const HONEST: bool> Small<HONEST> {
    fn new(fault: Fault) -> Self {
        Self {
            fault,
            tasks: RefCell::default(),
            last: Cell::new(0),
            main: RefCell::default(),
            timers: Rc::new(RefCell::new(Timers::new(fault))),
        }
    }

    /// The waker of the future that `block_on` runs.
    fn main(&self) -> Arc<TaskWaker> {
        if self.fault == Fault::SharesItsWaker {
            self.main.borrow_mut().get_or_insert_with(|| TaskWaker::new(self.fault)).clone()
        } else {
            TaskWaker::new(self.fault)
        }
    }

    /// Polls each task that was woken, in the order in which they were spawned.
    fn poll_tasks(&self) {
        let mut tasks: Vec<usize> = self.tasks.borrow().keys().copied().collect();
        tasks.sort_unstable();
        for id in tasks {
            let Some((mut task, waker)) = self.tasks.borrow_mut().remove(&id) else { continue };
            let mut polled = waker.poll(task.as_mut());
            while self.fault == Fault::RunsTasksToTheEnd && polled.is_pending() && waker.is_woken() {
                polled = waker.poll(task.as_mut());
            }
            if polled.is_pending() {
                self.tasks.borrow_mut().insert(id, (task, waker));
            }
        }
    }
}

/// Drops all tasks if `block_on` panics, and that is the fault.
struct DropTasks<'a>(&'a RefCell<HashMap<usize, Task>>, Fault);

impl Drop for DropTasks<'_> {
    fn drop(&mut self) {
        if self.1 == Fault::DropsTasksAtAPanic && thread::panicking() {
            self.0.take();
        }
    }
}

/// The right to call `block_on`, if only one thread of the process has it.
struct OnlyOne;

impl OnlyOne {
    fn take() -> io::Result<Self> {
        if TAKEN.swap(true, Ordering::SeqCst) { Err(io::Error::other("another thread runs")) } else { Ok(Self) }
    }
}

impl Drop for OnlyOne {
    fn drop(&mut self) {
        TAKEN.store(false, Ordering::SeqCst);
    }
}

static TAKEN: AtomicBool = AtomicBool::new(false);

impl<const HONEST: bool> BlockOn for Small<HONEST> {
    fn block_on<T: Future>(&self, future: T) -> io::Result<T::Output> {
        if self.fault == Fault::RefusesToStart {
            return Err(io::Error::other("it refuses"));
        }
        let _only_one = (self.fault == Fault::RunsOnceInAProcess).then(OnlyOne::take).transpose()?;
        let _at_a_panic = DropTasks(&self.tasks, self.fault);
        let (mut future, main) = (pin!(future), self.main());
        main.woken.store(true, Ordering::SeqCst);
        loop {
            if let Poll::Ready(output) = main.poll(future.as_mut()) {
                return Ok(output);
            }
            if self.fault == Fault::StarvesItsTimers && main.is_woken() {
                continue;
            }
            self.poll_tasks();
            self.timers.borrow_mut().fire();
            if !main.is_woken() && !self.tasks.borrow().values().any(|(_, waker)| waker.is_woken()) {
                thread::park_timeout(Duration::from_micros(200));
            }
        }
    }
}

impl<const HONEST: bool> Runtime for Small<HONEST> {
    const NAME: &'static str = "small";
    const DECLARED: Declared = Declared {
        timer: "an ordered map, looked at five times a millisecond",
        granularity: Duration::from_micros(200),
        sleep_counts_from: if HONEST { CountsFrom::Call } else { CountsFrom::FirstPoll },
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: if HONEST { OnPanic::EndsBlockOn } else { OnPanic::PassedToAwaiter },
        on_drop: if HONEST { OnDrop::Detaches } else { OnDrop::Cancels },
        nested: if HONEST { Nested::Works } else { Nested::Panics },
        unblock: "std::thread::spawn",
    };

    fn timer(&self) -> impl Timer + 'static {
        let (fault, timers) = (self.fault, self.timers.clone());
        move |duration| -> Pin<Box<dyn Future<Output = ()>>> {
            if fault == Fault::BorrowsItsTimer {
                return Box::pin(async move {
                    async_io::Timer::after(duration).await;
                });
            }
            Box::pin(Sleep::new(&timers, duration))
        }
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Vec::new()
    }

    fn spawn<T>(&self, future: T) -> impl Future<Output = T::Output>
    where
        T: Future + 'static,
        T::Output: 'static,
    {
        if self.fault == Fault::RunsOnlyAwaitedTasks {
            return Box::pin(future) as Pin<Box<dyn Future<Output = T::Output>>>;
        }
        let cell = Rc::new((Cell::new(None), Cell::new(None::<Waker>)));
        let theirs = cell.clone();
        let task = Box::pin(async move {
            theirs.0.set(Some(future.await));
            theirs.1.take().inspect(Waker::wake_by_ref);
        });
        self.last.set(self.last.get() + 1);
        self.tasks.borrow_mut().insert(self.last.get(), (task, TaskWaker::new(self.fault)));
        Box::pin(poll_fn(move |cx| {
            cell.1.set(Some(cx.waker().clone()));
            cell.0.take().map_or(Poll::Pending, Poll::Ready)
        }))
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        if self.fault == Fault::UnblocksAtTheCall {
            return Box::pin(ready(work())) as Pin<Box<dyn Future<Output = T>>>;
        }
        Box::pin(on_a_thread(self.fault, work).0)
    }

    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        let (fault, hours) = (self.fault, Arc::new(AtomicU32::new(0)));
        move || match fault {
            Fault::HasASlowClock => monotonic() / 100,
            Fault::HasAJumpingClock => monotonic() + Duration::from_secs(3600) * hours.fetch_add(1, Ordering::SeqCst),
            _ => monotonic(),
        }
    }

    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        Ok(Some(Stealing::<HONEST>::new(self.fault)))
    }
}
