// Write a timer queue.
//
// How does one thread wait for a thousand sleeps? The executor keeps a list of them, sorted by the time at which each is
// due. The thread sleeps until the first of them.
//
// A `BTreeMap` is sorted by its keys. The key here is the time, and a number: of two timers that are due at the same
// time, the one that was set first comes first.
// An entry is a pair: `((due, number), waker)`. `first_key_value()` looks at the first entry, and `pop_first()` takes it
// out.
//
// Page: "Timers" (docs/book/timers.md; `just book` builds it)

use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

#[derive(Default)]
struct TimerQueue {
    timers: BTreeMap<(Duration, u64), Waker>,
    inserted: u64,
}

impl TimerQueue {
    fn insert(&mut self, due: Duration, waker: Waker) {
        self.inserted += 1;
        self.timers.insert((due, self.inserted), waker);
    }

    /// When the first timer is due. Until then, the thread can sleep.
    fn next_due(&self) -> Option<Duration> {
        None // TODO: Look at the first entry.
    }

    /// Wakes everyone who is due at `now` or earlier, in order, and forgets them.
    fn fire(&mut self, now: Duration) {
        // TODO: Take out one entry after another, while the first is due.
        let _ = now;
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};
    use std::task::Wake;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn everyone_is_woken_once_in_order_when_due() {
        let woken = Arc::new(Mutex::new(Vec::new()));
        let mut queue = TimerQueue::default();
        for (seconds, name) in [(3, "late"), (1, "early"), (2, "first of two"), (2, "second of two")] {
            queue.insert(seconds * SECOND, Waker::from(Arc::new(Note(name, woken.clone()))));
        }
        let mut fire = |now| {
            queue.fire(now);
            (woken.lock().unwrap().drain(..).collect::<Vec<_>>(), queue.next_due())
        };

        assert_eq!(fire(SECOND / 2), (vec![], Some(SECOND)), "At 0.5 s nobody is due.");
        assert_eq!(fire(SECOND).0, ["early"], "At 1 s, whoever is due at 1 s is woken.");
        assert_eq!(fire(2 * SECOND).0, ["first of two", "second of two"], "At 2 s, two are woken, each once.");
        assert_eq!(fire(9 * SECOND), (vec!["late"], None), "At 9 s, the late one is woken, and nobody is left.");
    }

    /// A waker that notes its name.
    struct Note(&'static str, Arc<Mutex<Vec<&'static str>>>);

    impl Wake for Note {
        fn wake(self: Arc<Self>) {
            self.1.lock().unwrap().push(self.0);
        }
    }
}
