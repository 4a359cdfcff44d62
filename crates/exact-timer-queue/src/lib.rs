//! Which sleeper is due next: what a timer is, without a clock and without a runtime.
//!
//! A future that sleeps does one thing: it leaves its waker with somebody who knows the time, and asks to be woken when
//! it is due. That somebody keeps a [`TimerQueue`]. It answers two questions: until when may the thread sleep
//! ([`next_due`](TimerQueue::next_due)), and whom must it wake by now ([`pop_due`](TimerQueue::pop_due))?
//!
//! The queue has no clock. An instant is a [`Duration`] since an origin of your choice: the start of the program, or
//! zero on a clock that you move by hand. So ten seconds take no time at all here:
//!
//! ```
//! use std::{cell::RefCell, future::Future, pin::{Pin, pin}, task::{Context, Poll, Waker}, time::Duration};
//! use exact_timer_queue::{Key, TimerQueue};
//!
//! struct Sleep<'a> {
//!     timers: &'a RefCell<TimerQueue>,
//!     due: Duration,
//!     key: Option<Key>,
//! }
//!
//! impl Future for Sleep<'_> {
//!     type Output = ();
//!
//!     fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
//!         let mut timers = self.timers.borrow_mut();
//!         match self.key {
//!             None => {
//!                 let key = timers.insert(self.due, cx.waker().clone());
//!                 drop(timers);
//!                 self.key = Some(key);
//!                 Poll::Pending
//!             }
//!             Some(key) => match timers.waker_mut(key) {
//!                 Some(waker) => {
//!                     waker.clone_from(cx.waker()); // the task may have moved since it was last polled
//!                     Poll::Pending
//!                 }
//!                 None => Poll::Ready(()), // the timer has fired
//!             },
//!         }
//!     }
//! }
//!
//! impl Drop for Sleep<'_> {
//!     fn drop(&mut self) {
//!         let waker = self.key.and_then(|key| self.timers.borrow_mut().cancel(key));
//!         drop(waker);
//!     }
//! }
//!
//! let timers = RefCell::new(TimerQueue::new());
//! let mut sleep = pin!(Sleep { timers: &timers, due: Duration::from_secs(10), key: None });
//! let mut cx = Context::from_waker(Waker::noop());
//! assert!(sleep.as_mut().poll(&mut cx).is_pending());
//!
//! // What an executor does when nothing is ready: it waits until the next timer is due (here, time jumps there) …
//! let now = timers.borrow().next_due().unwrap();
//! // … and wakes whoever is due by then.
//! let (due, waker) = timers.borrow_mut().pop_due(now).unwrap();
//! waker.wake();
//!
//! assert_eq!(due, Duration::from_secs(10));
//! assert!(sleep.as_mut().poll(&mut cx).is_ready());
//! assert!(timers.borrow().is_empty());
//! ```
//!
//! # Promises
//!
//! - Nothing is early: [`pop_due`](TimerQueue::pop_due) returns no timer that is due after `now`.
//! - Nothing is lost: it returns every other, one at a time, however far `now` has jumped.
//! - In order of their due times, to the nanosecond; those due at the same instant in the order of their registration.
//! - A timer that was cancelled never fires, and its waker is handed back. A key is used once: after its timer has
//!   fired or was cancelled it does nothing, though the memory of that timer may by then belong to another.
//! - The queue neither wakes, clones nor drops a waker on its own, unless it is dropped itself. That matters: to drop a
//!   waker may drop a task, which may drop a sleep, which cancels its timer in this very queue. Whoever keeps the
//!   queue in a `RefCell` or a `Mutex` can let go of it first, as `Sleep` does above when it is dropped.
//!
//! The one limit to exactness: instants more than `u64::MAX` milliseconds (584 million years) after the origin share
//! one place in the order. [`Duration::MAX`] is one of them, and does for *never*.
//!
//! # Why this structure
//!
//! The queue is a tree of heaps: a [`BTreeMap`] from each millisecond in which something is due to a [`BinaryHeap`] of
//! the timers due in it. A million coroutines that tick every half second and have a deadline of five seconds hold two
//! million timers, but those fall into some 6,000 milliseconds: the tree is small and stays in the processor's cache,
//! and so does the one heap that is being emptied. The heap makes the order exact. The first timer of the first heap is
//! the next one due, so there is nothing to search.
//!
//! A [`BinaryHeap`] cannot remove from its middle. So a cancelled timer leaves its place behind, 16 bytes without a
//! waker, until the place comes first, or until fewer than half of the places in its heap are in use; then they are
//! swept. A [`Slab`] holds the timers themselves, where a key finds them at once.
//!
//! It was chosen among four, each exact to the nanosecond, with `cargo bench -p exact-timer-queue`: a million coroutines,
//! each with a timer and a deadline, on two shared cores of an Intel Xeon; medians of three runs, interleaved. Such a
//! machine is good for ratios, not for nanoseconds.
//!
//! | half a second and five | insert | fire, insert | cancel, insert | memory |
//! |---|---:|---:|---:|---:|
//! | **tree of heaps** | 70 ns | 106 ns | 83 ns | 56 B |
//! | one heap, with a slab | 51 ns | 204 ns | 35 ns | 56 B |
//! | one tree | 176 ns | 196 ns | 234 ns | 80 B |
//! | hashed wheel, 8192 slots | 44 ns | 140 ns | 38 ns | 56 B |
//!
//! | both within an hour | insert | fire, insert | cancel, insert | memory |
//! |---|---:|---:|---:|---:|
//! | **tree of heaps** | 725 ns | 1156 ns | 1534 ns | 150 B |
//! | one heap, with a slab | 60 ns | 1262 ns | 56 ns | 56 B |
//! | one tree | 601 ns | 818 ns | 1488 ns | 63 B |
//! | hashed wheel, 8192 slots | 79 ns | 18292 ns | 175 ns | 60 B |
//!
//! Where timers crowd, it fires one in three quarters of the time that the wheel takes, and in about half of a heap's,
//! whose million places do not fit the cache, or a tree's. The wheel inserts and cancels faster, but only as long as its slots suit
//! the durations: it has to search for what is due next, and to pass over whatever is due on another turn. A tree of
//! slots has no turns, and time may jump over a year of nothing in one step.
//!
//! Where timers are scattered, one to a millisecond, it is a tree with a needless heap at each leaf: two fifths more time
//! to fire and more than twice the memory of a plain one. But a million timers within an hour fire three hundred times a
//! second, and 1 or 2 µs each are less than a thousandth of a processor. If you had to write one from memory, write the
//! tree: it is a dozen lines, and you find it in the benchmark, beside the other two.
//!
//! A million timers leave their table (40 bytes each) to the timers that come after them, until the queue is dropped;
//! everything else is given back as they go.
#![no_std]

extern crate alloc;

use alloc::collections::BinaryHeap;
use alloc::collections::btree_map::{BTreeMap, Entry, OccupiedEntry};
use core::cmp::Reverse;
use core::fmt;
use core::task::Waker;
use core::time::Duration;

use slab::Slab;

/// Timers, each an instant and the waker to wake then, in the order in which they are due.
///
/// An instant is a [`Duration`] since an origin, which is the same for the whole queue and otherwise up to you. See the
/// [crate's documentation](crate) for what the queue promises and how a sleep uses it.
///
/// # Examples
///
/// ```
/// use std::{task::Waker, time::Duration};
/// use exact_timer_queue::TimerQueue;
///
/// let mut timers = TimerQueue::new();
/// timers.insert(Duration::from_secs(10), Waker::noop().clone());
/// timers.insert(Duration::from_millis(500), Waker::noop().clone());
///
/// assert_eq!(timers.next_due(), Some(Duration::from_millis(500)));
/// ```
#[derive(Default)]
pub struct TimerQueue {
    timers: Slab<Timer>,
    // By the millisecond in which they are due. No slot is without a timer that waits, and the first place of the first
    // slot is that of one: `next_due` has only to look.
    slots: BTreeMap<u64, Slot>,
    registered: u64,
}

struct Timer {
    due: Duration,
    sequence: u64,
    waker: Waker,
}

/// The timers due within one millisecond.
#[derive(Default)]
struct Slot {
    // Some places may be those of timers that are gone.
    places: BinaryHeap<Reverse<Place>>,
    waiting: usize,
}

/// Where a timer stands within its slot. The order of the fields is the order in which timers fire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    nanosecond: u32,
    // Counts registrations, and so tells a timer from any that had its place in memory before.
    sequence: u64,
    // Where in memory: the key of the slab.
    index: u32,
}

/// What [`TimerQueue::insert`] returns: names one timer of that queue, and never another.
///
/// It means nothing to any other queue.
///
/// # Examples
///
/// ```
/// use std::{task::Waker, time::Duration};
/// use exact_timer_queue::{Key, TimerQueue};
///
/// let mut timers = TimerQueue::new();
/// let first: Key = timers.insert(Duration::ZERO, Waker::noop().clone());
/// timers.pop_due(Duration::ZERO);
///
/// let second = timers.insert(Duration::ZERO, Waker::noop().clone());
/// assert_ne!(first, second);
/// assert!(timers.cancel(first).is_none(), "it has fired, and the second is not it");
/// assert!(timers.is_waiting(second));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(Place);

impl TimerQueue {
    /// Returns a queue without timers. It allocates nothing yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let timers = TimerQueue::new();
    /// assert!(timers.is_empty());
    /// assert_eq!(timers.next_due(), None);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a timer that fires when it is `due`, an instant since the origin.
    ///
    /// An instant that is past fires with the next [`pop_due`](Self::pop_due). [`Duration::MAX`] never does, unless
    /// `now` gets there.
    ///
    /// # Panics
    ///
    /// When 2³² timers are registered already.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let key = timers.insert(Duration::from_millis(500), Waker::noop().clone());
    /// assert!(timers.is_waiting(key));
    /// ```
    pub fn insert(&mut self, due: Duration, waker: Waker) -> Key {
        let sequence = self.registered;
        self.registered += 1;
        let index = self.timers.insert(Timer { due, sequence, waker });
        let index = u32::try_from(index).expect("a `TimerQueue` holds at most 2^32 timers");

        let (millisecond, nanosecond) = slot_of(due);
        let place = Place { nanosecond, sequence, index };
        let slot = self.slots.entry(millisecond).or_default();
        slot.places.push(Reverse(place));
        slot.waiting += 1;
        Key(place)
    }

    /// Removes a timer before it fires, and returns its waker; `None` if it has fired or was cancelled before.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let key = timers.insert(Duration::from_millis(500), Waker::noop().clone());
    ///
    /// assert!(timers.cancel(key).is_some());
    /// assert!(timers.cancel(key).is_none());
    /// assert_eq!(timers.next_due(), None);
    /// ```
    pub fn cancel(&mut self, key: Key) -> Option<Waker> {
        let Key(place) = key;
        if !is_taken(&self.timers, place) {
            return None;
        }
        let Timer { due, waker, .. } = self.timers.remove(place.index as usize);
        if let Entry::Occupied(slot) = self.slots.entry(slot_of(due).0) {
            leave(slot, &self.timers);
        }
        self.settle();
        Some(waker)
    }

    /// Returns the waker that a timer is going to wake; `None` if it has fired or was cancelled.
    ///
    /// A sleep that is polled puts the waker of that poll here, and is ready when there is nowhere to put it.
    /// `waker.clone_from(…)` does nothing where both wake the same task; otherwise it drops the one that was here.
    /// Replace it with [`core::mem::replace`] if you would rather drop that one later.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let key = timers.insert(Duration::from_millis(500), Waker::noop().clone());
    ///
    /// let waker = timers.waker_mut(key).expect("it is not due yet");
    /// waker.clone_from(Waker::noop());
    ///
    /// timers.pop_due(Duration::from_secs(1));
    /// assert!(timers.waker_mut(key).is_none());
    /// ```
    pub fn waker_mut(&mut self, key: Key) -> Option<&mut Waker> {
        let Key(place) = key;
        is_taken(&self.timers, place).then(|| &mut self.timers[place.index as usize].waker)
    }

    /// Tells whether a timer has neither fired nor been cancelled.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let key = timers.insert(Duration::from_millis(500), Waker::noop().clone());
    /// assert!(timers.is_waiting(key));
    ///
    /// timers.pop_due(Duration::from_millis(500));
    /// assert!(!timers.is_waiting(key));
    /// ```
    pub fn is_waiting(&self, key: Key) -> bool {
        let Key(place) = key;
        is_taken(&self.timers, place)
    }

    /// Returns when the next timer is due, exactly; `None` if there is no timer.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// timers.insert(Duration::from_nanos(500_000_002), Waker::noop().clone());
    /// let key = timers.insert(Duration::from_nanos(500_000_001), Waker::noop().clone());
    /// assert_eq!(timers.next_due(), Some(Duration::from_nanos(500_000_001)));
    ///
    /// timers.cancel(key);
    /// assert_eq!(timers.next_due(), Some(Duration::from_nanos(500_000_002)));
    /// ```
    pub fn next_due(&self) -> Option<Duration> {
        self.first().map(|place| self.timers[place.index as usize].due)
    }

    /// Fires the next timer if it is due at `now` or before: removes it, and returns when it was due and whom to wake.
    ///
    /// Whoever loops on it fires all that are due, in order. To wake a task may run any code, even code that wants this
    /// queue; so let go of the queue before you do. In a `while let` on a borrow or a lock of the queue, that would
    /// last until the end of the loop's body.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let seconds = Duration::from_secs;
    /// for due in [3, 1, 2].map(seconds) {
    ///     timers.insert(due, Waker::noop().clone());
    /// }
    ///
    /// let now = seconds(2);
    /// let mut fired = Vec::new();
    /// while let Some((due, waker)) = timers.pop_due(now) {
    ///     waker.wake();
    ///     fired.push(due);
    /// }
    /// assert_eq!(fired, [1, 2].map(seconds));
    /// assert_eq!(timers.next_due(), Some(seconds(3)));
    /// ```
    pub fn pop_due(&mut self, now: Duration) -> Option<(Duration, Waker)> {
        let slot = self.slots.first_entry()?;
        let &Reverse(first) = slot.get().places.peek()?;
        if self.timers[first.index as usize].due > now {
            return None;
        }
        let Timer { due, waker, .. } = self.timers.remove(first.index as usize);
        leave(slot, &self.timers);
        self.settle();
        Some((due, waker))
    }

    /// Returns the number of timers that wait.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let key = timers.insert(Duration::from_millis(500), Waker::noop().clone());
    /// assert_eq!(timers.len(), 1);
    ///
    /// timers.cancel(key);
    /// assert_eq!(timers.len(), 0);
    /// ```
    pub fn len(&self) -> usize {
        self.timers.len()
    }

    /// Tells whether no timer waits.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// assert!(timers.is_empty());
    ///
    /// timers.insert(Duration::MAX, Waker::noop().clone());
    /// assert!(!timers.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.timers.is_empty()
    }

    fn first(&self) -> Option<Place> {
        let (_, slot) = self.slots.first_key_value()?;
        slot.places.peek().map(|&Reverse(place)| place)
    }

    // Makes the first place of the first slot one of a timer that waits.
    fn settle(&mut self) {
        if let Some(mut first) = self.slots.first_entry() {
            first.get_mut().settle(&self.timers);
        }
    }
}

// To be called when one of a slot's timers is gone. It leaves its place behind, unless it was the last one there.
fn leave(mut slot: OccupiedEntry<'_, u64, Slot>, timers: &Slab<Timer>) {
    slot.get_mut().waiting -= 1;
    if slot.get().waiting == 0 {
        slot.remove();
    } else {
        slot.get_mut().sweep(timers);
    }
}

impl Slot {
    // Keeps the places of timers that are gone from outnumbering the others. It waits until it can free more than half
    // of what it looks at, so that a removal costs the same on average, however many timers there are.
    fn sweep(&mut self, timers: &Slab<Timer>) {
        if self.places.len() > 2 * self.waiting {
            self.places.retain(|&Reverse(place)| is_taken(timers, place));
            self.places.shrink_to_fit();
        }
    }

    fn settle(&mut self, timers: &Slab<Timer>) {
        while self.places.peek().is_some_and(|&Reverse(place)| !is_taken(timers, place)) {
            self.places.pop();
        }
    }
}

// Whether the timer that was given this place still waits.
fn is_taken(timers: &Slab<Timer>, place: Place) -> bool {
    timers.get(place.index as usize).is_some_and(|timer| timer.sequence == place.sequence)
}

// The millisecond in which an instant lies, and the nanosecond within it.
fn slot_of(due: Duration) -> (u64, u32) {
    match u64::try_from(due.as_millis()) {
        Ok(millisecond) => (millisecond, due.subsec_nanos() % 1_000_000),
        Err(_) => (u64::MAX, 1_000_000),
    }
}

impl fmt::Debug for TimerQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimerQueue")
            .field("len", &self.len())
            .field("next_due", &self.next_due())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key(place) = self;
        f.debug_tuple("Key").field(&place.sequence).finish()
    }
}

/// The README's example, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
