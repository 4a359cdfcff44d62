//! Tests for an async runtime. One line gives a runtime crate one named test for each promise.
//!
//! Put this line into a file in the crate's `tests/` folder. The expression makes a runtime:
//!
//! ```ignore
//! runtime_contract::suite!(run_smol::Smol::default());
//! ```
//!
//! Runtimes differ in a few things. For example, a panic in a task ends `block_on` on some runtimes only. The contract
//! accepts each way. The runtime declares what it does in [`Runtime::DECLARED`], and a test checks that this is true.
//! [`row`] prints the declarations as a row of a table.
//!
//! Every test has a watchdog, so a runtime that hangs fails. The tests wait in real time, most of them for a few
//! milliseconds. They pass on a busy machine too: they check that nothing is early, and that everything is in order.

mod combinators;
mod promises;

use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, Runtime};

pub use crate::combinators::{Combinators, Core};
pub use crate::promises::*;

/// The longest time that a promise may take. After it, the test fails: the runtime hangs. A busy machine needs less.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Expands into one test for each promise. Each test makes a new runtime with the expression.
///
/// The [crate's page](crate) shows how to use it.
///
/// # Exceptions
///
/// Some promises are impossible on some runtimes. `except` names each of them, with the reason:
///
/// ```
/// runtime_contract::suite!(
///     run_mine::Mine::default(),
///     except {
///         blocking_work_does_not_hold_up_the_executor: "there is only one thread",
///         two_runtimes_live_in_one_process: "there is only one event loop",
///     }
/// );
/// ```
///
/// Their tests are ignored, and `cargo test` shows the reason. `cargo test -- --ignored` runs them all the same.
///
/// The name must be that of a promise. This does not compile:
///
/// ```compile_fail
/// runtime_contract::suite!(
///     run_mine::Mine::default(),
///     except {
///         blocking_work_holds_up_the_executor: "no promise has this name",
///     }
/// );
/// ```
#[macro_export]
macro_rules! suite {
    ($make:expr) => {
        $crate::suite! { $make, except {} }
    };
    ($make:expr, except { $($exception:ident: $reason:literal),* $(,)? }) => {
        $crate::suite! { $make; { $($exception: $reason)* }
            // Waiting
            a_sleep_is_never_done_early
            a_sleep_beyond_every_clock_neither_panics_nor_ends
            sleeps_end_in_the_order_of_their_deadlines
            a_sleep_dropped_unfired_wakes_no_one
            a_sleep_polled_by_two_tasks_in_turn_wakes_the_last
            a_sleep_counts_from_where_the_runtime_declares
            a_sleep_may_be_polled_where_the_runtime_declares
            the_timer_is_as_fine_as_the_runtime_declares
            the_clock_and_the_timer_agree
            // Deadlines
            a_result_before_the_deadline_is_returned
            the_deadline_is_never_early
            a_result_ready_at_the_deadline_wins
            a_result_ready_wins_against_a_deadline_already_past
            the_inner_of_two_deadlines_ends_only_the_inner_future
            the_outer_of_two_deadlines_ends_both
            the_future_is_dropped_before_elapsed_is_seen
            a_dropped_future_never_runs_past_its_await
            dropping_a_deadline_drops_what_it_guards
            a_panic_inside_passes_through
            a_panic_in_a_destructor_passes_through
            a_destructor_that_takes_long_is_waited_for
            lines_without_end_do_not_starve_the_deadline
            a_future_that_wakes_itself_for_ever_does_not_starve_the_deadline
            a_thousand_deadlines_at_one_instant_all_come
            a_coroutine_that_moves_to_another_task_keeps_its_deadline
            // The executor
            block_on_returns_the_value
            a_wake_from_another_thread_arrives
            a_wake_from_within_poll_arrives
            a_wake_before_pending_is_returned_arrives_even_from_another_thread
            two_wakes_do_no_harm
            a_wake_after_the_end_does_no_harm
            a_task_runs_beside_the_one_that_spawned_it
            tasks_share_the_thread_of_block_on
            tasks_take_turns
            a_task_whose_future_is_dropped_does_what_the_runtime_declares
            a_panic_in_a_task_does_what_the_runtime_declares
            a_panic_in_a_task_does_not_harm_the_others
            a_panic_in_blocking_work_is_raised_where_its_result_is_awaited
            block_on_within_block_on_does_what_the_runtime_declares
            blocking_work_does_not_hold_up_the_executor
            block_on_works_in_a_thread_within_a_task
            two_runtimes_live_in_one_process
            // The work-stealing executor
            stealing_tasks_return_their_results
            stealing_tasks_run_while_the_caller_blocks
            a_wake_from_another_thread_reaches_a_stealing_task
            a_panic_in_a_stealing_task_is_raised_where_it_is_awaited
            a_deadline_ends_a_stealing_printer
            a_sleep_that_moves_between_stealing_tasks_wakes_the_last
            a_dropped_stealing_executor_leaves_no_thread_behind
            dropping_a_stealing_executor_waits_for_no_task
            // Output
            lines_are_whole_and_in_order_under_short_writes
            lines_are_whole_and_in_order_under_pending_writes
            a_writer_that_fails_ends_the_printing_with_its_error
            a_writer_that_stalls_does_not_hold_up_the_deadline
        }
    };
    ($make:expr; { $($exception:ident: $reason:literal)* } $($promise:ident)*) => {
        $(
            // Does not compile if there is no such promise, in a build without tests too.
            #[allow(unused_imports)]
            use $crate::$exception as _;

            #[test]
            #[ignore = $reason]
            fn $exception() {
                $crate::watched(|| $crate::$exception::<_, $crate::Core>(|| $make));
            }
        )*

        // The first rule that matches counts. So an exception has no second test.
        macro_rules! unless_excepted {
            $(($exception) => {};)*
            $(($promise) => {
                #[test]
                fn $promise() {
                    $crate::watched(|| $crate::$promise::<_, $crate::Core>(|| $make));
                }
            };)*
        }
        $(unless_excepted!($promise);)*
    };
}

/// Runs `test` on a thread of its own, and waits for its end.
///
/// # Panics
///
/// If `test` panics, with the same panic. Also if `test` has not ended after [`PATIENCE`].
///
/// # Examples
///
/// ```
/// runtime_contract::watched(|| assert_eq!(1 + 1, 2));
/// ```
pub fn watched(test: impl FnOnce() + Send + 'static) {
    watched_for(PATIENCE, test);
}

/// Does the same as [`watched`], with a time limit of your own.
///
/// # Panics
///
/// If `test` panics, with the same panic. Also if `test` has not ended after `patience`.
///
/// # Examples
///
/// ```should_panic
/// runtime_contract::watched_for(std::time::Duration::from_millis(10), || loop { std::thread::park() });
/// ```
pub fn watched_for(patience: Duration, test: impl FnOnce() + Send + 'static) {
    let (ended, wait) = mpsc::channel::<()>();
    let test = thread::spawn(move || {
        let _ended = ended;
        test();
    });
    let hangs = wait.recv_timeout(patience) == Err(RecvTimeoutError::Timeout);
    assert!(!hangs, "it hangs: it has not ended after {patience:?}");
    test.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
}

/// The heading of the table of declarations. [`row`] makes its rows.
///
/// # Examples
///
/// ```
/// assert_eq!(runtime_contract::HEADING.lines().count(), 2);
/// ```
pub const HEADING: &str = "\
| runtime | its timer | counts in steps of | a sleep counts from | and may be polled by | a panic in a task | dropping a task's future | block_on within block_on | blocking work goes to |
|---|---|---|---|---|---|---|---|---|";

/// The declarations of a runtime, as a row of a Markdown table.
///
/// # Examples
///
/// ```
/// fn print<R: any_runtime::Runtime>() {
///     println!("{}\n{}", runtime_contract::HEADING, runtime_contract::row::<R>());
/// }
/// ```
pub fn row<R: Runtime>() -> String {
    format!(
        "| {} | {} | {:?} | {} | {} | {} | {} | {} | `{}` |",
        R::NAME,
        R::DECLARED.timer,
        R::DECLARED.granularity,
        R::DECLARED.sleep_counts_from,
        R::DECLARED.sleep_polled_by,
        R::DECLARED.on_panic,
        R::DECLARED.on_drop,
        R::DECLARED.nested,
        R::DECLARED.unblock
    )
}

/// Asserts that a page has the table of declarations, and that the table has the row of this runtime.
///
/// # Panics
///
/// If the page does not have it. The message shows the missing row.
///
/// # Examples
///
/// ```no_run
/// fn check<R: any_runtime::Runtime>(page: &str) {
///     runtime_contract::assert_stated_in::<R>(page);
/// }
/// ```
pub fn assert_stated_in<R: Runtime>(page: &str) {
    let row = row::<R>();
    assert!(page.contains(HEADING), "the page needs a table that begins with\n{HEADING}");
    assert!(page.lines().any(|line| line == row), "the table on the page needs the row\n{row}");
}

/// Makes a runtime and runs `test` on it.
fn run<R: BlockOn, T>(make: fn() -> R, test: impl AsyncFnOnce(&R) -> T) -> T {
    let rt = make();
    rt.block_on(test(&rt)).expect("the runtime starts")
}
