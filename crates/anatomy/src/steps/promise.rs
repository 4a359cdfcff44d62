//! The promises of a runtime that a record shows as broken.
//!
//! The contract of the runtimes has more promises. A record cannot prove the others: an executor may poll a task that
//! nobody has woken, a timer may be late on a busy machine, and a record does not know the deadline of a lesson.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use lessons::Seen;

use super::language::Language;
use super::state::{State, Status};
use super::{english, korean};
use crate::event::{Awaited, Event, MAIN, SleepEnd, What};

/// The time for which an executor may do nothing without breaking a promise. A busy machine may have kept it waiting.
const GRACE: Duration = Duration::from_secs(1);

/// A promise of the runtime that is broken, as far as a record can prove it. The times count from the start of the record.
///
/// A process that was stopped for more than a second, for example by Ctrl-Z, looks like an executor that does nothing.
///
/// # Examples
///
/// ```
/// use anatomy::steps::{Broken, Language};
///
/// let broken = Broken::PolledWhenDone { task: 1 };
/// assert_eq!(broken.sentence(Language::English), "A promise is broken: task 1 is polled, although it is done.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Broken {
    /// A sleep ended before it was due.
    SleptTooShort {
        /// The task that slept, if it is known.
        task: Option<usize>,
        /// When the sleep was due.
        due: Duration,
        /// When it ended.
        at: Duration,
    },
    /// A timer did not fire, although the executor had nothing else to do for a second or more.
    NotFired {
        /// The task that waits for it.
        task: usize,
        /// When it was due.
        due: Duration,
        /// Since when the executor has polled nothing.
        since: Duration,
        /// Until when it has polled nothing.
        until: Duration,
    },
    /// A task was woken and not polled, although the executor had nothing else to do for a second or more.
    NotPolled {
        /// The task.
        task: usize,
        /// When it was woken.
        woken: Duration,
        /// Since when the executor has polled nothing.
        since: Duration,
        /// Until when it has polled nothing.
        until: Duration,
    },
    /// A task was polled after it had answered with its result, or after it was dropped.
    PolledWhenDone {
        /// The task.
        task: usize,
    },
    /// A sleep was dropped a second or more before it was due, and still it called the waker of its task.
    WokenByDroppedSleep {
        /// The task that had slept, if it is known.
        task: Option<usize>,
        /// When the sleep was dropped.
        dropped: Duration,
    },
}

impl Broken {
    /// Says which promise is broken, and how.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::English => english::broken(self),
            Language::Korean => korean::broken(self),
        }
    }
}

/// Looks at each event, and says which promise it shows as broken.
#[derive(Default)]
pub(crate) struct Referee {
    /// When the last event happened.
    last: Duration,
    /// When each task was woken that waits for its poll.
    woken: HashMap<usize, Duration>,
    /// The futures that a task polls within its own poll. No executor polls them.
    inner: HashSet<usize>,
    /// The sleeps that have not ended.
    sleeps: HashMap<usize, Sleep>,
    /// For each sleep that was dropped long before it was due: its task, and when it was dropped.
    dropped: HashMap<usize, (Option<usize>, Duration)>,
}

struct Sleep {
    duration: Duration,
    /// When it is due at the latest. Some sleeps count from their first poll.
    due: Option<Duration>,
}

impl Referee {
    /// Returns a promise that is broken by this event, or by the time that has passed before it. `state` is the state
    /// before the event.
    pub(crate) fn look(&mut self, event: &Event, state: &State) -> Option<Broken> {
        let rest = self.rest(event.at, state);
        self.last = event.at;
        rest.or(self.event(event, state))
    }

    /// Returns a promise that is broken because the executor polled nothing from the last event until this time.
    pub(crate) fn rest(&self, until: Duration, state: &State) -> Option<Broken> {
        let since = self.last;
        let main = state.task(MAIN)?;
        if until.saturating_sub(since) < GRACE || main.status == Status::Done || state.is_polling() {
            return None;
        }
        let is_task = |task: &usize| !self.inner.contains(task);
        if let Some(task) = state.woken().iter().copied().find(is_task) {
            let woken = self.woken.get(&task).copied().unwrap_or(since);
            return Some(Broken::NotPolled { task, woken, since, until });
        }
        let late = state.tasks().filter(|(task, _)| is_task(task)).find_map(|(task, known)| {
            let sleeps = known.awaits.iter().filter_map(|awaited| match awaited {
                Awaited::Sleep(sleep) => Some(sleep),
                _ => None,
            });
            let due = sleeps.filter(|sleep| state.timer(**sleep).is_some_and(|timer| !timer.fired));
            due.filter_map(|sleep| self.sleeps.get(sleep)?.due).min().map(|due| (task, due))
        });
        let (task, due) = late.filter(|(_, due)| until.saturating_sub(since.max(*due)) >= GRACE)?;
        Some(Broken::NotFired { task, due, since, until })
    }

    fn event(&mut self, event: &Event, state: &State) -> Option<Broken> {
        let at = event.at;
        match event.what {
            What::Task { task, seen: Seen::Polled } => {
                self.woken.remove(&task);
                if state.polled_on(event.thread).is_some() {
                    self.inner.insert(task);
                }
                let ended = state.task(task).is_some_and(|task| matches!(task.status, Status::Done | Status::Dropped));
                // Each call of `block_on` polls a new main.
                (ended && task != MAIN && !self.inner.contains(&task)).then_some(Broken::PolledWhenDone { task })
            }
            What::Task { task, seen: Seen::Woken } => {
                self.woken.entry(task).or_insert(at);
                None
            }
            What::SleepSet { sleep, duration, .. } => {
                self.sleeps.insert(sleep, Sleep { duration, due: None });
                None
            }
            What::Awaits(Awaited::Sleep(sleep)) => {
                if let Some(Sleep { duration, due }) = self.sleeps.get_mut(&sleep) {
                    due.get_or_insert(at.saturating_add(*duration));
                }
                None
            }
            What::SleepEnded { sleep, how } => {
                self.sleeps.remove(&sleep);
                let timer = state.timer(sleep)?;
                let task = timer.task;
                if how == SleepEnd::Cancelled && at.saturating_add(GRACE) <= timer.due && !timer.fired {
                    self.dropped.insert(sleep, (task, at));
                }
                (how == SleepEnd::Done && at < timer.due).then_some(Broken::SleptTooShort { task, due: timer.due, at })
            }
            What::Calls(Awaited::Sleep(sleep)) => {
                let (task, dropped) = self.dropped.remove(&sleep)?;
                Some(Broken::WokenByDroppedSleep { task, dropped })
            }
            _ => None,
        }
    }
}
