//! The steps of a run say what happened. The executor knows its own state, so here they can be compared.

use std::time::Duration;

use anatomy::steps::{Language, Status};
use anatomy::{Record, Steps, Traced};
use any_runtime::{BlockOn, Runtime};
use futures_lite::future::{self, yield_now};
use keep_printing::{Clock, Timer, wait_for};
use lessons::{Lesson, Options};
use proptest::prelude::*;
use run_simulated::{Simulated, WriteFaults};

/// Runs a lesson for a simulated second.
fn traced(lesson: Lesson, seed: u64) -> Traced<Simulated> {
    let mut rt = Simulated::new().seed(seed).start(std::time::SystemTime::UNIX_EPOCH);
    rt.record(WriteFaults::Random);
    let rt = Traced::new(rt);
    let options = options();
    // `unhandled` fails, and a stdout with faults may fail: these are runs as well.
    rt.block_on(async { lesson.run(&rt, &options).await.ok() }).unwrap();
    rt
}

/// The lessons that end by themselves.
fn ending() -> impl Iterator<Item = Lesson> {
    Lesson::ALL.iter().copied().filter(|lesson| *lesson != Lesson::Forever)
}

fn options() -> Options {
    Options { limit: Duration::from_secs(1), tasks: 20, ..Options::default() }
}

fn sentences(steps: &Steps) -> Vec<String> {
    (0..steps.len()).map(|step| steps.sentence(step, Language::English)).collect()
}

#[test]
fn the_steps_of_the_original_program() {
    let mut rt = Simulated::new().start(std::time::SystemTime::UNIX_EPOCH);
    rt.record(WriteFaults::None);
    let rt = Traced::new(rt);
    rt.block_on(Lesson::AsyncMain.run(&rt, &options())).unwrap().unwrap();
    let steps = Steps::new(rt.record(Some(Lesson::AsyncMain)));
    let expected = [
        "Main is polled for the first time. It asks the timer for a sleep of 1 s, until 1 s. It prints TIME. It asks the \
         timer for a sleep of 500 ms, until 500 ms. It answers pending: it waits for a sleep until 500 ms, a sleep until \
         1 s.",
        "The 500 ms timer of main fires at 500 ms: it calls the waker of main.",
        "Main is polled again, because its 500 ms timer has fired. It prints TIME. It answers pending: it waits for a sleep \
         until 1 s.",
        "The 1 s timer of main fires at 1 s: it calls the waker of main.",
        "Main is polled again, because its 1 s timer has fired. It prints \"시간 종료\". It is done.",
    ];
    let is_time = |word: &&str| word.starts_with("\"1970-01-01") || word.starts_with("\"1969-12-31");
    let told = sentences(&steps).into_iter().map(|sentence| {
        let Some(time) = sentence.split("prints ").nth(1).filter(|rest| is_time(rest)) else { return sentence };
        let time = &time[..=time[1..].find('"').unwrap() + 1];
        sentence.replace(time, "TIME")
    });
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let line_of =
        |text: &str| (1..).zip(Lesson::AsyncMain.source().lines()).find(|(_, line)| line.contains(text)).unwrap().0;
    assert!(steps.lines(1).contains(&line_of("until(rt.timer()")), "{:?}", steps.lines(1));
    assert!(steps.lines(4).contains(&line_of("rt.stdout()")), "{:?}", steps.lines(4));
}

/// The words that a Korean sentence has in Latin letters. What the lesson prints is in quotation marks, and the names of
/// threads are in parentheses: these are as they are.
#[test]
fn no_english_is_left_in_a_korean_sentence() {
    for lesson in ending() {
        for seed in 0..5 {
            let rt = traced(lesson, seed);
            let steps = Steps::new(rt.record(Some(lesson)));
            for step in 0..steps.len() {
                let sentence = steps.sentence(step, Language::Korean);
                let state = steps.state(step);
                let own = sentence.split('"').step_by(2).collect::<String>();
                let mut texts = vec![own.split(['(', ')']).step_by(2).collect::<String>()];
                texts.extend(state.tasks().map(|(task, _)| state.status(task, Language::Korean)));
                texts.extend(state.timers().iter().map(|timer| timer.text(Language::Korean)));
                for text in texts {
                    let words = text.split(|char: char| !char.is_ascii_alphabetic()).filter(|word| !word.is_empty());
                    let english: Vec<_> =
                        words.filter(|word| !["main", "stdout", "Pending", "s", "ms"].contains(word)).collect();
                    assert!(english.is_empty(), "{lesson}, seed {seed}, step {step}: {english:?} in {text}");
                }
                assert!(sentence.split(". ").all(|part| part.contains("니다")), "{lesson}, step {step}: {sentence}");
            }
        }
    }
}

#[test]
fn every_lesson_agrees_with_the_counters_and_breaks_no_promise() {
    for lesson in ending() {
        for seed in 0..20 {
            let rt = traced(lesson, seed);
            let steps = Steps::new(rt.record(Some(lesson)));
            let mut counters = steps.state(steps.len() - 1).counters();
            // No event counts these.
            counters.threads = rt.recorder().counters().threads;
            assert_eq!(counters, rt.recorder().counters(), "{lesson}, seed {seed}");
            let broken = (0..steps.len()).find_map(|step| steps.broken(step));
            assert_eq!(broken, None, "{lesson}, seed {seed}");
        }
    }
}

#[test]
fn the_trace_file_has_the_same_steps() {
    for lesson in ending() {
        for seed in 0..20 {
            let rt = traced(lesson, seed);
            let steps = Steps::new(rt.record(Some(lesson)));
            let read = Steps::new(Record::from_chrome(&rt.to_chrome(lesson, &options())).unwrap());
            assert_eq!(sentences(&read), sentences(&steps), "{lesson}, seed {seed}");
            for step in 0..steps.len() {
                assert_eq!(read.lines(step), steps.lines(step), "{lesson}, seed {seed}, step {step}");
                assert_eq!(read.at(step), steps.at(step), "{lesson}, seed {seed}, step {step}");
                assert_eq!(read.broken(step), steps.broken(step), "{lesson}, seed {seed}, step {step}");
            }
            let last = steps.len() - 1;
            assert_eq!(read.output(&read.state(last)), steps.output(&steps.state(last)), "{lesson}, seed {seed}");
        }
    }
}

#[test]
fn going_back_and_forth_changes_nothing() {
    for lesson in ending() {
        let rt = traced(lesson, 1);
        let steps = Steps::new(rt.record(Some(lesson)));
        let forward: Vec<_> = (0..steps.len()).map(|step| steps.state(step)).collect();
        for step in (0..steps.len()).rev() {
            assert_eq!(steps.state(step), forward[step], "{lesson}, step {step}");
        }
    }
}

/// What a task of a random program does next.
#[derive(Clone, Debug)]
enum Action {
    Sleep(u64),
    Yield,
    /// A sleep that a deadline may cut off.
    Deadline(u64, u64),
    /// Spawns a task that does this, and waits for it.
    Spawn(Vec<Action>),
    /// Spawns a task that does this, and does not wait for it.
    Detach(Vec<Action>),
    /// Two things at once; the first that is done drops the other.
    Race(Vec<Action>, Vec<Action>),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let leaf = prop_oneof![
        (0..4_u64).prop_map(Action::Sleep),
        Just(Action::Yield),
        (0..4_u64, 0..4_u64).prop_map(|(sleep, limit)| Action::Deadline(sleep, limit)),
    ];
    let action = leaf.prop_recursive(3, 24, 4, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            some().prop_map(Action::Spawn),
            some().prop_map(Action::Detach),
            (some(), some()).prop_map(|(one, other)| Action::Race(one, other)),
        ]
    });
    prop::collection::vec(action, 0..6)
}

/// Does the actions. Before each, it asks the executor for its state, and compares it with that of the steps so far.
fn run<'a>(rt: &'a Traced<Simulated>, actions: Vec<Action>) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>> {
    let millis = Duration::from_millis;
    Box::pin(async move {
        for action in actions {
            check(rt);
            match action {
                Action::Sleep(time) => drop(rt.timer().sleep(millis(time)).await),
                Action::Yield => yield_now().await,
                Action::Deadline(time, limit) => {
                    let (sleep, deadline) = (rt.timer().sleep(millis(time)), rt.timer().sleep(millis(limit)));
                    wait_for(sleep, deadline).await.ok();
                }
                Action::Spawn(actions) => spawn(rt, actions).await,
                Action::Detach(actions) => drop(spawn(rt, actions)),
                Action::Race(one, other) => future::or(run(rt, one), run(rt, other)).await,
            }
        }
        check(rt);
    })
}

/// A task must not borrow the runtime. So it gets the actions one by one, as sleeps.
fn spawn(rt: &Traced<Simulated>, actions: Vec<Action>) -> impl Future<Output = ()> {
    let timer = rt.timer();
    rt.spawn(async move {
        for action in actions {
            match action {
                Action::Sleep(time) | Action::Deadline(time, _) => drop(timer.sleep(Duration::from_millis(time)).await),
                _ => yield_now().await,
            }
        }
    })
}

fn check(rt: &Traced<Simulated>) {
    let steps = Steps::new(rt.record(None));
    let state = steps.state(steps.len() - 1);
    // A timer that is due now may have fired without a trace: a sleep that was never polled has no waker to call.
    let waiting: Vec<_> = state.timers().into_iter().filter(|timer| !timer.fired).collect();
    let later = waiting.iter().filter(|timer| timer.due > state.at()).count();
    assert!((later..=waiting.len()).contains(&rt.runtime().timers()), "timers: {waiting:?}");
    // An executor polls a new task without a wake.
    let new = state.tasks().filter(|(number, task)| task.status == Status::New && !state.woken().contains(number));
    assert_eq!(state.woken().len() + new.count(), rt.runtime().ready(), "ready tasks");
    assert_eq!(state.at(), rt.clock().now(), "the clock");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_state_of_the_steps_is_that_of_the_executor(actions in actions(), seed in 0..1000_u64) {
        let rt = Traced::new(Simulated::new().seed(seed));
        rt.block_on(run(&rt, actions)).unwrap();
        let steps = Steps::new(rt.record(None));
        assert_eq!((0..steps.len()).find_map(|step| steps.broken(step)), None);
    }
}
