//! What a lesson is told.

use std::time::Duration;

/// What a lesson is told by whoever runs it. The default is the original program's: every 500 ms, for ten seconds.
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
    /// Asks the operating system what this process has used so far. Default: nobody knows.
    pub usage: fn() -> Usage,
    /// Is told how many percent of a long lesson are over. Default: nobody listens.
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

/// What a process has used so far; `None` where the system does not say.
///
/// # Examples
///
/// ```
/// assert_eq!(lessons::Usage::default().memory, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time of all its threads.
    pub cpu: Option<Duration>,
    /// Bytes of memory that it occupies now.
    pub memory: Option<usize>,
}
