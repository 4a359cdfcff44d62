//! The executor, driven from outside: it makes no choice by itself.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use exact_timer_queue::Key;

use crate::Schedule;
use crate::executor::{Executor, MAIN, Running, Time};

/// A run in which you are the executor: you choose each move. [`Simulated::by_hand`](crate::Simulated::by_hand) begins it.
///
/// The main task has the number 0. Spawned tasks are numbered from 1, in the order in which they are spawned. Timers are
/// numbered from 1, too. Those that one move sets get their numbers in the order in which they are due.
///
/// There are three moves:
///
/// - [`poll`](Self::poll) a task. It need not be ready.
/// - [`fire`](Self::fire) a timer. It need not be due.
/// - [`let_time_pass`](Self::let_time_pass) until the next timer is due. This does not fire the timer.
///
/// So it can also do what no executor should: fire a timer early, or forget a task. The same moves always give the same
/// run.
///
/// # Panics
///
/// While it exists, `block_on` of this runtime panics.
///
/// # Cancellation
///
/// Dropping it drops the main task, and then all spawned tasks.
///
/// # Examples
///
/// ```
/// use any_runtime::Runtime;
/// use keep_printing::{Clock, Timer};
/// use run_simulated::Simulated;
/// use std::time::Duration;
///
/// let rt = Simulated::new();
/// let mut hand = rt.by_hand(async {
///     rt.timer().sleep(Duration::from_secs(1)).await;
///     "done"
/// });
/// assert_eq!(hand.ready(), [0]);
/// hand.poll(0);
/// assert_eq!(hand.timers(), [(1, Duration::from_secs(1))]);
/// assert!(hand.ready().is_empty());
///
/// hand.let_time_pass();
/// assert_eq!(rt.clock().now(), Duration::from_secs(1));
/// hand.fire(1);
/// assert_eq!(hand.ready(), [0]);
/// hand.poll(0);
/// assert_eq!(hand.output(), Some(&"done"));
/// ```
///
/// With the crate `anatomy`, there is a sentence for what each move did, and why:
///
/// ```
/// use anatomy::{Steps, Traced, steps::Language};
/// use any_runtime::Runtime;
/// use keep_printing::Timer;
/// use run_simulated::Simulated;
/// use std::time::Duration;
///
/// let rt = Traced::new(Simulated::new());
/// let nap = async {
///     rt.timer().sleep(Duration::from_secs(1)).await;
/// };
/// let mut hand = rt.runtime().by_hand(rt.watch_main(nap));
/// hand.poll(0);
/// hand.poll(0);
/// let steps = Steps::new(rt.record(None));
/// let sentence = steps.sentence(steps.len() - 1, Language::English);
/// assert!(sentence.starts_with("Main is polled again, although nobody has woken it."));
/// ```
pub struct ByHand<'a, T> {
    executor: Rc<Executor>,
    main: Option<Pin<Box<dyn Future<Output = T> + 'a>>>,
    waker: Waker,
    output: Option<T>,
    /// Every timer that was seen so far. Its number is one more than its place here.
    timers: Vec<Key>,
    /// What `block_on` would have to choose to make the same moves. `None` if it never makes them.
    choices: Option<Choices>,
    _running: Running,
}

impl<'a, T> ByHand<'a, T> {
    pub(crate) fn new(executor: Rc<Executor>, main: impl Future<Output = T> + 'a) -> Self {
        let (running, waker) = executor.begin();
        let mut hand = Self {
            executor,
            main: Some(Box::pin(main)),
            waker: waker.into(),
            output: None,
            timers: Vec::new(),
            choices: Some(Choices::default()),
            _running: running,
        };
        hand.number_timers();
        hand
    }

    /// The tasks that are not done, by number. The main task is one of them.
    pub fn tasks(&self) -> Vec<u64> {
        let main = self.main.as_ref().map(|_| MAIN);
        main.into_iter().chain(self.executor.spawned_tasks()).collect()
    }

    /// The tasks that are ready, in the order in which they were woken. A new task is ready.
    pub fn ready(&self) -> Vec<u64> {
        self.executor.ready_tasks()
    }

    /// The number of each timer that has not fired, and when it is due. The first is due first.
    ///
    /// Of timers that are due at the same instant, the one that was set first is first.
    pub fn timers(&self) -> Vec<(u64, Duration)> {
        let number = |key| self.timers.iter().zip(1..).find(|(seen, _)| **seen == key).map(|(_, number)| number);
        let timers = self.executor.timers_in_order().into_iter();
        timers.filter_map(|(key, due)| Some((number(key)?, due))).collect()
    }

    /// The result of the main task. `None` until it is done.
    pub fn output(&self) -> Option<&T> {
        self.output.as_ref()
    }

    /// Polls a task, even if it is not ready. Returns `false` if there is no such task, or if it is done.
    ///
    /// # Panics
    ///
    /// If the task panics. Then it is gone.
    pub fn poll(&mut self, task: u64) -> bool {
        if !self.tasks().contains(&task) {
            return false;
        }
        let place = self.executor.take_ready(task);
        self.choose(|choices, _| place.is_some_and(|(place, length)| choices.poll(place, length)));
        if task != MAIN {
            self.executor.run(task);
        } else if let Some(mut main) = self.main.take() {
            match main.as_mut().poll(&mut Context::from_waker(&self.waker)) {
                Poll::Ready(output) => self.output = Some(output),
                Poll::Pending => self.main = Some(main),
            }
        }
        self.number_timers();
        true
    }

    /// Fires a timer, even if it is not due yet. Returns `false` if there is no such timer, or if it has fired.
    pub fn fire(&mut self, timer: u64) -> bool {
        let timers = self.executor.timers_in_order();
        let key = timer.checked_sub(1).and_then(|place| self.timers.get(usize::try_from(place).ok()?)).copied();
        let Some(key) = key.filter(|key| timers.iter().any(|(waiting, _)| waiting == key)) else { return false };
        self.choose(|choices, executor| executor.ready() == 0 && choices.fire(key, &timers, executor.time().now()));
        self.executor.fire(key);
        true
    }

    /// Moves the clock to the next instant at which a timer is due. Timers that are due already stay where they are, and
    /// are late. Returns `false`, and does nothing, if no timer is due later.
    pub fn let_time_pass(&mut self) -> bool {
        let timers = self.executor.timers_in_order();
        let now = self.executor.time().now();
        let later = timers.iter().map(|(_, due)| *due).find(|due| *due > now && *due <= Time::END);
        let Some(later) = later else { return false };
        self.choose(|choices, executor| executor.ready() == 0 && choices.let_time_pass(&timers, now));
        self.executor.time().advance_to(later);
        true
    }

    /// Returns the [`Schedule`] with which `block_on` makes the same moves. `None` if it never makes one of them: a task
    /// that is not ready is never polled, no timer fires while a task is ready, and none fires early.
    ///
    /// It ends where the main task is done. It does not hold for a stdout with [faults](crate::WriteFaults::Random), or
    /// after a thousand polls in a row.
    ///
    /// # Examples
    ///
    /// ```
    /// use any_runtime::{BlockOn, Runtime};
    /// use run_simulated::Simulated;
    /// use std::{cell::RefCell, rc::Rc};
    ///
    /// /// Two tasks, which write down their names.
    /// async fn names(rt: &impl Runtime) -> Vec<&'static str> {
    ///     let names = Rc::new(RefCell::new(Vec::new()));
    ///     let tasks = ["first", "second"].map(|name| {
    ///         let names = names.clone();
    ///         rt.spawn(async move { names.borrow_mut().push(name) })
    ///     });
    ///     for task in tasks {
    ///         task.await;
    ///     }
    ///     names.take()
    /// }
    ///
    /// let rt = Simulated::new();
    /// let mut hand = rt.by_hand(names(&rt));
    /// for task in [0, 2, 1, 0] {
    ///     hand.poll(task);
    /// }
    /// assert_eq!(hand.output().unwrap(), &["second", "first"]);
    ///
    /// let schedule = hand.schedule().unwrap();
    /// assert_eq!(schedule.to_string(), "0:1");
    /// let rt = Simulated::new().schedule(schedule);
    /// assert_eq!(rt.block_on(names(&rt))?, ["second", "first"]);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn schedule(&self) -> Option<Schedule> {
        self.choices.as_ref().map(|choices| choices.schedule.clone())
    }

    /// Notes a move of a run that has not ended. `makes` says whether `block_on` can make it.
    fn choose(&mut self, makes: impl FnOnce(&mut Choices, &Executor) -> bool) {
        let over = self.main.is_none();
        self.choices.take_if(|choices| !over && !makes(choices, &self.executor));
    }

    /// Gives numbers to the timers that are new.
    fn number_timers(&mut self) {
        for (key, _) in self.executor.timers_in_order() {
            if !self.timers.contains(&key) {
                self.timers.push(key);
            }
        }
    }
}

impl<T> Drop for ByHand<'_, T> {
    fn drop(&mut self) {
        self.main = None;
        // A task may own the runtime. Then nothing else would ever drop it.
        self.executor.forget_tasks();
    }
}

impl<T> fmt::Debug for ByHand<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByHand")
            .field("tasks", &self.tasks())
            .field("ready", &self.ready())
            .field("timers", &self.timers())
            .finish_non_exhaustive()
    }
}

/// The choices of `block_on`, as [`Schedule`] numbers them.
#[derive(Default)]
struct Choices {
    schedule: Schedule,
    /// The number of choices so far.
    number: u64,
    /// The timers among which `block_on` chooses next. Their sleeps may be dropped already.
    due: Vec<Key>,
}

impl Choices {
    /// A ready task is polled.
    fn poll(&mut self, place: usize, length: usize) -> bool {
        self.choose(place, length);
        true
    }

    /// A timer fires. `timers` are those that have not fired.
    fn fire(&mut self, timer: Key, timers: &[(Key, Duration)], now: Duration) -> bool {
        self.fire_dropped(timers);
        if self.due.is_empty() {
            let next = timers.first().map(|(_, due)| *due).filter(|due| *due <= now);
            let due = timers.iter().take_while(|(_, due)| next.is_some_and(|next| *due <= next));
            self.due.extend(due.map(|(key, _)| key));
        }
        let Some(place) = self.due.iter().position(|key| *key == timer) else { return false };
        self.choose(place, self.due.len());
        self.due.remove(place);
        true
    }

    /// The clock moves on. Before that, every timer that is due has to fire.
    fn let_time_pass(&mut self, timers: &[(Key, Duration)], now: Duration) -> bool {
        self.fire_dropped(timers);
        timers.iter().all(|(_, due)| *due > now)
    }

    /// If only timers are left whose sleeps were dropped, `block_on` fires them all before it goes on. It wakes nobody.
    fn fire_dropped(&mut self, timers: &[(Key, Duration)]) {
        if self.due.iter().all(|due| timers.iter().all(|(timer, _)| timer != due)) {
            (2..=self.due.len()).rev().for_each(|length| self.choose(0, length));
            self.due.clear();
        }
    }

    fn choose(&mut self, place: usize, length: usize) {
        if length > 1 {
            self.schedule.note(self.number, place as u64);
            self.number += 1;
        }
    }
}
