//! The executor: it runs the tasks that are ready. If none is ready, the clock jumps to the next timer.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use exact_timer_queue::{Key, TimerQueue};

use crate::choices::Choices;

/// After this many polls in a row, an overdue timer fires, even if a task is still ready.
const OFTEN: u64 = 1_000;

/// After this many polls in a row, the executor panics: the polls will never end.
const ALWAYS: u64 = 100_000_000;

/// The number of the main task: the future that `block_on` runs.
pub(crate) const MAIN: u64 = 0;

pub(crate) struct Executor {
    time: Time,
    timers: RefCell<TimerQueue>,
    /// The timers that are due at the current instant and have not fired, in the order of registration.
    due: RefCell<VecDeque<Waker>>,
    tasks: RefCell<HashMap<u64, Task>>,
    last_task: Cell<u64>,
    /// Whether `block_on` is running.
    running: Rc<Cell<bool>>,
    ready: Arc<ReadyQueue>,
    choices: Choices,
    /// How long to wait, in real time, for another thread to wake a task if there is no timer.
    patience: Duration,
}

struct Task {
    future: Pin<Box<dyn Future<Output = ()>>>,
    waker: Arc<TaskWaker>,
}

impl Executor {
    pub(crate) fn new(choices: Choices, patience: Duration) -> Self {
        Self {
            time: Time::default(),
            timers: RefCell::new(TimerQueue::new()),
            due: RefCell::default(),
            tasks: RefCell::default(),
            last_task: Cell::new(MAIN),
            running: Rc::default(),
            ready: Arc::default(),
            choices,
            patience,
        }
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        let (_running, main_waker) = self.begin();
        let main = Waker::from(main_waker.clone());
        let mut future = pin!(future);
        loop {
            let mut polls = 0;
            while let Some(next) = self.next_ready() {
                next.queued.swap(false, Ordering::Acquire);
                if Arc::ptr_eq(&next, &main_waker) {
                    if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&main)) {
                        return output;
                    }
                } else {
                    self.run(next.task);
                }
                polls += 1;
                assert!(polls < ALWAYS, "there is always a task ready, so time never passes{}", self.seeded());
                if polls % OFTEN == 0 && self.is_overdue() {
                    self.fire_next();
                }
            }
            let goes_on = self.fire_next() || self.ready.wait(self.patience);
            assert!(goes_on, "everything waits, and no timer is left to end it{}", self.seeded());
        }
    }

    /// Begins a run: the main task is ready. Panics if another run has not ended yet.
    pub(crate) fn begin(&self) -> (Running, Arc<TaskWaker>) {
        let running = Running::begin(&self.running);
        let main = self.task_waker(MAIN);
        main.clone().wake();
        (running, main)
    }

    /// Whether a timer is due although a task is ready. This happens when a task blocks: it moves the clock.
    fn is_overdue(&self) -> bool {
        let next = self.timers.borrow().next_due();
        !self.due.borrow().is_empty() || next.is_some_and(|next| next <= self.time.now())
    }

    fn seeded(&self) -> String {
        self.choices.seed().map_or(String::new(), |seed| format!(" (seed {seed})"))
    }

    /// Polls a task once. During the poll the task is not in the map, so it may spawn other tasks, or panic.
    pub(crate) fn run(&self, id: u64) {
        let Some(mut task) = self.tasks.borrow_mut().remove(&id) else { return };
        let waker = Waker::from(task.waker.clone());
        if task.future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            self.tasks.borrow_mut().insert(id, task);
        }
    }

    fn next_ready(&self) -> Option<Arc<TaskWaker>> {
        let mut queue = self.ready.lock();
        let any = self.choose(queue.len());
        queue.remove(any)
    }

    /// Moves the clock to the next timer, and fires it. Returns `false` if the clock can reach no timer.
    fn fire_next(&self) -> bool {
        let mut due = self.due.borrow_mut();
        if due.is_empty() {
            let mut timers = self.timers.borrow_mut();
            let Some(next) = timers.next_due().filter(|next| *next <= Time::END) else { return false };
            self.time.advance_to(next);
            // Without a choice among timers, one is enough. This is faster.
            while let Some((_, waker)) = timers.pop_due(next) {
                due.push_back(waker);
                if !self.choices.are_open() {
                    break;
                }
            }
        }
        let any = self.choose(due.len());
        let next = due.remove(any);
        drop(due);
        next.inspect(Waker::wake_by_ref).is_some()
    }

    pub(crate) fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output> + use<F>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let join = Rc::new(RefCell::new(Join { result: None, waker: None }));
        let done = join.clone();
        let future = Box::pin(async move {
            let result = future.await;
            let mut join = done.borrow_mut();
            join.result = Some(result);
            if let Some(waker) = join.waker.take() {
                waker.wake();
            }
        });

        let id = self.last_task.get() + 1;
        self.last_task.set(id);
        let waker = self.task_waker(id);
        self.tasks.borrow_mut().insert(id, Task { future, waker: waker.clone() });
        waker.wake();

        std::future::poll_fn(move |cx| {
            let mut join = join.borrow_mut();
            match join.result.take() {
                Some(result) => Poll::Ready(result),
                None => {
                    join.waker = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
    }

    pub(crate) fn sleep(self: &Rc<Self>, duration: Duration) -> Sleep {
        let alarm = Arc::new(Alarm::default());
        let due = self.time.now().saturating_add(duration);
        let key = self.timers.borrow_mut().insert(due, alarm.clone().into());
        Sleep { executor: self.clone(), key, alarm }
    }

    pub(crate) fn time(&self) -> Time {
        self.time.clone()
    }

    pub(crate) fn timers(&self) -> usize {
        self.timers.borrow().len()
    }

    pub(crate) fn ready(&self) -> usize {
        self.ready.lock().len()
    }

    /// The tasks that are ready, in the order in which they were woken.
    pub(crate) fn ready_tasks(&self) -> Vec<u64> {
        self.ready.lock().iter().map(|waker| waker.task).collect()
    }

    /// Takes a task out of the queue of ready tasks. Returns its place, and the length of the queue before.
    pub(crate) fn take_ready(&self, task: u64) -> Option<(usize, usize)> {
        let mut queue = self.ready.lock();
        let (place, length) = (queue.iter().position(|waker| waker.task == task)?, queue.len());
        queue.remove(place)?.queued.swap(false, Ordering::Acquire);
        Some((place, length))
    }

    /// The spawned tasks that are not done, in the order in which they were spawned.
    pub(crate) fn spawned_tasks(&self) -> Vec<u64> {
        let mut tasks: Vec<_> = self.tasks.borrow().keys().copied().collect();
        tasks.sort_unstable();
        tasks
    }

    pub(crate) fn timers_in_order(&self) -> Vec<(Key, Duration)> {
        self.timers.borrow().in_order()
    }

    /// Fires a timer, whether it is due or not. Does nothing if it has fired, or if its sleep was dropped.
    pub(crate) fn fire(&self, timer: Key) {
        let alarm = self.timers.borrow_mut().cancel(timer);
        alarm.inspect(Waker::wake_by_ref);
    }

    pub(crate) fn choices(&self) -> &Choices {
        &self.choices
    }

    /// Chooses a position in a queue of this length.
    fn choose(&self, queued: usize) -> usize {
        usize::try_from(self.choices.choose(queued as u64)).expect("it is less than `queued`")
    }

    pub(crate) fn forget_tasks(&self) {
        // The drop of a task may run code that uses the map. So the map is not borrowed here.
        let tasks = std::mem::take(&mut *self.tasks.borrow_mut());
        drop(tasks);
    }

    fn task_waker(&self, task: u64) -> Arc<TaskWaker> {
        Arc::new(TaskWaker { task, queued: AtomicBool::new(false), ready: self.ready.clone() })
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor")
            .field("now", &self.time.now())
            .field("seed", &self.choices.seed())
            .finish_non_exhaustive()
    }
}

/// Marks that `block_on` is running. The drop removes the mark, also after a panic.
pub(crate) struct Running(Rc<Cell<bool>>);

impl Running {
    /// Panics if `block_on` is already running. An inner call would take the wakes of the outer one.
    fn begin(running: &Rc<Cell<bool>>) -> Self {
        assert!(
            !running.replace(true),
            "block_on is called within block_on of the same runtime: await the future instead"
        );
        Self(running.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// The simulated time since the start. Clocks share it, and any thread may read them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Time(Arc<AtomicU64>);

impl Time {
    /// The last instant of the clock, some 584 years after the start.
    pub(crate) const END: Duration = Duration::from_nanos(u64::MAX);

    pub(crate) fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    /// Moves the clock to `then`. Does nothing if it is already later.
    pub(crate) fn advance_to(&self, then: Duration) {
        self.0.fetch_max(nanos(then), Ordering::Relaxed);
    }

    pub(crate) fn set_back_to(&self, then: Duration) {
        self.0.store(nanos(then), Ordering::Relaxed);
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The tasks that are ready, in the order in which they were woken.
#[derive(Default)]
struct ReadyQueue {
    queue: Mutex<VecDeque<Arc<TaskWaker>>>,
    woken: Condvar,
}

impl ReadyQueue {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<TaskWaker>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for another thread to wake a task. Returns `false` if none does.
    fn wait(&self, patience: Duration) -> bool {
        let idle = |queue: &mut VecDeque<_>| queue.is_empty();
        let waited = self.woken.wait_timeout_while(self.lock(), patience, idle).unwrap_or_else(PoisonError::into_inner);
        !waited.0.is_empty()
    }
}

/// The waker of a task. It puts the task into the queue if it is not there yet.
pub(crate) struct TaskWaker {
    task: u64,
    queued: AtomicBool,
    ready: Arc<ReadyQueue>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            let ready = self.ready.clone();
            ready.lock().push_back(self);
            ready.woken.notify_one();
        }
    }
}

/// The result of a task, and the waker of its awaiter.
struct Join<T> {
    result: Option<T>,
    waker: Option<Waker>,
}

/// A sleep, and the timer that ends it.
pub(crate) struct Sleep {
    executor: Rc<Executor>,
    key: Key,
    alarm: Arc<Alarm>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.alarm.lock();
        if state.fired {
            return Poll::Ready(());
        }
        let before = state.sleeper.replace(cx.waker().clone());
        drop(state);
        drop(before);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        // Drop both wakers last, when nothing is locked or borrowed. A waker may own another sleep.
        let sleeper = self.alarm.lock().sleeper.take();
        let alarm = self.executor.timers.borrow_mut().cancel(self.key);
        drop((sleeper, alarm));
    }
}

/// The waker that a timer calls. It remembers that the timer has fired, and wakes the sleeping task.
#[derive(Default)]
struct Alarm(Mutex<AlarmState>);

#[derive(Default)]
struct AlarmState {
    fired: bool,
    sleeper: Option<Waker>,
}

impl Alarm {
    fn lock(&self) -> MutexGuard<'_, AlarmState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        let mut state = self.lock();
        state.fired = true;
        let sleeper = state.sleeper.take();
        drop(state);
        if let Some(sleeper) = sleeper {
            sleeper.wake();
        }
    }
}
