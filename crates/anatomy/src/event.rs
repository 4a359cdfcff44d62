//! What can happen in a run.

use std::panic::Location;
use std::time::Duration;

use lessons::Seen;

/// The number of the task that `main` blocks on. The numbers of spawned tasks start at one.
pub(crate) const MAIN: usize = 0;

/// An event: something that happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// The time since the start.
    pub(crate) at: Duration,
    pub(crate) thread: usize,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A task was given to the executor.
    Spawned {
        task: usize,
        place: Place,
    },
    /// A task was polled, answered or was woken.
    Task {
        task: usize,
        seen: Seen,
    },
    /// A task was dropped before it had a result.
    Dropped {
        task: usize,
    },
    /// A call began. It ends with `Returned`.
    Called(Call, Place),
    Returned(Call, Answer),
    /// A sleep began. It is not a call, because others run meanwhile.
    SleepSet {
        sleep: usize,
        duration: Duration,
        place: Place,
    },
    SleepEnded {
        sleep: usize,
        how: SleepEnd,
    },
    /// The task that is being polled left its waker here, because there was no result yet.
    Awaits(Awaited),
    /// What a task awaits calls the waker that the task left there.
    Calls(Awaited),
}

/// What a task can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Awaited {
    Sleep(usize),
    /// The writer: it takes nothing for now.
    Write,
    /// The result of another task.
    Task(usize),
    /// The result of work that may block.
    Work,
}

/// A place in the source text, if it is known.
pub(crate) type Place = Option<Line>;

/// A line of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    /// The path of the file, as the compiler was given it.
    pub(crate) file: &'static str,
    pub(crate) line: u32,
}

impl Line {
    /// Returns the line that calls the function that calls this.
    #[track_caller]
    pub(crate) fn of_caller() -> Self {
        let place = Location::caller();
        Self { file: place.file(), line: place.line() }
    }

    /// Returns the name of the file, without its folder.
    pub(crate) fn file_name(self) -> &'static str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(self.file)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    /// The writer was asked to take some bytes.
    Write,
    /// The writer was asked to pass on what it has taken.
    Flush,
    /// A coroutine blocked its thread, which it should not do.
    BlockingSleep,
    /// Work that may block ran on a thread that may be blocked.
    Unblock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Pending,
    /// With the number of bytes that it took.
    Ready(usize),
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SleepEnd {
    /// A poll saw that it was done.
    Done,
    /// It was dropped before it was done.
    Cancelled,
    /// It was not done when the record was closed.
    Unfinished,
}
