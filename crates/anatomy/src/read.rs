//! Reads a record back from Chrome trace-event JSON.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::time::Duration;

use lessons::{Lesson, Seen};
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::Record;
use crate::counters::Counters;
use crate::event::{Answer, Awaited, Call, Event, Line, Place, SleepEnd, What};

impl Record {
    /// Reads the file that `--trace FILE` writes.
    ///
    /// Output that is not UTF-8 reads as replacement characters.
    ///
    /// # Errors
    ///
    /// A sentence, if the text is no such file.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = anatomy::Record::from_chrome("{}").unwrap_err();
    /// assert!(error.to_string().starts_with("this is no trace that `--trace FILE` has written: "));
    /// ```
    pub fn from_chrome(text: &str) -> Result<Self, NotATrace> {
        let file: File<'_> = serde_json::from_str(text).map_err(|error| NotATrace(error.to_string()))?;
        file.into_record().map_err(NotATrace)
    }
}

/// The error for a text that is not a trace.
///
/// # Examples
///
/// ```
/// assert!(anatomy::Record::from_chrome("[1, 2]").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATrace(String);

impl fmt::Display for NotATrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no trace that `--trace FILE` has written: {}", self.0)
    }
}

impl std::error::Error for NotATrace {}

/// The file. Its other fields are for viewers.
#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, rename = "traceEvents")]
    events: Reader<'a>,
    #[serde(borrow, rename = "otherData")]
    about: About<'a>,
}

#[derive(Deserialize)]
struct About<'a> {
    version: u64,
    #[serde(borrow)]
    runtime: Cow<'a, str>,
    #[serde(borrow)]
    lesson: Cow<'a, str>,
    #[serde(flatten)]
    counters: BTreeMap<&'a str, serde_json::Value>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    ph: &'a str,
    cat: Option<&'a str>,
    tid: usize,
    #[serde(default)]
    ts: f64,
    #[serde(default)]
    dur: f64,
    id: Option<usize>,
    #[serde(borrow, default)]
    args: Args<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Args<'a> {
    seq: Option<usize>,
    end: Option<usize>,
    #[serde(borrow)]
    answer: Option<&'a str>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "for")]
    awaited: Option<&'a str>,
    #[serde(borrow)]
    file: Option<Cow<'a, str>>,
    line: Option<u32>,
    task: Option<usize>,
    sleep: Option<usize>,
    bytes: Option<usize>,
    duration_ns: Option<u128>,
}

impl File<'_> {
    fn into_record(self) -> Result<Record, String> {
        let About { version, runtime, lesson, mut counters } = self.about;
        if version != 2 {
            return Err(format!("its version is {version}, but this program reads version 2"));
        }
        let mut read = self.events;
        if let Some(name) = read.unknown {
            return Err(format!("it has an unknown event, '{name}'"));
        }
        let mut count = |name| counters.remove(name).and_then(|count| count.as_u64()?.try_into().ok()).unwrap_or(0);
        let counters = Counters {
            polls: count("polls"),
            wakes: count("wakes"),
            timers: count("timers"),
            timers_done: count("timers_done"),
            timers_cancelled: count("timers_cancelled"),
            writes: count("writes"),
            flushes: count("flushes"),
            bytes: count("bytes"),
            threads: count("threads"),
            tasks: count("tasks"),
            dropped_events: count("dropped_events"),
        };
        let mut record = Record {
            runtime: runtime.into_owned(),
            lesson: Lesson::named(&lesson),
            events: Vec::with_capacity(read.events.len()),
            output: Vec::new(),
            counters,
            threads: (1..=read.threads.len()).map(|number| read.threads.remove(&number).flatten()).collect(),
            end: read.end,
        };
        for (number, event) in read.events {
            record.output.extend_from_slice(read.texts.remove(&number).unwrap_or_default().as_bytes());
            record.events.push(event);
        }
        record.events.sort_by_key(|event| event.at);
        Ok(record)
    }
}

/// The events read so far, by their numbers. A file may have a million, so each becomes an event as soon as it is read.
#[derive(Default)]
struct Reader<'a> {
    events: BTreeMap<usize, Event>,
    texts: HashMap<usize, Cow<'a, str>>,
    /// The names of the threads.
    threads: BTreeMap<usize, Option<String>>,
    /// The time up to which the file knows something.
    end: Duration,
    /// The name of the first event that is not known.
    unknown: Option<String>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Reader<'a> {
    fn deserialize<D: Deserializer<'de>>(events: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Reader<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of events")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Reader<'de>, A::Error> {
                let mut read = Reader::default();
                while let Some(mut entry) = entries.next_element::<Entry<'de>>()? {
                    if entry.ph == "M" && entry.name == "thread_name" {
                        // A thread without a name has this one in the file.
                        let name = entry.args.name.filter(|name| *name != format!("thread {}", entry.tid));
                        read.threads.insert(entry.tid, name.map(Cow::into_owned));
                    } else if matches!(entry.ph, "X" | "i" | "b" | "e") && read.entry(&mut entry).is_none() {
                        read.unknown.get_or_insert_with(|| entry.name.into_owned());
                    }
                }
                Ok(read)
            }
        }

        events.deserialize_seq(Entries)
    }
}

impl<'a> Reader<'a> {
    /// Reads an event. Returns `None` if it is not known.
    fn entry(&mut self, entry: &mut Entry<'a>) -> Option<()> {
        let text = entry.args.text.take();
        let args = &entry.args;
        self.end = self.end.max(time(entry.ts + entry.dur));
        let Some(number) = args.seq else {
            // Another form of an event that has a number, or the end of a sleep that went on after the record.
            return Some(());
        };
        // Threads are numbered from one.
        entry.tid.checked_sub(1)?;
        let begin = match (entry.ph, entry.cat?) {
            ("X", "poll") => What::Task { task: args.task?, seen: Seen::Polled },
            ("X", "write" | "block") => What::Called(call(&entry.name)?, place(args)),
            ("i", "task") if entry.name.starts_with("spawn") => What::Spawned { task: args.task?, place: place(args) },
            ("i", "task") => What::Dropped { task: args.task? },
            ("i", "wake") => What::Task { task: args.task?, seen: Seen::Woken },
            ("i", "await") if entry.name == "awaits" => What::Awaits(awaited(args)?),
            ("i", "await") => What::Calls(awaited(args)?),
            ("b", "timer") => {
                let duration = nanos(args.duration_ns?);
                What::SleepSet { sleep: entry.id?, duration, place: place(args) }
            }
            ("e", "timer") => What::SleepEnded { sleep: entry.id?, how: how(args.answer?)? },
            _ => return None,
        };
        self.note(number, entry, entry.ts, begin);
        if let Some(end) = args.end {
            let what = match begin {
                What::Task { task, .. } if args.answer? == "ready" => What::Task { task, seen: Seen::Ready },
                What::Task { task, .. } => What::Task { task, seen: Seen::Pending },
                What::Called(call, _) => What::Returned(call, answer(args)?),
                _ => return None,
            };
            self.note(end, entry, entry.ts + entry.dur, what);
            if let Some(text) = text {
                self.texts.insert(end, text);
            }
        }
        Some(())
    }

    fn note(&mut self, number: usize, entry: &Entry<'_>, micros: f64, what: What) {
        self.events.insert(number, Event { at: time(micros), thread: entry.tid, what });
    }
}

fn time(micros: f64) -> Duration {
    // The file has three decimals. A sum of two numbers may differ in further ones.
    Duration::try_from_secs_f64((micros * 1e3).round() / 1e9).unwrap_or(Duration::MAX)
}

fn call(name: &str) -> Option<Call> {
    match name {
        "write" => Some(Call::Write),
        "flush" => Some(Call::Flush),
        "blocking sleep" => Some(Call::BlockingSleep),
        "unblock" => Some(Call::Unblock),
        _ => None,
    }
}

fn answer(args: &Args<'_>) -> Option<Answer> {
    match args.answer? {
        "pending" => Some(Answer::Pending),
        "ready" => Some(Answer::Ready(args.bytes.unwrap_or(0))),
        "failed" => Some(Answer::Failed),
        _ => None,
    }
}

fn awaited(args: &Args<'_>) -> Option<Awaited> {
    match args.awaited? {
        "sleep" => Some(Awaited::Sleep(args.sleep?)),
        "write" => Some(Awaited::Write),
        "task" => Some(Awaited::Task(args.task?)),
        "work" => Some(Awaited::Work),
        _ => None,
    }
}

fn how(answer: &str) -> Option<SleepEnd> {
    match answer {
        "done" => Some(SleepEnd::Done),
        "cancelled" => Some(SleepEnd::Cancelled),
        "unfinished" => Some(SleepEnd::Unfinished),
        _ => None,
    }
}

/// Returns the place of an event, if it is in the file of a lesson that this program knows.
fn place(args: &Args<'_>) -> Place {
    let file = Lesson::ALL.iter().map(|lesson| lesson.file()).find(|file| Some(*file) == args.file.as_deref())?;
    Some(Line { file, line: args.line? })
}

fn nanos(nanos: u128) -> Duration {
    let seconds = u64::try_from(nanos / 1_000_000_000);
    seconds.map_or(Duration::MAX, |seconds| Duration::new(seconds, (nanos % 1_000_000_000) as u32))
}
