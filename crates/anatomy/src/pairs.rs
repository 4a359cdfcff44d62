//! What belongs together in a record: the begin and the end of something, a wake and the poll that it led to.

use std::collections::HashMap;
use std::time::Duration;

use lessons::Seen;

use crate::recorder::{Call, Event, SleepEnd, What};

/// For each event that begins something the index of the one that ends it, and the other way round.
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

/// For each poll the index of the wake that it came of, and the other way round. Of several wakes it is the first: the
/// others found the task awake.
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

/// An end, at the end of the record, for each sleep that went on.
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
