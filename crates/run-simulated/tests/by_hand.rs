//! A run by hand: its moves do what an executor does, and what an executor must not do.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use any_runtime::{BlockOn, Runtime};
use futures_lite::future::{self, yield_now};
use keep_printing::{Clock, Timer, wait_for};
use proptest::prelude::*;
use proptest::sample::Index;
use run_simulated::{ByHand, Simulated};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_timer_that_fires_early_ends_its_sleep_early() {
    let rt = Simulated::new();
    let mut hand = rt.by_hand(async {
        rt.timer().sleep(SECOND).await;
        rt.clock().now()
    });
    assert!(hand.poll(0) && hand.fire(1) && hand.poll(0));
    assert_eq!(hand.output(), Some(&Duration::ZERO));
    assert_eq!(hand.schedule(), None, "block_on never does that");
}

#[test]
fn time_may_pass_although_a_task_is_ready_and_a_timer_is_due() {
    let rt = Simulated::new();
    let mut hand = rt.by_hand(async {
        let sleeps = [1, 2, 3].map(|seconds| rt.timer().sleep(seconds * SECOND));
        for sleep in sleeps {
            sleep.await;
        }
    });
    hand.poll(0);
    assert!(hand.let_time_pass() && hand.let_time_pass());
    assert_eq!((rt.clock().now(), hand.timers().len()), (2 * SECOND, 3), "nothing has fired");
    hand.fire(1);
    assert!(hand.let_time_pass(), "main is ready meanwhile");
    assert!(!hand.let_time_pass(), "no timer is due later");
    assert_eq!((rt.clock().now(), hand.ready()), (3 * SECOND, vec![0]));
    assert_eq!(hand.schedule(), None, "block_on never does that");
}

#[test]
fn a_poll_without_a_wake_finds_the_task_where_it_was() {
    let rt = Simulated::new();
    let mut hand = rt.by_hand(async { drop(rt.timer().sleep(SECOND).await) });
    assert!(hand.poll(0) && hand.poll(0) && hand.poll(0));
    assert_eq!((hand.output(), hand.timers()), (None, vec![(1, SECOND)]));
    assert!(hand.ready().is_empty());
    hand.let_time_pass();
    hand.fire(1);
    assert!(hand.poll(0));
    assert_eq!(hand.output(), Some(&()));
}

#[test]
fn what_is_gone_cannot_be_moved() {
    let rt = Simulated::new();
    let mut hand = rt.by_hand(async {
        wait_for(future::pending::<()>(), rt.timer().sleep(SECOND)).await.ok();
        rt.spawn(async {}).await;
    });
    assert!(!hand.poll(1) && !hand.fire(0) && !hand.fire(1) && !hand.let_time_pass());
    hand.poll(0);
    assert!(hand.fire(1) && !hand.fire(1), "it has fired");
    hand.poll(0);
    assert_eq!((hand.tasks(), hand.ready()), (vec![0, 1], vec![1]));
    assert!(hand.poll(1) && !hand.poll(1), "it is done");
    assert!(hand.poll(0) && !hand.poll(0), "main is done, too");
    assert!(hand.tasks().is_empty());
}

#[test]
fn a_sleep_that_is_dropped_is_no_timer_any_more() {
    let rt = Simulated::new();
    let mut hand = rt.by_hand(async {
        wait_for(yield_now(), rt.timer().sleep(SECOND)).await.ok();
        rt.timer().sleep(2 * SECOND).await;
    });
    hand.poll(0);
    assert_eq!((hand.timers(), hand.ready()), (vec![(1, SECOND)], vec![0]));
    hand.poll(0);
    assert_eq!(hand.timers(), [(2, 2 * SECOND)], "the numbers of timers are used once");
}

#[test]
fn block_on_waits_until_the_run_by_hand_is_over() {
    let rt = Simulated::new();
    let hand = rt.by_hand(async {});
    let nested = catch_unwind(AssertUnwindSafe(|| rt.block_on(async {})));
    let message = *nested.unwrap_err().downcast::<&str>().unwrap();
    assert!(message.starts_with("block_on is called within block_on of the same runtime"), "{message}");
    drop(hand);
    rt.block_on(async {}).unwrap();
}

#[test]
fn a_run_by_hand_that_ends_early_leaves_no_task_behind() {
    let rt = Rc::new(Simulated::new());
    let gone = Rc::downgrade(&rt);
    let theirs = rt.clone();
    let mut hand = rt.by_hand(async move {
        let task = theirs.clone();
        theirs.spawn(async move { drop(task.timer().sleep(SECOND).await) }).await;
    });
    assert!(hand.poll(0) && hand.poll(1));
    drop((hand, rt));
    assert!(gone.upgrade().is_none(), "the task has the runtime, and the runtime has the task");
}

/// What a task of a random program does next.
#[derive(Clone, Debug)]
enum Action {
    Sleep(u32),
    Yield,
    /// Two sleeps: the first that is done drops the other.
    Race(u32, u32),
}

fn program() -> impl Strategy<Value = Vec<Vec<Action>>> {
    let action = prop_oneof![
        (0..3_u32).prop_map(Action::Sleep),
        Just(Action::Yield),
        (0..3_u32, 0..3_u32).prop_map(|(one, other)| Action::Race(one, other)),
    ];
    prop::collection::vec(prop::collection::vec(action, 0..5), 1..4)
}

/// Runs a task for each list of actions. Returns who did something, and when.
async fn run(rt: &Simulated, program: Vec<Vec<Action>>) -> Vec<(usize, Duration)> {
    let log = Rc::new(RefCell::new(Vec::new()));
    let tasks: Vec<_> = (0..)
        .zip(program)
        .map(|(number, actions)| {
            let (timer, clock, log) = (rt.timer(), rt.clock(), log.clone());
            rt.spawn(async move {
                for action in actions {
                    match action {
                        Action::Sleep(seconds) => drop(timer.sleep(seconds * SECOND).await),
                        Action::Yield => yield_now().await,
                        Action::Race(one, other) => {
                            future::or(timer.sleep(one * SECOND), timer.sleep(other * SECOND)).await;
                        }
                    }
                    log.borrow_mut().push((number, clock.now()));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await;
    }
    log.take()
}

/// Makes one of the moves that `block_on` could make next. Returns `false` if there is none.
fn move_on<T>(hand: &mut ByHand<'_, T>, now: Duration, which: Index) -> bool {
    let ready = hand.ready();
    if !ready.is_empty() {
        return hand.poll(*which.get(&ready));
    }
    let due: Vec<_> = hand.timers().into_iter().filter(|(_, due)| *due <= now).collect();
    if due.is_empty() { hand.let_time_pass() } else { hand.fire(which.get(&due).0) }
}

/// Each sleep that loses its race is dropped while its timer is due. `block_on` fires that timer all the same.
#[test]
fn the_timers_of_dropped_sleeps_count_among_the_choices() {
    let program = vec![vec![Action::Race(1, 1), Action::Sleep(1)]; 2];
    let rt = Simulated::new();
    let mut hand = rt.by_hand(run(&rt, program.clone()));
    assert!([0, 1, 2].into_iter().all(|task| hand.poll(task)));
    hand.let_time_pass();
    for (timer, task) in [(1, 1), (3, 2)] {
        assert!(hand.fire(timer) && hand.poll(task));
    }
    hand.let_time_pass();
    for (timer, tasks) in [(6, vec![2]), (5, vec![1, 0])] {
        assert!(hand.fire(timer) && tasks.into_iter().all(|task| hand.poll(task)));
    }
    let by_hand = hand.output().expect("it ends");
    assert_eq!(*by_hand, [(0, SECOND), (1, SECOND), (1, 2 * SECOND), (0, 2 * SECOND)]);

    let schedule = hand.schedule().unwrap();
    assert_eq!(schedule.to_string(), "2:1 4:1");
    let rt = Simulated::new().schedule(schedule);
    assert_eq!(rt.block_on(run(&rt, program)).unwrap(), *by_hand);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn block_on_makes_the_same_moves_with_the_schedule(
        program in program(),
        moves in prop::collection::vec(any::<Index>(), 200),
    ) {
        let rt = Simulated::new();
        let mut hand = rt.by_hand(run(&rt, program.clone()));
        for which in moves {
            if hand.output().is_some() || !move_on(&mut hand, rt.clock().now(), which) {
                break;
            }
        }
        let by_hand = hand.output().expect("it ends");
        // Zero sleeps that are set while others are due wait for the next round of `block_on`. By hand they need not.
        if let Some(schedule) = hand.schedule() {
            let rt = Simulated::new().schedule(schedule);
            prop_assert_eq!(&rt.block_on(run(&rt, program)).unwrap(), by_hand);
        }
    }
}
