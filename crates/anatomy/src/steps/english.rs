//! The sentences in English.

use std::time::Duration;

use super::Broken;
use super::clause::{Already, Awaits, Caller, Clause, Deed, Thread, Who, Why, Woken, counted};
use super::state::{Status, Timer};
use super::text::{named, quoted, time};
use crate::event::MAIN;

/// Makes a sentence of each clause.
pub(crate) fn tell(clauses: &[Clause<'_>]) -> String {
    let mut it = None;
    let sentences = clauses.iter().map(|clause| {
        let sentence = capitalised(&self::clause(clause, it));
        it = clause.it();
        sentence + "."
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// The clause, if "it" means this task.
fn clause(clause: &Clause<'_>, it: Option<usize>) -> String {
    match clause {
        Clause::Polled { task, why } => polled(*task, *why),
        Clause::GoesOn { task } => format!("the poll of {} goes on", name(*task)),
        Clause::Does { who, what } => {
            let it = matches!(who, Who::Task(task) if it == Some(*task));
            let subject = if it { "it".into() } else { self::who(*who) };
            format!("{subject} {}", deed(*who, what))
        }
        Clause::WokenMeanwhile { .. } => "meanwhile it was woken".into(),
        Clause::Spawned { task } => format!("{} is spawned", name(*task)),
        Clause::Dropped { task } => format!("{} is dropped before it is done", name(*task)),
        Clause::Calls { caller, woken } => {
            let woken = woken.map_or(String::new(), |task| format!(" of {}", self::woken(task)));
            format!("{}: it calls the waker{woken}", self::caller(*caller))
        }
        Clause::WorkBegins { thread } => format!("work that may block starts, on {}", self::thread(*thread)),
        Clause::WorkDone { at } => format!("the work is done at {}", time(*at)),
    }
}

fn polled(task: usize, why: Why<'_>) -> String {
    let because = match why {
        Why::First => return format!("{} is polled for the first time", name(task)),
        Why::Nobody => return format!("{} is polled again, although nobody has woken it", name(task)),
        Why::TimerFired { sleep } => format!("its {}timer has fired", long(sleep)),
        Why::StdoutReady => "stdout is ready".into(),
        Why::TaskDone(other) => format!("{} is done", name(other)),
        Why::WorkDone => "the work that may block is done".into(),
        Why::WokeItself => "it woke itself".into(),
        Why::WokenBy(other) => format!("{} woke it", who(other)),
    };
    format!("{} is polled again, because {because}", name(task))
}

fn deed(who: Who<'_>, deed: &Deed<'_>) -> String {
    match deed {
        Deed::Spawns { task } => format!("spawns {}", name(*task)),
        Deed::WakesItself => "wakes itself: it wants another turn".into(),
        Deed::Wakes(task) => format!("wakes {}", woken(*task)),
        Deed::AsksForSleep { duration, due } => {
            format!("asks the timer for a sleep of {}, until {}", time(*duration), time(*due))
        }
        Deed::SeesSleepOver { due: Some(due) } => format!("sees that its sleep until {} is over", time(*due)),
        Deed::SeesSleepOver { due: None } => "sees that its sleep is over".into(),
        Deed::DropsSleep { due: Some(due) } => format!("no longer needs the sleep until {}, and drops it", time(*due)),
        Deed::DropsSleep { due: None } => "no longer needs a sleep, and drops it".into(),
        Deed::Prints { text } => format!("prints {}", quoted(text)),
        Deed::PrintsPart { bytes } => format!("prints {bytes} of the bytes of a character"),
        Deed::PrintsNothing => "prints nothing: stdout takes no bytes".into(),
        Deed::StdoutNotReady => "wants to print, but stdout is not ready".into(),
        Deed::WaitsForFlush { several: false } => "waits until stdout has written the line".into(),
        Deed::WaitsForFlush { several: true } => "waits until stdout has written the lines".into(),
        Deed::StdoutFailed => "cannot print: stdout has failed".into(),
        Deed::Blocks { duration } => {
            let its = if matches!(who, Who::Task(_)) { " its thread" } else { "" };
            let long = duration.map_or(String::new(), |long| format!(" for {}", time(long)));
            format!("blocks{its}{long}: nothing else runs there meanwhile")
        }
        Deed::AnswersPending { awaits } if awaits.is_empty() => "answers pending".into(),
        Deed::AnswersPending { awaits } => format!("answers pending: it waits for {}", self::awaits(awaits)),
        Deed::IsDone => "is done".into(),
    }
}

fn woken(Woken { task, already }: Woken) -> String {
    let already = match already {
        Some(Already::Done) => ", which is done already",
        Some(Already::Dropped) => ", which is dropped already",
        Some(Already::Awake) => ", which is awake already",
        None => "",
    };
    name(task) + already
}

fn caller(caller: Caller) -> String {
    match caller {
        Caller::Timer { of, sleep, at, late } => {
            let timer = long(Some(sleep)) + "timer";
            let timer = of.map_or(format!("a {timer}"), |task| format!("the {timer} of {}", name(task)));
            let late = late.map_or(String::new(), |late| format!(", {} late", time(late)));
            format!("{timer} fires at {}{late}", time(at))
        }
        Caller::NeedlessTimer => "a timer fires, although its sleep is over".into(),
        Caller::Stdout => "stdout is ready again".into(),
        Caller::Task(task) => format!("the result of {} is there", name(task)),
        Caller::Work => "the work that may block is done".into(),
    }
}

/// Which promise is broken, and how.
pub(crate) fn broken(broken: &Broken) -> String {
    let of = |task: Option<usize>| task.map_or("a task".into(), name);
    let how = match *broken {
        Broken::SleptTooShort { task, due, at } => {
            format!("the sleep of {} ended at {}, but it was due at {}", of(task), time(at), time(due))
        }
        Broken::NotFired { task, due, since, until } => format!(
            "the timer of {} was due at {}, but it did not fire. The executor polled nothing from {} to {}",
            name(task),
            time(due),
            time(since),
            time(until)
        ),
        Broken::NotPolled { task, woken, since, until } => format!(
            "{} was woken at {}, but it was not polled. The executor polled nothing from {} to {}",
            name(task),
            time(woken),
            time(since),
            time(until)
        ),
        Broken::PolledWhenDone { task } => format!("{} is polled, although it is done", name(task)),
        Broken::WokenByDroppedSleep { task, dropped } => {
            format!("a timer calls the waker of {}, but its sleep was dropped at {}", of(task), time(dropped))
        }
    };
    format!("A promise is broken: {how}.")
}

/// What a task waits for. The text is empty if it is nothing.
pub(crate) fn awaits(awaits: &[Awaits]) -> String {
    let awaits = counted(awaits);
    let named = named(awaits.len());
    let words = awaits[..named].iter().map(|(awaited, number)| match awaited {
        Awaits::Sleep { due } if *number == 1 => format!("a sleep until {}", time(*due)),
        Awaits::Sleep { due } => format!("{number} sleeps until {}", time(*due)),
        Awaits::Stdout => "stdout".into(),
        Awaits::Task(task) => name(*task),
        Awaits::Work => "work that may block".into(),
    });
    let more = match awaits[named..].iter().map(|(_, number)| number).sum::<usize>() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    words.collect::<Vec<_>>().join(", ") + &more
}

/// How far a task is.
pub(crate) fn status(status: Status, woken: bool, awaits: &[Awaits]) -> String {
    match status {
        Status::New => "never polled".into(),
        Status::Running(thread) => format!("is being polled, on thread {thread}"),
        Status::Waiting if woken => "woken, waits for its poll".into(),
        Status::Waiting if awaits.is_empty() => "waits".into(),
        Status::Waiting => format!("waits for {}", self::awaits(awaits)),
        Status::Done => "done".into(),
        Status::Dropped => "dropped".into(),
    }
}

/// The number of polls of a task.
pub(crate) fn polls(polls: usize) -> String {
    if polls == 1 { "1 poll".into() } else { format!("{polls} polls") }
}

/// When a timer is due, and which task it wakes.
pub(crate) fn timer(timer: &Timer) -> String {
    let fires = match (timer.fired, timer.task.map(name)) {
        (false, Some(task)) => format!("wakes {task}"),
        (false, None) => "wakes no task yet".into(),
        (true, Some(task)) => format!("has fired and woken {task}"),
        (true, None) => "has fired".into(),
    };
    format!("due at {}, {fires}", time(timer.due))
}

/// How long a sleep is, before the word that it describes. This tells the timer of a deadline from that of a tick.
fn long(sleep: Option<Duration>) -> String {
    sleep.map_or(String::new(), |sleep| time(sleep) + " ")
}

/// On which thread a step happens, or from which thread a waker is called.
pub(crate) fn on_thread(thread: Thread<'_>, is_call: bool) -> String {
    format!("{} {}", if is_call { "called from" } else { "on" }, self::thread(thread))
}

/// The name of a task.
pub(crate) fn name(task: usize) -> String {
    if task == MAIN { "main".into() } else { format!("task {task}") }
}

fn who(who: Who<'_>) -> String {
    match who {
        Who::Task(task) => name(task),
        Who::Thread(thread) => self::thread(thread),
    }
}

fn thread(Thread { number, name }: Thread<'_>) -> String {
    let name = name.map_or(String::new(), |name| format!(" ({name})"));
    format!("thread {number}{name}")
}

/// The same at the beginning of a sentence.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
