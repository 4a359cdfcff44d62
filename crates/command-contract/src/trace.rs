//! Reads a trace that a command has written.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

/// What `--trace FILE` has written.
///
/// # Examples
///
/// ```
/// use command_contract::Trace;
///
/// let file = tempfile::NamedTempFile::new()?;
/// let text = r#"{"traceEvents":[{"ph":"X","cat":"poll","name":"poll main","pid":1,"tid":1,"ts":0.5,"dur":2}],
///     "otherData":{"polls":1}}"#;
/// std::fs::write(file.path(), text)?;
/// let trace = Trace::read(file.path());
/// assert_eq!(trace.counter("polls"), trace.events("X", "poll").count());
/// assert_eq!(trace.events("X", "poll").next().map(|poll| poll.at().as_nanos()), Some(500));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Trace(Value);

/// An event of a [`Trace`].
#[derive(Clone, Copy, Debug)]
pub struct Event<'a>(&'a Value);

impl Trace {
    /// Reads a trace.
    ///
    /// # Panics
    ///
    /// If the file cannot be read or is not JSON.
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(serde_json::from_str(&text).unwrap_or_else(|error| panic!("this is not JSON: {error}: {text}")))
    }

    /// A text about the whole run, such as the `lesson`.
    ///
    /// # Panics
    ///
    /// If the trace has no such text.
    pub fn about(&self, key: &str) -> &str {
        self.0["otherData"][key].as_str().unwrap_or_else(|| panic!("{key} is missing: {}", self.0["otherData"]))
    }

    /// How often something happened in the whole run, such as `polls`.
    ///
    /// # Panics
    ///
    /// If the trace has no such counter.
    pub fn counter(&self, key: &str) -> usize {
        let count = self.0["otherData"][key].as_u64().and_then(|count| count.try_into().ok());
        count.unwrap_or_else(|| panic!("{key} is missing: {}", self.0["otherData"]))
    }

    /// All events, in the order of the file.
    ///
    /// # Panics
    ///
    /// If the trace has no list of events.
    pub fn all(&self) -> impl Iterator<Item = Event<'_>> {
        self.0["traceEvents"].as_array().expect("it has events").iter().map(Event)
    }

    /// The events of one phase and one category, in the order of the file.
    pub fn events(&self, phase: &str, category: &str) -> impl Iterator<Item = Event<'_>> {
        self.all().filter(move |event| event.text("ph") == phase && event.text("cat") == category)
    }

    /// The names of the threads, in the order of the file.
    pub fn threads(&self) -> Vec<&str> {
        let names = self.all().filter(|event| event.text("name") == "thread_name");
        names.map(|event| event.0["args"]["name"].as_str().unwrap_or_default()).collect()
    }

    /// Checks what is true of every trace:
    ///
    /// - Events are in the order of time. On one thread they are nested: an inner event ends before the outer one.
    /// - Everything that begins ends.
    /// - Each counter is the number of its events, unless there were too many events to keep.
    ///
    /// # Panics
    ///
    /// If one of these is not true.
    pub fn assert_sound(&self) {
        let timed: Vec<_> = self.all().filter(|event| event.text("ph") != "M").collect();
        assert!(timed.is_sorted_by_key(|event| event.at()), "the events are not in the order of time: {timed:?}");

        let mut around = HashMap::<u64, Vec<Duration>>::new();
        for event in timed.iter().filter(|event| event.text("ph") == "X") {
            let (around, end) = (around.entry(event.number("tid")).or_default(), event.at() + event.took());
            around.retain(|until| *until > event.at());
            assert!(around.iter().all(|until| end <= *until), "{event:?} ends after the event around it");
            around.push(end);
        }

        let mut sleeps = HashMap::new();
        let mut flows = HashMap::new();
        for (before, event) in [None].into_iter().chain(timed.iter().map(Some)).zip(&timed) {
            let beside = || {
                before.is_some_and(|before| before.at() == event.at() && before.number("tid") == event.number("tid"))
            };
            let id = || event.number("id");
            match event.text("ph") {
                "b" => assert!(sleeps.insert(id(), event).is_none(), "{event:?} begins twice"),
                "e" => assert!(sleeps.remove(&id()).is_some(), "{event:?} never began"),
                "s" => assert!(
                    beside() && flows.insert(id(), event).is_none(),
                    "{event:?} is not at a wake, or begins twice"
                ),
                "f" => assert!(
                    beside() && flows.remove(&id()).is_some(),
                    "{event:?} is not at a poll, or no wake led to it"
                ),
                _ => {}
            }
        }
        assert!(sleeps.is_empty() && flows.is_empty(), "these begin but never end: {sleeps:?}, {flows:?}");

        if self.counter("dropped_events") == 0 {
            self.assert_counters();
        }
    }

    fn assert_counters(&self) {
        let writes = |name| self.events("X", "write").filter(move |event| event.text("name") == name);
        let sleeps = |answer| self.events("e", "timer").filter(move |event| event.arg("answer") == answer);
        let mut threads: Vec<_> = self.all().map(|event| event.number("tid")).collect();
        threads.sort_unstable();
        threads.dedup();
        for (counter, events) in [
            ("polls", self.events("X", "poll").count()),
            ("wakes", self.events("i", "wake").count()),
            ("timers", self.events("b", "timer").count()),
            ("timers_done", sleeps("done").count()),
            ("timers_cancelled", sleeps("cancelled").count()),
            ("timers_cancelled", self.events("i", "timer").count()),
            ("writes", writes("write").count()),
            ("flushes", writes("flush").count()),
            (
                "bytes",
                usize::try_from(writes("write").map(|write| write.number("bytes")).sum::<u64>()).unwrap_or(usize::MAX),
            ),
            ("threads", threads.len()),
            ("threads", self.threads().len()),
        ] {
            assert_eq!(self.counter(counter), events, "{counter}: {}", self.0["otherData"]);
        }
    }
}

impl<'a> Event<'a> {
    /// The text with this key; empty if there is none.
    pub fn text(self, key: &str) -> &'a str {
        self.0[key].as_str().unwrap_or_default()
    }

    /// The argument with this key, if it is a text; empty if there is none.
    pub fn arg(self, key: &str) -> &'a str {
        self.0["args"][key].as_str().unwrap_or_default()
    }

    /// The whole number with this key, in the event or in its arguments.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn number(self, key: &str) -> u64 {
        let number = self.0[key].as_u64().or_else(|| self.0["args"][key].as_u64());
        number.unwrap_or_else(|| panic!("{key} is missing: {self:?}"))
    }

    /// The time of the event, since the start of the run.
    ///
    /// # Panics
    ///
    /// If the event has no time.
    pub fn at(self) -> Duration {
        self.microseconds("ts")
    }

    /// How long the event took.
    ///
    /// # Panics
    ///
    /// If the event has no duration.
    pub fn took(self) -> Duration {
        self.microseconds("dur")
    }

    fn microseconds(self, key: &str) -> Duration {
        let microseconds = self.0[key].as_f64().unwrap_or_else(|| panic!("{key} is missing: {self:?}"));
        Duration::from_secs_f64(microseconds / 1e6)
    }
}
