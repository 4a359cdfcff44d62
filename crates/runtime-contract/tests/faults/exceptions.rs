//! The exceptions of `suite!`, and what a test prints.

use std::env;
use std::process::{Command, ExitStatus};

use crate::fault::Fault;
use crate::small::small;

runtime_contract::suite!(
    small(Fault::UnblocksAtTheCall),
    except {
        a_panic_in_blocking_work_is_raised_where_its_result_is_awaited: "the work runs at the call",
        blocking_work_does_not_hold_up_the_executor: "the work runs at the call",
    }
);

/// Runs this test binary with these arguments. Returns its exit status, and what it printed.
fn this_binary(arguments: &[&str]) -> (ExitStatus, String) {
    let ended = Command::new(env::current_exe().unwrap()).args(arguments).output().unwrap();
    (ended.status, String::from_utf8(ended.stdout).unwrap())
}

#[test]
fn an_exception_is_ignored_and_the_reason_is_shown() {
    let (status, printed) = this_binary(&["exceptions::blocking_work"]);
    assert!(status.success(), "{printed}");
    assert!(printed.contains("does_not_hold_up_the_executor ... ignored, the work runs at the call"), "{printed}");
}

#[test]
fn an_exception_still_runs_when_asked() {
    let (status, printed) = this_binary(&["exceptions::", "--ignored"]);
    assert!(!status.success(), "{printed}");
    assert!(printed.contains("test result: FAILED. 0 passed; 2 failed; 0 ignored"), "{printed}");
}

#[test]
fn a_test_prints_what_the_runtime_declares() {
    let test = "without_a_fault::a_panic_in_a_task_does_what_the_runtime_declares";
    let (status, printed) = this_binary(&["--exact", test, "--show-output"]);
    assert!(status.success(), "{printed}");
    assert!(
        printed.contains(&format!("---- {test} stdout ----\ndiffers: a panic in a task ends block_on\n")),
        "{printed}"
    );
}
