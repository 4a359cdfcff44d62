//! What Embassy's timer does instead of the promises that it cannot keep.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use any_runtime::{BlockOn, Runtime};
use futures_lite::future::{yield_now, zip};
use keep_printing::Timer;
use run_embassy::Embassy;
use runtime_contract::watched;

const SHORT: Duration = Duration::from_millis(10);

/// Polls a sleep once and gives it away. Then it ends when its task is woken again.
async fn woken_after_giving_away<S: Future>(sleep: S, give_away: impl Fn(Pin<Box<S>>)) {
    let mut sleep = Some(Box::pin(sleep));
    poll_fn(|cx| match sleep.take() {
        Some(mut sleep) => {
            assert!(sleep.as_mut().poll(cx).is_pending());
            give_away(sleep);
            Poll::Pending
        }
        None => Poll::Ready(()),
    })
    .await;
}

#[test]
fn a_dropped_sleep_still_wakes_its_task() {
    watched(|| {
        let embassy = Embassy::default();
        let sleep = embassy.timer().sleep(SHORT);
        embassy.block_on(woken_after_giving_away(sleep, drop)).unwrap();
    });
}

#[test]
fn a_sleep_that_moved_to_another_task_still_wakes_the_first() {
    watched(|| {
        let embassy = Embassy::default();
        let sleep = embassy.timer().sleep(SHORT);
        embassy.block_on(woken_after_giving_away(sleep, |sleep| drop(embassy.spawn(sleep)))).unwrap();
    });
}

#[test]
fn of_two_sleeps_that_come_due_while_the_thread_is_busy_the_later_ends_first() {
    // A busy machine may spoil an attempt: if the first sleep is due before the second one begins.
    watched(|| while sleep_twice_while_the_thread_is_busy() != [2, 1] {});
}

/// Returns which of two sleeps ended first.
fn sleep_twice_while_the_thread_is_busy() -> Vec<u32> {
    let embassy = Embassy::default();
    let ended = Rc::new(RefCell::new(Vec::new()));
    let sleeper = |nth| {
        let (sleep, ended) = (embassy.timer().sleep(SHORT * nth), ended.clone());
        embassy.spawn(async move {
            sleep.await;
            ended.borrow_mut().push(nth);
        })
    };
    let sleeping = async {
        let both = zip(sleeper(1), sleeper(2));
        yield_now().await; // both fall asleep
        let longer = thread::spawn(|| {
            let embassy = Embassy::default();
            embassy
                .block_on(async {
                    embassy.timer().sleep(SHORT * 3).await;
                })
                .unwrap();
        });
        longer.join().unwrap();
        drop(embassy.timer().sleep(SHORT)); // reads the clock, so it waits until the timer has woken both
        both.await;
    };
    embassy.block_on(sleeping).unwrap();
    ended.take()
}

#[test]
fn a_sleep_polled_with_the_waker_of_another_executor_panics_and_does_no_harm_to_the_others() {
    watched(|| {
        let embassy = Embassy::default();
        let poll = || pin!(embassy.timer().sleep(SHORT)).poll(&mut Context::from_waker(Waker::noop())).is_ready();
        assert!(catch_unwind(AssertUnwindSafe(poll)).is_err());
        embassy.block_on(async { embassy.timer().sleep(SHORT).await }).unwrap();
    });
}
