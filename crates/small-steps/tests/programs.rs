//! Every program prints what the book shows. `just book` writes those files.

use std::process::Command;

fn prints(program: &str, expected: &str) {
    let done = Command::new(program).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    assert_eq!(without_sizes(&String::from_utf8(done.stdout).unwrap()), without_sizes(expected));
}

/// Sizes differ between processors, and between versions of the compiler.
fn without_sizes(text: &str) -> Vec<String> {
    let without =
        |line: &str| if line.contains(" bytes") { line.replace(|c: char| c.is_ascii_digit(), "") } else { line.into() };
    text.lines().map(without).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A test for each program, and the check that no program is left out.
macro_rules! programs {
    ($($test:ident: $program:literal;)*) => {
        $(
            #[test]
            fn $test() {
                let expected = include_str!(concat!("../../../docs/outputs/", $program, ".txt"));
                prints(env!(concat!("CARGO_BIN_EXE_", $program)), expected);
            }
        )*

        #[test]
        fn every_program_has_a_test() {
            let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin")).unwrap();
            let mut names: Vec<_> = folder.map(|entry| entry.unwrap().path().file_stem().unwrap().to_owned()).collect();
            let mut tested = [$($program),*];
            names.sort();
            tested.sort_unstable();
            assert_eq!(names, tested);
        }
    };
}

programs! {
    a_coroutine_runs_from_poll_to_poll: "coroutine";
    an_enum_with_a_poll_does_the_same: "states";
    twenty_lines_run_one_future: "block-on";
    a_queue_runs_several: "queue";
    a_tree_of_wakers_is_a_timer: "timers";
    a_result_wins_the_tie_and_a_tick_from_until_does_not: "tie";
    waiting_after_work_drifts_and_a_schedule_does_not: "drift";
    the_struct_takes_turns_and_tries_again: "why-a-struct";
}
