//! What every `run-…` command must do, as tests of the built commands.
//!
//! Each promise is a function. A runtime crate has one line in its `tests/command.rs`, and gets one test for each
//! promise:
//!
//! ```ignore
//! command_contract::suite!("run-tokio");
//! ```
//!
//! These tests start processes and wait in real time. They check what holds even on a busy machine: nothing comes
//! early, everything comes in order, there are never too many lines, and the command ends within [`PATIENCE`].

mod promises;
mod run;
mod trace;

pub use promises::*;
pub use run::{Ended, Run};
pub use trace::{Event, Trace};

/// A command that takes longer than this hangs. Even a busy machine needs less.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Declares one test for each promise. Each test runs the command of that name, which the calling crate builds.
///
/// # Examples
///
/// ```ignore
/// // In tests/command.rs:
/// command_contract::suite!("run-tokio");
/// ```
#[macro_export]
macro_rules! suite {
    ($binary:literal) => {
        $crate::suite! { $binary:
            // The original.
            prints_the_time_every_period_and_the_message_at_the_deadline
            a_limit_of_zero_still_ends_with_the_message
            a_limit_beyond_every_clock_is_no_limit
            a_period_longer_than_the_limit_prints_one_line
            // The lessons.
            hello_shows_that_only_polls_run_a_coroutine
            forever_goes_on_beyond_its_limit
            unhandled_fails_with_the_deadline_as_its_error
            async_main_is_the_default_lesson
            concurrent_runs_three_printers_in_the_time_of_one
            blocking_holds_up_the_deadline_until_it_is_cured
            cancel_drops_a_coroutine_at_its_await
            drift_adds_up_by_waiting_and_not_by_a_schedule
            threads_shows_which_thread_made_each_poll
            crowd_counts_the_ticks_of_a_thousand
            // The command line.
            nonsense_is_refused_with_a_sentence
            help_goes_to_stdout_and_names_every_option
            the_list_names_ten_lessons_in_80_columns
            a_period_of_a_nanosecond_is_as_short_as_the_timer_allows
            a_period_of_an_hour_ends_at_its_limit
            a_limit_of_zero_ends_every_lesson
            a_crowd_of_nobody_is_done_at_once
            // Stdout, and its reader.
            a_reader_that_goes_away_ends_it_quietly
            a_reader_gone_before_the_first_line_ends_every_lesson_quietly
            a_reader_gone_after_the_first_line_ends_every_lesson_quietly
            every_lesson_fits_80_columns_and_is_plain_in_a_pipe
            every_lesson_prints_to_a_file
            // The trace.
            every_lesson_leaves_a_trace_that_agrees_with_its_counters
            a_trace_is_left_when_the_reader_goes_away
            a_trace_is_left_only_where_it_is_asked_for
            a_trace_that_has_no_place_is_refused_before_the_lesson_runs
            a_trace_whose_place_is_gone_in_the_end_is_a_failure
        }
        // These exist on Unix alone: signals, closed file descriptors, `TZ`, links and named pipes.
        #[cfg(unix)]
        $crate::suite! { $binary:
            a_closed_stdout_is_no_panic
            a_signal_ends_a_lesson_that_prints
            a_signal_ends_a_lesson_that_blocks
            a_signal_leaves_an_older_trace_alone
            a_signal_while_a_trace_is_written_leaves_a_whole_one
            a_signal_ends_a_trace_that_nobody_reads
            a_reader_that_does_not_want_the_trace_ends_it_quietly
            a_trace_goes_where_a_link_leads
            a_trace_is_streamed_into_a_pipe_or_a_device
            a_trace_that_leads_nowhere_is_refused_before_the_lesson_runs
            an_odd_environment_changes_nothing_but_the_hour
        }
        // These tests need Linux: a pipe of one page, `/dev/full`, `/proc`, limits.
        #[cfg(target_os = "linux")]
        $crate::suite! { $binary:
            a_reader_that_stalls_does_not_hold_up_the_end
            a_reader_that_stalls_does_not_end_forever
            a_stdout_made_non_blocking_waits_for_its_reader
            a_stdout_made_non_blocking_does_not_hold_up_the_end
            a_stdout_made_non_blocking_still_ends_with_the_message
            a_full_disk_is_a_sentence
            a_terminal_shows_colours_unless_told_not_to
            a_trace_to_stdout_comes_after_the_lines
            a_trace_is_streamed_into_a_pipe_of_the_shell
            a_signal_ends_a_lesson_that_is_silent
            little_memory_is_enough_or_a_sentence
            a_crowd_too_large_for_the_memory_is_a_sentence
            few_files_are_enough_or_a_sentence
            few_threads_are_enough_or_a_sentence
        }
        // This test needs more than Rust.
        #[cfg(target_os = "linux")]
        $crate::suite! { $binary, ignore = "needs libfaketime; .ci/run installs it and runs this":
            the_wall_clock_may_jump_by_an_hour
        }
    };
    ($binary:literal $(, ignore = $why:literal)?: $($promise:ident)*) => {
        $crate::suite! { @each $binary [$(#[ignore = $why])?] $($promise)* }
    };
    (@each $binary:literal $attribute:tt $($promise:ident)*) => {
        $($crate::suite! { @test $binary $attribute $promise })*
    };
    (@test $binary:literal [$($attribute:tt)*] $promise:ident) => {
        #[test]
        $($attribute)*
        fn $promise() {
            $crate::$promise(::std::env!(::std::concat!("CARGO_BIN_EXE_", $binary)));
        }
    };
}
