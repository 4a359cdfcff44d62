//! A timer that ends: what is due at the end or later never comes.

mod simulation;

use std::pin::pin;
use std::time::Duration;

use futures_lite::StreamExt;
use keep_printing::{Elapsed, MissedTicks, Timer, fixed_ticks, keep_printing, ticks, until, wait_for};
use simulation::{Clock, poll_once};

const PERIOD: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(10);

/// A timer that fires everything that is due in one go, as most reactors do: here, a whole hour late.
fn an_hour_late(clock: &Clock) -> impl Timer {
    |duration: Duration| {
        let due = clock.now() + duration;
        let clock = clock.clone();
        async move {
            clock.sleep(Duration::from_secs(3600)).await;
            assert!(clock.now() >= due);
        }
    }
}

#[test]
fn the_original_program_prints_twenty_lines_even_where_everything_due_fires_in_one_go() {
    // Time passes in steps of 2 s, and whoever is due by then is ready at once: the worst a busy machine can do.
    let clock = Clock::default();
    let coarse = |duration: Duration| {
        let due = clock.now() + duration;
        let clock = clock.clone();
        async move {
            while clock.now() < due {
                clock.sleep(Duration::from_secs(2)).await;
            }
        }
    };
    let timer = until(coarse, || clock.now(), LIMIT);
    let end = timer.end();
    let mut out = Vec::new();
    let lines = fixed_ticks(timer, || clock.now(), PERIOD, MissedTicks::CatchUp).map(|due| due.as_millis());
    assert!(matches!(clock.block_on(wait_for(keep_printing(lines, &mut out), end)), Err(Elapsed)));
    let printed: Vec<u32> = String::from_utf8(out).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    assert!(printed.len() <= 20 && printed.iter().all(|due| Duration::from_millis((*due).into()) < LIMIT));
    assert_eq!(clock.now(), LIMIT);
}

#[test]
fn a_tick_due_at_the_deadline_never_comes_however_late_the_timer() {
    let clock = Clock::default();
    let timer = until(an_hour_late(&clock), || clock.now(), PERIOD);
    let end = timer.end();
    let mut seen = 0;
    let counting = ticks(timer, PERIOD).take(100).for_each(|()| seen += 1);
    assert_eq!(clock.block_on(wait_for(counting, end)), Err(Elapsed));
    assert_eq!(seen, 1);
}

#[test]
fn a_sleep_due_before_the_end_is_done_when_it_is_due() {
    let clock = Clock::default();
    let timer = until(clock.clone(), || clock.now(), LIMIT);
    clock.block_on(timer.sleep(LIMIT - Duration::from_nanos(1)));
    assert_eq!(clock.now(), LIMIT - Duration::from_nanos(1));
}

#[test]
fn a_sleep_due_at_the_end_or_later_is_never_done_and_costs_no_timer() {
    let clock = Clock::default();
    let timer = until(clock.clone(), || clock.now(), LIMIT);
    for duration in [LIMIT, LIMIT + PERIOD, Duration::MAX] {
        assert!(poll_once(pin!(timer.sleep(duration))).is_pending());
    }
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn the_end_counts_from_when_the_timer_was_made() {
    let clock = Clock::default();
    let timer = until(clock.clone(), || clock.now(), LIMIT);
    clock.block_on(clock.sleep(PERIOD));
    clock.block_on(timer.end());
    assert_eq!(clock.now(), LIMIT);
    clock.block_on(timer.end());
    assert_eq!(clock.now(), LIMIT, "past the end it is done at once");
}

#[test]
fn a_limit_beyond_the_clock_is_no_limit() {
    let clock = Clock::default();
    let timer = until(clock.clone(), || clock.now(), Duration::MAX);
    clock.block_on(timer.sleep(LIMIT));
    assert_eq!(clock.now(), LIMIT);
}

#[test]
fn debug_shows_the_end_and_whether_a_sleep_is_ever_done() {
    let clock = Clock::default();
    let timer = until(clock.clone(), || clock.now(), LIMIT);
    assert_eq!(format!("{timer:?}"), "Until { end: 10s, .. }");
    assert_eq!(format!("{:?}", timer.sleep(PERIOD)), "UntilSleep { never: false, .. }");
    assert_eq!(format!("{:?}", timer.sleep(LIMIT)), "UntilSleep { never: true, .. }");
}
