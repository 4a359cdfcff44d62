//! The rhythm of `ticks`, on a simulated clock.

mod simulation;

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_lite::{Stream, StreamExt};
use keep_printing::{Timer, ticks};
use simulation::{Clock, poll_once};

const PERIOD: Duration = Duration::from_millis(500);

#[test]
fn the_first_tick_comes_at_once_and_needs_no_timer() {
    let clock = Clock::default();
    let mut ticks = pin!(ticks(clock.clone(), PERIOD));
    assert_eq!(poll_once(pin!(ticks.next())), Poll::Ready(Some(())));
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn one_tick_comes_after_every_period() {
    let clock = Clock::default();
    let times: Vec<_> =
        clock.block_on(ticks(clock.clone(), PERIOD).map(|()| clock.now().as_millis()).take(5).collect());
    assert_eq!(times, [0, 500, 1000, 1500, 2000]);
}

#[test]
fn the_period_begins_after_the_work() {
    let clock = Clock::default();
    let work = Duration::from_millis(30);
    let times: Vec<_> = clock.block_on(
        ticks(clock.clone(), PERIOD)
            .then(|()| async {
                let ticked = clock.now().as_millis();
                clock.sleep(work).await;
                ticked
            })
            .take(4)
            .collect(),
    );
    assert_eq!(times, [0, 530, 1060, 1590]);
}

#[test]
fn asking_again_after_giving_up_does_not_start_the_period_anew() {
    let clock = Clock::default();
    let mut ticks = pin!(ticks(clock.clone(), PERIOD));
    clock.block_on(async {
        ticks.next().await;
        for _ in 0..4 {
            assert_eq!(poll_once(pin!(ticks.next())), Poll::Pending);
            clock.sleep(PERIOD / 5).await;
        }
        ticks.next().await;
    });
    assert_eq!(clock.now(), PERIOD);
}

#[test]
fn dropping_the_stream_cancels_its_sleep() {
    let clock = Clock::default();
    let mut ticks = Box::pin(ticks(clock.clone(), PERIOD));
    clock.block_on(ticks.next());
    assert_eq!(poll_once(pin!(ticks.next())), Poll::Pending);
    assert_eq!(clock.sleepers(), 1);
    drop(ticks);
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn a_tick_that_was_taken_leaves_no_sleep_behind() {
    let clock = Clock::default();
    let mut ticks = pin!(ticks(clock.clone(), PERIOD));
    clock.block_on(async {
        ticks.next().await;
        ticks.next().await;
    });
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn the_stream_never_ends() {
    assert_eq!(ticks(Clock::default(), PERIOD).size_hint(), (usize::MAX, None));
}

#[test]
fn debug_shows_the_period() {
    assert_eq!(format!("{:?}", ticks(Clock::default(), PERIOD)), "Ticks { period: 500ms, .. }");
}
