//! The promises of `wait_for`, one test each, on a simulated clock.

mod simulation;

use std::cell::{Cell, RefCell};
use std::future::{self, pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_lite::FutureExt;
use keep_printing::{Elapsed, Timer, wait_for};
use simulation::{Clock, poll_once, wake_count};

const SECOND: Duration = Duration::from_secs(1);

/// Writes its name into a log when it is dropped.
struct Dropped(&'static str, Rc<RefCell<Vec<&'static str>>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

type Log = Rc<RefCell<Vec<&'static str>>>;

/// A future that is never done and logs its drop.
fn endless(name: &'static str, log: &Log) -> impl Future<Output = ()> + use<> {
    let guard = Dropped(name, log.clone());
    async move {
        let _guard = guard;
        pending::<()>().await;
    }
}

#[test]
fn a_result_before_the_deadline_is_returned() {
    let clock = Clock::default();
    let work = async {
        clock.sleep(SECOND).await;
        7
    };
    assert_eq!(clock.block_on(wait_for(work, clock.sleep(2 * SECOND))), Ok(7));
    assert_eq!(clock.now(), SECOND);
}

#[test]
fn the_deadline_before_a_result_is_elapsed() {
    let clock = Clock::default();
    assert_eq!(clock.block_on(wait_for(pending::<()>(), clock.sleep(SECOND))), Err(Elapsed));
    assert_eq!(clock.now(), SECOND);
}

#[test]
fn the_future_is_polled_before_the_deadline() {
    let order = RefCell::new(Vec::new());
    let future = poll_fn(|_| {
        order.borrow_mut().push("future");
        Poll::<()>::Pending
    });
    let deadline = poll_fn(|_| {
        order.borrow_mut().push("deadline");
        Poll::<()>::Pending
    });
    let mut waiting = pin!(wait_for(future, deadline));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Pending);
    assert_eq!(poll_once(waiting.as_mut()), Poll::Pending);
    assert_eq!(*order.borrow(), ["future", "deadline", "future", "deadline"]);
}

#[test]
fn a_result_that_is_ready_wins_the_tie() {
    let over = Cell::new(false);
    let when_over = || poll_fn(|_| if over.get() { Poll::Ready(7) } else { Poll::Pending });
    let mut waiting = pin!(wait_for(when_over(), when_over()));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Pending);
    over.set(true);
    assert_eq!(poll_once(waiting.as_mut()), Poll::Ready(Ok(7)));
}

#[test]
fn a_result_that_is_ready_wins_against_a_deadline_already_past() {
    assert_eq!(poll_once(pin!(wait_for(ready(7), ready(())))), Poll::Ready(Ok(7)));
}

#[test]
fn a_result_that_is_ready_leaves_the_deadline_unpolled() {
    let deadline = poll_fn(|_| -> Poll<()> { panic!("the deadline was polled") });
    assert_eq!(poll_once(pin!(wait_for(ready(7), deadline))), Poll::Ready(Ok(7)));
}

#[test]
fn a_tick_due_at_the_deadline_loses_where_the_timer_fires_one_at_a_time() {
    let clock = Clock::default();
    let ticks_seen = Cell::new(0);
    let deadline = clock.sleep(10 * SECOND);
    let ticking = async {
        loop {
            ticks_seen.set(ticks_seen.get() + 1);
            clock.sleep(SECOND / 2).await;
        }
    };
    assert_eq!(clock.block_on(wait_for::<_, _>(ticking, deadline)), Err::<(), _>(Elapsed));
    assert_eq!(ticks_seen.get(), 20);
    assert_eq!(clock.now(), 10 * SECOND);
}

#[test]
fn every_poll_registers_its_waker_with_both() {
    let wakers = RefCell::new((Vec::new(), Vec::new()));
    let future = poll_fn(|cx| {
        wakers.borrow_mut().0.push(cx.waker().clone());
        Poll::<()>::Pending
    });
    let deadline = poll_fn(|cx| {
        wakers.borrow_mut().1.push(cx.waker().clone());
        Poll::<()>::Pending
    });
    let mut waiting = pin!(wait_for(future, deadline));
    let tasks = [wake_count(), wake_count(), wake_count()];
    for (_, waker) in &tasks {
        assert_eq!(waiting.as_mut().poll(&mut Context::from_waker(waker)), Poll::Pending);
    }
    let (futures, deadlines) = wakers.into_inner();
    assert_eq!((futures.len(), deadlines.len()), (3, 3));
    for (((wakes, _), of_future), of_deadline) in tasks.iter().zip(&futures).zip(&deadlines) {
        of_future.wake_by_ref();
        of_deadline.wake_by_ref();
        assert_eq!(wakes.count(), 2, "each was given the waker of its poll");
    }
}

#[test]
fn a_coroutine_moved_to_another_task_is_woken_there() {
    let clock = Clock::default();
    let mut waiting = pin!(wait_for(pending::<()>(), clock.sleep(SECOND)));
    let (old, old_waker) = wake_count();
    assert_eq!(waiting.as_mut().poll(&mut Context::from_waker(&old_waker)), Poll::Pending);
    assert_eq!(clock.block_on(waiting), Err(Elapsed));
    assert_eq!(old.count(), 0, "the task that no longer polls it is left alone");
}

#[test]
fn the_future_is_dropped_before_elapsed_is_seen() {
    let log = Log::default();
    let mut waiting = Box::pin(wait_for(endless("future", &log), ready(())));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Ready(Err(Elapsed)));
    assert_eq!(*log.borrow(), ["future"], "`waiting` itself still exists");
    drop(waiting);
    assert_eq!(*log.borrow(), ["future"]);
}

#[test]
fn both_are_dropped_before_a_result_is_seen() {
    let clock = Clock::default();
    let log = Log::default();
    let guard = Dropped("future", log.clone());
    let future = poll_fn(move |_| {
        let _held = &guard;
        Poll::Ready(())
    });
    let mut waiting = Box::pin(wait_for(future, clock.sleep(SECOND)));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Ready(Ok(())));
    assert_eq!(*log.borrow(), ["future"]);
    assert_eq!(clock.sleepers(), 0, "the deadline is no longer registered");
}

#[test]
fn dropping_it_drops_both_the_future_first() {
    let log = Log::default();
    let mut waiting = Box::pin(wait_for(endless("future", &log), endless("deadline", &log)));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Pending);
    drop(waiting);
    assert_eq!(*log.borrow(), ["future", "deadline"]);
}

#[test]
fn dropping_it_unpolled_drops_both() {
    let log = Log::default();
    drop(wait_for(endless("future", &log), endless("deadline", &log)));
    assert_eq!(*log.borrow(), ["future", "deadline"]);
}

#[test]
fn a_dropped_future_stops_at_its_await() {
    let clock = Clock::default();
    let log = Log::default();
    let guard = Dropped("destructor", log.clone());
    let work = async {
        let _guard = guard;
        log.borrow_mut().push("before");
        clock.sleep(2 * SECOND).await;
        log.borrow_mut().push("after");
    };
    assert_eq!(clock.block_on(wait_for(work, clock.sleep(SECOND))), Err(Elapsed));
    assert_eq!(*log.borrow(), ["before", "destructor"]);
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn it_nests_and_the_inner_deadline_ends_only_the_inner_future() {
    let clock = Clock::default();
    let inner = wait_for(pending::<()>(), clock.sleep(SECOND));
    assert_eq!(clock.block_on(wait_for(inner, clock.sleep(2 * SECOND))), Ok(Err(Elapsed)));
    assert_eq!(clock.now(), SECOND);
}

#[test]
fn it_nests_and_the_outer_deadline_ends_both() {
    let clock = Clock::default();
    let log = Log::default();
    let inner = wait_for(endless("future", &log), clock.sleep(2 * SECOND));
    assert_eq!(clock.block_on(wait_for(inner, clock.sleep(SECOND))), Err(Elapsed));
    assert_eq!(*log.borrow(), ["future"]);
    assert_eq!((clock.now(), clock.sleepers()), (SECOND, 0));
}

#[test]
fn a_deadline_may_itself_be_a_wait_for() {
    let clock = Clock::default();
    let sooner = wait_for(pending::<()>(), clock.sleep(SECOND));
    assert_eq!(clock.block_on(wait_for(pending::<()>(), sooner)), Err(Elapsed));
    assert_eq!(clock.now(), SECOND);
}

#[test]
fn a_future_passed_by_reference_survives_its_deadline() {
    let clock = Clock::default();
    clock.block_on(async {
        let mut work = pin!(clock.sleep(2 * SECOND));
        assert_eq!(wait_for(work.as_mut(), clock.sleep(SECOND)).await, Err(Elapsed));
        work.await;
    });
    assert_eq!(clock.now(), 2 * SECOND);
}

#[test]
fn a_panic_in_the_future_passes_through_unchanged() {
    let mut waiting = pin!(wait_for(async { panic!("mine") }, pending::<()>()));
    let panic = catch_unwind(AssertUnwindSafe(|| poll_once::<_>(waiting.as_mut()))).map(|_: Poll<Result<(), _>>| ());
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"mine"));
}

#[test]
fn a_panic_in_a_destructor_at_the_deadline_passes_through_and_drops_the_rest() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("destructor");
        }
    }
    let log = Log::default();
    let bomb = Bomb;
    let future = async move {
        let _bomb = bomb;
        pending::<()>().await;
    };
    let guard = Dropped("deadline", log.clone());
    let deadline = poll_fn(move |_| {
        let _held = &guard;
        Poll::Ready(())
    });
    let mut waiting = Box::pin(wait_for(future, deadline));
    let panic = catch_unwind(AssertUnwindSafe(|| poll_once(waiting.as_mut()))).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"destructor"));
    assert_eq!(*log.borrow(), ["deadline"]);
    drop(waiting);
}

#[test]
fn a_future_that_wakes_itself_for_ever_does_not_starve_the_deadline() {
    let polls = Cell::new(0);
    let restless = poll_fn(|cx| {
        cx.waker().wake_by_ref();
        Poll::<()>::Pending
    });
    let deadline = poll_fn(|_| {
        polls.set(polls.get() + 1);
        if polls.get() == 10 { Poll::Ready(()) } else { Poll::Pending }
    });
    assert_eq!(futures_lite::future::block_on(wait_for(restless, deadline)), Err(Elapsed));
}

#[test]
fn what_the_deadline_returns_is_ignored() {
    assert_eq!(poll_once(pin!(wait_for(pending::<()>(), ready("whatever")))), Poll::Ready(Err(Elapsed)));
}

#[test]
fn a_thousand_deadlines_at_one_instant_all_come() {
    let clock = Clock::default();
    let mut waiting: Vec<_> = (0..if cfg!(miri) { 50 } else { 1000 })
        .map(|_| Box::pin(wait_for(pending::<()>(), clock.sleep(SECOND))))
        .collect();
    clock.block_on(poll_fn(|cx| {
        waiting.retain_mut(|one| one.poll(cx).is_pending());
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }));
    assert_eq!((clock.now(), clock.sleepers()), (SECOND, 0));
}

#[test]
fn it_is_send_and_unpin_when_its_parts_are() {
    fn assert<T: Send + Sync + Unpin>(_: &T) {}
    assert(&wait_for(future::ready(1), future::ready(2)));
}

#[test]
#[should_panic(expected = "`WaitFor` was polled after it had returned its result")]
fn polling_after_a_result_panics_with_a_sentence() {
    let mut waiting: Pin<Box<_>> = Box::pin(wait_for(ready(7), pending::<()>()));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Ready(Ok(7)));
    let _ = poll_once(waiting.as_mut());
}

#[test]
#[should_panic(expected = "`WaitFor` was polled after it had returned its result")]
fn polling_after_elapsed_panics_with_a_sentence() {
    let mut waiting: Pin<Box<_>> = Box::pin(wait_for(pending::<()>(), ready(())));
    assert_eq!(poll_once(waiting.as_mut()), Poll::Ready(Err(Elapsed)));
    let _ = poll_once(waiting.as_mut());
}

#[test]
fn elapsed_is_an_error_and_becomes_a_timed_out_io_error() {
    let error: Box<dyn std::error::Error + Send + Sync> = Elapsed.into();
    assert_eq!(error.to_string(), "the deadline came before the result");
    let error = std::io::Error::from(Elapsed);
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    assert!(error.get_ref().unwrap().is::<Elapsed>());
}

#[test]
fn debug_shows_whether_it_is_done() {
    let mut waiting = pin!(wait_for(ready(7), pending::<()>()));
    assert_eq!(format!("{waiting:?}"), "WaitFor { done: false, .. }");
    assert!(poll_once(waiting.as_mut()).is_ready());
    assert_eq!(format!("{waiting:?}"), "WaitFor { done: true, .. }");
}
