//! What one call of `block_on` means for another: the next, or one within it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use any_runtime::{BlockOn, Runtime};
use futures_lite::future::{yield_now, zip};
use run_mini::Mini;

#[test]
fn tasks_that_were_woken_when_block_on_ended_go_on_with_the_next() {
    let mini = Mini::default();
    let count = |to: u32| async move {
        for _ in 0..to {
            yield_now().await;
        }
        to
    };
    // When the first call is over, all three tasks are woken and none has run.
    let (mut three, mut two, mut one) = (None, None, None);
    let spawning = async {
        three = Some(mini.spawn(count(3)));
        two = Some(mini.spawn(count(2)));
        one = Some(mini.spawn(count(1)));
    };
    mini.block_on(spawning).unwrap();
    let counting = zip(three.unwrap(), zip(two.unwrap(), one.unwrap()));
    assert_eq!(mini.block_on(counting).unwrap(), (3, (2, 1)));
}

#[test]
fn tasks_that_were_woken_when_another_panicked_go_on_with_the_next_call() {
    let mini = Mini::default();
    let mut neighbour = None;
    let ended = catch_unwind(AssertUnwindSafe(|| {
        mini.block_on(async {
            drop(mini.spawn(async { std::panic::resume_unwind(Box::new("mine")) }));
            neighbour = Some(mini.spawn(async { 7 }));
            std::future::pending::<()>().await;
        })
    }));
    assert!(ended.is_err());
    assert_eq!(mini.block_on(neighbour.unwrap()).unwrap(), 7);
}

#[test]
fn block_on_within_itself_panics_and_leaves_the_outer_call_as_it_was() {
    let mini = Mini::default();
    let mut nested = None;
    let outer = std::future::poll_fn(|cx| {
        if nested.is_some() {
            return Poll::Ready(());
        }
        // The outer future is woken, and then the inner call would run whoever is woken.
        cx.waker().wake_by_ref();
        nested = Some(catch_unwind(AssertUnwindSafe(|| mini.block_on(yield_now()))));
        Poll::Pending
    });
    mini.block_on(outer).unwrap();
    let panic = nested.unwrap().expect_err("it panics");
    assert!(panic.downcast_ref::<&str>().unwrap().starts_with("`block_on` was called within itself"));
    assert_eq!(mini.block_on(async { 7 }).unwrap(), 7, "the next call is not within the last");
}

#[test]
fn block_on_of_one_runtime_runs_within_that_of_another() {
    let (outer, inner) = (Mini::default(), Mini::default());
    let mut answer = pin!(async {
        yield_now().await;
        7
    });
    let nested = std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        inner.block_on(yield_now()).unwrap();
        answer.as_mut().poll(cx)
    });
    assert_eq!(outer.block_on(nested).unwrap(), 7);
}

#[test]
fn debug_shows_how_many_places_for_tasks_there_are() {
    let mini = Mini::default();
    drop(mini.spawn(async {}));
    assert_eq!(format!("{mini:?}"), "Mini { places: 2, .. }");
}

#[test]
fn the_place_of_a_task_that_is_done_is_used_again() {
    let mini = Mini::default();
    for _ in 0..10 {
        mini.block_on(async { mini.spawn(async {}).await }).unwrap();
    }
    assert_eq!(format!("{mini:?}"), "Mini { places: 2, .. }");
}
