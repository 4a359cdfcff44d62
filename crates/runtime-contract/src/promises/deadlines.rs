//! Deadlines: the promises of `wait_for`, checked on this runtime.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use any_runtime::BlockOn;
use futures_lite::{FutureExt, StreamExt, stream};
use keep_printing::{Clock, Elapsed, Timer};

use super::{LONG, SHORT, SetOnDrop};
use crate::{Combinators, run};

/// A future that never ends. It holds `guard` until it is dropped.
async fn endless<T>(guard: T) {
    let _guard = guard;
    pending::<()>().await;
}

/// `wait_for` does not wait for the deadline then.
pub fn a_result_before_the_deadline_is_returned<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let work = async {
            rt.timer().sleep(SHORT).await;
            7
        };
        assert_eq!(C::wait_for(work, rt.timer().sleep(LONG)).await, Ok(7));
    });
}

/// The deadline is not early, not even by a nanosecond of the clock.
pub fn the_deadline_is_never_early<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let clock = rt.clock();
        for limit in [Duration::ZERO, Duration::from_nanos(1), SHORT / 3, SHORT] {
            let before = clock.now();
            assert_eq!(C::wait_for(pending::<()>(), rt.timer().sleep(limit)).await, Err(Elapsed));
            assert!(clock.now() - before >= limit);
        }
    });
}

/// `wait_for` polls the future first, then the deadline.
pub fn a_result_ready_at_the_deadline_wins<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let over = Rc::new(Cell::new(false));
        let when_over =
            |over: Rc<Cell<bool>>| poll_fn(move |_| if over.get() { Poll::Ready(7) } else { Poll::Pending });
        let mut waiting = pin!(C::wait_for(when_over(over.clone()), when_over(over.clone())));
        assert!(futures_lite::future::poll_once(waiting.as_mut()).await.is_none());
        rt.timer().sleep(SHORT).await;
        over.set(true);
        assert_eq!(waiting.await, Ok(7));
    });
}

/// The result wins even if the deadline passed long ago.
pub fn a_result_ready_wins_against_a_deadline_already_past<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let past = rt.timer().sleep(Duration::ZERO);
        rt.timer().sleep(SHORT).await;
        assert_eq!(C::wait_for(ready(7), past).await, Ok(7));
        assert_eq!(C::wait_for(ready(7), ready(())).await, Ok(7));
    });
}

/// The outer `wait_for` continues.
pub fn the_inner_of_two_deadlines_ends_only_the_inner_future<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let inner = C::wait_for(pending::<()>(), rt.timer().sleep(SHORT));
        assert_eq!(C::wait_for(inner, rt.timer().sleep(LONG)).await, Ok(Err(Elapsed)));
    });
}

/// The outer deadline cancels the inner `wait_for`, and that drops its future.
pub fn the_outer_of_two_deadlines_ends_both<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let dropped = Cell::new(false);
        let work = endless(SetOnDrop(&dropped));
        let inner = C::wait_for(work, rt.timer().sleep(LONG));
        assert_eq!(C::wait_for(inner, rt.timer().sleep(SHORT)).await, Err(Elapsed));
        assert!(dropped.get());
    });
}

/// The future is dropped even if the `wait_for` itself is not dropped yet.
pub fn the_future_is_dropped_before_elapsed_is_seen<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let dropped = Cell::new(false);
        let work = endless(SetOnDrop(&dropped));
        let mut waiting = pin!(C::wait_for(work, rt.timer().sleep(SHORT)));
        assert_eq!(waiting.as_mut().await, Err(Elapsed));
        assert!(dropped.get(), "the future was not dropped before the error was returned");
    });
}

/// This also holds later, when the awaited future would be ready.
pub fn a_dropped_future_never_runs_past_its_await<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let (before, released, after) = (Cell::new(false), Cell::new(false), Cell::new(false));
        let work = async {
            before.set(true);
            poll_fn(|_| if released.get() { Poll::Ready(()) } else { Poll::Pending }).await;
            after.set(true);
        };
        let mut waiting = pin!(C::wait_for(work, rt.timer().sleep(SHORT)));
        assert_eq!(waiting.as_mut().await, Err(Elapsed));
        released.set(true);
        rt.timer().sleep(SHORT).await;
        assert!(before.get() && !after.get());
    });
}

/// This holds whether the `wait_for` was polled or not.
pub fn dropping_a_deadline_drops_what_it_guards<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        for poll in [false, true] {
            let dropped = Cell::new(false);
            let work = endless(SetOnDrop(&dropped));
            let mut waiting = Box::pin(C::wait_for(work, rt.timer().sleep(LONG)));
            if poll {
                assert!(futures_lite::future::poll_once(waiting.as_mut()).await.is_none());
            }
            drop(waiting);
            assert!(dropped.get());
        }
    });
}

/// The panic has the same payload.
pub fn a_panic_inside_passes_through<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let work = async {
            rt.timer().sleep(SHORT).await;
            resume_unwind(Box::new("mine"));
        };
        let waiting = AssertUnwindSafe(C::wait_for(work, rt.timer().sleep(LONG))).catch_unwind().await;
        let panic = waiting.map(|_: Result<(), _>| ()).expect_err("the panic was lost");
        assert_eq!(panic.downcast_ref(), Some(&"mine"));
        // The runtime still works.
        rt.timer().sleep(SHORT).await;
    });
}

/// The destructor runs when the deadline cancels the future.
pub fn a_panic_in_a_destructor_passes_through<R: BlockOn, C: Combinators>(make: fn() -> R) {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            resume_unwind(Box::new("destructor"));
        }
    }
    run(make, async |rt| {
        let work = async {
            let _bomb = Bomb;
            pending::<()>().await;
        };
        let waiting = AssertUnwindSafe(C::wait_for(work, rt.timer().sleep(SHORT))).catch_unwind().await;
        let panic = waiting.expect_err("the panic was lost");
        assert_eq!(panic.downcast_ref(), Some(&"destructor"));
        rt.timer().sleep(SHORT).await;
    });
}

/// `wait_for` returns after the destructor has ended.
pub fn a_destructor_that_takes_long_is_waited_for<R: BlockOn, C: Combinators>(make: fn() -> R) {
    struct Slow<F: Fn()>(F);
    impl<F: Fn()> Drop for Slow<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }
    run(make, async |rt| {
        let (clock, block) = (rt.clock(), rt.blocking_sleep());
        let before = clock.now();
        let work = endless(Slow(|| block(SHORT * 3)));
        assert_eq!(C::wait_for(work, rt.timer().sleep(SHORT)).await, Err(Elapsed));
        assert!(clock.now() - before >= SHORT * 4);
    });
}

/// The printer always has another line to print. It still returns from its poll, so the deadline comes.
pub fn lines_without_end_do_not_starve_the_deadline<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let mut out = Vec::new();
        let block = rt.blocking_sleep();
        // Every line takes some time, so that a simulated clock moves as well.
        let lines = stream::repeat("line").inspect(|_| block(SHORT / 100));
        let printing = C::keep_printing(lines, &mut out);
        assert!(C::wait_for(printing, rt.timer().sleep(SHORT)).await.is_err());
        assert!(!out.is_empty());
    });
}

/// The executor checks its timers even if a task is always ready.
pub fn a_future_that_wakes_itself_for_ever_does_not_starve_the_deadline<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let block = rt.blocking_sleep();
        let restless = poll_fn(|cx| {
            block(SHORT / 100);
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        assert_eq!(C::wait_for(restless, rt.timer().sleep(SHORT)).await, Err(Elapsed));
    });
}

/// None of them is lost.
pub fn a_thousand_deadlines_at_one_instant_all_come<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let came = Rc::new(RefCell::new(0));
        let tasks: Vec<_> = (0..1000)
            .map(|_| {
                let (deadline, came) = (rt.timer().sleep(SHORT), came.clone());
                rt.spawn(async move {
                    assert_eq!(keep_printing::wait_for(pending::<()>(), deadline).await, Err(Elapsed));
                    *came.borrow_mut() += 1;
                })
            })
            .collect();
        for task in tasks {
            task.await;
        }
        assert_eq!(*came.borrow(), 1000);
    });
}

/// One task polls the coroutine, and another task awaits it.
pub fn a_coroutine_that_moves_to_another_task_keeps_its_deadline<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let mut waiting = Box::pin(C::wait_for(pending::<()>(), rt.timer().sleep(SHORT * 20)));
        assert!(futures_lite::future::poll_once(waiting.as_mut()).await.is_none());
        assert_eq!(rt.spawn(waiting).await, Err(Elapsed));
    });
}
