//! A step as a page shows it.

use std::collections::BTreeSet;

use anatomy::Steps;
use anatomy::steps::{Language, State, Status, time};
use serde::Serialize;

/// The most tasks, and the most timers, that a frame lists. A crowd has more. No screen shows them all.
const LISTED: usize = 50;

/// What happens in a step, and the state after it.
///
/// What the record does not know is missing in the JSON.
///
/// # Examples
///
/// ```
/// use anatomy::{Recorder, Steps};
/// use any_runtime::monotonic;
/// use futures_lite::future::{block_on, yield_now};
/// use step_page::Frame;
///
/// let recorder = Recorder::new(monotonic);
/// block_on(recorder.watch(yield_now()));
/// let frame = Frame::of(&Steps::new(recorder.record()), 0);
/// let json = serde_json::to_value(&frame)?;
/// assert_eq!(json["sentence"]["en"], "Task 1 is spawned.");
/// assert_eq!(json["tasks"][0]["status"], "new");
/// assert_eq!(json["tasks"][0]["is"]["en"], "never polled");
/// # serde_json::Result::Ok(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frame {
    /// The time after the step, from the start of the record: "0 s", "500 ms".
    pub clock: String,
    /// The thread on which the step happens. The numbers start at one.
    pub thread: usize,
    /// What happens, and why.
    pub sentence: Words,
    /// The promise of the runtime that is broken in this step, if the record proves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<Words>,
    /// The lines of the lesson's file that the step is about.
    pub lines: BTreeSet<u32>,
    /// The tasks, in the order of their numbers. If there are very many: those around the task of this step.
    pub tasks: Vec<Task>,
    /// How many more tasks there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_tasks: usize,
    /// The tasks that were woken and not polled since, in the order of the wakes.
    pub woken: Vec<usize>,
    /// The timers, in the order in which they are due.
    pub timers: Vec<Timer>,
    /// How many more timers there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_timers: usize,
    /// How much of the output was printed, in JavaScript's units (UTF-16).
    pub printed: usize,
    /// The number of events so far.
    pub counters: Counters,
}

/// A text in the languages of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Korean.
    pub ko: String,
}

impl Words {
    /// Asks for the text in each language.
    #[must_use]
    pub fn of(text: impl Fn(Language) -> String) -> Self {
        Self { en: text(Language::English), ko: text(Language::Korean) }
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its number. The task that the runtime blocks on, main, is number 0.
    pub number: usize,
    /// How far it is, for the looks.
    pub status: TaskStatus,
    /// How far it is, what it waits for if that is known, and how often it was polled.
    pub is: Words,
    /// Whether this step has changed it.
    #[serde(skip_serializing_if = "is_false")]
    pub changed: bool,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskStatus {
    /// It was spawned. Nobody has polled it yet.
    New,
    /// It is being polled.
    Running,
    /// It answered pending.
    Waiting,
    /// It answered pending, and was woken since.
    Woken,
    /// It answered with its result.
    Done,
    /// It was dropped before it had a result.
    Dropped,
}

/// A sleep that was neither seen done nor dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timer {
    /// When it is due, and for which task if that is known.
    pub is: Words,
    /// Whether it has called the waker of the task.
    #[serde(skip_serializing_if = "is_false")]
    pub fired: bool,
}

/// The number of events so far, by kind. They have the meaning and the names of [`anatomy::Counters`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "anatomy::Counters explains them")]
pub struct Counters {
    pub polls: usize,
    pub wakes: usize,
    pub timers: usize,
    pub timers_done: usize,
    pub timers_cancelled: usize,
    pub writes: usize,
    pub flushes: usize,
    pub bytes: usize,
    pub tasks: usize,
}

impl Frame {
    /// Returns the frame of a step.
    ///
    /// # Panics
    ///
    /// If there is no such step.
    #[must_use]
    pub fn of(steps: &Steps, step: usize) -> Self {
        let state = steps.state(step);
        let before = step.checked_sub(1).map(|before| steps.state(before));
        let (tasks, more_tasks) = tasks(&state, &before.unwrap_or_default());
        let mut timers: Vec<_> = state.timers().into_iter().map(Timer::of).collect();
        let more_timers = timers.len().saturating_sub(LISTED);
        timers.truncate(LISTED);
        let counters = state.counters();
        let [en, ko] = steps.sentences(step);
        Self {
            clock: time(state.at()),
            thread: steps.thread(step),
            sentence: Words { en, ko },
            broken: steps.broken(step).map(|broken| Words::of(|language| broken.sentence(language))),
            lines: steps.lines(step),
            tasks,
            more_tasks,
            woken: state.woken().iter().copied().take(LISTED).collect(),
            timers,
            more_timers,
            printed: printed(steps, &state),
            counters: Counters {
                polls: counters.polls,
                wakes: counters.wakes,
                timers: counters.timers,
                timers_done: counters.timers_done,
                timers_cancelled: counters.timers_cancelled,
                writes: counters.writes,
                flushes: counters.flushes,
                bytes: counters.bytes,
                tasks: counters.tasks,
            },
        }
    }
}

/// Returns the tasks of `state` to list, and how many more there are.
fn tasks(state: &State, before: &State) -> (Vec<Task>, usize) {
    let all = state.tasks().count();
    // Both are in the order of the numbers, and no task ever goes away.
    let mut before = before.tasks().peekable();
    let changed: Vec<_> = state
        .tasks()
        .map(|(number, task)| before.next_if(|(known, _)| *known == number).is_none_or(|(_, before)| before != task))
        .collect();
    let first = changed.iter().position(|changed| *changed).unwrap_or(0);
    let first = first.saturating_sub(LISTED / 2).min(all.saturating_sub(LISTED));
    let listed = state.tasks().zip(changed).skip(first).take(LISTED);
    let tasks: Vec<_> = listed.map(|((number, task), changed)| Task::of(state, number, task, changed)).collect();
    let more = all - tasks.len();
    (tasks, more)
}

impl Task {
    fn of(state: &State, number: usize, task: &anatomy::steps::Task, changed: bool) -> Self {
        let status = match task.status {
            Status::New => TaskStatus::New,
            Status::Running(_) => TaskStatus::Running,
            Status::Waiting if state.woken().contains(&number) => TaskStatus::Woken,
            Status::Waiting => TaskStatus::Waiting,
            Status::Done => TaskStatus::Done,
            Status::Dropped => TaskStatus::Dropped,
        };
        Self { number, status, is: Words::of(|language| state.status(number, language)), changed }
    }
}

impl Timer {
    fn of(timer: anatomy::steps::Timer) -> Self {
        Self { is: Words::of(|language| timer.text(language)), fired: timer.fired }
    }
}

/// Returns how much of the output was printed, in UTF-16 units. A character that is printed in part does not count.
fn printed(steps: &Steps, state: &State) -> usize {
    let output = steps.output(state);
    // What is not a whole character reads as a replacement character. Perhaps its other bytes come later.
    let whole = output.strip_suffix('\u{fffd}').unwrap_or(&output);
    whole.encode_utf16().count()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
