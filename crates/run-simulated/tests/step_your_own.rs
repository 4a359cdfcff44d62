//! A coroutine of your own, step by step.

use std::time::Duration;

use anatomy::steps::Language;
use anatomy::{Steps, Traced};
use any_runtime::{BlockOn, Runtime};
use keep_printing::Timer;
use run_simulated::Simulated;

const SECOND: Duration = Duration::from_secs(1);

/// Your coroutine: a task boils water, while this lays the table.
async fn breakfast(rt: &impl Runtime) -> &'static str {
    let timer = rt.timer();
    let kettle = rt.spawn(async move {
        timer.sleep(SECOND).await;
        "tea"
    });
    rt.timer().sleep(SECOND / 2).await;
    kettle.await
}

#[test]
fn breakfast_step_by_step() {
    let rt = Traced::new(Simulated::new());
    assert_eq!(rt.block_on(breakfast(&rt)).unwrap(), "tea");
    let steps = Steps::new(rt.record(None));

    let told: Vec<_> = (0..steps.len()).map(|step| steps.sentence(step, Language::English)).collect();
    let expected = [
        "Main is polled for the first time. It spawns task 1. It asks the timer for a sleep of 500 ms, until 500 ms. \
         It answers pending: it waits for a sleep until 500 ms.",
        "Task 1 is polled for the first time. It asks the timer for a sleep of 1 s, until 1 s. \
         It answers pending: it waits for a sleep until 1 s.",
        "The 500 ms timer of main fires at 500 ms: it calls the waker of main.",
        "Main is polled again, because its 500 ms timer has fired. It answers pending: it waits for task 1.",
        "The 1 s timer of task 1 fires at 1 s: it calls the waker of task 1.",
        "Task 1 is polled again, because its 1 s timer has fired. It is done.",
        "The result of task 1 is there: it calls the waker of main.",
        "Main is polled again, because task 1 is done. It is done.",
    ];
    assert_eq!(told, expected);

    let at_the_table = steps.state(3);
    assert_eq!(at_the_table.awaits(0, Language::English), "task 1");
    assert_eq!(at_the_table.timers()[0].due, SECOND);
    assert_eq!(steps.broken(3), None, "the runtime keeps its promises");
}

// What follows is not on the page.
#[test]
fn the_page_shows_this_file() {
    let page = include_str!("../../../docs/step-your-own.md");
    let (code, _) = include_str!("step_your_own.rs").split_once("\n// What follows").unwrap();
    let (about, code) = code.split_once("\n\n").unwrap();
    assert!(page.contains(code.trim_end()) && about.starts_with("//!"), "docs/step-your-own.md shows other code");
}
