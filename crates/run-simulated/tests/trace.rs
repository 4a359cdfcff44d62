//! The trace of a run on a simulated clock. Every time in it is exact to the nanosecond.

use std::time::Duration;

use command_contract::{Ended, Event, Run, Trace};

/// Runs a command line with a trace. Returns how it ended, and the trace.
fn traced(line: &str) -> (Ended, Trace) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.json");
    let ended = run(line.split_whitespace().chain(["--trace", path.to_str().unwrap()]));
    let trace = Trace::read(&path);
    trace.assert_sound();
    (ended, trace)
}

fn run<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Ended {
    let start = ["--start", "2026-11-22 06:48:50"];
    Run::start(env!("CARGO_BIN_EXE_run-simulated"), arguments.into_iter().chain(start)).end()
}

/// The half seconds from `first` to `last`.
fn halves(first: u32, last: u32) -> Vec<Duration> {
    (first..=last).map(|half| half * Duration::from_millis(500)).collect()
}

#[test]
fn the_original_is_polled_and_woken_every_half_second() {
    let (_, trace) = traced("async-main");
    let polls: Vec<_> = trace.events("X", "poll").collect();
    assert_eq!(polls.iter().map(|poll| poll.at()).collect::<Vec<_>>(), halves(0, 20));
    assert!(polls.iter().all(|poll| poll.text("name") == "poll main" && poll.took().is_zero()));
    assert_eq!(polls.iter().map(|poll| poll.number("poll")).collect::<Vec<_>>(), (1..=21).collect::<Vec<_>>());
    assert!(polls[..20].iter().all(|poll| poll.arg("answer") == "pending") && polls[20].arg("answer") == "ready");

    let wakes: Vec<_> = trace.events("i", "wake").map(Event::at).collect();
    assert_eq!(wakes, halves(1, 20), "the first poll needs no wake");
    assert_eq!(trace.events("f", "wake").map(Event::at).collect::<Vec<_>>(), wakes, "each poll follows its wake");
    assert_eq!(trace.threads(), ["main"]);
}

#[test]
fn the_original_sleeps_half_a_second_at_a_time_under_a_deadline_of_ten() {
    let (_, trace) = traced("async-main");
    let set: Vec<_> = trace.events("b", "timer").map(|sleep| (sleep.at(), sleep.number("duration_ns"))).collect();
    let deadline = [(Duration::ZERO, 10_000_000_000)];
    // After the last line it sleeps for ever. This needs no timer.
    let ticks = halves(0, 18).into_iter().map(|at| (at, 500_000_000));
    // The message is written at once, so there is no wait for it.
    assert_eq!(set, deadline.into_iter().chain(ticks).collect::<Vec<_>>());

    let mut ends = trace.events("e", "timer");
    assert!(ends.all(|end| end.arg("answer") == "done" && end.number("late_ns") == 0));
    assert_eq!(trace.events("e", "timer").count(), set.len());
}

#[test]
fn the_original_writes_twenty_lines_and_the_message() {
    let (ended, trace) = traced("async-main");
    let writes: Vec<_> = trace.events("X", "write").filter(|call| call.text("name") == "write").collect();
    let expected = halves(0, 20).into_iter().zip(ended.stdout.lines().map(|line| line.len() as u64 + 1));
    let expected: Vec<_> = expected.collect();
    assert_eq!(writes.iter().map(|write| (write.at(), write.number("bytes"))).collect::<Vec<_>>(), expected);
    assert_eq!((expected.len(), trace.counter("bytes")), (21, ended.stdout.len()));
}

#[test]
fn blocking_work_has_a_simulated_thread_of_its_own() {
    let (_, trace) = traced("blocking");
    assert_eq!(trace.threads(), ["main", "a simulated thread"]);
    let blocked = |name, thread| {
        let calls = trace.events("X", "block").filter(move |call| call.text("name") == name);
        calls.filter(move |call| call.number("tid") == thread).map(Event::took).collect::<Vec<_>>()
    };
    // The periods are half a second. First it blocks for a quarter of the limit and two periods. Then another thread
    // blocks for a quarter of the limit.
    assert_eq!(blocked("blocking sleep", 1), [Duration::from_millis(500); 7]);
    assert_eq!(blocked("blocking sleep", 2), [Duration::from_millis(500); 5]);
    assert_eq!(blocked("unblock", 2), [Duration::from_millis(500); 5]);
    let longest = trace.events("X", "poll").map(Event::took).max();
    assert_eq!(longest, Some(Duration::from_millis(3500)), "a poll that blocks takes as long as it blocks");
}

#[test]
fn each_task_has_its_own_polls() {
    let (_, trace) = traced("crowd --tasks 3 --every 1s --for 2s");
    assert_eq!(trace.counter("tasks"), 3);
    for task in 1..=3 {
        let polls: Vec<_> = trace.events("X", "poll").filter(|poll| poll.number("task") == task).collect();
        let answers: Vec<_> = polls.iter().map(|poll| (poll.at().as_secs(), poll.arg("answer"))).collect();
        assert_eq!(answers, [(0, "pending"), (1, "pending"), (2, "ready")], "task {task}");
    }
}

#[test]
fn a_lesson_cannot_tell_that_it_is_traced() {
    for lesson in ["hello", "unhandled", "async-main", "concurrent", "blocking", "cancel", "drift", "threads", "crowd"]
    {
        let line = format!("{lesson} --tasks 20");
        let (plain, (traced, trace)) = (run(line.split_whitespace()), traced(&line));
        // CPU time and memory differ from run to run.
        let known = |ended: &Ended| -> Vec<_> {
            let rows = ended.stdout.lines().filter(|row| !row.starts_with("CPU time") && !row.starts_with("memory"));
            rows.map(String::from).collect()
        };
        assert_eq!(known(&traced), known(&plain), "{lesson}");
        assert_eq!((traced.status, &traced.stderr), (plain.status, &plain.stderr), "{lesson}");
        assert_eq!((trace.about("lesson"), trace.about("runtime")), (lesson, "simulated"));
    }
}

#[test]
fn the_same_run_leaves_the_same_trace() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["one.json", "two.json"].map(|name| {
        let path = folder.path().join(name);
        run(["concurrent", "--seed", "7", "--trace", path.to_str().unwrap()]);
        std::fs::read_to_string(path).unwrap()
    });
    assert_eq!(texts[0], texts[1]);
}
