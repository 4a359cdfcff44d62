//! The threads of a record, those of the operating system and those that a runtime only simulates.

use std::collections::HashMap;
use std::thread::{self, ThreadId};
use std::time::Duration;

/// The threads, numbered from one in the order in which they were first seen.
#[derive(Clone, Default)]
pub(crate) struct Threads {
    numbers: HashMap<ThreadId, usize>,
    pub(crate) names: Vec<Option<String>>,
    /// Those that are only simulated, each with the time from which on it has nothing to do.
    simulated: HashMap<usize, Duration>,
}

impl Threads {
    /// The number of this thread.
    pub(crate) fn here(&mut self) -> usize {
        let thread = thread::current();
        *self.numbers.entry(thread.id()).or_insert_with(|| add(&mut self.names, thread.name()))
    }

    /// Lets the number of `thread` be that of a simulated thread, and returns its own.
    pub(crate) fn pretend(&mut self, thread: ThreadId, name: &str, now: Duration) -> usize {
        let own = self.here();
        let idle = self.simulated.iter().filter(|(_, from)| **from <= now).map(|(number, _)| *number).min();
        let other = idle.unwrap_or_else(|| add(&mut self.names, Some(name)));
        // Until it stops, whenever that is, no one else may have it.
        self.simulated.insert(other, Duration::MAX);
        self.numbers.insert(thread, other);
        own
    }

    pub(crate) fn stop_pretending(&mut self, thread: ThreadId, own: usize, now: Duration) {
        if let Some(other) = self.numbers.insert(thread, own) {
            self.simulated.insert(other, now);
        }
    }
}

fn add(names: &mut Vec<Option<String>>, name: Option<&str>) -> usize {
    names.push(name.map(String::from));
    names.len()
}
