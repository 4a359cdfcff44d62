//! The macro `suite!`, and the list of all promises.

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
        $crate::promises! { [$crate::suite] $make; { $($exception: $reason)* } }
    };
    ($make:expr; { $($exception:ident: $reason:literal)* } $($group:ident, $title:literal { $($promise:ident)* })*) => {
        $(
            // Does not compile if there is no such promise, in a build without tests too.
            #[allow(unused_imports)]
            use $crate::$exception as _;

            #[test]
            #[ignore = $reason]
            fn $exception() {
                $crate::check($crate::$exception::<_, $crate::Core>, || $make);
            }
        )*

        // The first rule that matches counts. So an exception has no second test.
        macro_rules! unless_excepted {
            $(($exception) => {};)*
            $($(($promise) => {
                #[test]
                fn $promise() {
                    $crate::check($crate::$promise::<_, $crate::Core>, || $make);
                }
            };)*)*
        }
        $($(unless_excepted!($promise);)*)*
    };
}

/// Passes the list of all promises to a macro, group by group. A group is a file in the folder `promises`.
#[doc(hidden)]
#[macro_export]
macro_rules! promises {
    ([$($macro:tt)*] $($arguments:tt)*) => {
        $($macro)*! { $($arguments)*
            waiting, "Waiting" {
                a_sleep_is_never_done_early
                a_sleep_beyond_every_clock_neither_panics_nor_ends
                sleeps_end_in_the_order_of_their_deadlines
                a_sleep_dropped_unfired_wakes_no_one
                a_sleep_polled_by_two_tasks_in_turn_wakes_the_last
                a_sleep_counts_from_where_the_runtime_declares
                a_sleep_may_be_polled_where_the_runtime_declares
                the_timer_is_as_fine_as_the_runtime_declares
                the_clock_and_the_timer_agree
            }
            deadlines, "Deadlines" {
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
            }
            executor, "The executor" {
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
            }
            work_stealing, "The work-stealing executor" {
                stealing_tasks_return_their_results
                stealing_tasks_run_while_the_caller_blocks
                a_wake_from_another_thread_reaches_a_stealing_task
                a_panic_in_a_stealing_task_is_raised_where_it_is_awaited
                a_deadline_ends_a_stealing_printer
                a_sleep_that_moves_between_stealing_tasks_wakes_the_last
                a_dropped_stealing_executor_leaves_no_thread_behind
                dropping_a_stealing_executor_waits_for_no_task
            }
            output, "Output" {
                lines_are_whole_and_in_order_under_short_writes
                lines_are_whole_and_in_order_under_pending_writes
                a_writer_that_fails_ends_the_printing_with_its_error
                a_writer_that_stalls_does_not_hold_up_the_deadline
            }
        }
    };
}

macro_rules! groups {
    ($($file:ident, $title:literal { $($promise:ident)* })*) => {
        &[$(Group { title: $title, file: concat!(stringify!($file), ".rs"), promises: &[$(stringify!($promise)),*] }),*]
    };
}

/// All promises, in the order in which they are best read.
///
/// # Examples
///
/// ```
/// let waiting = &runtime_contract::GROUPS[0];
/// assert_eq!((waiting.title, waiting.file), ("Waiting", "waiting.rs"));
/// assert!(waiting.promises.contains(&"a_sleep_is_never_done_early"));
/// ```
pub const GROUPS: &[Group] = promises!([groups]);

/// Some promises about one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The file that contains them, in this crate's `src/promises/`.
    pub file: &'static str,
    /// The name of each promise. A test of it has the same name.
    pub promises: &'static [&'static str],
}
