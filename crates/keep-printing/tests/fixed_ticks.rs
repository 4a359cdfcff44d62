//! The rhythm that does not drift, on a simulated clock.

mod simulation;

use std::cell::Cell;
use std::future;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_lite::{Stream, StreamExt};
use keep_printing::{Elapsed, MissedTicks, Timer, fixed_ticks, ticks, until, wait_for};
use proptest::prelude::*;
use simulation::{Clock, poll_once, wake_count};

const PERIOD: Duration = Duration::from_millis(500);

fn millis(of: u64) -> Duration {
    Duration::from_millis(of)
}

#[test]
fn the_first_tick_is_due_when_it_is_asked_for() {
    let clock = Clock::default();
    clock.block_on(clock.sleep(millis(70)));
    let mut ticks = pin!(fixed_ticks(clock.clone(), || clock.now(), PERIOD, MissedTicks::Skip));
    assert_eq!(poll_once(pin!(ticks.next())), Poll::Ready(Some(millis(70))));
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn work_shortens_the_wait_instead_of_delaying_the_next_tick() {
    let clock = Clock::default();
    let work = |due: Duration| {
        let ticked = clock.now();
        let clock = clock.clone();
        async move {
            clock.sleep(millis(30)).await;
            (due, ticked)
        }
    };
    let fixed = fixed_ticks(clock.clone(), || clock.now(), PERIOD, MissedTicks::Skip).then(work).take(4);
    let fixed: Vec<_> = clock.block_on(fixed.collect());
    assert_eq!(fixed, [0, 500, 1000, 1500].map(|at| (millis(at), millis(at))));
}

#[test]
fn a_timer_that_is_late_does_not_make_the_schedule_drift() {
    let clock = Clock::default();
    let late = |duration| clock.sleep(duration + millis(3));
    let drifting: Vec<_> = clock.block_on(ticks(late, PERIOD).map(|()| clock.now()).take(4).collect());
    assert_eq!(drifting, [0, 503, 1006, 1509].map(millis));

    let start = clock.now();
    let fixed = fixed_ticks(late, || clock.now(), PERIOD, MissedTicks::Skip).map(|_| clock.now() - start).take(4);
    assert_eq!(clock.block_on(fixed.collect::<Vec<_>>()), [0, 503, 1003, 1503].map(millis));
}

#[test]
fn a_timer_that_is_early_is_asked_again() {
    let clock = Clock::default();
    let early = |duration: Duration| clock.sleep((duration * 9 / 10).max(Duration::from_nanos(1)));
    let ticks = fixed_ticks(early, || clock.now(), PERIOD, MissedTicks::Skip).map(|due| (due, clock.now())).take(3);
    assert_eq!(clock.block_on(ticks.collect::<Vec<_>>()), [0, 500, 1000].map(|at| (millis(at), millis(at))));
}

/// A timer that does not wait at all. It counts its sleeps, and gives up where a poll would ask for ever.
fn ready_at_once(sleeps: &Cell<u32>) -> impl Timer {
    |_| {
        sleeps.set(sleeps.get() + 1);
        assert!(sleeps.get() < 1000, "one poll goes on for ever");
        future::ready(())
    }
}

#[test]
fn a_poll_asks_a_timer_that_is_early_once_and_comes_back() {
    let sleeps = Cell::new(0);
    let mut ticks = pin!(fixed_ticks(ready_at_once(&sleeps), || Duration::ZERO, PERIOD, MissedTicks::Skip));
    assert!(poll_once(pin!(ticks.next())).is_ready());
    for round in 1..4 {
        let (count, waker) = wake_count();
        assert!(ticks.as_mut().poll_next(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!((sleeps.get(), count.count()), (round, 1), "it asks once, and wakes itself to ask again");
    }
}

#[test]
fn a_deadline_fires_beside_a_timer_that_is_ready_while_the_clock_stands_still() {
    let sleeps = Cell::new(0);
    let timer = until(ready_at_once(&sleeps), || Duration::ZERO, 20 * PERIOD);
    let end = timer.end();
    let mut seen = 0;
    let counting = fixed_ticks(timer, || Duration::ZERO, PERIOD, MissedTicks::Skip).take(100).for_each(|_| seen += 1);
    assert_eq!(Clock::default().block_on(wait_for(counting, end)), Err(Elapsed));
    assert_eq!(seen, 1);
}

#[test]
fn a_period_of_zero_ticks_whenever_it_is_asked() {
    for missed in [MissedTicks::Skip, MissedTicks::CatchUp, MissedTicks::Delay] {
        let clock = Clock::default();
        let mut ticks = pin!(fixed_ticks(clock.clone(), || clock.now(), Duration::ZERO, missed));
        for _ in 0..3 {
            clock.block_on(ticks.next());
        }
        assert_eq!((clock.now(), clock.sleepers()), (Duration::ZERO, 0), "{missed:?}");
    }
}

#[test]
fn a_period_beyond_the_clock_never_ticks_again() {
    for missed in [MissedTicks::Skip, MissedTicks::CatchUp, MissedTicks::Delay] {
        let clock = Clock::default();
        clock.block_on(clock.sleep(millis(1)));
        let mut ticks = pin!(fixed_ticks(clock.clone(), || clock.now(), Duration::MAX, missed));
        assert!(poll_once(pin!(ticks.next())).is_ready());
        assert_eq!(poll_once(pin!(ticks.next())), Poll::Pending);
    }
}

#[test]
fn catching_up_gives_others_their_turn() {
    let clock = Clock::default();
    let mut ticks = pin!(fixed_ticks(clock.clone(), || clock.now(), PERIOD, MissedTicks::CatchUp));
    clock.block_on(async {
        ticks.next().await;
        clock.sleep(PERIOD * 10).await;
        for _ in 0..10 {
            assert!(poll_once(pin!(ticks.next())).is_pending());
            ticks.next().await;
        }
    });
    assert_eq!(clock.now(), PERIOD * 10);
}

#[test]
fn dropping_the_stream_cancels_its_sleep() {
    let clock = Clock::default();
    let mut ticks = Box::pin(fixed_ticks(clock.clone(), || clock.now(), PERIOD, MissedTicks::Skip));
    assert_eq!(ticks.size_hint(), (usize::MAX, None));
    assert!(poll_once(pin!(ticks.next())).is_ready());
    assert!(poll_once(pin!(ticks.next())).is_pending());
    assert_eq!(clock.sleepers(), 1);
    drop(ticks);
    assert_eq!(clock.sleepers(), 0);
}

/// When ticks are delivered, if `late` milliseconds have passed before the second is asked for.
fn delivered(missed: MissedTicks, late: u64) -> Vec<u128> {
    let clock = Clock::default();
    let mut ticks = fixed_ticks(clock.clone(), || clock.now(), PERIOD, missed);
    clock.block_on(async {
        ticks.next().await;
        clock.sleep(millis(late)).await;
        ticks.map(|_| clock.now().as_millis()).take(4).collect().await
    })
}

#[test]
fn each_policy_delivers_missed_ticks_as_its_table_says() {
    assert_eq!(delivered(MissedTicks::Skip, 1700), [1700, 2000, 2500, 3000]);
    assert_eq!(delivered(MissedTicks::CatchUp, 1700), [1700, 1700, 1700, 2000]);
    assert_eq!(delivered(MissedTicks::Delay, 1700), [1700, 2200, 2700, 3200]);
}

#[test]
fn a_tick_that_is_late_but_not_missed_keeps_the_schedule_under_every_policy() {
    for missed in [MissedTicks::Skip, MissedTicks::CatchUp, MissedTicks::Delay] {
        assert_eq!(delivered(missed, 999), [999, 1000, 1500, 2000], "{missed:?}");
    }
}

#[test]
fn debug_shows_the_schedule() {
    let mut ticks = pin!(fixed_ticks(Clock::default(), || Duration::ZERO, PERIOD, MissedTicks::Skip));
    assert_eq!(format!("{ticks:?}"), "FixedTicks { period: 500ms, missed: Skip, due: None, .. }");
    assert!(poll_once(pin!(ticks.next())).is_ready());
    assert_eq!(format!("{ticks:?}"), "FixedTicks { period: 500ms, missed: Skip, due: Some(500ms), .. }");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 2 } else { 256 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// However long the work takes: never early, due times never go back, and what each policy says of its schedule.
    #[test]
    fn every_policy_keeps_its_word(work in prop::collection::vec(0_u64..2000, 1..30)) {
        for missed in [MissedTicks::Skip, MissedTicks::CatchUp, MissedTicks::Delay] {
            let clock = Clock::default();
            let round = Cell::new(0);
            let ticks = fixed_ticks(clock.clone(), || clock.now(), PERIOD, missed).then(|due| {
                let ticked = clock.now();
                let busy = clock.sleep(millis(work[round.replace(round.get() + 1)]));
                async move {
                    busy.await;
                    (due, ticked)
                }
            });
            let seen: Vec<_> = clock.block_on(ticks.take(work.len()).collect());
            for (nth, &(due, ticked)) in seen.iter().enumerate() {
                prop_assert!(due <= ticked, "never early");
                match missed {
                    MissedTicks::Skip => {
                        prop_assert_eq!(due.as_millis() % PERIOD.as_millis(), 0, "on the schedule");
                        prop_assert!(ticked - due < PERIOD, "the latest");
                    }
                    MissedTicks::CatchUp => prop_assert_eq!(due, PERIOD * u32::try_from(nth).unwrap(), "every one"),
                    MissedTicks::Delay => {}
                }
            }
            for two in seen.windows(2) {
                prop_assert!(two[1].0 >= two[0].0 + PERIOD, "a period apart at least");
            }
        }
    }
}
