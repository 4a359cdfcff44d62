//! Writes the record as Chrome trace-event JSON. <https://ui.perfetto.dev> and `chrome://tracing` show it.
//!
//! The format is published as "Trace Event Format". This is its "JSON Object Format", with one event on each line. In
//! the words of the format:
//!
//! - A poll, a write, a flush and a call that blocks are complete events (`X`). They nest on their thread.
//! - A wake is an instant (`i`), with a flow (`s`, `f`) to the poll that it causes.
//! - A sleep is a nestable async event (`b`, `e`), because others run meanwhile. A sleep that is dropped is also an
//!   instant.
//! - What a task awaits is an instant when the task leaves its waker there, and when that waker is called.
//!
//! On a simulated clock, many events have the same time. So `seq` numbers them in the order of the record, and `end` is
//! the number of the event that ends another.
//!
//! `docs/trace.schema.json` describes every event.

use std::collections::HashMap;
use std::time::Duration;

use lessons::{Lesson, Options, Seen};

use crate::event::{Answer, Awaited, Call, Event, MAIN, Place, SleepEnd, What};
use crate::json::Object;
use crate::pairs::{causes, halves, texts, unfinished};
use crate::recorder::Log;

/// The number of the process. There is only one.
const PROCESS: usize = 1;

/// The run that the trace belongs to.
pub(crate) struct Run<'a> {
    pub(crate) runtime: &'a str,
    pub(crate) lesson: Lesson,
    pub(crate) options: &'a Options,
}

/// Returns the text of the whole file.
pub(crate) fn json(mut log: Log, run: &Run<'_>) -> String {
    // A record that was full ends with its last event.
    let last = log.events.last().filter(|_| log.counters.dropped_events > 0).map(|event| event.at);
    let end = last.or(log.end).unwrap_or_default();
    let (recorded, unfinished) = (log.events.len(), unfinished(&log.events, end));
    log.events.extend(unfinished);
    let objects = names(&log.threads.names, run).into_iter().chain(events(&log, recorded, end));
    let lines: Vec<_> = objects.map(Object::end).collect();
    let about = about(&log, run).end();
    format!("{{\"traceEvents\":[\n{}\n],\n\"displayTimeUnit\":\"ms\",\n\"otherData\":{about}}}\n", lines.join(",\n"))
}

/// Returns the metadata: the run and its counters.
fn about(log: &Log, run: &Run<'_>) -> Object {
    let counters = &log.counters;
    Object::new()
        .text("format", "keep-printing/trace")
        .number("version", 2)
        .text("runtime", run.runtime)
        .text("lesson", run.lesson.name())
        .number("every_ns", run.options.every.as_nanos())
        .number("for_ns", run.options.limit.as_nanos())
        .number("polls", counters.polls)
        .number("wakes", counters.wakes)
        .number("timers", counters.timers)
        .number("timers_done", counters.timers_done)
        .number("timers_cancelled", counters.timers_cancelled)
        .number("writes", counters.writes)
        .number("flushes", counters.flushes)
        .number("bytes", counters.bytes)
        .number("threads", counters.threads)
        .number("tasks", counters.tasks)
        .number("dropped_events", counters.dropped_events)
}

/// Returns the names of the process and its threads, and the order in which a viewer shows the threads.
fn names(threads: &[Option<String>], run: &Run<'_>) -> Vec<Object> {
    let metadata = |name, thread, args| {
        let object = Object::new().text("ph", "M").text("name", name);
        object.number("pid", PROCESS).number("tid", thread).object("args", args)
    };
    let process = Object::new().text("name", &format!("{}: {}", run.runtime, run.lesson));
    let mut names = vec![metadata("process_name", 1, process)];
    for (number, name) in (1..).zip(threads) {
        let name = name.clone().unwrap_or_else(|| format!("thread {number}"));
        names.push(metadata("thread_name", number, Object::new().text("name", &name)));
        names.push(metadata("thread_sort_index", number, Object::new().number("sort_index", number)));
    }
    names
}

/// Returns the events, in the order of time. The events from number `recorded` on are the ends that [`unfinished`] added.
fn events(log: &Log, recorded: usize, end: Duration) -> Vec<Object> {
    let events = &log.events;
    let (halves, causes, texts) = (halves(events), causes(events), texts(events, &log.output));
    let mut polls = HashMap::<usize, usize>::new();
    let mut objects = Vec::new();
    // The events of a simulated thread may be recorded before earlier events of other threads.
    let mut order: Vec<_> = (0..events.len()).collect();
    order.sort_by_key(|index| events[*index].at);
    for index in order {
        let event = &events[index];
        let half = halves[index].map(|half| &events[half]);
        let took = microseconds(half.map_or(end, |half| half.at).saturating_sub(event.at));
        let numbered = |args: Object| if index < recorded { args.number("seq", index) } else { args };
        let instant = |category, name: &str, args| {
            object("i", category, name, event).text("s", "t").object("args", numbered(args))
        };
        let complete = |category, name: &str, args| {
            let args = match halves[index] {
                Some(end) => numbered(args).number("end", end),
                None => numbered(args),
            };
            object("X", category, name, event).number("dur", took).object("args", args)
        };
        match event.what {
            What::Spawned { task, place } => {
                let args = placed(Object::new().number("task", task), place);
                objects.push(instant("task", &format!("spawn {}", name(task)), args));
            }
            What::Dropped { task } => {
                objects.push(instant("task", &format!("drop {}", name(task)), Object::new().number("task", task)));
            }
            What::Task { task, seen: Seen::Polled } => {
                let poll = polls.entry(task).and_modify(|polls| *polls += 1).or_insert(1);
                let args = Object::new().number("task", task).number("poll", poll).text("answer", answer(half));
                objects.push(complete("poll", &format!("poll {}", name(task)), args));
                if let Some(wake) = causes[index] {
                    objects.push(object("f", "wake", "wake", event).number("id", wake).text("bp", "e"));
                }
            }
            What::Task { task, seen: Seen::Woken } => {
                objects.push(instant("wake", &format!("wake {}", name(task)), Object::new().number("task", task)));
                if causes[index].is_some() {
                    objects.push(object("s", "wake", "wake", event).number("id", index));
                }
            }
            // The events that began them have already written everything.
            What::Task { seen: Seen::Pending | Seen::Ready, .. } | What::Returned(..) => {}
            What::Called(call, place) => {
                let (category, name) = match call {
                    Call::Write => ("write", "write"),
                    Call::Flush => ("write", "flush"),
                    Call::BlockingSleep => ("block", "blocking sleep"),
                    Call::Unblock => ("block", "unblock"),
                };
                let mut args = Object::new().text("answer", answer(half));
                if call == Call::Write {
                    let text = halves[index].and_then(|end| texts.get(&end)).map_or("", String::as_str);
                    args = args.number("bytes", bytes(half)).text("text", text);
                }
                objects.push(complete(category, name, placed(args, place)));
            }
            What::SleepSet { sleep, duration, place } => {
                let args = placed(Object::new().number("duration_ns", duration.as_nanos()), place);
                objects.push(object("b", "timer", "sleep", event).number("id", sleep).object("args", numbered(args)));
            }
            What::SleepEnded { sleep, how } => {
                let mut args = Object::new().text("answer", answer(Some(event)));
                if let (SleepEnd::Done, Some(late)) = (how, half.and_then(|set| late(set, event))) {
                    args = args.number("late_ns", late.as_nanos());
                }
                objects.push(object("e", "timer", "sleep", event).number("id", sleep).object("args", numbered(args)));
                if how == SleepEnd::Cancelled {
                    let args = Object::new().number("sleep", sleep);
                    objects.push(object("i", "timer", "sleep cancelled", event).text("s", "t").object("args", args));
                }
            }
            What::Awaits(awaited) => objects.push(instant("await", "awaits", about_awaited(awaited))),
            What::Calls(awaited) => objects.push(instant("await", "calls the waker", about_awaited(awaited))),
        }
    }
    objects
}

/// Returns what a task awaits, as the `args` of an event.
fn about_awaited(awaited: Awaited) -> Object {
    match awaited {
        Awaited::Sleep(sleep) => Object::new().text("for", "sleep").number("sleep", sleep),
        Awaited::Write => Object::new().text("for", "write"),
        Awaited::Task(task) => Object::new().text("for", "task").number("task", task),
        Awaited::Work => Object::new().text("for", "work"),
    }
}

/// Adds the place in the source to the `args` of an event.
fn placed(args: Object, place: Place) -> Object {
    match place {
        Some(line) => args.text("file", line.file_name()).number("line", line.line),
        None => args,
    }
}

/// Returns the fields that every event has, in every phase.
fn object(phase: &str, category: &str, name: &str, event: &Event) -> Object {
    let object = Object::new().text("ph", phase).text("cat", category).text("name", name);
    object.number("pid", PROCESS).number("tid", event.thread).number("ts", microseconds(event.at))
}

fn name(task: usize) -> String {
    if task == MAIN { "main".into() } else { format!("task {task}") }
}

/// Returns the answer of a poll, a call or a sleep. It is "unfinished" if there was no end.
fn answer(end: Option<&Event>) -> &'static str {
    match end.map(|end| end.what) {
        Some(What::Task { seen: Seen::Pending, .. } | What::Returned(_, Answer::Pending)) => "pending",
        Some(What::Task { seen: Seen::Ready, .. } | What::Returned(_, Answer::Ready(_))) => "ready",
        Some(What::Returned(_, Answer::Failed)) => "failed",
        Some(What::SleepEnded { how: SleepEnd::Done, .. }) => "done",
        Some(What::SleepEnded { how: SleepEnd::Cancelled, .. }) => "cancelled",
        _ => "unfinished",
    }
}

/// Returns the number of bytes that a write took.
fn bytes(end: Option<&Event>) -> usize {
    match end.map(|end| end.what) {
        Some(What::Returned(_, Answer::Ready(bytes))) => bytes,
        _ => 0,
    }
}

/// Returns the lateness of a sleep: from its due time until a poll saw that it was done.
fn late(set: &Event, done: &Event) -> Option<Duration> {
    let What::SleepSet { duration, .. } = set.what else { return None };
    Some(done.at.saturating_sub(set.at.saturating_add(duration)))
}

/// Formats a time for the trace: in microseconds, with three decimals.
fn microseconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_micros(), time.subsec_nanos() % 1000)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::Recorder;

    /// Returns the lines of the trace that `run` leaves. `run` may set the clock, in nanoseconds.
    fn trace(run: impl FnOnce(&Recorder, &AtomicU64)) -> Vec<String> {
        let nanos = Arc::new(AtomicU64::new(0));
        let clock = nanos.clone();
        let recorder = Recorder::new(move || Duration::from_nanos(clock.load(Ordering::Relaxed)));
        run(&recorder, &nanos);
        let run = Run { runtime: "\"odd\"", lesson: Lesson::Drift, options: &Options::default() };
        json(recorder.close(), &run).lines().map(String::from).collect()
    }

    fn count(lines: &[String], part: &str) -> usize {
        lines.iter().filter(|line| line.contains(part)).count()
    }

    #[test]
    fn what_goes_on_at_the_end_ends_with_the_record() {
        let lines = trace(|recorder, nanos| {
            recorder.set_sleep(Duration::MAX, None);
            recorder.note(What::Task { task: MAIN, seen: Seen::Polled });
            recorder.note(What::Called(Call::Write, None));
            nanos.store(1_000_001, Ordering::Relaxed);
        });
        assert_eq!(count(&lines, r#""ph":"e","cat":"timer","name":"sleep","pid":1,"tid":1,"ts":1000.001,"id":0"#), 1);
        assert_eq!(count(&lines, r#""ts":0.000,"dur":1000.001"#), 2, "{lines:?}");
        assert_eq!(count(&lines, r#""answer":"unfinished""#), 3, "{lines:?}");
    }

    #[test]
    fn of_several_wakes_the_first_is_the_one_that_counts() {
        let lines = trace(|recorder, _| {
            for seen in [Seen::Woken, Seen::Woken, Seen::Polled, Seen::Woken, Seen::Pending, Seen::Polled, Seen::Woken]
            {
                recorder.note(What::Task { task: 7, seen });
            }
        });
        assert_eq!(count(&lines, r#""name":"wake task 7""#), 4, "{lines:?}");
        for id in [0, 3] {
            assert_eq!(
                count(&lines, &format!(r#""ph":"s","cat":"wake","name":"wake","pid":1,"tid":1,"ts":0.000,"id":{id}"#)),
                1
            );
            assert_eq!(count(&lines, &format!(r#""id":{id},"bp":"e""#)), 1);
        }
        assert_eq!(count(&lines, r#""name":"wake","#), 4, "no poll follows the last wake: {lines:?}");
    }

    #[test]
    fn a_sleep_is_late_from_when_it_was_due() {
        let lines = trace(|recorder, nanos| {
            let sleep = recorder.set_sleep(Duration::from_nanos(100), None);
            nanos.store(142, Ordering::Relaxed);
            recorder.note(What::SleepEnded { sleep, how: SleepEnd::Done });
        });
        assert_eq!(count(&lines, r#""ts":0.142,"id":0,"args":{"answer":"done","late_ns":42,"seq":1}"#), 1, "{lines:?}");
    }

    #[test]
    fn a_simulated_thread_that_is_ahead_is_shown_in_its_time() {
        let lines = trace(|recorder, nanos| {
            recorder.elsewhere(std::thread::current().id(), "a simulated thread", || {
                nanos.store(2, Ordering::Relaxed);
                recorder.note(What::Task { task: 2, seen: Seen::Woken });
            });
            nanos.store(1, Ordering::Relaxed);
            recorder.note(What::Task { task: 1, seen: Seen::Woken });
        });
        let wakes: Vec<_> = lines.iter().filter_map(|line| line.split("wake task ").nth(1)?.get(..1)).collect();
        assert_eq!(wakes, ["1", "2"], "{lines:?}");
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(count(&trace(|_, _| {}), r#""args":{"name":"\"odd\": drift"}"#), 1);
    }
}
