//! Waiting: the promises of a timer.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use any_runtime::{BlockOn, CountsFrom, PolledBy};
use futures_lite::future;
use keep_printing::{Clock, Timer};

use super::{LONG, SHORT, Wakes};
use crate::{Combinators, Ending, run};

/// A sleep of any duration is not early, not even by a nanosecond of the clock. A sleep of zero ends, too.
pub fn a_sleep_is_never_done_early<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let clock = rt.clock();
        for nanos in [0, 1, 999, 1_000, 999_999, 1_000_000, 1_000_001, 1_500_000, 2_999_999, 10_000_000] {
            for _ in 0..5 {
                let duration = Duration::from_nanos(nanos);
                let before = clock.now();
                rt.timer().sleep(duration).await;
                let took = clock.now() - before;
                assert!(took >= duration, "a sleep of {duration:?} was done after {took:?}");
            }
        }
    });
}

/// A sleep of `Duration::MAX` waits for ever.
pub fn a_sleep_beyond_every_clock_neither_panics_nor_ends<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let endless = rt.timer().sleep(Duration::MAX);
        assert!(C::wait_for(endless, rt.timer().sleep(SHORT)).await.is_err(), "a sleep without end has ended");
    });
}

/// The order in which the sleeps started does not matter.
pub fn sleeps_end_in_the_order_of_their_deadlines<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let ended = Rc::new(RefCell::new(Vec::new()));
        let sleepers: Vec<_> = [7, 2, 9, 1, 5, 8, 3, 10, 4, 6]
            .map(|nth| {
                // A sleep counts from some instant between the call and the end of its first poll.
                let (duration, clock, ended) = (SHORT * nth, rt.clock(), ended.clone());
                let earliest = clock.now() + duration;
                let sleep = rt.timer().sleep(duration);
                rt.spawn(async move {
                    let mut sleep = pin!(sleep);
                    let done = future::poll_once(sleep.as_mut()).await.is_some();
                    let latest = clock.now() + duration;
                    if !done {
                        sleep.await;
                    }
                    ended.borrow_mut().push((earliest, latest));
                })
            })
            .into();
        for sleeper in sleepers {
            sleeper.await;
        }
        let ended = ended.borrow();
        for (nth, (earliest, _)) in ended.iter().enumerate() {
            let overtaken = ended[nth..].iter().any(|(_, latest)| latest < earliest);
            assert!(!overtaken, "a sleep ended later than one with a later deadline: {ended:?}");
        }
    });
}

/// A dropped sleep leaves no waker behind.
pub fn a_sleep_dropped_unfired_wakes_no_one<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let (wakes, dropped) = Wakes::waker();
        {
            let sleep = pin!(rt.timer().sleep(SHORT * 20));
            assert!(sleep.poll(&mut Context::from_waker(&dropped)).is_pending());
        }
        rt.timer().sleep(SHORT * 22).await;
        assert_eq!(wakes.count(), 0);
    });
}

/// A sleep that has moved to another task does not wake the first task.
pub fn a_sleep_polled_by_two_tasks_in_turn_wakes_the_last<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let ((first, first_waker), (last, last_waker)) = (Wakes::waker(), Wakes::waker());
        let mut sleep = pin!(rt.timer().sleep(SHORT * 20));
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&first_waker)).is_pending());
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&last_waker)).is_pending());
        while last.count() == 0 {
            rt.timer().sleep(SHORT).await;
        }
        assert_eq!(first.count(), 0);
        sleep.await;
    });
}

/// The declaration is `sleep_counts_from`: the call, or the first poll.
pub fn a_sleep_counts_from_where_the_runtime_declares<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        // Each attempt awaits a sleep after its time is over, and measures the await. A busy machine may spoil one.
        let span = SHORT * 5;
        let mut attempts = Vec::new();
        for _ in 0..5 {
            let sleep = rt.timer().sleep(span);
            rt.timer().sleep(span + SHORT).await;
            let before = rt.clock().now();
            sleep.await;
            attempts.push(rt.clock().now() - before);
        }
        match R::DECLARED.sleep_counts_from {
            CountsFrom::Call => {
                assert!(attempts.iter().any(|took| *took < span), "it counts from a later moment: {attempts:?}");
            }
            CountsFrom::FirstPoll => {
                assert!(attempts.iter().all(|took| *took >= span), "it counts from an earlier moment: {attempts:?}");
            }
        }
        Ending::Differs(format!("a sleep counts from {}", R::DECLARED.sleep_counts_from))
    })
}

/// The declaration is `sleep_polled_by`: any executor, or only the runtime itself.
pub fn a_sleep_may_be_polled_where_the_runtime_declares<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    // On another executor the sleep may never end. So it is polled on a thread that the test does not wait for.
    let (done, wait) = mpsc::channel();
    thread::spawn(move || {
        let elsewhere = panic::catch_unwind(AssertUnwindSafe(|| {
            let rt = make();
            future::block_on(async { rt.timer().sleep(SHORT).await });
        }));
        done.send(elsewhere.is_ok()).ok();
    });
    match R::DECLARED.sleep_polled_by {
        PolledBy::AnyExecutor => {
            assert_eq!(wait.recv_timeout(crate::PATIENCE / 2), Ok(true), "the sleep does not end on another executor");
        }
        PolledBy::ItsRuntime => {
            assert_ne!(wait.recv_timeout(SHORT * 20), Ok(true), "the sleep ends on another executor as well");
        }
    }
    Ending::Differs(format!("a sleep may be polled by {}", R::DECLARED.sleep_polled_by))
}

/// The declaration is `granularity`. The best sleep is late by one step at most, and by the time that a thread takes to
/// wake.
pub fn the_timer_is_as_fine_as_the_runtime_declares<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let clock = rt.clock();
        let bound = R::DECLARED.granularity + Duration::from_millis(1);
        let mut best = Duration::MAX;
        for _ in 0..500 {
            let before = clock.now();
            rt.timer().sleep(SHORT).await;
            let took = clock.now() - before;
            assert!(took >= SHORT, "a sleep of {SHORT:?} was done after {took:?}");
            best = best.min(took - SHORT);
            if best <= bound {
                return Ending::Differs(format!("the timer counts in steps of {:?}", R::DECLARED.granularity));
            }
        }
        panic!(
            "the best of 500 sleeps was {best:?} late, but the timer declares steps of {:?}",
            R::DECLARED.granularity
        );
    })
}

/// A sleep is not early in real time either. If the clock is simulated, the sleep is exact by that clock.
pub fn the_clock_and_the_timer_agree<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let (clock, real) = (rt.clock(), Instant::now());
        let before = clock.now();
        rt.timer().sleep(SHORT).await;
        let (simulated, real) = (clock.now() - before, real.elapsed());
        assert!(simulated == SHORT || real >= SHORT, "{simulated:?} by the clock took {real:?} in real time");

        // A future that is ready at once takes little time by the clock.
        let before = clock.now();
        poll_fn(|_| Poll::Ready(())).await;
        assert!(clock.now() - before < LONG);
    });
}
