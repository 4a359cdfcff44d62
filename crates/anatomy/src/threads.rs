//! The threads of a record: those of the operating system, and those that a runtime simulates.

use std::collections::HashMap;
use std::thread::{self, ThreadId};
use std::time::Duration;

/// The threads. Their numbers start at one, in the order in which they were first seen.
#[derive(Clone, Default)]
pub(crate) struct Threads {
    numbers: HashMap<ThreadId, usize>,
    pub(crate) names: Vec<Option<String>>,
    /// The simulated threads. Each is idle from the given time on.
    simulated: HashMap<usize, Duration>,
}

impl Threads {
    /// Returns the number of this thread.
    pub(crate) fn here(&mut self) -> usize {
        let thread = thread::current();
        *self.numbers.entry(thread.id()).or_insert_with(|| add(&mut self.names, thread.name()))
    }

    /// Gives `thread` the number of a simulated thread, and returns its own number.
    pub(crate) fn pretend(&mut self, thread: ThreadId, name: &str, now: Duration) -> usize {
        let own = self.here();
        let idle = self.simulated.iter().filter(|(_, from)| **from <= now).map(|(number, _)| *number).min();
        let other = idle.unwrap_or_else(|| add(&mut self.names, Some(name)));
        // Until it stops, nobody else may use this simulated thread.
        self.simulated.insert(other, Duration::MAX);
        self.numbers.insert(thread, other);
        own
    }

    /// Gives `thread` its `own` number back.
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
