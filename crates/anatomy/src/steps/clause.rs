//! What is said about a step, as data. A language makes sentences of it: see `english.rs` and `korean.rs`.

use std::collections::HashMap;
use std::ops::Range;
use std::time::Duration;

use lessons::Seen;

use crate::Record;
use crate::event::{Answer, Awaited, Call, SleepEnd, What};

use super::state::{Cause, State, Status};
use super::text::time;

/// One thing to say. It becomes one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Clause<'a> {
    /// The executor polls a task.
    Polled { task: usize, why: Why<'a> },
    /// A poll that another step has interrupted goes on.
    GoesOn { task: usize },
    /// What a task does while it is polled, or what a thread does outside a poll.
    Does { who: Who<'a>, what: Deed<'a> },
    /// A task was woken during its own poll, and not by itself.
    WokenMeanwhile { task: usize },
    /// A task is spawned, and the record does not know by whom.
    Spawned { task: usize },
    /// A task is dropped before it is done.
    Dropped { task: usize },
    /// Something that a task awaits has a result. It calls the waker that the task left there.
    Calls { caller: Caller, woken: Option<Woken> },
    /// Work that may block begins on a thread.
    WorkBegins { thread: Thread<'a> },
    /// Work that may block is done.
    WorkDone { at: Duration },
}

/// Why a task is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why<'a> {
    First,
    /// `sleep` is known while the record has the sleep.
    TimerFired {
        sleep: Option<Duration>,
    },
    StdoutReady,
    TaskDone(usize),
    WorkDone,
    WokeItself,
    WokenBy(Who<'a>),
    /// Nobody has woken it.
    Nobody,
}

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who<'a> {
    Task(usize),
    Thread(Thread<'a>),
}

/// A thread, by its number and perhaps by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thread<'a> {
    pub(crate) number: usize,
    pub(crate) name: Option<&'a str>,
}

/// What a task or a thread does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed<'a> {
    Spawns {
        task: usize,
    },
    WakesItself,
    Wakes(Woken),
    AsksForSleep {
        duration: Duration,
        due: Duration,
    },
    /// It sees that a sleep is over. `due` is known if the record has the begin of the sleep.
    SeesSleepOver {
        due: Option<Duration>,
    },
    DropsSleep {
        due: Option<Duration>,
    },
    Prints {
        text: &'a str,
    },
    /// The bytes are no whole character yet.
    PrintsPart {
        bytes: usize,
    },
    PrintsNothing,
    StdoutNotReady,
    /// Stdout has not written yet what was printed: one line, or `several`.
    WaitsForFlush {
        several: bool,
    },
    StdoutFailed,
    /// It blocks its thread. The time is known if the record has the end of it.
    Blocks {
        duration: Option<Duration>,
    },
    AnswersPending {
        awaits: Vec<Awaits>,
    },
    IsDone,
}

/// A task whose waker is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Woken {
    pub(crate) task: usize,
    pub(crate) already: Option<Already>,
}

/// Why a wake changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Already {
    Awake,
    Done,
    Dropped,
}

/// What calls a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Timer {
        of: Option<usize>,
        sleep: Duration,
        at: Duration,
        late: Option<Duration>,
    },
    /// A timer whose sleep has ended before.
    NeedlessTimer,
    Stdout,
    Task(usize),
    Work,
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaits {
    Sleep { due: Duration },
    Stdout,
    Task(usize),
    Work,
}

impl Clause<'_> {
    /// The task that "it" means in the next sentence.
    pub(crate) fn it(&self) -> Option<usize> {
        match *self {
            Self::Polled { task, .. }
            | Self::GoesOn { task }
            | Self::WokenMeanwhile { task }
            | Self::Does { who: Who::Task(task), .. } => Some(task),
            _ => None,
        }
    }
}

/// Returns what there is to say about a step: about the `events` of the record, from this `state` on.
pub(crate) fn clauses<'a>(
    record: &'a Record,
    texts: &'a HashMap<usize, String>,
    events: Range<usize>,
    state: State,
) -> Vec<Clause<'a>> {
    let Some(first) = record.events.get(events.start) else { return Vec::new() };
    let mut telling = Telling { record, state, clauses: Vec::new(), poll: None, thread: first.thread };
    telling.begin(first.what);
    for index in events.clone() {
        let event = &record.events[index];
        if let What::Called(Call::BlockingSleep, _) = event.what {
            let end = events.contains(&(index + 1)).then(|| record.events[index + 1].at);
            telling.does(Deed::Blocks { duration: end.map(|end| end.saturating_sub(event.at)) });
        }
        telling.event(event.at, event.what, texts.get(&index).map(String::as_str));
        telling.state.apply(event);
        if let What::Task { task, seen: Seen::Pending } = event.what {
            telling.pending(task);
        }
    }
    telling.clauses
}

struct Telling<'a> {
    record: &'a Record,
    /// The state before the next event.
    state: State,
    clauses: Vec<Clause<'a>>,
    /// The task whose poll this step is, and what woke it.
    poll: Option<(usize, Option<Cause>)>,
    /// The thread on which the step happens.
    thread: usize,
}

impl<'a> Telling<'a> {
    /// If the step is the rest of a poll, say so.
    fn begin(&mut self, what: What) {
        if matches!(what, What::Task { seen: Seen::Polled, .. }) {
            return;
        }
        if let Some(task) = self.state.polled_on(self.thread) {
            self.poll = Some((task, None));
            self.clauses.push(Clause::GoesOn { task });
        }
    }

    fn event(&mut self, at: Duration, what: What, text: Option<&'a str>) {
        match what {
            What::Spawned { task, .. } => match self.state.polled_on(self.thread) {
                Some(_) => self.does(Deed::Spawns { task }),
                None => self.clauses.push(Clause::Spawned { task }),
            },
            What::Task { task, seen: Seen::Polled } => self.polled(task),
            What::Task { task, seen: Seen::Woken } => self.woken(task),
            What::Task { seen: Seen::Ready, .. } => self.does(Deed::IsDone),
            What::Dropped { task } => self.clauses.push(Clause::Dropped { task }),
            What::Called(Call::Unblock, _) => {
                let thread = self.record.thread(self.thread);
                self.clauses.push(Clause::WorkBegins { thread });
            }
            What::Returned(call, answer) => self.returned(call, answer, at, text),
            What::SleepSet { duration, .. } => {
                self.does(Deed::AsksForSleep { duration, due: at.saturating_add(duration) });
            }
            What::SleepEnded { sleep, how } => self.sleep_ended(sleep, how),
            // What the end of the poll, or of the call, says.
            What::Task { seen: Seen::Pending, .. } | What::Awaits(_) | What::Called(..) => {}
            What::Calls(awaited) => {
                let caller = self.caller(awaited, at);
                self.clauses.push(Clause::Calls { caller, woken: None });
            }
        }
    }

    fn polled(&mut self, task: usize) {
        let known = self.state.task(task);
        let (again, wake) = (known.is_some_and(|task| task.polls > 0), known.and_then(|task| task.wake));
        self.poll = Some((task, wake));
        let why = match wake {
            _ if !again => Why::First,
            None => Why::Nobody,
            Some(Cause::Awaited(Awaited::Sleep(sleep))) => {
                Why::TimerFired { sleep: self.state.timer(sleep).map(|timer| timer.duration) }
            }
            Some(Cause::Awaited(Awaited::Write)) => Why::StdoutReady,
            Some(Cause::Awaited(Awaited::Task(task))) => Why::TaskDone(task),
            Some(Cause::Awaited(Awaited::Work)) => Why::WorkDone,
            Some(Cause::Itself) => Why::WokeItself,
            Some(Cause::Task(task)) => Why::WokenBy(Who::Task(task)),
            Some(Cause::Thread(thread)) => Why::WokenBy(Who::Thread(self.record.thread(thread))),
        };
        self.clauses.push(Clause::Polled { task, why });
    }

    fn pending(&mut self, task: usize) {
        self.does(Deed::AnswersPending { awaits: self.state.awaited(task) });
        if self.state.woken().contains(&task) && self.state.task(task).is_some_and(|t| t.wake != Some(Cause::Itself)) {
            self.clauses.push(Clause::WokenMeanwhile { task });
        }
    }

    fn woken(&mut self, task: usize) {
        let already = match self.state.task(task).map(|task| (task.status, task.wake)) {
            Some((Status::Done, _)) => Some(Already::Done),
            Some((Status::Dropped, _)) => Some(Already::Dropped),
            Some((_, Some(_))) => Some(Already::Awake),
            _ => None,
        };
        let it = Woken { task, already };
        if self.state.called_on(self.thread).is_some()
            && let Some(Clause::Calls { woken, .. }) = self.clauses.last_mut()
        {
            *woken = Some(it);
        } else if self.state.polled_on(self.thread) == Some(task) {
            self.does(Deed::WakesItself);
        } else {
            self.does(Deed::Wakes(it));
        }
    }

    fn caller(&self, awaited: Awaited, at: Duration) -> Caller {
        match awaited {
            Awaited::Sleep(sleep) => match self.state.timer(sleep) {
                Some(timer) => {
                    // Less than this is not worth a word.
                    let late = at.checked_sub(timer.due).filter(|late| *late >= Duration::from_micros(1));
                    Caller::Timer { of: timer.task, sleep: timer.duration, at, late }
                }
                None => Caller::NeedlessTimer,
            },
            Awaited::Write => Caller::Stdout,
            Awaited::Task(task) => Caller::Task(task),
            Awaited::Work => Caller::Work,
        }
    }

    fn returned(&mut self, call: Call, answer: Answer, at: Duration, text: Option<&'a str>) {
        let deed = match (call, answer) {
            (Call::Write, Answer::Ready(0)) => Deed::PrintsNothing,
            (Call::Write, Answer::Ready(bytes)) => match text.filter(|text| !text.is_empty()) {
                Some(text) => Deed::Prints { text },
                None => Deed::PrintsPart { bytes },
            },
            (Call::Write, Answer::Pending) => Deed::StdoutNotReady,
            (Call::Flush, Answer::Pending) => return self.waits_for_flush(),
            (Call::Write | Call::Flush, Answer::Failed) => Deed::StdoutFailed,
            (Call::Flush, Answer::Ready(_)) | (Call::BlockingSleep, _) => return,
            (Call::Unblock, _) => return self.clauses.push(Clause::WorkDone { at }),
        };
        self.does(deed);
    }

    /// Several coroutines in one task may wait for their lines. Without a line between two of them, one sentence is enough.
    fn waits_for_flush(&mut self) {
        let deeds = self.clauses.iter_mut().rev().map_while(|clause| match clause {
            Clause::Does { what: Deed::Prints { .. }, .. } => None,
            Clause::Does { what, .. } => Some(what),
            _ => None,
        });
        for deed in deeds {
            if let Deed::WaitsForFlush { several } = deed {
                *several = true;
                return;
            }
        }
        self.does(Deed::WaitsForFlush { several: false });
    }

    fn sleep_ended(&mut self, sleep: usize, how: SleepEnd) {
        let due = self.state.timer(sleep).map(|timer| timer.due);
        match how {
            // It has been said already: this is why the task is polled.
            SleepEnd::Done
                if self.poll.is_some_and(|(_, wake)| wake == Some(Cause::Awaited(Awaited::Sleep(sleep)))) => {}
            SleepEnd::Done => self.does(Deed::SeesSleepOver { due }),
            SleepEnd::Cancelled => self.does(Deed::DropsSleep { due }),
            SleepEnd::Unfinished => {}
        }
    }

    /// Adds what the task does that is being polled, or else the thread.
    fn does(&mut self, what: Deed<'a>) {
        let who = match self.poll {
            Some((task, _)) => Who::Task(task),
            None => Who::Thread(self.record.thread(self.thread)),
        };
        self.clauses.push(Clause::Does { who, what });
    }
}

impl State {
    /// Returns what a task waits for: first stdout, then the sleeps in the order in which they are due. If there are too
    /// many to name, tasks are left out first.
    pub(crate) fn awaited(&self, task: usize) -> Vec<Awaits> {
        let Some(task) = self.task(task) else { return Vec::new() };
        let (mut stdout, mut sleeps, mut others) = (None, Vec::new(), Vec::new());
        for awaited in &task.awaits {
            match *awaited {
                Awaited::Sleep(sleep) => sleeps.extend(self.timer(sleep).map(|timer| timer.due)),
                Awaited::Write => stdout = Some(Awaits::Stdout),
                Awaited::Task(task) => others.push(Awaits::Task(task)),
                Awaited::Work => others.push(Awaits::Work),
            }
        }
        sleeps.sort();
        let sleeps = sleeps.into_iter().map(|due| Awaits::Sleep { due });
        stdout.into_iter().chain(sleeps).chain(others).collect()
    }
}

/// Returns each thing that a task waits for, and how often. Sleeps are the same if they end at the same time, as it is
/// written.
pub(crate) fn counted(awaits: &[Awaits]) -> Vec<(Awaits, usize)> {
    let mut counted = Vec::<(Awaits, usize)>::new();
    for awaited in awaits {
        match (counted.last_mut(), awaited) {
            (Some((Awaits::Sleep { due: last }, number)), Awaits::Sleep { due }) if time(*last) == time(*due) => {
                *number += 1;
            }
            _ => counted.push((*awaited, 1)),
        }
    }
    counted
}
