//! The lessons on a simulated clock. Their times are exact, and the tests take almost no real time.

use std::time::{Duration, Instant, SystemTime};

use any_runtime::{BlockOn, Runtime};
use command::Arguments;
use keep_printing::{Clock, Timer};
use run_simulated::{Recording, Simulated, WriteFaults, explore, shrink};

/// Runs a command line, and returns its output. Checks that no timer is left behind.
fn run(line: &str) -> String {
    let mut rt = Simulated::new().start(SystemTime::UNIX_EPOCH);
    let (ended, recording) = run_on(&mut rt, WriteFaults::None, line);
    ended.unwrap();
    assert_eq!(rt.timers(), 0, "{line} leaves timers behind");
    recording.text()
}

fn run_on(rt: &mut Simulated, faults: WriteFaults, line: &str) -> (std::io::Result<()>, Recording) {
    let recording = rt.record(faults);
    let (Arguments { lesson, options, .. }, ()) = Arguments::parse("simulated", line.split_whitespace()).unwrap();
    (rt.block_on(lesson.run(rt, &options)).unwrap(), recording)
}

/// The seconds and microseconds of the printed times. The hour and the minute depend on the time zone.
fn seconds(lines: &str) -> Vec<&str> {
    lines.lines().map(|line| line.get(17..26).unwrap_or(line)).collect()
}

#[test]
fn the_original_prints_twenty_lines_and_the_message_at_ten_seconds() {
    let started = Instant::now();
    let printed = run("async-main");
    let mut expected: Vec<String> = (0..20).map(|tick| format!("{:02}.{}00000", tick / 2, tick % 2 * 5)).collect();
    expected.push("시간 종료".into());
    assert_eq!(seconds(&printed), expected);
    assert!(started.elapsed() < Duration::from_secs(5), "it waited in real time");
}

#[test]
fn a_tick_due_at_the_deadline_loses_to_it() {
    assert_eq!(seconds(&run("async-main --every 1s --for 1s")), ["00.000000", "시간 종료"]);
}

#[test]
fn a_limit_of_zero_ends_it_after_one_poll() {
    assert_eq!(seconds(&run("async-main --for 0")), ["00.000000", "시간 종료"]);
}

#[test]
fn a_limit_of_a_year_passes_at_once() {
    assert_eq!(run("async-main --every 30days --for 1y").lines().count(), 13 + 1);
}

#[test]
fn unhandled_ends_in_the_error() {
    let mut rt = Simulated::new();
    let (ended, recording) = run_on(&mut rt, WriteFaults::None, "unhandled --for 2s");
    assert_eq!(ended.unwrap_err().to_string(), "the deadline came before the result");
    assert_eq!(recording.text().lines().count(), 4);
}

#[test]
fn hello_runs_nothing_before_the_first_poll() {
    let printed = run("hello --every 500ms");
    let lines: Vec<_> = printed.lines().map(str::trim_start).collect();
    assert_eq!(
        lines,
        [
            "time   what happened",
            "0.0 ms   created: the async fn was called",
            "500.0 ms   a pause later: none of its lines has run",
            "500.0 ms   poll 1",
            "500.0 ms       its first line runs",
            "500.0 ms     answer: pending",
            "1000.0 ms   woken: please poll again",
            "1000.0 ms   poll 2",
            "1000.0 ms       its last line runs",
            "1000.0 ms     answer: ready",
            "Created at once, idle for 500.0 ms, then 2 polls; 1000.0 ms in all.",
        ]
    );
}

#[test]
fn concurrent_printers_take_the_limit_and_not_the_sum() {
    let printed = run("concurrent");
    let count = |name| printed.lines().filter(|line| line.contains(name)).count();
    assert_eq!((count(" quick "), count(" steady "), count(" slow ")), (20, 10, 7));
    assert!(printed.ends_with("3 printers, 37 lines, 1 thread, 10.00 s: the limit, not the sum.\n"), "{printed}");
}

#[test]
fn blocking_starves_the_neighbour_and_the_deadline_and_the_cure_restores_both() {
    let printed = run("blocking");
    let rows: Vec<Vec<_>> = printed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["awaited", "5", "5", "0.0", "ms", "late", "0.0", "ms", "late"]);
    assert_eq!(rows[2], ["blocking", "7", "1", "3500.0", "ms", "late", "1000.0", "ms", "late"]);
    assert_eq!(rows[3], ["on", "another", "thread", "5", "5", "0.0", "ms", "late", "0.0", "ms", "late"]);
}

#[test]
fn cancel_runs_the_destructors_and_nothing_else() {
    let printed = run("cancel --for 4s");
    let lines: Vec<_> = printed.lines().map(str::trim_start).collect();
    assert_eq!(
        lines[1..],
        [
            "0.0 ms   a coroutine reaches its await",
            "1000.0 ms   its destructors run",
            "1000.0 ms   wait_for returns Elapsed",
            "1000.0 ms   a deadline is set inside a later one",
            "2000.0 ms   the inner one comes first, and ends only the inner future",
            "2000.0 ms   a deadline borrows a coroutine, by &mut",
            "3000.0 ms   the deadline drops the borrow, not the coroutine",
            "4000.0 ms   the coroutine continues, and is done",
            "Destructors ran before wait_for returned; the line after the await never ran.",
        ]
    );
}

#[test]
fn nothing_drifts_where_no_timer_is_late() {
    let printed = run("drift");
    assert!(printed.contains("    20          0.0 ms late       0.0 ms late\n"), "{printed}");
    assert!(printed.ends_with("After 20 ticks: 0.0 ms late by waiting, 0.0 ms by the schedule.\n"), "{printed}");
}

#[test]
fn threads_says_that_there_is_one() {
    assert_eq!(run("threads"), "simulated has no work-stealing executor: it uses one thread.\n");
}

#[test]
fn a_crowd_ticks_and_ends_to_the_last() {
    let printed = run("crowd --tasks 1000");
    assert!(printed.contains("ticks        20000\n"), "{printed}");
    assert!(printed.contains("p50 0.0 ms, p99 0.0 ms, max 0.0 ms late\n"), "{printed}");
}

#[test]
fn a_crowd_of_none_is_no_crowd() {
    assert!(run("crowd --tasks 0").contains("ticks        0\n"));
}

#[test]
fn ten_thousand_schedules_with_a_moody_writer_break_no_promise() {
    let limit = Duration::from_secs(10);
    let stalled = std::cell::Cell::new(0);
    let started = Instant::now();
    explore(0..10_000, |rt| {
        let (ended, recording) = run_on(rt, WriteFaults::Random, "async-main");
        let text = recording.text();
        let took = rt.clock().now();
        assert_eq!(rt.timers(), 0, "a timer is left behind");
        assert!(took >= limit && took <= limit + Duration::from_millis(500), "it took {took:?}");

        // The deadline may cut the last time short. The next text then continues its line.
        let whole: Vec<_> = text.lines().filter(|line| line.len() == "2026-11-22 06:48:50.032303".len()).collect();
        assert!(whole.len() <= 20, "{text}");
        assert!(whole.is_sorted(), "{text}");
        match ended {
            Ok(()) => assert!(text.ends_with("시간 종료\n"), "{text}"),
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::TimedOut, "{error}");
                stalled.set(stalled.get() + 1);
            }
        }
    });
    assert!((1..10_000).contains(&stalled.get()), "{} stalls: some runs should stall, not all", stalled.get());
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn the_same_seed_gives_the_same_schedule_and_another_seed_another() {
    let printed = |seed| {
        let mut rt = Simulated::new().seed(seed).start(SystemTime::UNIX_EPOCH);
        run_on(&mut rt, WriteFaults::Random, "concurrent").1
    };
    let texts: Vec<_> = (0..20).map(|seed| printed(seed).text()).collect();
    assert!((0..20).all(|seed| printed(seed).text() == texts[usize::try_from(seed).unwrap()]));
    assert!(texts.iter().any(|text| *text != texts[0]));
}

#[test]
fn a_schedule_that_depends_on_luck_is_found_and_its_seed_reproduces_it() {
    // Two tasks sleep for the same time. This program wrongly assumes that the first one always ends first.
    let lucky = |rt: &mut Simulated| {
        let order = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let tasks = [1, 2].map(|number| {
            let (sleep, order) = (rt.timer().sleep(Duration::from_secs(1)), order.clone());
            rt.spawn(async move {
                sleep.await;
                order.borrow_mut().push(number);
            })
        });
        let [first, second] = tasks;
        rt.block_on(async {
            first.await;
            second.await;
        })
        .unwrap();
        order.take()
    };
    assert_eq!(lucky(&mut Simulated::new()), [1, 2], "without a seed, the order is the order of registration");
    let unlucky = (0..100).find(|seed| lucky(&mut Simulated::new().seed(*seed)) == [2, 1]).expect("some seed finds it");
    for _ in 0..10 {
        assert_eq!(lucky(&mut Simulated::new().seed(unlucky)), [2, 1]);
    }
}

#[test]
#[should_panic(expected = "everything waits, and no timer is left to end it (seed 7)")]
fn a_deadlock_is_reported_with_its_seed() {
    Simulated::new().seed(7).block_on(std::future::pending::<()>()).unwrap();
}

#[test]
fn a_schedule_that_fails_is_shrunk_to_the_choices_that_matter() {
    // Five tasks are ready. The test fails if the last one runs before the first.
    let test = |rt: &mut Simulated| {
        let order = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let tasks: Vec<_> = (0..5)
            .map(|number| {
                let order = order.clone();
                rt.spawn(async move { order.borrow_mut().push(number) })
            })
            .collect();
        rt.block_on(async {
            for task in tasks {
                task.await;
            }
        })
        .unwrap();
        let at = |task| order.borrow().iter().position(|ran| *ran == task);
        assert!(at(0) < at(4), "the last ran before the first");
    };
    let fails = |schedule: &str| {
        let schedule = schedule.parse().unwrap();
        std::panic::catch_unwind(|| test(&mut Simulated::new().schedule(schedule))).is_err()
    };
    let smallest: Vec<_> = (0..10).filter_map(|seed| shrink(seed, test)).map(|schedule| schedule.to_string()).collect();
    assert!(!smallest.is_empty(), "no seed fails");
    for smallest in smallest {
        assert!(fails(&smallest), "{smallest}");
        let choices: Vec<_> = smallest.split(' ').collect();
        for left_out in 0..choices.len() {
            let mut fewer = choices.clone();
            fewer.remove(left_out);
            assert!(!fails(&fewer.join(" ")), "{fewer:?} is smaller than {smallest}");
        }
    }
}
