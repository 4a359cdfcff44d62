//! A run, step by step, forward and back.

mod clause;
mod english;
mod korean;
mod language;
mod promise;
mod state;
mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::time::Duration;

use lessons::Seen;

use crate::Record;
use crate::event::{Answer, Awaited, Call, Event, Line, What};
use crate::pairs::texts;

use self::promise::Referee;

pub(crate) use self::clause::Thread;
pub use self::language::{Language, task_name};
pub use self::promise::Broken;
pub use self::state::{State, Status, Task, Timer};
pub use self::text::time;

/// How many events there are at least between two states that are kept.
const APART: usize = 256;

/// A run in steps. A step is one poll with everything that happens in it, or one timer that fires, or one wake.
///
/// Each step has a [`sentence`](Self::sentence) that says what happens and why, and a [`State`] of the whole run after
/// it. Every step can be had at once, so it costs the same to go back as to go on.
///
/// If threads run at the same time, what one does in the middle of another's poll splits that poll into two steps.
///
/// # Examples
///
/// ```
/// use anatomy::steps::Language;
/// use anatomy::{Recorder, Steps};
/// use any_runtime::monotonic;
/// use futures_lite::future::{block_on, yield_now};
///
/// let recorder = Recorder::new(monotonic);
/// block_on(recorder.watch(yield_now()));
/// let steps = Steps::new(recorder.record());
/// let sentences: Vec<_> = (0..steps.len()).map(|step| steps.sentence(step, Language::English)).collect();
/// assert_eq!(sentences, [
///     "Task 1 is spawned.",
///     "Task 1 is polled for the first time. It wakes itself: it wants another turn. It answers pending.",
///     "Task 1 is polled again, because it woke itself. It is done.",
/// ]);
/// assert_eq!(steps.state(1).woken(), [1]);
/// ```
#[derive(Debug)]
pub struct Steps {
    record: Record,
    /// What each write printed: see [`texts`].
    texts: HashMap<usize, String>,
    /// Where in the source each task was spawned, and each timer made.
    places: HashMap<Placed, Line>,
    /// The number of lines printed up to the end of each step.
    printed: Vec<usize>,
    /// The events of each step.
    ranges: Vec<Range<usize>>,
    /// The promises that are broken, by the number of the step.
    broken: BTreeMap<usize, Broken>,
    /// The number of events between two states that are kept.
    apart: usize,
    /// The states before event 0, `apart`, twice `apart` and so on.
    kept: Vec<State>,
}

/// What has a place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Placed {
    Task(usize),
    Sleep(usize),
}

impl Steps {
    /// Divides a record into steps.
    #[must_use]
    pub fn new(record: Record) -> Self {
        // A state has the size of the tasks. So the more tasks, the fewer states are kept.
        let apart = APART.max(2 * record.counters.tasks);
        let (mut ranges, mut kept) = (Vec::<Range<usize>>::new(), Vec::new());
        let (mut state, mut referee, mut broken) = (State::default(), Referee::default(), BTreeMap::new());
        for (index, event) in record.events.iter().enumerate() {
            if index % apart == 0 {
                kept.push(state.clone());
            }
            match ranges.last_mut() {
                Some(step) if continues(&record.events[step.clone()], event, &state) => step.end += 1,
                _ => ranges.push(index..index + 1),
            }
            if let Some(promise) = referee.look(event, &state) {
                broken.entry(ranges.len() - 1).or_insert(promise);
            }
            state.apply(event);
        }
        if let Some(promise) = referee.rest(record.end, &state) {
            broken.entry(ranges.len() - 1).or_insert(promise);
        }
        let texts = texts(&record.events, &record.output);
        let places = record.events.iter().filter_map(|event| match event.what {
            What::Spawned { task, place } => Some((Placed::Task(task), place?)),
            What::SleepSet { sleep, place, .. } => Some((Placed::Sleep(sleep), place?)),
            _ => None,
        });
        let places = places.collect();
        let mut lines = 0;
        let printed = ranges.iter().map(|events| {
            let texts = events.clone().filter_map(|event| texts.get(&event));
            lines += texts.map(|text| text.matches('\n').count()).sum::<usize>();
            lines
        });
        let printed = printed.collect();
        Self { record, texts, places, printed, ranges, broken, apart, kept }
    }

    /// The number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The record that this shows.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Returns the state after a step.
    ///
    /// # Panics
    ///
    /// If there is no such step. So do the other functions that take the number of a step.
    #[must_use]
    pub fn state(&self, step: usize) -> State {
        self.state_before(self.ranges[step].end)
    }

    /// Says in plain words what happens in a step, and why.
    #[must_use]
    pub fn sentence(&self, step: usize, language: Language) -> String {
        language.tell(&self.clauses(step))
    }

    /// Says the same in each language, in the order of [`Language::ALL`]. It takes hardly longer than one of them.
    #[must_use]
    pub fn sentences(&self, step: usize) -> [String; Language::ALL.len()] {
        let clauses = self.clauses(step);
        Language::ALL.map(|language| language.tell(&clauses))
    }

    fn clauses(&self, step: usize) -> Vec<clause::Clause<'_>> {
        let events = self.ranges[step].clone();
        let state = self.state_before(events.start);
        clause::clauses(&self.record, &self.texts, events, state)
    }

    /// Returns the time at which a step begins, from the start of the record.
    #[must_use]
    pub fn at(&self, step: usize) -> Duration {
        self.record.events[self.ranges[step].start].at
    }

    /// Returns the thread on which a step happens. The numbers start at one.
    #[must_use]
    pub fn thread(&self, step: usize) -> usize {
        self.record.events[self.ranges[step].start].thread
    }

    /// Returns the lines of the lesson's file that a step is about, as far as they are known.
    ///
    /// These are the lines that made the timer or the writer that the step uses, and those that spawned a task or called
    /// something that blocks. A record does not know at which `await` a coroutine stands.
    #[must_use]
    pub fn lines(&self, step: usize) -> BTreeSet<u32> {
        self.record.lesson.map_or_else(BTreeSet::new, |lesson| self.lines_of(lesson.file(), step))
    }

    /// Returns the same lines of another file. `file` is its name, without its folder.
    #[must_use]
    pub fn lines_of(&self, file: &str, step: usize) -> BTreeSet<u32> {
        let places = self.record.events[self.ranges[step].clone()].iter().filter_map(|event| match event.what {
            What::Spawned { place, .. } | What::Called(_, place) | What::SleepSet { place, .. } => place,
            What::Task { task, seen: Seen::Polled } => self.places.get(&Placed::Task(task)).copied(),
            What::Calls(Awaited::Sleep(sleep)) | What::SleepEnded { sleep, .. } => {
                self.places.get(&Placed::Sleep(sleep)).copied()
            }
            _ => None,
        });
        places.filter(|place| place.file_name() == file).map(|place| place.line).collect()
    }

    /// Whether a step prints something.
    #[must_use]
    pub fn prints(&self, step: usize) -> bool {
        let prints = |event: &Event| matches!(event.what, What::Returned(Call::Write, Answer::Ready(1..)));
        self.record.events[self.ranges[step].clone()].iter().any(prints)
    }

    /// The number of lines that are printed up to the end of a step.
    #[must_use]
    pub fn printed_lines(&self, step: usize) -> usize {
        self.printed[step]
    }

    /// Whether a step wakes a task.
    #[must_use]
    pub fn wakes(&self, step: usize) -> bool {
        let wakes = |event: &Event| matches!(event.what, What::Task { seen: Seen::Woken, .. });
        self.record.events[self.ranges[step].clone()].iter().any(wakes)
    }

    /// Returns a promise of the runtime that is broken in a step, if the record proves it: the first one.
    #[must_use]
    pub fn broken(&self, step: usize) -> Option<Broken> {
        assert!(step < self.len(), "there is no step {step}");
        self.broken.get(&step).copied()
    }

    /// Returns the first step that begins at `time` or later. If there is none, the last step.
    #[must_use]
    pub fn from_time(&self, time: Duration) -> usize {
        let step = self.ranges.partition_point(|step| self.record.events[step.start].at < time);
        step.min(self.len().saturating_sub(1))
    }

    /// Returns the output up to this state.
    #[must_use]
    pub fn output(&self, state: &State) -> String {
        let output = &self.record.output;
        String::from_utf8_lossy(&output[..state.written().min(output.len())]).into_owned()
    }

    /// Whether a step is only the call of a waker, outside of any poll.
    fn is_call(&self, step: usize) -> bool {
        let start = self.ranges[step].start;
        let Event { thread, what, .. } = self.record.events[start];
        let calls = matches!(what, What::Calls(_) | What::Task { seen: Seen::Woken, .. });
        calls && self.state_before(start).polled_on(thread).is_none()
    }

    fn state_before(&self, event: usize) -> State {
        let kept = (event / self.apart).min(self.kept.len() - 1);
        let mut state = self.kept[kept].clone();
        self.record.events[kept * self.apart..event].iter().for_each(|event| state.apply(event));
        state
    }
}

/// Whether `event` belongs to the step that the events of `step` have begun. `state` is the state before `event`.
fn continues(step: &[Event], event: &Event, state: &State) -> bool {
    let (Some(first), Some(last)) = (step.first(), step.last()) else { return false };
    let polling = state.polled_on(event.thread);
    match (last.what, event.what) {
        _ if last.thread != event.thread => false,
        // The end of a poll ends the step. If the poll was within another one, that one goes on in a new step.
        (_, What::Task { seen: Seen::Polled, .. }) | (What::Task { seen: Seen::Pending | Seen::Ready, .. }, _) => false,
        // Within a poll, all that happens belongs to it.
        _ if polling.is_some() => true,
        // Outside a poll, a call of a waker is a step with the wake that it causes.
        (What::Calls(_), What::Task { seen: Seen::Woken, .. }) => true,
        (_, What::Calls(_) | What::Task { seen: Seen::Woken, .. }) => false,
        _ => !matches!(first.what, What::Calls(_) | What::Task { .. }),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::Recorder;
    use crate::event::{MAIN, SleepEnd};

    fn sentences(recorder: &Recorder) -> Vec<String> {
        let steps = Steps::new(recorder.record());
        (0..steps.len()).map(|step| steps.sentence(step, Language::English)).collect()
    }

    fn main(seen: Seen) -> What {
        What::Task { task: MAIN, seen }
    }

    #[test]
    fn a_poll_that_another_thread_interrupts_is_two_steps() {
        let recorder = Recorder::new(|| Duration::ZERO);
        recorder.note(main(Seen::Polled));
        thread::scope(|scope| {
            let wake = || recorder.note(main(Seen::Woken));
            thread::Builder::new().name("other".into()).spawn_scoped(scope, wake).unwrap();
        });
        recorder.note(main(Seen::Pending));
        recorder.note(main(Seen::Polled));
        recorder.note(main(Seen::Ready));
        let expected = [
            "Main is polled for the first time.",
            "Thread 2 (other) wakes main.",
            "The poll of main goes on. It answers pending. Meanwhile it was woken.",
            "Main is polled again, because thread 2 (other) woke it. It is done.",
        ];
        assert_eq!(sentences(&recorder), expected);
        let steps = Steps::new(recorder.record());
        let here = "on thread 1 (steps::tests::a_poll_that_another_thread_interrupts_is_two_steps)";
        let threads: Vec<_> = (0..steps.len()).map(|step| steps.thread_text(step, Language::English)).collect();
        assert_eq!(threads, [here, "called from thread 2 (other)", here, here]);
        assert_eq!(steps.thread_text(1, Language::Korean), "스레드 2(other)에서 호출");
    }

    #[test]
    fn a_poll_that_nobody_asked_for_says_so() {
        let recorder = Recorder::new(|| Duration::ZERO);
        for seen in [Seen::Polled, Seen::Pending, Seen::Polled, Seen::Pending] {
            recorder.note(main(seen));
        }
        let expected = [
            "Main is polled for the first time. It answers pending.",
            "Main is polled again, although nobody has woken it. It answers pending.",
        ];
        assert_eq!(sentences(&recorder), expected);
    }

    #[test]
    fn a_wake_of_what_is_done_changes_nothing() {
        let recorder = Recorder::new(|| Duration::ZERO);
        for seen in [Seen::Polled, Seen::Ready, Seen::Woken] {
            recorder.note(main(seen));
        }
        assert_eq!(
            sentences(&recorder)[1],
            "Thread 1 (steps::tests::a_wake_of_what_is_done_changes_nothing) wakes main, which is done already."
        );
        let steps = Steps::new(recorder.record());
        assert!(steps.state(1).woken().is_empty());
    }

    #[test]
    fn a_wake_that_another_thread_separates_from_its_cause_is_a_sentence_of_its_own() {
        let recorder = Recorder::new(|| Duration::ZERO);
        recorder.note(main(Seen::Polled));
        recorder.note(main(Seen::Pending));
        recorder.note(What::Calls(Awaited::Write));
        thread::scope(|scope| {
            let spawn = || recorder.spawn(None);
            thread::Builder::new().spawn_scoped(scope, spawn).unwrap();
        });
        recorder.note(main(Seen::Woken));
        recorder.note(main(Seen::Polled));
        let told = sentences(&recorder);
        assert_eq!(told[1..3], ["Stdout is ready again: it calls the waker.", "Task 1 is spawned."]);
        assert!(told[3].starts_with("Thread 1 (steps::tests::") && told[3].ends_with(" wakes main."), "{}", told[3]);
        assert_eq!(told[4], "Main is polled again, because stdout is ready.");
    }

    #[test]
    fn a_dropped_sleep_is_no_timer_any_more() {
        let recorder = Recorder::new(|| Duration::ZERO);
        recorder.note(main(Seen::Polled));
        let sleep = recorder.set_sleep(Duration::from_secs(1), None);
        recorder.note(What::Awaits(Awaited::Sleep(sleep)));
        recorder.note(main(Seen::Pending));
        recorder.note(main(Seen::Polled));
        recorder.note(What::SleepEnded { sleep, how: SleepEnd::Cancelled });
        recorder.note(main(Seen::Ready));
        let steps = Steps::new(recorder.record());
        assert_eq!(
            (steps.state(0).timers().len(), steps.state(0).awaits(MAIN, Language::English)),
            (1, "a sleep until 1 s".into())
        );
        assert_eq!(steps.state(1).timers().len(), 0);
        let sentence = steps.sentence(1, Language::English);
        assert!(sentence.contains("It no longer needs the sleep until 1 s, and drops it. It is done."), "{sentence}");
    }

    #[test]
    fn two_lines_that_stdout_has_not_written_are_one_sentence() {
        let recorder = Recorder::new(|| Duration::ZERO);
        recorder.note(main(Seen::Polled));
        let flush = What::Returned(Call::Flush, Answer::Pending);
        recorder.note(flush);
        recorder.set_sleep(Duration::from_secs(1), None);
        recorder.note(flush);
        recorder.note(main(Seen::Pending));
        recorder.note(main(Seen::Polled));
        recorder.note(flush);
        let expected = [
            "Main is polled for the first time. It waits until stdout has written the lines. It asks the timer for a sleep \
             of 1 s, until 1 s. It answers pending.",
            "Main is polled again, although nobody has woken it. It waits until stdout has written the line.",
        ];
        assert_eq!(sentences(&recorder), expected);
    }

    #[test]
    fn stdout_is_always_among_what_is_named() {
        let recorder = Recorder::new(|| Duration::ZERO);
        recorder.note(main(Seen::Polled));
        for second in 1..=5 {
            let sleep = recorder.set_sleep(Duration::from_secs(second), None);
            recorder.note(What::Awaits(Awaited::Sleep(sleep)));
        }
        recorder.note(What::Awaits(Awaited::Write));
        let awaits = Steps::new(recorder.record()).state(0).awaits(MAIN, Language::English);
        assert_eq!(awaits, "stdout, a sleep until 1 s, a sleep until 2 s, and 3 more");
    }
}
