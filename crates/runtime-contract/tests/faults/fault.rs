//! What can be wrong with a runtime.

/// A fault of the runtime `Small`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no fault.
    Nothing,

    // Its timer.
    /// Every timer fires at once.
    FiresAtOnce,
    /// Every timer fires five milliseconds too late.
    FiresLate,
    /// A timer waits for all timers that were set before it.
    FirstComeFirstServed,
    /// It adds the duration of a sleep to the time, and the sum may be too large.
    OverflowsItsClock,
    /// It has room for a hundred timers. Any other never fires.
    HasFewTimers,
    /// A sleep wakes the first task that polled it, even if another task polled it later.
    KeepsTheFirstWaker,
    /// A sleep that was dropped still wakes its task.
    KeepsDroppedSleeps,
    /// Another thread drives its timers, but it declares that only its own executor may poll a sleep.
    BorrowsItsTimer,
    /// Its clock is a hundred times slower than its timer.
    HasASlowClock,
    /// Its clock jumps an hour forward each time somebody looks at it.
    HasAJumpingClock,

    // Its executor.
    /// `block_on` returns an error.
    RefusesToStart,
    /// Only one thread of the process may call `block_on`.
    RunsOnceInAProcess,
    /// All calls of `block_on` share one waker, so an inner call takes the wakes of the outer one.
    SharesItsWaker,
    /// A wake that arrives while its task is being polled is forgotten.
    LosesWakes,
    /// A wake from another thread is ignored.
    IgnoresOtherThreads,
    /// A second wake before the poll panics.
    PanicsAtASecondWake,
    /// A wake after the end of its task panics.
    PanicsAtALateWake,
    /// While the main future is ready to run, no timer fires.
    StarvesItsTimers,
    /// A task that is ready to run again keeps the thread.
    RunsTasksToTheEnd,
    /// A task runs only while somebody awaits its result.
    RunsOnlyAwaitedTasks,
    /// A panic in a task drops every other task.
    DropsTasksAtAPanic,

    // Its threads.
    /// Blocking work runs at the call, and panics there.
    UnblocksAtTheCall,
    /// The work-stealing executor runs its tasks on the thread that awaits them.
    HasNoThreads,
    /// A panic on one of its threads is not caught, so the result never comes.
    LosesPanics,
    /// The threads of a work-stealing executor never stop.
    LeaksThreads,
    /// Dropping a work-stealing executor joins its threads.
    JoinsThreads,
}
