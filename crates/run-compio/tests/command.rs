//! Checks the promises of every workshop command on `run-compio`.

#[cfg(target_os = "linux")]
mod seccomp;

command_contract::suite!("run-compio");

/// If `io_uring` is forbidden, compio uses another driver, and all output takes another path.
#[cfg(target_os = "linux")]
#[test]
fn without_io_uring_it_is_the_same() {
    seccomp::forbid_io_uring();
    let promises = [
        command_contract::prints_the_time_every_period_and_the_message_at_the_deadline,
        command_contract::hello_shows_that_only_polls_run_a_coroutine,
        command_contract::every_lesson_fits_80_columns_and_is_plain_in_a_pipe,
        command_contract::every_lesson_prints_to_a_file,
        command_contract::a_terminal_shows_colours_unless_told_not_to,
        command_contract::a_full_disk_is_a_sentence,
        command_contract::a_closed_stdout_is_no_panic,
        command_contract::a_reader_that_goes_away_ends_it_quietly,
        command_contract::a_reader_that_stalls_does_not_hold_up_the_end,
        command_contract::a_signal_ends_a_lesson_that_prints,
        command_contract::few_files_are_enough_or_a_sentence,
        command_contract::few_threads_are_enough_or_a_sentence,
        command_contract::little_memory_is_enough_or_a_sentence,
    ];
    for promise in promises {
        promise(env!("CARGO_BIN_EXE_run-compio"));
    }
}
