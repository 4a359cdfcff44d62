//! Finds pairs of events in a record: a begin and its end, a wake and the poll that it caused.

use std::collections::HashMap;
use std::time::Duration;

use lessons::Seen;

use crate::recorder::{Call, Event, SleepEnd, What};

/// Returns, for each event that begins something, the index of the event that ends it. For each end, the index of its
/// begin.
pub(crate) fn halves(events: &[Event]) -> Vec<Option<usize>> {
    #[derive(PartialEq, Eq, Hash)]
    enum Whole {
        Poll(usize),
        Call(usize, Call),
        Sleep(usize),
    }
    let mut halves = vec![None; events.len()];
    let mut begun = HashMap::new();
    for (index, event) in events.iter().enumerate() {
        let (whole, begins) = match event.what {
            What::Task { seen: Seen::Woken, .. } => continue,
            What::Task { task, seen } => (Whole::Poll(task), seen == Seen::Polled),
            What::Called(call) => (Whole::Call(event.thread, call), true),
            What::Returned(call, _) => (Whole::Call(event.thread, call), false),
            What::SleepSet { sleep, .. } => (Whole::Sleep(sleep), true),
            What::SleepEnded { sleep, .. } => (Whole::Sleep(sleep), false),
        };
        if begins {
            begun.insert(whole, index);
        } else if let Some(begin) = begun.remove(&whole) {
            halves[begin] = Some(index);
            halves[index] = Some(begin);
        }
    }
    halves
}

/// Returns, for each poll, the index of the wake that caused it. For each such wake, the index of its poll.
///
/// If there are several wakes before a poll, the first one is the cause. The task was already awake at the others.
pub(crate) fn causes(events: &[Event]) -> Vec<Option<usize>> {
    let mut causes = vec![None; events.len()];
    let mut woken = HashMap::new();
    for (index, event) in events.iter().enumerate() {
        match event.what {
            What::Task { task, seen: Seen::Woken } => {
                woken.entry(task).or_insert(index);
            }
            What::Task { task, seen: Seen::Polled } => {
                if let Some(wake) = woken.remove(&task) {
                    causes[wake] = Some(index);
                    causes[index] = Some(wake);
                }
            }
            _ => {}
        }
    }
    causes
}

/// Returns an end event for each sleep without one. These events happen at the `end` of the record.
pub(crate) fn unfinished(events: &[Event], end: Duration) -> Vec<Event> {
    let unfinished = events.iter().zip(halves(events)).filter(|(_, half)| half.is_none());
    let ends = unfinished.filter_map(|(event, _)| match event.what {
        What::SleepSet { sleep, .. } => {
            Some(Event { at: end, what: What::SleepEnded { sleep, how: SleepEnd::Unfinished }, ..*event })
        }
        _ => None,
    });
    ends.collect()
}
