//! Notes with times, for code that cannot await and so cannot print.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keep_printing::Clock;

/// Notes about events, each with the time since the diary began. Clones write into the same diary.
///
/// A `poll`, a waker or a destructor cannot await a writer. And a coroutine that waits for the terminal would change
/// the times that it reports. So they write here, and the lesson prints the notes later. Any thread may call
/// [`note`](Diary::note), because any thread may call a waker.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use lessons::Diary;
///
/// let diary = Diary::new(|| Duration::from_millis(1500));
/// diary.note("created");
/// diary.note("polled");
/// assert_eq!(diary.notes(), [(Duration::ZERO, "created".into()), (Duration::ZERO, "polled".into())]);
/// assert!(diary.position("created") < diary.position("polled"));
/// ```
#[derive(Clone, Debug)]
pub struct Diary<C> {
    clock: C,
    start: Duration,
    notes: Arc<Mutex<Vec<(Duration, String)>>>,
}

impl<C: Clock> Diary<C> {
    /// Begins a diary, now.
    pub fn new(clock: C) -> Self {
        let start = clock.now();
        Self { clock, start, notes: Arc::default() }
    }

    /// Returns the time since the diary began.
    pub fn now(&self) -> Duration {
        self.clock.now() - self.start
    }

    /// Adds a note with the time of now.
    pub fn note(&self, what: impl Into<String>) {
        let now = self.now();
        self.lock().push((now, what.into()));
    }

    /// Returns all notes so far, in order.
    pub fn notes(&self) -> Vec<(Duration, String)> {
        self.lock().clone()
    }

    /// Returns the index of the first note that says `what`.
    pub fn position(&self, what: &str) -> Option<usize> {
        self.lock().iter().position(|(_, noted)| noted == what)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Duration, String)>> {
        // A panic elsewhere cannot leave half a note behind. So the diary stays readable.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
