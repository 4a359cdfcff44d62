//! The type `Declared`: a runtime describes itself, where runtimes differ.

use std::fmt::{self, Display};
use std::time::Duration;

/// How a runtime behaves, where runtimes differ and each way is fine.
///
/// It is one row of the table "Where runtimes differ". The contract checks that each declaration is true.
///
/// # Examples
///
/// Start from [`USUAL`](Self::USUAL), and state the differences:
///
/// ```
/// use any_runtime::{Declared, OnDrop};
///
/// const MINE: Declared = Declared { on_drop: OnDrop::Cancels, ..Declared::USUAL };
/// assert_eq!(MINE.on_drop.to_string(), "cancels the task");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// How the timer keeps time, in a few words.
    pub timer: &'static str,
    /// The step in which the timer counts. A sleep may be late by one step.
    pub granularity: Duration,
    /// When a sleep starts to count.
    pub sleep_counts_from: CountsFrom,
    /// Which executor may poll a sleep.
    pub sleep_polled_by: PolledBy,
    /// What a panic in a spawned task does.
    pub on_panic: OnPanic,
    /// What happens to a spawned task when the future of its result is dropped.
    pub on_drop: OnDrop,
    /// What [`block_on`](crate::BlockOn::block_on) does when it is called within itself.
    pub nested: Nested,
    /// The runtime's own function that [`unblock`](crate::Runtime::unblock) uses for blocking work.
    pub unblock: &'static str,
}

impl Declared {
    /// The usual answers. Most runtimes behave this way.
    ///
    /// # Examples
    ///
    /// ```
    /// use any_runtime::{Declared, OnDrop};
    ///
    /// assert_eq!(Declared::USUAL.on_drop, OnDrop::Detaches);
    /// ```
    pub const USUAL: Self = Self {
        timer: "not described",
        granularity: Duration::from_nanos(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::ItsRuntime,
        on_panic: OnPanic::PassedToAwaiter,
        on_drop: OnDrop::Detaches,
        nested: Nested::Panics,
        unblock: "another thread",
    };
}

/// When a sleep starts to count.
///
/// # Examples
///
/// ```
/// assert_eq!(any_runtime::CountsFrom::FirstPoll.to_string(), "its first poll");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountsFrom {
    /// At the call that returned it.
    Call,
    /// At its first poll. This is so for every sleep that is an `async fn`.
    FirstPoll,
}

impl Display for CountsFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Call => "the call",
            Self::FirstPoll => "its first poll",
        })
    }
}

/// Which executor may poll a sleep.
///
/// # Examples
///
/// ```
/// assert_eq!(any_runtime::PolledBy::AnyExecutor.to_string(), "any executor");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolledBy {
    /// Any executor: the timer has a thread of its own.
    AnyExecutor,
    /// Only the runtime that made the sleep: its executor also drives the timer.
    ItsRuntime,
}

impl Display for PolledBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AnyExecutor => "any executor",
            Self::ItsRuntime => "its own runtime",
        })
    }
}

/// What a panic in a spawned task does.
///
/// The workshop's commands do not show this, because they end at any panic.
///
/// # Examples
///
/// ```
/// assert_eq!(any_runtime::OnPanic::EndsBlockOn.to_string(), "ends block_on");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPanic {
    /// The runtime catches it, and raises it again where the task's result is awaited.
    PassedToAwaiter,
    /// It unwinds through the executor and out of [`block_on`](crate::BlockOn::block_on). The other tasks continue at
    /// the next call of `block_on`.
    EndsBlockOn,
}

impl Display for OnPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::PassedToAwaiter => "passed to the awaiter",
            Self::EndsBlockOn => "ends block_on",
        })
    }
}

/// What happens to a spawned task when the future of its result is dropped.
///
/// # Examples
///
/// ```
/// assert_eq!(any_runtime::OnDrop::Cancels.to_string(), "cancels the task");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDrop {
    /// The task is dropped too.
    Cancels,
    /// The task runs on.
    Detaches,
}

impl Display for OnDrop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Cancels => "cancels the task",
            Self::Detaches => "lets it run on",
        })
    }
}

/// What [`block_on`](crate::BlockOn::block_on) does when it is called within itself, on the same runtime.
///
/// It must not hang.
///
/// # Examples
///
/// ```
/// assert_eq!(any_runtime::Nested::Panics.to_string(), "panics");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nested {
    /// The inner call runs its future to the end. Then the outer call continues.
    Works,
    /// The inner call panics, and does not poll its future. The outer call can continue.
    Panics,
}

impl Display for Nested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Works => "works",
            Self::Panics => "panics",
        })
    }
}
