//! What happens in a step, and why, in plain English.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::time::Duration;

use lessons::Seen;

use crate::Record;
use crate::recorder::{Answer, Awaited, Call, SleepEnd, What};

use super::state::{Cause, State, Status, task_name as name};

/// The longest output that a sentence quotes, in characters.
const QUOTED: usize = 60;

/// Returns the sentences of a step: the `events` of the record, from this `state` on.
pub(crate) fn tell(record: &Record, texts: &HashMap<usize, String>, events: Range<usize>, state: State) -> String {
    let told = Telling { record, texts, state, text: String::new(), it: None, poll: None, thread: 0 };
    told.all(events)
}

struct Telling<'a> {
    record: &'a Record,
    texts: &'a HashMap<usize, String>,
    /// The state before the next event.
    state: State,
    text: String,
    /// The task that "it" means in the next sentence.
    it: Option<usize>,
    /// The task whose poll this step is, and why it was polled.
    poll: Option<(usize, Option<Cause>)>,
    /// The thread on which the step happens.
    thread: usize,
}

impl Telling<'_> {
    fn all(mut self, events: Range<usize>) -> String {
        let all = &self.record.events[events.clone()];
        if let Some(first) = all.first() {
            self.thread = first.thread;
            self.begin(first.what);
        }
        for (number, (index, event)) in events.zip(all).enumerate() {
            if let What::Called(Call::BlockingSleep, _) = event.what {
                let blocked = all.get(number + 1).map(|end| end.at - event.at);
                let long = blocked.map_or(String::new(), |long| format!(" for {}", time(long)));
                let its = if self.poll.is_some() { " its thread" } else { "" };
                self.it(format_args!("blocks{its}{long}: nothing else runs there meanwhile"));
            }
            self.event(event.at, event.what, self.texts.get(&index).map(String::as_str));
            self.state.apply(event);
            if let What::Task { task, seen: Seen::Pending } = event.what {
                self.pending(task);
            }
        }
        self.text
    }

    /// If the step is the rest of a poll, say so.
    fn begin(&mut self, what: What) {
        if matches!(what, What::Task { seen: Seen::Polled, .. }) {
            return;
        }
        if let Some(task) = self.state.polled_on(self.thread) {
            self.it = Some(task);
            self.poll = Some((task, None));
            self.say(format_args!("The poll of {} goes on", name(task)));
        }
    }

    fn event(&mut self, at: Duration, what: What, text: Option<&str>) {
        match what {
            What::Spawned { task, .. } => match self.state.polled_on(self.thread) {
                Some(_) => self.it(format_args!("spawns {}", name(task))),
                None => self.say(format_args!("{} is spawned", capital(task))),
            },
            What::Task { task, seen: Seen::Polled } => self.polled(task),
            What::Task { task, seen: Seen::Woken } => self.woken(task),
            What::Task { seen: Seen::Ready, .. } => self.it(format_args!("is done")),
            What::Dropped { task } => self.say(format_args!("{} is dropped before it is done", capital(task))),
            What::Called(Call::Unblock, _) => {
                let thread = self.record.thread(self.thread);
                self.say(format_args!("Work that may block starts, on {thread}"));
            }
            What::Returned(call, answer) => self.returned(call, answer, at, text),
            What::SleepSet { duration, .. } => {
                let due = at.saturating_add(duration);
                self.it(format_args!("asks the timer for a sleep of {}, until {}", time(duration), time(due)));
            }
            What::SleepEnded { sleep, how } => self.sleep_ended(sleep, how),
            // What the end of the poll, or of the call, says.
            What::Task { seen: Seen::Pending, .. } | What::Awaits(_) | What::Called(..) => {}
            What::Calls(awaited) => self.calls(awaited, at),
        }
    }

    fn polled(&mut self, task: usize) {
        let known = self.state.task(task);
        let (again, wake) = (known.is_some_and(|task| task.polls > 0), known.and_then(|task| task.wake));
        self.it = Some(task);
        self.poll = Some((task, wake));
        match (again, wake.map(|wake| self.record.because(wake))) {
            (false, _) => self.say(format_args!("{} is polled for the first time", capital(task))),
            (true, Some(because)) => self.say(format_args!("{} is polled again, because {because}", capital(task))),
            (true, None) => {
                self.say(format_args!("{} is polled again, although nobody has woken it", capital(task)));
            }
        }
    }

    fn pending(&mut self, task: usize) {
        self.it = Some(task);
        let awaits = self.state.awaits(task);
        let more = if awaits.is_empty() { String::new() } else { format!(": it waits for {awaits}") };
        self.it(format_args!("answers pending{more}"));
        if self.state.woken().contains(&task) && self.state.task(task).is_some_and(|t| t.wake != Some(Cause::Itself)) {
            self.say(format_args!("Meanwhile it was woken"));
        }
    }

    fn woken(&mut self, task: usize) {
        let already = match self.state.task(task).map(|task| (task.status, task.wake)) {
            Some((Status::Done, _)) => ", which is done already",
            Some((Status::Dropped, _)) => ", which is dropped already",
            Some((_, Some(_))) => ", which is awake already",
            _ => "",
        };
        match (self.state.called_on(self.thread), self.state.polled_on(self.thread)) {
            // `calls` has begun the sentence.
            (Some(_), _) => {
                self.text.pop();
                write!(self.text, " of {}{already}.", name(task)).expect("a string takes everything");
            }
            (None, Some(polled)) if polled == task => self.it(format_args!("wakes itself: it wants another turn")),
            (None, Some(_)) => self.it(format_args!("wakes {}{already}", name(task))),
            (None, None) => {
                let thread = self.record.thread(self.thread);
                self.say(format_args!("{} wakes {}{already}", capitalised(&thread), name(task)));
            }
        }
    }

    fn calls(&mut self, awaited: Awaited, at: Duration) {
        let what = match awaited {
            Awaited::Sleep(sleep) => match self.state.timer(sleep) {
                Some(timer) => {
                    let owner = timer.task.map_or("A timer".into(), |task| format!("The timer of {}", name(task)));
                    format!("{owner} fires at {}{}", time(at), late(at, timer.due))
                }
                None => "A timer fires, although its sleep is over".into(),
            },
            Awaited::Write => "Stdout can go on".into(),
            Awaited::Task(task) => format!("The result of {} is there", name(task)),
            Awaited::Work => "The work that may block is done".into(),
        };
        // "It" is now what fires, so the next sentence about the task names it.
        self.it = None;
        self.say(format_args!("{what}: it calls the waker"));
    }

    fn returned(&mut self, call: Call, answer: Answer, at: Duration, text: Option<&str>) {
        match (call, answer) {
            (Call::Write, Answer::Ready(0)) => self.it(format_args!("prints nothing: stdout takes no bytes")),
            (Call::Write, Answer::Ready(bytes)) => match text.filter(|text| !text.is_empty()) {
                Some(text) => self.it(format_args!("prints {}", quoted(text))),
                None => self.it(format_args!("prints {bytes} of the bytes of a character")),
            },
            (Call::Write, Answer::Pending) => self.it(format_args!("wants to print, but stdout is not ready")),
            (Call::Flush, Answer::Pending) => self.it(format_args!("waits until stdout has passed on the line")),
            (Call::Write | Call::Flush, Answer::Failed) => self.it(format_args!("cannot print: stdout has failed")),
            (Call::Flush, Answer::Ready(_)) | (Call::BlockingSleep, _) => {}
            (Call::Unblock, _) => self.say(format_args!("The work is done at {}", time(at))),
        }
    }

    fn sleep_ended(&mut self, sleep: usize, how: SleepEnd) {
        let timer = self.state.timer(sleep).copied();
        match how {
            // It has been said already: this is why the task is polled.
            SleepEnd::Done
                if self.poll.is_some_and(|(_, wake)| wake == Some(Cause::Awaited(Awaited::Sleep(sleep)))) => {}
            SleepEnd::Done => match timer {
                Some(timer) => self.it(format_args!("sees that its sleep until {} is over", time(timer.due))),
                None => self.it(format_args!("sees that its sleep is over")),
            },
            SleepEnd::Cancelled => {
                let due = timer.map_or(String::new(), |timer| format!(" until {}", time(timer.due)));
                self.it(format_args!("drops the sleep{due}"));
            }
            SleepEnd::Unfinished => {}
        }
    }

    /// Adds a sentence about the task that is being polled.
    fn it(&mut self, does: fmt::Arguments<'_>) {
        let task = self.poll.map(|(task, _)| task);
        match task {
            Some(_) if task == self.it => self.say(format_args!("It {does}")),
            Some(task) => self.say(format_args!("{} {does}", capital(task))),
            None => {
                let thread = self.record.thread(self.thread);
                self.say(format_args!("{} {does}", capitalised(&thread)));
            }
        }
        self.it = task;
    }

    fn say(&mut self, sentence: fmt::Arguments<'_>) {
        let space = if self.text.is_empty() { "" } else { " " };
        write!(self.text, "{space}{sentence}.").expect("a string takes everything");
    }
}

impl Record {
    /// Says why a task was woken.
    fn because(&self, cause: Cause) -> String {
        match cause {
            Cause::Awaited(Awaited::Sleep(_)) => "its timer has fired".into(),
            Cause::Awaited(Awaited::Write) => "stdout can go on".into(),
            Cause::Awaited(Awaited::Task(task)) => format!("{} is done", name(task)),
            Cause::Awaited(Awaited::Work) => "the work that may block is done".into(),
            Cause::Itself => "it woke itself".into(),
            Cause::Task(task) => format!("{} woke it", name(task)),
            Cause::Thread(thread) => format!("{} woke it", self.thread(thread)),
        }
    }
}

impl State {
    /// Says what a task waits for. The text is empty if the record does not know.
    #[must_use]
    pub fn awaits(&self, task: usize) -> String {
        /// The most things to name.
        const NAMED: usize = 3;

        let Some(task) = self.task(task) else { return String::new() };
        let mut sleeps: Vec<_> = task
            .awaits
            .iter()
            .filter_map(|awaited| match awaited {
                Awaited::Sleep(sleep) => self.timer(*sleep).map(|timer| timer.due),
                _ => None,
            })
            .collect();
        sleeps.sort();
        let mut named: Vec<_> = sleeps.into_iter().map(|due| format!("a sleep until {}", time(due))).collect();
        named.extend(task.awaits.iter().filter_map(|awaited| match awaited {
            Awaited::Sleep(_) => None,
            Awaited::Write => Some("stdout".into()),
            Awaited::Task(task) => Some(name(*task)),
            Awaited::Work => Some("work that may block".into()),
        }));
        let more = named.len().saturating_sub(NAMED);
        named.truncate(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        named.join(", ") + &more
    }
}

/// The same at the beginning of a sentence.
fn capital(task: usize) -> String {
    capitalised(&name(task))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Returns a text in quotation marks, without the end of its line, and not too long.
fn quoted(text: &str) -> String {
    let line = text.trim_end_matches('\n');
    let more = if line.chars().count() > QUOTED { "…" } else { "" };
    let line: String = line.chars().take(QUOTED).map(|char| if char.is_control() { '␤' } else { char }).collect();
    format!("\"{line}{more}\"")
}

/// Says how late something is. The text is empty if it is not late.
fn late(at: Duration, due: Duration) -> String {
    match at.checked_sub(due) {
        Some(late) if late >= Duration::from_micros(1) => format!(", {} late", time(late)),
        _ => String::new(),
    }
}

/// Formats a time in the largest unit in which it is at least one, and rounds it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// let times = [0, 1_100, 2_500_000, 999_999_999].map(|nanos| anatomy::steps::time(Duration::from_nanos(nanos)));
/// assert_eq!(times, ["0 s", "1 µs", "2.5 ms", "1 s"]);
/// ```
#[must_use]
pub fn time(time: Duration) -> String {
    let (value, decimals, unit) = match time.as_nanos() {
        0 => return "0 s".into(),
        // From here on, it would round to 1000 of the smaller unit.
        999_950_000.. => (time.as_secs_f64(), 3, "s"),
        999_500.. => (time.as_secs_f64() * 1e3, 1, "ms"),
        _ => (time.as_secs_f64() * 1e6, 0, "µs"),
    };
    let value = format!("{value:.decimals$}");
    let value = if decimals > 0 { value.trim_end_matches('0').trim_end_matches('.') } else { &value };
    format!("{value} {unit}")
}
