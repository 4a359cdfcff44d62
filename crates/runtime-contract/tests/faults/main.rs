//! Tests of the contract itself: each promise has a runtime, or a combinator, that breaks it. The contract notices.
//!
//! The runtime is a [small one](small). It can be given a [fault](fault::Fault). Without a fault, it passes.

mod combinators;
mod exceptions;
mod fault;
mod small;
mod threads;
mod timers;

use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use runtime_contract::{Core, GROUPS};

use crate::combinators::*;
use crate::fault::Fault::*;
use crate::small::{lying, small};

mod without_a_fault {
    runtime_contract::suite!(crate::small(crate::fault::Fault::Nothing));
}

/// Runs a promise, and returns whether it was kept. A promise that hangs was not kept.
fn is_kept<T: Send + 'static>(patience: Duration, promise: impl FnOnce() -> T + Send + 'static) -> bool {
    panic::catch_unwind(AssertUnwindSafe(|| runtime_contract::watched_for(patience, promise))).is_ok()
}

/// Expands into one test for each promise: with this runtime and these combinators, it is broken.
macro_rules! broken {
    ($($promise:ident: $runtime:ident($fault:ident), $combinators:ident;)*) => {
        mod broken {
            use super::*;

            $(#[test]
            fn $promise() {
                assert!(!is_kept(Duration::from_secs(2), || runtime_contract::$promise::<_, $combinators>(|| $runtime($fault))));
            })*
        }

        const BROKEN: &[&str] = &[$(stringify!($promise)),*];
    };
}

broken! {
    // Waiting
    a_sleep_is_never_done_early: small(FiresAtOnce), Core;
    a_sleep_beyond_every_clock_neither_panics_nor_ends: small(OverflowsItsClock), Core;
    sleeps_end_in_the_order_of_their_deadlines: small(FirstComeFirstServed), Core;
    a_sleep_dropped_unfired_wakes_no_one: small(KeepsDroppedSleeps), Core;
    a_sleep_polled_by_two_tasks_in_turn_wakes_the_last: small(KeepsTheFirstWaker), Core;
    a_sleep_counts_from_where_the_runtime_declares: lying(Nothing), Core;
    a_sleep_may_be_polled_where_the_runtime_declares: small(BorrowsItsTimer), Core;
    the_clock_and_the_timer_agree: small(HasAJumpingClock), Core;
    // Deadlines
    a_result_before_the_deadline_is_returned: small(Nothing), NeverPolls;
    the_deadline_is_never_early: small(HasASlowClock), Core;
    a_result_ready_at_the_deadline_wins: small(Nothing), PollsTheDeadlineFirst;
    a_result_ready_wins_against_a_deadline_already_past: small(Nothing), PollsTheDeadlineFirst;
    the_inner_of_two_deadlines_ends_only_the_inner_future: small(Nothing), NeverElapses;
    the_outer_of_two_deadlines_ends_both: small(Nothing), NeverDrops;
    the_future_is_dropped_before_elapsed_is_seen: small(Nothing), DropsLate;
    a_dropped_future_never_runs_past_its_await: small(Nothing), NeverPolls;
    dropping_a_deadline_drops_what_it_guards: small(Nothing), NeverDrops;
    a_panic_inside_passes_through: small(Nothing), SwallowsPanics;
    a_panic_in_a_destructor_passes_through: small(Nothing), SwallowsPanics;
    a_destructor_that_takes_long_is_waited_for: small(HasASlowClock), NeverDrops;
    lines_without_end_do_not_starve_the_deadline: small(Nothing), TearsLines;
    a_future_that_wakes_itself_for_ever_does_not_starve_the_deadline: small(StarvesItsTimers), Core;
    a_thousand_deadlines_at_one_instant_all_come: small(HasFewTimers), Core;
    a_coroutine_that_moves_to_another_task_keeps_its_deadline: small(KeepsTheFirstWaker), Core;
    // The executor
    block_on_returns_the_value: small(RefusesToStart), Core;
    a_wake_from_another_thread_arrives: small(IgnoresOtherThreads), Core;
    a_wake_from_within_poll_arrives: small(LosesWakes), Core;
    a_wake_before_pending_is_returned_arrives_even_from_another_thread: small(LosesWakes), Core;
    two_wakes_do_no_harm: small(PanicsAtASecondWake), Core;
    a_wake_after_the_end_does_no_harm: small(PanicsAtALateWake), Core;
    a_task_runs_beside_the_one_that_spawned_it: small(RunsOnlyAwaitedTasks), Core;
    tasks_take_turns: small(RunsTasksToTheEnd), Core;
    a_task_whose_future_is_dropped_does_what_the_runtime_declares: lying(Nothing), Core;
    a_panic_in_a_task_does_what_the_runtime_declares: lying(Nothing), Core;
    a_panic_in_a_task_does_not_harm_the_others: small(DropsTasksAtAPanic), Core;
    a_panic_in_blocking_work_is_raised_where_its_result_is_awaited: small(UnblocksAtTheCall), Core;
    block_on_within_block_on_does_what_the_runtime_declares: small(SharesItsWaker), Core;
    blocking_work_does_not_hold_up_the_executor: small(UnblocksAtTheCall), Core;
    block_on_works_in_a_thread_within_a_task: small(RunsOnceInAProcess), Core;
    two_runtimes_live_in_one_process: small(RunsOnceInAProcess), Core;
    // The work-stealing executor
    stealing_tasks_return_their_results: small(LosesWakes), Core;
    stealing_tasks_run_while_the_caller_blocks: small(HasNoThreads), Core;
    a_wake_from_another_thread_reaches_a_stealing_task: small(LosesWakes), Core;
    a_panic_in_a_stealing_task_is_raised_where_it_is_awaited: small(LosesPanics), Core;
    a_deadline_ends_a_stealing_printer: small(LosesWakes), Core;
    a_sleep_that_moves_between_stealing_tasks_wakes_the_last: small(LosesWakes), Core;
    a_dropped_stealing_executor_leaves_no_thread_behind: small(LeaksThreads), Core;
    dropping_a_stealing_executor_waits_for_no_task: small(JoinsThreads), Core;
    // Output
    lines_are_whole_and_in_order_under_short_writes: small(Nothing), TearsLines;
    lines_are_whole_and_in_order_under_pending_writes: small(Nothing), TearsLines;
    a_writer_that_fails_ends_the_printing_with_its_error: small(Nothing), IgnoresErrors;
    a_writer_that_stalls_does_not_hold_up_the_deadline: small(Nothing), BlocksTheThread;
}

/// These promises are not in the table above.
const NOT_IN_THE_TABLE: [&str; 2] = [
    // It has the test below.
    "the_timer_is_as_fine_as_the_runtime_declares",
    // Tasks need not be `Send`. So the compiler accepts no runtime that breaks this promise.
    "tasks_share_the_thread_of_block_on",
];

#[test]
fn every_promise_can_be_broken() {
    let mut promises: Vec<_> = GROUPS.iter().flat_map(|group| group.promises).collect();
    let mut broken: Vec<_> = BROKEN.iter().chain(&NOT_IN_THE_TABLE).collect();
    promises.sort_unstable();
    broken.sort_unstable();
    assert_eq!(broken, promises);
}

/// It measures 500 sleeps before it gives up.
#[test]
fn a_timer_that_is_not_as_fine_as_declared_is_caught() {
    let promise = runtime_contract::the_timer_is_as_fine_as_the_runtime_declares::<_, Core>;
    assert!(!is_kept(runtime_contract::PATIENCE, move || promise(|| small(FiresLate))));
}

#[test]
fn threads_that_end_although_they_are_declared_as_shared_are_caught() {
    let promise = runtime_contract::a_dropped_stealing_executor_leaves_no_thread_behind::<_, Core>;
    assert!(!is_kept(runtime_contract::PATIENCE, move || promise(|| lying(JoinsThreads))));
}
