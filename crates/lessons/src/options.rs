//! The options of a lesson.

use std::time::Duration;

/// The options of a lesson. The defaults are those of the original program: a line every 500 ms, for ten seconds.
///
/// # Examples
///
/// ```
/// use lessons::Options;
/// use std::time::Duration;
///
/// let options = Options { limit: Duration::from_secs(2), ..Options::default() };
/// assert_eq!(options.every, Duration::from_millis(500));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The time between two lines.
    pub every: Duration,
    /// The time until the deadline. Zero is a deadline that is already past.
    pub limit: Duration,
    /// How many coroutines the lesson `crowd` has.
    pub tasks: usize,
    /// Whether to print in colour.
    pub color: bool,
    /// Asks the operating system what this process has used so far. By default, nothing is known.
    pub usage: fn() -> Usage,
    /// A long lesson calls this with its progress in percent. By default, the function does nothing.
    pub progress: fn(u8),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            every: Duration::from_millis(500),
            limit: Duration::from_secs(10),
            tasks: 10_000,
            color: false,
            usage: Usage::default,
            progress: |_| {},
        }
    }
}

/// What a process has used so far. A value is `None` if it is not known.
///
/// # Examples
///
/// ```
/// assert_eq!(lessons::Usage::default().memory, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The processor time of all its threads.
    pub cpu: Option<Duration>,
    /// The memory that it uses now, in bytes.
    pub memory: Option<usize>,
}
