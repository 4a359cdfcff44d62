//! Finds pairs of events in a record: a begin and its end, a wake and the poll that it caused.

use std::collections::HashMap;
use std::time::Duration;

use lessons::Seen;

use crate::event::{Answer, Call, Event, SleepEnd, What};

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
            What::Task { seen: Seen::Woken, .. }
            | What::Spawned { .. }
            | What::Dropped { .. }
            | What::Awaits(_)
            | What::Calls(_) => continue,
            What::Task { task, seen } => (Whole::Poll(task), seen == Seen::Polled),
            What::Called(call, _) => (Whole::Call(event.thread, call), true),
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

/// Returns, for each write that took bytes, their text. The key is the index of the event in which the write returned.
/// Output that the record could not keep is missing.
///
/// A write may take a part of a character. Then the character belongs to the write that takes its last byte.
pub(crate) fn texts(events: &[Event], output: &[u8]) -> HashMap<usize, String> {
    let mut texts = HashMap::new();
    let mut taken = Vec::new();
    let mut rest = output;
    for (index, event) in events.iter().enumerate() {
        let What::Returned(Call::Write, Answer::Ready(bytes)) = event.what else { continue };
        let (now, later) = rest.split_at(bytes.min(rest.len()));
        rest = later;
        taken.extend_from_slice(now);
        let whole = match str::from_utf8(&taken) {
            // The last character is not whole yet.
            Err(error) if error.error_len().is_none() && !rest.is_empty() => error.valid_up_to(),
            _ => taken.len(),
        };
        let text: Vec<_> = taken.drain(..whole).collect();
        texts.insert(index, String::from_utf8_lossy(&text).into_owned());
    }
    texts
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
