//! What is known of a run at one moment: its tasks, its timers, and who has been woken.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use lessons::Seen;

use crate::counters::Counters;
use crate::event::{Answer, Awaited, Call, Event, What};

/// Everything that a record tells about one moment of a run.
///
/// A record knows only what passes through the runtime's trait. It does not know, for example, which tasks an executor
/// polls next if several are woken. So [`woken`](State::woken) is in the order of the wakes, and the executor may choose
/// another order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    at: Duration,
    tasks: BTreeMap<usize, Task>,
    woken: Vec<usize>,
    timers: BTreeMap<usize, Timer>,
    written: usize,
    counters: Counters,
    /// The tasks that are being polled now, on each thread. The last one is the innermost.
    polling: HashMap<usize, Vec<usize>>,
    /// What has just called a waker, on each thread.
    calling: HashMap<usize, Awaited>,
}

/// A task, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// How far it is.
    pub status: Status,
    /// How often it was polled.
    pub polls: usize,
    pub(crate) awaits: BTreeSet<Awaited>,
    /// Why it was woken, until it is polled.
    pub(crate) wake: Option<Cause>,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was spawned. Nobody has polled it yet.
    New,
    /// It is being polled, on this thread.
    Running(usize),
    /// It answered pending.
    Waiting,
    /// It answered with its result.
    Done,
    /// It was dropped before it had a result.
    Dropped,
}

/// Who called a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// What the task awaits: a sleep, the writer, another task.
    Awaited(Awaited),
    /// The task itself, while it was being polled.
    Itself,
    /// Another task, while it was being polled.
    Task(usize),
    /// Something else, on this thread.
    Thread(usize),
}

/// A sleep that was neither seen done nor dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// How long the sleep takes.
    pub duration: Duration,
    /// When it is due, from the start of the record.
    pub due: Duration,
    /// The task that waits for it. `None` until a task has polled it.
    pub task: Option<usize>,
    /// Whether it has called the waker of the task.
    pub fired: bool,
}

impl State {
    /// The time of the last event.
    #[must_use]
    pub fn at(&self) -> Duration {
        self.at
    }

    /// The tasks by number. Number 0 is `main`, which the runtime blocks on.
    pub fn tasks(&self) -> impl Iterator<Item = (usize, &Task)> {
        self.tasks.iter().map(|(number, task)| (*number, task))
    }

    /// The tasks that were woken and not polled since, in the order of the wakes.
    #[must_use]
    pub fn woken(&self) -> &[usize] {
        &self.woken
    }

    /// The timers, in the order in which they are due.
    #[must_use]
    pub fn timers(&self) -> Vec<Timer> {
        let mut timers: Vec<_> = self.timers.values().copied().collect();
        timers.sort_by_key(|timer| timer.due);
        timers
    }

    /// The number of events so far. What a record cannot count by its events is zero: threads, and events that are
    /// missing.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// The bytes of output so far.
    pub(crate) fn written(&self) -> usize {
        self.written
    }

    pub(crate) fn task(&self, number: usize) -> Option<&Task> {
        self.tasks.get(&number)
    }

    pub(crate) fn timer(&self, sleep: usize) -> Option<&Timer> {
        self.timers.get(&sleep)
    }

    /// The task that is being polled on this thread.
    pub(crate) fn polled_on(&self, thread: usize) -> Option<usize> {
        self.polling.get(&thread)?.last().copied()
    }

    /// Whether any task is being polled.
    pub(crate) fn is_polling(&self) -> bool {
        self.polling.values().any(|polling| !polling.is_empty())
    }

    /// What has called a waker right before, on this thread.
    pub(crate) fn called_on(&self, thread: usize) -> Option<Awaited> {
        self.calling.get(&thread).copied()
    }

    /// Brings the state up to date with the next event.
    pub(crate) fn apply(&mut self, event: &Event) {
        let Event { at, thread, what } = *event;
        self.at = at;
        self.counters.count(what);
        // Only the very next event on this thread is the wake that the call has caused.
        let caller = self.calling.remove(&thread);
        match what {
            What::Spawned { task, .. } => {
                self.counters.tasks += 1;
                self.tasks.insert(task, Task::new());
            }
            What::Task { task, seen } => self.task_event(task, seen, thread, caller),
            What::Dropped { task } => self.end(task, Status::Dropped),
            What::Returned(Call::Write, Answer::Ready(bytes)) => self.written += bytes,
            What::Called(..) | What::Returned(..) => {}
            What::SleepSet { sleep, duration, .. } => {
                let due = at.saturating_add(duration);
                self.timers.insert(sleep, Timer { duration, due, task: None, fired: false });
            }
            What::SleepEnded { sleep, .. } => {
                let task = self.timers.remove(&sleep).and_then(|timer| timer.task);
                if let Some(task) = task.and_then(|task| self.tasks.get_mut(&task)) {
                    task.awaits.remove(&Awaited::Sleep(sleep));
                }
            }
            What::Awaits(awaited) => {
                let Some(task) = self.polled_on(thread) else { return };
                self.known(task).awaits.insert(awaited);
                if let Awaited::Sleep(sleep) = awaited
                    && let Some(timer) = self.timers.get_mut(&sleep)
                {
                    timer.task = Some(task);
                }
            }
            What::Calls(awaited) => {
                self.calling.insert(thread, awaited);
                if let Awaited::Sleep(sleep) = awaited
                    && let Some(timer) = self.timers.get_mut(&sleep)
                {
                    timer.fired = true;
                }
            }
        }
    }

    fn task_event(&mut self, task: usize, seen: Seen, thread: usize, caller: Option<Awaited>) {
        match seen {
            Seen::Polled => {
                self.forget_wake(task);
                self.polling.entry(thread).or_default().push(task);
                let known = self.known(task);
                known.status = Status::Running(thread);
                known.polls += 1;
                known.wake = None;
                known.awaits.clear();
            }
            Seen::Pending => {
                self.leave(task);
                self.known(task).status = Status::Waiting;
            }
            Seen::Ready => self.end(task, Status::Done),
            Seen::Woken => {
                let cause = match (caller, self.polled_on(thread)) {
                    (Some(awaited), _) => Cause::Awaited(awaited),
                    (None, Some(polled)) if polled == task => Cause::Itself,
                    (None, Some(polled)) => Cause::Task(polled),
                    (None, None) => Cause::Thread(thread),
                };
                let known = self.known(task);
                if known.wake.is_none() && !matches!(known.status, Status::Done | Status::Dropped) {
                    known.wake = Some(cause);
                    self.woken.push(task);
                }
            }
        }
    }

    /// The task has no more polls to come.
    fn end(&mut self, task: usize, status: Status) {
        self.leave(task);
        self.forget_wake(task);
        let known = self.known(task);
        known.status = status;
        known.awaits.clear();
        known.wake = None;
    }

    /// The poll of the task is over. So are the polls within it: after a panic they have no answer of their own.
    fn leave(&mut self, task: usize) {
        for polling in self.polling.values_mut() {
            if let Some(depth) = polling.iter().position(|polled| *polled == task) {
                polling.truncate(depth);
            }
        }
    }

    fn forget_wake(&mut self, task: usize) {
        // It is almost always the first.
        if let Some(place) = self.woken.iter().position(|woken| *woken == task) {
            self.woken.remove(place);
        }
    }

    fn known(&mut self, task: usize) -> &mut Task {
        self.tasks.entry(task).or_insert_with(Task::new)
    }
}

impl Task {
    fn new() -> Self {
        Self { status: Status::New, polls: 0, awaits: BTreeSet::new(), wake: None }
    }
}
