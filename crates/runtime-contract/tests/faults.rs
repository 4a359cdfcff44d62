//! The contract has teeth: a runtime or a form with a fault in it does not pass.
//!
//! The runtime is a small executor of this file's own, so that a fault can be put into it; without one it passes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::io;
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker, ready};
use std::thread::{self, Thread};
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, OnDrop, OnPanic, PolledBy, Runtime, monotonic};
use futures_lite::{AsyncWrite, Stream, StreamExt};
use keep_printing::{Elapsed, Timer};
use pin_project_lite::pin_project;
use runtime_contract::{Core, Forms};

/// A fault that the executor can have.
trait Fault: 'static {
    /// A wake that arrives while its task is being polled is forgotten.
    const LOSES_WAKES: bool = false;
    /// Every timer fires so much too early.
    const EARLY: Duration = Duration::ZERO;
    /// A sleep wakes the task that polled it first, though it was polled by another since.
    const KEEPS_THE_FIRST_WAKER: bool = false;
}

struct Sound;
impl Fault for Sound {}

struct LosesWakes;
impl Fault for LosesWakes {
    const LOSES_WAKES: bool = true;
}

struct Early;
impl Fault for Early {
    const EARLY: Duration = Duration::from_millis(1);
}

struct KeepsTheFirstWaker;
impl Fault for KeepsTheFirstWaker {
    const KEEPS_THE_FIRST_WAKER: bool = true;
}

/// The executor.
struct Small<F> {
    tasks: RefCell<HashMap<usize, Task>>,
    last: Cell<usize>,
    timers: Rc<RefCell<Timers>>,
    fault: PhantomData<F>,
}

type Task = (Pin<Box<dyn Future<Output = ()>>>, Arc<Notice>);
type Timers = BTreeMap<(Duration, usize), Option<Waker>>;

struct Notice {
    woken: AtomicBool,
    thread: Thread,
}

impl Notice {
    fn new() -> Arc<Self> {
        Arc::new(Self { woken: AtomicBool::new(true), thread: thread::current() })
    }
}

impl Wake for Notice {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl<F: Fault> Small<F> {
    fn new() -> Self {
        Self { tasks: RefCell::default(), last: Cell::new(0), timers: Rc::default(), fault: PhantomData }
    }

    /// Polls if woken.
    fn poll<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>, notice: &Arc<Notice>) -> Poll<T> {
        if !notice.woken.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
        let polled = future.poll(&mut Context::from_waker(&notice.clone().into()));
        if F::LOSES_WAKES {
            notice.woken.store(false, Ordering::SeqCst);
        }
        polled
    }
}

impl<F: Fault> BlockOn for Small<F> {
    fn block_on<T: Future>(&self, future: T) -> io::Result<T::Output> {
        let (mut future, main) = (pin!(future), Notice::new());
        loop {
            if let Poll::Ready(output) = Self::poll(future.as_mut(), &main) {
                return Ok(output);
            }
            let mut woken: Vec<usize> = self.tasks.borrow().keys().copied().collect();
            woken.sort_unstable();
            for id in woken {
                let Some((mut task, notice)) = self.tasks.borrow_mut().remove(&id) else { continue };
                if Self::poll(task.as_mut(), &notice).is_pending() {
                    self.tasks.borrow_mut().insert(id, (task, notice));
                }
            }
            let now = monotonic() + F::EARLY;
            // One in each round, so that those who sleep run in the order of their timers.
            if let Some(timer) = self.timers.borrow_mut().first_entry()
                && timer.key().0 <= now
            {
                timer.remove().inspect(Waker::wake_by_ref);
            }
            let idle = !main.woken.load(Ordering::SeqCst)
                && self.tasks.borrow().values().all(|(_, notice)| !notice.woken.load(Ordering::SeqCst));
            if idle {
                thread::park_timeout(Duration::from_micros(200));
            }
        }
    }
}

impl<F: Fault> Runtime for Small<F> {
    const NAME: &'static str = "small";
    const DECLARED: Declared = Declared {
        timer: "an ordered map, looked at five times a millisecond",
        granularity: Duration::from_micros(200),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::EndsBlockOn,
        on_drop: OnDrop::Detaches,
        unblock: "std::thread::spawn",
    };

    fn timer(&self) -> impl Timer + 'static {
        let (timers, number) = (self.timers.clone(), Cell::new(0));
        move |duration| {
            let due = monotonic().saturating_add(duration);
            while timers.borrow().contains_key(&(due, number.get())) {
                number.set(number.get() + 1);
            }
            timers.borrow_mut().insert((due, number.get()), None);
            Sleep { timers: timers.clone(), key: (due, number.get()), keeps: F::KEEPS_THE_FIRST_WAKER }
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
        let cell = Rc::new((Cell::new(None), Cell::new(None::<Waker>)));
        let theirs = cell.clone();
        let task = Box::pin(async move {
            theirs.0.set(Some(future.await));
            theirs.1.take().inspect(Waker::wake_by_ref);
        });
        self.last.set(self.last.get() + 1);
        self.tasks.borrow_mut().insert(self.last.get(), (task, Notice::new()));
        poll_fn(move |cx| {
            cell.1.set(Some(cx.waker().clone()));
            cell.0.take().map_or(Poll::Pending, Poll::Ready)
        })
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let slot = Arc::new(Mutex::new((None, None::<Waker>)));
        let theirs = slot.clone();
        thread::spawn(move || {
            let done = work();
            let mut slot = theirs.lock().unwrap();
            slot.0 = Some(done);
            slot.1.take().inspect(Waker::wake_by_ref);
        });
        poll_fn(move |cx| {
            let mut slot = slot.lock().unwrap();
            slot.1 = Some(cx.waker().clone());
            slot.0.take().map_or(Poll::Pending, Poll::Ready)
        })
    }
}

struct Sleep {
    timers: Rc<RefCell<Timers>>,
    key: (Duration, usize),
    keeps: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.timers.borrow_mut().get_mut(&self.key) {
            Some(waker) => {
                if waker.is_none() || !self.keeps {
                    *waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.timers.borrow_mut().remove(&self.key);
    }
}

/// A `wait_for` that drops the future together with itself, as some do, and not before it returns.
enum DropsLate {}

pin_project! {
    struct Late<F, D> {
        #[pin]
        future: F,
        #[pin]
        deadline: D,
    }
}

impl<F: Future, D: Future> Future for Late<F, D> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(output) = this.future.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        ready!(this.deadline.poll(cx));
        Poll::Ready(Err(Elapsed))
    }
}

impl Forms for DropsLate {
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>> {
        Late { future, deadline }
    }

    fn keep_printing<S, W>(lines: S, out: W) -> impl Future<Output = io::Result<()>>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        keep_printing::keep_printing(lines, out)
    }
}

/// A `keep_printing` that takes a short write for a whole one.
enum TearsLines {}

impl Forms for TearsLines {
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>> {
        keep_printing::wait_for(future, deadline)
    }

    async fn keep_printing<S, W>(lines: S, out: W) -> io::Result<()>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        let (mut lines, mut out) = (pin!(lines), pin!(out));
        while let Some(line) = lines.next().await {
            let line = format!("{line}\n");
            poll_fn(|cx| out.as_mut().poll_write(cx, line.as_bytes())).await?;
        }
        Ok(())
    }
}

/// Runs a promise, and says whether it was kept. What hangs is not.
fn is_kept(promise: impl FnOnce() + Send + 'static) -> bool {
    let patience = Duration::from_secs(2);
    panic::catch_unwind(AssertUnwindSafe(|| runtime_contract::watched_for(patience, promise))).is_ok()
}

mod without_a_fault {
    use super::{Small, Sound};

    runtime_contract::suite!(Small::<Sound>::new());
}

#[test]
fn a_lost_wake_is_caught() {
    assert!(!is_kept(|| runtime_contract::a_wake_from_within_poll_arrives::<_, Core>(Small::<LosesWakes>::new)));
}

#[test]
fn a_timer_early_by_a_millisecond_is_caught() {
    assert!(!is_kept(|| runtime_contract::a_sleep_is_never_done_early::<_, Core>(Small::<Early>::new)));
    assert!(!is_kept(|| runtime_contract::the_deadline_is_never_early::<_, Core>(Small::<Early>::new)));
}

#[test]
fn a_waker_that_is_not_registered_again_is_caught() {
    type Kept = Small<KeepsTheFirstWaker>;
    assert!(!is_kept(|| runtime_contract::a_sleep_polled_by_two_tasks_in_turn_wakes_the_last::<_, Core>(Kept::new)));
    assert!(!is_kept(|| {
        runtime_contract::a_coroutine_that_moves_to_another_task_keeps_its_deadline::<_, Core>(Kept::new);
    }));
}

#[test]
fn a_future_dropped_after_elapsed_is_caught() {
    assert!(!is_kept(|| {
        runtime_contract::the_future_is_dropped_before_elapsed_is_seen::<_, DropsLate>(Small::<Sound>::new);
    }));
}

#[test]
fn a_torn_line_is_caught() {
    assert!(!is_kept(|| {
        runtime_contract::lines_are_whole_and_in_order_under_short_writes::<_, TearsLines>(Small::<Sound>::new);
    }));
}
