//! The tasks of a call of `block_on`: their memory, and their end.

use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use any_runtime::{BlockOn, Runtime};
use futures_lite::FutureExt;
use futures_lite::future::{yield_now, zip};
use run_embassy::Embassy;
use runtime_contract::watched;

#[test]
fn a_task_that_has_not_ended_is_dropped_with_its_block_on() {
    let embassy = Embassy::default();
    let held = Rc::new(());
    for _ in 0..2 {
        let holds = held.clone();
        embassy
            .block_on(async {
                drop(embassy.spawn(async move {
                    pending::<()>().await;
                    drop(holds);
                }));
                yield_now().await;
            })
            .unwrap();
        assert_eq!(Rc::strong_count(&held), 1);
    }
}

#[test]
fn the_result_of_a_task_that_was_dropped_panics_and_does_not_hang() {
    watched(|| {
        let embassy = Embassy::default();
        let mut dropped = None;
        embassy.block_on(async { dropped = Some(embassy.spawn(pending::<()>())) }).unwrap();
        let waited = catch_unwind(AssertUnwindSafe(|| embassy.block_on(dropped.unwrap())));
        let panic = waited.expect_err("it panics");
        assert_eq!(panic.downcast_ref(), Some(&"the task was dropped at the end of its `block_on`"));
    });
}

#[test]
fn a_call_within_another_leaves_the_tasks_of_the_outer_alone() {
    let embassy = Embassy::default();
    let outer = async {
        let task = embassy.spawn(async {
            yield_now().await;
            7
        });
        let inner = || embassy.block_on(async { drop(embassy.spawn(pending::<()>())) });
        inner().unwrap();
        task.await
    };
    assert_eq!(embassy.block_on(outer).unwrap(), 7);
}

#[test]
fn a_panic_in_the_destructor_of_a_task_that_is_done_is_raised_where_it_is_awaited() {
    struct Bomb;
    impl Future for Bomb {
        type Output = ();
        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            Poll::Ready(())
        }
    }
    impl Drop for Bomb {
        fn drop(&mut self) {
            resume_unwind(Box::new("destructor"));
        }
    }
    let embassy = Embassy::default();
    let awaited = async {
        let panic = AssertUnwindSafe(embassy.spawn(Bomb)).catch_unwind().await.expect_err("the panic was lost");
        assert_eq!(panic.downcast_ref(), Some(&"destructor"));
    };
    embassy.block_on(awaited).unwrap();
}

#[test]
fn the_memory_of_a_task_that_is_done_is_used_again() {
    let embassy = Embassy::default();
    for _ in 0..2 {
        embassy
            .block_on(async {
                for _ in 0..10 {
                    zip(embassy.spawn(async {}), embassy.spawn(async {})).await;
                }
            })
            .unwrap();
    }
    // The first call needs memory for two tasks. The second call's own task takes one of the two for good.
    assert_eq!(format!("{embassy:?}"), "Embassy { free: 2, .. }");
}

#[test]
fn the_memory_of_a_task_that_is_woken_in_its_last_poll_is_not_used_too_early() {
    let embassy = Rc::new(Embassy::default());
    let rt = embassy.clone();
    let waking = async {
        // Embassy polls the last task first. It wakes itself, and ends. Then the other one needs memory.
        let spawns = embassy.spawn(async move { rt.spawn(async { 7 }).await });
        let ends = embassy.spawn(poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::Ready(())
        }));
        zip(spawns, ends).await
    };
    assert_eq!(embassy.block_on(waking).unwrap(), (7, ()));
}
