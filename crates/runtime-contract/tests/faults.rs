//! Tests of the contract itself: a runtime or a combinator with a fault does not pass.
//!
//! The runtime is a small executor in this file. It can be given a fault. Without a fault it passes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::io;
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe};
use std::pin::{Pin, pin};
use std::process::{Command, ExitStatus};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker, ready};
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;

use any_runtime::{BlockOn, CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy, Runtime, WorkStealing, monotonic};
use futures_lite::{AsyncWrite, Stream, StreamExt};
use keep_printing::{Elapsed, Timer};
use pin_project_lite::pin_project;
use runtime_contract::{Combinators, Core};

/// A fault that the executor can have.
trait Fault: 'static {
    /// A wake that arrives while its task is being polled is forgotten.
    const LOSES_WAKES: bool = false;
    /// Every timer fires this much too early.
    const EARLY: Duration = Duration::ZERO;
    /// A sleep wakes the first task that polled it, even if another task polled it later.
    const KEEPS_THE_FIRST_WAKER: bool = false;
    /// A panic in a task drops every other task.
    const DROPS_TASKS_AT_A_PANIC: bool = false;
    /// Blocking work runs at the call, and panics there.
    const UNBLOCKS_AT_THE_CALL: bool = false;
    /// All calls of `block_on` share one waker, so an inner call takes the wakes of the outer one.
    const SHARES_ITS_WAKER: bool = false;
    /// The threads of a work-stealing executor never stop.
    const LEAKS_THREADS: bool = false;
    /// Dropping a work-stealing executor joins its threads.
    const JOINS_THREADS: bool = false;
    /// The work-stealing executor runs its tasks on the thread that awaits them.
    const HAS_NO_THREADS: bool = false;
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

struct DropsTasksAtAPanic;
impl Fault for DropsTasksAtAPanic {
    const DROPS_TASKS_AT_A_PANIC: bool = true;
}

struct UnblocksAtTheCall;
impl Fault for UnblocksAtTheCall {
    const UNBLOCKS_AT_THE_CALL: bool = true;
}

struct SharesItsWaker;
impl Fault for SharesItsWaker {
    const SHARES_ITS_WAKER: bool = true;
}

struct LeaksThreads;
impl Fault for LeaksThreads {
    const LEAKS_THREADS: bool = true;
}

struct JoinsThreads;
impl Fault for JoinsThreads {
    const JOINS_THREADS: bool = true;
}

struct HasNoThreads;
impl Fault for HasNoThreads {
    const HAS_NO_THREADS: bool = true;
}

/// The executor.
struct Small<F> {
    tasks: RefCell<HashMap<usize, Task>>,
    last: Cell<usize>,
    main: RefCell<Option<Arc<TaskWaker>>>,
    timers: Rc<RefCell<Timers>>,
    fault: PhantomData<F>,
}

type Task = (Pin<Box<dyn Future<Output = ()>>>, Arc<TaskWaker>);
type Timers = BTreeMap<(Duration, usize), Option<Waker>>;

struct TaskWaker {
    woken: AtomicBool,
    thread: Thread,
}

impl TaskWaker {
    fn new() -> Arc<Self> {
        Arc::new(Self { woken: AtomicBool::new(true), thread: thread::current() })
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl<F: Fault> Small<F> {
    fn new() -> Self {
        Self {
            tasks: RefCell::default(),
            last: Cell::new(0),
            main: RefCell::default(),
            timers: Rc::default(),
            fault: PhantomData,
        }
    }

    /// The waker of the future that `block_on` runs.
    fn main(&self) -> Arc<TaskWaker> {
        if F::SHARES_ITS_WAKER {
            self.main.borrow_mut().get_or_insert_with(TaskWaker::new).clone()
        } else {
            TaskWaker::new()
        }
    }

    /// Polls the future if it was woken.
    fn poll<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>, waker: &Arc<TaskWaker>) -> Poll<T> {
        if !waker.woken.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
        let polled = future.poll(&mut Context::from_waker(&waker.clone().into()));
        if F::LOSES_WAKES {
            waker.woken.store(false, Ordering::SeqCst);
        }
        polled
    }
}

/// The fault that a panic drops all tasks.
struct DropTasks<'a, F: Fault>(&'a RefCell<HashMap<usize, Task>>, PhantomData<F>);

impl<F: Fault> Drop for DropTasks<'_, F> {
    fn drop(&mut self) {
        if F::DROPS_TASKS_AT_A_PANIC && thread::panicking() {
            self.0.take();
        }
    }
}

impl<F: Fault> BlockOn for Small<F> {
    fn block_on<T: Future>(&self, future: T) -> io::Result<T::Output> {
        let _at_a_panic = DropTasks::<F>(&self.tasks, PhantomData);
        let (mut future, main) = (pin!(future), self.main());
        main.woken.store(true, Ordering::SeqCst);
        loop {
            if let Poll::Ready(output) = Self::poll(future.as_mut(), &main) {
                return Ok(output);
            }
            let mut woken: Vec<usize> = self.tasks.borrow().keys().copied().collect();
            woken.sort_unstable();
            for id in woken {
                let Some((mut task, waker)) = self.tasks.borrow_mut().remove(&id) else { continue };
                if Self::poll(task.as_mut(), &waker).is_pending() {
                    self.tasks.borrow_mut().insert(id, (task, waker));
                }
            }
            let now = monotonic() + F::EARLY;
            // One timer fires in each round, so that sleeping tasks run in the order of their timers.
            if let Some(timer) = self.timers.borrow_mut().first_entry()
                && timer.key().0 <= now
            {
                timer.remove().inspect(Waker::wake_by_ref);
            }
            let idle = !main.woken.load(Ordering::SeqCst)
                && self.tasks.borrow().values().all(|(_, waker)| !waker.woken.load(Ordering::SeqCst));
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
        nested: Nested::Works,
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
        self.tasks.borrow_mut().insert(self.last.get(), (task, TaskWaker::new()));
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
        if F::UNBLOCKS_AT_THE_CALL {
            let done = work();
            return on_a_thread::<F, _, _>(Box::new(move || done) as Box<dyn FnOnce() -> T + Send>).0;
        }
        on_a_thread::<F, _, _>(Box::new(work) as Box<dyn FnOnce() -> T + Send>).0
    }

    fn work_stealing(&self) -> io::Result<Option<impl WorkStealing>> {
        Ok(Some(Stealing::<F> { threads: RefCell::default(), fault: PhantomData }))
    }
}

/// Does the work on its own thread. Returns the future of the result, and the thread.
fn on_a_thread<F: Fault, T, W>(work: W) -> (impl Future<Output = T> + use<F, T, W>, JoinHandle<()>)
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let slot = Arc::new(Mutex::new((None, None::<Waker>)));
    let theirs = slot.clone();
    let thread = thread::spawn(move || {
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        let mut slot = theirs.lock().unwrap();
        slot.0 = Some(done);
        slot.1.take().inspect(Waker::wake_by_ref);
        drop(slot);
        if F::LEAKS_THREADS {
            loop {
                thread::park();
            }
        }
    });
    let result = poll_fn(move |cx| {
        let mut slot = slot.lock().unwrap();
        slot.1 = Some(cx.waker().clone());
        slot.0
            .take()
            .map_or(Poll::Pending, |done| Poll::Ready(done.unwrap_or_else(|panic| panic::resume_unwind(panic))))
    });
    (result, thread)
}

/// An executor with one thread for each task.
struct Stealing<F: Fault> {
    threads: RefCell<Vec<JoinHandle<()>>>,
    fault: PhantomData<F>,
}

impl<F: Fault> WorkStealing for Stealing<F> {
    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        async_io::Timer::after
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        Vec::new()
    }

    fn spawn<T>(&self, future: T) -> impl Future<Output = T::Output>
    where
        T: Future + Send + 'static,
        T::Output: Send + 'static,
    {
        let future = Box::pin(future);
        if F::HAS_NO_THREADS {
            return future as Pin<Box<dyn Future<Output = T::Output>>>;
        }
        let (result, thread) = on_a_thread::<F, _, _>(move || {
            let mut future = future;
            if F::LOSES_WAKES {
                let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                return match poll {
                    Poll::Ready(output) => output,
                    Poll::Pending => loop {
                        thread::park();
                    },
                };
            }
            futures_lite::future::block_on(future)
        });
        self.threads.borrow_mut().push(thread);
        Box::pin(result)
    }
}

impl<F: Fault> Drop for Stealing<F> {
    fn drop(&mut self) {
        if F::JOINS_THREADS {
            self.threads.take().into_iter().for_each(|thread| thread.join().unwrap());
        }
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

/// A `wait_for` that does not drop the future before it returns. The future is dropped later, with the `wait_for`.
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

impl Combinators for DropsLate {
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

/// A `keep_printing` that loses the rest of a line after a short write.
enum TearsLines {}

impl Combinators for TearsLines {
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

/// Runs a promise, and returns whether it was kept. A promise that hangs was not kept.
fn is_kept<T: Send + 'static>(promise: impl FnOnce() -> T + Send + 'static) -> bool {
    let patience = Duration::from_secs(2);
    panic::catch_unwind(AssertUnwindSafe(|| runtime_contract::watched_for(patience, promise))).is_ok()
}

mod without_a_fault {
    use super::{Small, Sound};

    runtime_contract::suite!(Small::<Sound>::new());
}

mod with_exceptions {
    use super::{Small, UnblocksAtTheCall};

    runtime_contract::suite!(
        Small::<UnblocksAtTheCall>::new(),
        except {
            a_panic_in_blocking_work_is_raised_where_its_result_is_awaited: "the work runs at the call",
            blocking_work_does_not_hold_up_the_executor: "the work runs at the call",
        }
    );
}

/// Runs this test binary with these arguments. Returns its exit status, and what it printed.
fn this_binary(arguments: &[&str]) -> (ExitStatus, String) {
    let ended = Command::new(env::current_exe().unwrap()).args(arguments).output().unwrap();
    (ended.status, String::from_utf8(ended.stdout).unwrap())
}

#[test]
fn an_exception_is_ignored_and_the_reason_is_shown() {
    let (status, printed) = this_binary(&["with_exceptions::blocking_work"]);
    assert!(status.success(), "{printed}");
    assert!(printed.contains("does_not_hold_up_the_executor ... ignored, the work runs at the call"), "{printed}");
}

#[test]
fn an_exception_still_runs_when_asked() {
    let (status, printed) = this_binary(&["with_exceptions::", "--ignored"]);
    assert!(!status.success(), "{printed}");
    assert!(printed.contains("test result: FAILED. 0 passed; 2 failed; 0 ignored"), "{printed}");
}

#[test]
fn a_test_prints_what_the_runtime_declares() {
    let test = "without_a_fault::a_panic_in_a_task_does_what_the_runtime_declares";
    let (status, printed) = this_binary(&["--exact", test, "--show-output"]);
    assert!(status.success(), "{printed}");
    assert!(
        printed.contains(&format!("---- {test} stdout ----\ndiffers: a panic in a task ends block_on\n")),
        "{printed}"
    );
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

#[test]
fn tasks_dropped_at_a_panic_are_caught() {
    type Dropped = Small<DropsTasksAtAPanic>;
    assert!(!is_kept(|| runtime_contract::a_panic_in_a_task_does_not_harm_the_others::<_, Core>(Dropped::new)));
}

#[test]
fn blocking_work_that_panics_at_the_call_is_caught() {
    type AtTheCall = Small<UnblocksAtTheCall>;
    assert!(!is_kept(|| {
        runtime_contract::a_panic_in_blocking_work_is_raised_where_its_result_is_awaited::<_, Core>(AtTheCall::new);
    }));
}

#[test]
fn a_nested_block_on_that_hangs_is_caught() {
    type Shared = Small<SharesItsWaker>;
    assert!(!is_kept(|| {
        runtime_contract::block_on_within_block_on_does_what_the_runtime_declares::<_, Core>(Shared::new);
    }));
}

#[test]
fn a_stealing_executor_that_leaks_a_thread_is_caught() {
    type Leaks = Small<LeaksThreads>;
    assert!(!is_kept(|| runtime_contract::a_dropped_stealing_executor_leaves_no_thread_behind::<_, Core>(Leaks::new)));
}

#[test]
fn a_stealing_executor_that_waits_for_its_tasks_is_caught() {
    type Joins = Small<JoinsThreads>;
    assert!(!is_kept(|| runtime_contract::dropping_a_stealing_executor_waits_for_no_task::<_, Core>(Joins::new)));
}

#[test]
fn a_stealing_executor_without_threads_is_caught() {
    type None = Small<HasNoThreads>;
    assert!(!is_kept(|| runtime_contract::stealing_tasks_run_while_the_caller_blocks::<_, Core>(None::new)));
}

#[test]
fn a_stealing_task_that_is_not_polled_again_is_caught() {
    type Loses = Small<LosesWakes>;
    assert!(!is_kept(|| runtime_contract::stealing_tasks_return_their_results::<_, Core>(Loses::new)));
    assert!(!is_kept(|| runtime_contract::a_wake_from_another_thread_reaches_a_stealing_task::<_, Core>(Loses::new)));
    assert!(!is_kept(|| runtime_contract::a_deadline_ends_a_stealing_printer::<_, Core>(Loses::new)));
    assert!(!is_kept(|| {
        runtime_contract::a_sleep_that_moves_between_stealing_tasks_wakes_the_last::<_, Core>(Loses::new);
    }));
}
