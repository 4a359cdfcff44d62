//! Which sleeper is due next: what a timer is, without a clock and without a runtime.
//!
//! A sleeping future does one thing: it gives its waker to the executor's timer, to be woken when it is due. The
//! executor keeps those wakers in a [`TimerQueue`]. The queue answers two questions. How long may the thread sleep
//! ([`next_due`](TimerQueue::next_due))? Which wakers are due by now ([`pop_due`](TimerQueue::pop_due))?
//!
//! The queue has no clock. An instant is a [`Duration`] since an origin that you choose: the start of the program, or
//! zero on a simulated clock. So the ten seconds in this example take no time:
//!
//! ```
//! use std::{cell::RefCell, future::Future, mem, pin::{Pin, pin}, task::{Context, Poll, Waker}, time::Duration};
//! use exact_timer_queue::{Key, TimerQueue};
//!
//! struct Sleep<'a> {
//!     timers: &'a RefCell<TimerQueue>,
//!     key: Key,
//! }
//!
//! impl<'a> Sleep<'a> {
//!     fn until(due: Duration, timers: &'a RefCell<TimerQueue>) -> Self {
//!         let key = timers.borrow_mut().insert(due, Waker::noop().clone()); // nobody to wake yet
//!         Sleep { timers, key }
//!     }
//! }
//!
//! impl Future for Sleep<'_> {
//!     type Output = ();
//!
//!     fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
//!         // This poll's waker replaces the older one: the future may have moved to another task.
//!         let mut waker = cx.waker().clone();
//!         let waiting = self.timers.borrow_mut().waker_mut(self.key).map(|older| mem::swap(older, &mut waker));
//!         drop(waker); // the older one. Here the queue is not borrowed
//!         match waiting {
//!             Some(()) => Poll::Pending,
//!             None => Poll::Ready(()), // the timer has fired
//!         }
//!     }
//! }
//!
//! impl Drop for Sleep<'_> {
//!     fn drop(&mut self) {
//!         let waker = self.timers.borrow_mut().cancel(self.key);
//!         drop(waker); // here as well
//!     }
//! }
//!
//! let timers = RefCell::new(TimerQueue::new());
//! let mut sleep = pin!(Sleep::until(Duration::from_secs(10), &timers));
//! let mut cx = Context::from_waker(Waker::noop());
//! assert!(sleep.as_mut().poll(&mut cx).is_pending());
//!
//! // An executor with nothing to poll waits until the next timer is due. Here, time jumps to that instant.
//! let now = timers.borrow().next_due().unwrap();
//! // Then it wakes everyone who is due.
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
//! - Nothing is lost: it returns every other timer, one at a time, even if `now` has jumped.
//! - Timers fire in the order of their due times, to the nanosecond. Timers that are due at the same instant fire in
//!   the order of their registration.
//! - A cancelled timer never fires, and its waker is returned. A key works once: after its timer has fired or was
//!   cancelled, it does nothing, even if another timer uses that memory by then.
//! - The queue itself never wakes, clones or drops a waker, except when the queue is dropped. This matters: dropping a
//!   waker may drop a task, which may drop a sleep, which cancels its timer in this same queue. If the queue is in a
//!   `RefCell` or a `Mutex`, release it before you drop a waker, as `Sleep` does above.
//!
//! There is one limit: instants more than `u64::MAX` milliseconds (584 million years) after the origin share one place
//! in the order. [`Duration::MAX`] is one of them. Use it for *never*.
//!
//! # Why this structure
//!
//! The queue is a tree of heaps. A [`BTreeMap`] leads from each millisecond in which something is due to a
//! [`BinaryHeap`] of the timers due in it. Think of a million coroutines, each with a tick every half second and a
//! deadline of five seconds. Those are two million timers, but they fall into some 6,000 milliseconds. So the tree is
//! small and stays in the processor's cache, and so does the one heap that is in use. The heap makes the order exact.
//! The first timer of the first heap is the next one due, so there is nothing to search.
//!
//! A [`BinaryHeap`] cannot remove from its middle. So a cancelled timer leaves its place behind: 16 bytes without a
//! waker. The place is removed when it comes first, or when fewer than half of the places in its heap are in use. A
//! [`Slab`] holds the timers themselves, where a key finds them at once.
//!
//! Four structures were compared with `cargo bench -p exact-timer-queue`, each exact to the nanosecond. The table shows
//! a million coroutines, each with a timer and a deadline, on two shared cores of an Intel Xeon: medians of three
//! interleaved runs. Trust the ratios on such a machine, not the nanoseconds.
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
//! In a crowd, this queue fires a timer in three quarters of the time that the wheel takes. It takes about half of the
//! time of a heap, whose million places do not fit into the cache, and of a tree. The wheel inserts and cancels faster,
//! but only while its slots suit the durations. It has to search for what is due next, and to skip what is due on
//! another turn. A tree of slots has no turns, and time may jump over an empty year in one step.
//!
//! With scattered timers, one to a millisecond, each leaf of the tree has a heap that it does not need. Then firing
//! takes two fifths more time than with a plain tree, and the memory is more than double. But a million timers within
//! an hour fire three hundred times a second. At 1 or 2 µs each, that is less than a thousandth of a processor. If you
//! have to write a timer queue from memory, write the plain tree. It is a dozen lines. It is in the benchmark, beside
//! the others.
//!
//! The table of a million timers (40 bytes each) is kept for the timers that come later, until the queue is dropped.
//! All other memory is freed when the timers go.
#![no_std]

extern crate alloc;

use alloc::collections::BinaryHeap;
use alloc::collections::btree_map::{BTreeMap, Entry, OccupiedEntry};
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::task::Waker;
use core::time::Duration;

use slab::Slab;

/// Timers in the order in which they are due. Each is an instant, and the waker to wake then.
///
/// An instant is a [`Duration`] since an origin that you choose, the same for the whole queue. The
/// [crate's documentation](crate) says what the queue promises, and how a sleep uses it.
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
    // By the millisecond in which they are due. Each slot has at least one waiting timer. The first place of the first
    // slot belongs to a waiting timer, so `next_due` only has to look at it.
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
    // Some places may belong to timers that are gone.
    places: BinaryHeap<Reverse<Place>>,
    waiting: usize,
}

/// Where a timer stands within its slot. The order of the fields is the order in which timers fire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    nanosecond: u32,
    // Counts registrations. It tells a timer from the ones that used the same memory before.
    sequence: u64,
    // Where in memory: the key of the slab.
    index: u32,
}

/// What [`TimerQueue::insert`] returns: it names one timer of that queue, and never another.
///
/// It has no meaning for any other queue.
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

    /// Registers a timer that is `due` at this instant, counted from the origin.
    ///
    /// If the instant is past, the timer fires with the next [`pop_due`](Self::pop_due). A timer that is due at
    /// [`Duration::MAX`] never fires, unless `now` gets there.
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

    /// Removes a timer before it fires, and returns its waker. Returns `None` if it has fired or was cancelled before.
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

    /// Returns the waker that this timer is going to wake. Returns `None` if it has fired or was cancelled.
    ///
    /// A sleep that is polled puts the waker of that poll here. If there is no place for it, the sleep is done.
    ///
    /// Use [`core::mem::swap`] or [`core::mem::replace`], and drop the older waker when the queue is no longer borrowed
    /// or locked: dropping it may run code that uses this queue. Assignment and `clone_from` drop it at once.
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
    /// let older = std::mem::replace(waker, Waker::noop().clone());
    /// drop(older);
    ///
    /// timers.pop_due(Duration::from_secs(1));
    /// assert!(timers.waker_mut(key).is_none());
    /// ```
    pub fn waker_mut(&mut self, key: Key) -> Option<&mut Waker> {
        let Key(place) = key;
        is_taken(&self.timers, place).then(|| &mut self.timers[place.index as usize].waker)
    }

    /// Returns whether this timer still waits: it has neither fired nor been cancelled.
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

    /// Returns exactly when the next timer is due. Returns `None` if there is no timer.
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

    /// Fires the next timer if it is due at `now` or before: removes it, and returns when it was due and its waker.
    ///
    /// Call it in a loop to fire all that are due, in order. Waking a task may run code that uses this queue. So
    /// release the queue before you wake. (`while let` on a borrow or a lock of the queue holds it until the end of the
    /// loop's body.)
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

    /// Returns the number of waiting timers.
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

    /// Returns whether no timer waits.
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

    /// Returns every waiting timer, and when it is due. The timers are in the order in which they fire.
    ///
    /// It looks at all timers, and sorts them. So it is for showing the queue, not for firing timers.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{task::Waker, time::Duration};
    /// use exact_timer_queue::TimerQueue;
    ///
    /// let mut timers = TimerQueue::new();
    /// let second = timers.insert(Duration::from_secs(2), Waker::noop().clone());
    /// let first = timers.insert(Duration::from_secs(1), Waker::noop().clone());
    ///
    /// assert_eq!(timers.in_order(), [(first, Duration::from_secs(1)), (second, Duration::from_secs(2))]);
    /// ```
    pub fn in_order(&self) -> Vec<(Key, Duration)> {
        let place = |(index, timer): (usize, &Timer)| {
            let index = u32::try_from(index).expect("`insert` has checked it");
            (Key(Place { nanosecond: slot_of(timer.due).1, sequence: timer.sequence, index }), timer.due)
        };
        let mut timers: Vec<_> = self.timers.iter().map(place).collect();
        timers.sort_by_key(|&(Key(place), due)| (due, place.sequence));
        timers
    }

    fn first(&self) -> Option<Place> {
        let (_, slot) = self.slots.first_key_value()?;
        slot.places.peek().map(|&Reverse(place)| place)
    }

    // Removes places from the first slot until the first one belongs to a waiting timer.
    fn settle(&mut self) {
        if let Some(mut first) = self.slots.first_entry() {
            first.get_mut().settle(&self.timers);
        }
    }
}

// Must be called when a timer of this slot is gone. Its place stays behind, unless it was the slot's last timer.
fn leave(mut slot: OccupiedEntry<'_, u64, Slot>, timers: &Slab<Timer>) {
    slot.get_mut().waiting -= 1;
    if slot.get().waiting == 0 {
        slot.remove();
    } else {
        slot.get_mut().sweep(timers);
    }
}

impl Slot {
    // Removes the places of timers that are gone, as soon as they are more than half. It looks at all places, but frees
    // more than half of them: so a removal costs the same on average, whatever the number of timers.
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

// Whether the timer of this place still waits.
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
