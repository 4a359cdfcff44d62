//! The executor: wakes arrive, and tasks run. Where runtimes differ, each does what it declares.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::panic::{self, AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Poll, Waker};
use std::thread;

use any_runtime::{BlockOn, Nested, OnDrop, OnPanic};
use futures_lite::{FutureExt, future};
use keep_printing::{Clock, Timer};

use super::{SHORT, SetOnDrop};
use crate::{Combinators, Ending, run};

/// The future of a spawned task's result. A task that always panics needs its result type written out.
type Spawned<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The future may borrow from its caller.
pub fn block_on_returns_the_value<R: BlockOn, C: Combinators>(make: fn() -> R) {
    let text = String::from("borrowed");
    let rt = make();
    assert_eq!(rt.block_on(async { 7 }).unwrap(), 7);
    assert_eq!(rt.block_on(async { &*text }).unwrap(), "borrowed");
}

/// The executor is idle until this wake.
pub fn a_wake_from_another_thread_arrives<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |_| {
        for _ in 0..100 {
            let shared = Arc::new(Mutex::new((false, None::<Waker>)));
            let theirs = shared.clone();
            let thread = thread::spawn(move || {
                let mut shared = theirs.lock().unwrap();
                shared.0 = true;
                shared.1.take().inspect(Waker::wake_by_ref);
            });
            poll_fn(|cx| {
                let mut shared = shared.lock().unwrap();
                if shared.0 {
                    return Poll::Ready(());
                }
                shared.1 = Some(cx.waker().clone());
                Poll::Pending
            })
            .await;
            thread.join().unwrap();
        }
    });
}

/// A coroutine that yields wakes itself within its poll.
pub fn a_wake_from_within_poll_arrives<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        for _ in 0..100 {
            future::yield_now().await;
        }
        rt.spawn(async {
            for _ in 0..100 {
                future::yield_now().await;
            }
        })
        .await;
    });
}

/// Another thread wakes the future during its poll. Then the executor must poll it again.
pub fn a_wake_before_pending_is_returned_arrives_even_from_another_thread<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |_| {
        for _ in 0..100 {
            let mut polls = 0;
            poll_fn(|cx| {
                polls += 1;
                if polls == 2 {
                    return Poll::Ready(());
                }
                let waker = cx.waker().clone();
                thread::spawn(move || waker.wake()).join().unwrap();
                Poll::Pending
            })
            .await;
        }
    });
}

/// Two wakes may lead to one poll or to two. The future ends once.
pub fn two_wakes_do_no_harm<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let mut polls = 0;
        let twice = poll_fn(move |cx| {
            polls += 1;
            if polls > 3 {
                return Poll::Ready(polls);
            }
            cx.waker().wake_by_ref();
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        assert_eq!(rt.spawn(twice).await, 4);
    });
}

/// A waker may live longer than its task and its runtime.
pub fn a_wake_after_the_end_does_no_harm<R: BlockOn, C: Combinators>(make: fn() -> R) {
    let kept = run(make, async |rt| {
        let kept = Rc::new(RefCell::new(None));
        let keep = kept.clone();
        rt.spawn(poll_fn(move |cx| {
            *keep.borrow_mut() = Some(cx.waker().clone());
            Poll::Ready(())
        }))
        .await;
        let waker = kept.take().expect("the task was polled");
        waker.wake_by_ref();
        rt.timer().sleep(SHORT).await;
        waker
    });
    kept.wake_by_ref();
    thread::spawn(move || kept.wake()).join().unwrap();
}

/// The task makes progress while the other one awaits something else.
pub fn a_task_runs_beside_the_one_that_spawned_it<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let count = Rc::new(Cell::new(0));
        let (timer, counter) = (rt.timer(), count.clone());
        let task = rt.spawn(async move {
            for _ in 0..3 {
                timer.sleep(SHORT).await;
                counter.set(counter.get() + 1);
            }
            "done"
        });
        while count.get() < 3 {
            rt.timer().sleep(SHORT).await;
        }
        assert_eq!(task.await, "done");
    });
}

/// All tasks run on that thread, so they need not be `Send`.
pub fn tasks_share_the_thread_of_block_on<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let here = thread::current().id();
        let timer = rt.timer();
        let there = rt.spawn(async move {
            timer.sleep(SHORT).await;
            thread::current().id()
        });
        assert_eq!(there.await, here);
    });
}

/// No task keeps the thread while another task is ready.
pub fn tasks_take_turns<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let turns = Rc::new(RefCell::new(Vec::new()));
        let task = |name: char| {
            let turns = turns.clone();
            rt.spawn(async move {
                for _ in 0..1000 {
                    turns.borrow_mut().push(name);
                    future::yield_now().await;
                }
            })
        };
        let (a, b) = (task('a'), task('b'));
        future::zip(a, b).await;
        let turns = turns.borrow();
        let last_of_a = turns.iter().rposition(|turn| *turn == 'a').unwrap();
        let first_of_b = turns.iter().position(|turn| *turn == 'b').unwrap();
        assert!(first_of_b < last_of_a, "the second task started after the end of the first");
    });
}

/// The declaration is `on_drop`: the task is cancelled, or it runs on.
pub fn a_task_whose_future_is_dropped_does_what_the_runtime_declares<R: BlockOn, C: Combinators>(
    make: fn() -> R,
) -> Ending {
    run(make, async |rt| {
        let ran = Rc::new(Cell::new(false));
        let (timer, run) = (rt.timer(), ran.clone());
        drop(rt.spawn(async move {
            timer.sleep(SHORT).await;
            run.set(true);
        }));
        rt.timer().sleep(SHORT * 2).await;
        match R::DECLARED.on_drop {
            OnDrop::Cancels => {
                rt.timer().sleep(SHORT * 2).await;
                assert!(!ran.get(), "the task ran on");
            }
            OnDrop::Detaches => {
                while !ran.get() {
                    rt.timer().sleep(SHORT).await;
                }
            }
        }
        Ending::Differs(format!("dropping a task's future {}", R::DECLARED.on_drop))
    })
}

/// The declaration is `on_panic`: the panic goes to the awaiter of the task, or it ends `block_on`.
pub fn a_panic_in_a_task_does_what_the_runtime_declares<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    let rt = make();
    let caught = Cell::new(false);
    let blocked = panic::catch_unwind(AssertUnwindSafe(|| {
        rt.block_on(async {
            let task: Spawned<()> = Box::pin(rt.spawn(async { resume_unwind(Box::new("mine")) }));
            let panic = AssertUnwindSafe(task).catch_unwind().await.expect_err("the panic was lost");
            assert_eq!(panic.downcast_ref(), Some(&"mine"));
            caught.set(true);
        })
        .unwrap();
    }));
    let does = match R::DECLARED.on_panic {
        OnPanic::PassedToAwaiter => {
            assert!(blocked.is_ok() && caught.get(), "it ended block_on");
            "is passed to the awaiter"
        }
        OnPanic::EndsBlockOn => {
            let panic = blocked.expect_err("it did not end block_on");
            assert!(!caught.get() && panic.downcast_ref() == Some(&"mine"));
            "ends block_on"
        }
    };
    Ending::Differs(format!("a panic in a task {does}"))
}

/// The other tasks continue where they were. If the panic ended `block_on`, they continue at its next call.
pub fn a_panic_in_a_task_does_not_harm_the_others<R: BlockOn, C: Combinators>(make: fn() -> R) {
    let rt = make();
    let dropped = Cell::new(false);
    let begun = Rc::new(Cell::new(0));
    // When the task panics, one other task sleeps, and one is ready.
    let (sleeping, ready) = (RefCell::new(None::<Spawned<u8>>), RefCell::new(None::<Spawned<u8>>));
    let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
        rt.block_on(async {
            let _guard = SetOnDrop(&dropped);
            let (timer, count) = (rt.timer(), begun.clone());
            *sleeping.borrow_mut() = Some(Box::pin(rt.spawn(async move {
                count.set(count.get() + 1);
                timer.sleep(SHORT).await;
                7
            })));
            let count = begun.clone();
            let doomed: Spawned<()> = Box::pin(rt.spawn(async move {
                while count.get() < 2 {
                    future::yield_now().await;
                }
                resume_unwind(Box::new("mine"));
            }));
            let count = begun.clone();
            *ready.borrow_mut() = Some(Box::pin(rt.spawn(async move {
                count.set(count.get() + 1);
                for _ in 0..100 {
                    future::yield_now().await;
                }
                8
            })));
            if R::DECLARED.on_panic == OnPanic::PassedToAwaiter {
                assert!(AssertUnwindSafe(doomed).catch_unwind().await.is_err());
                assert_eq!(sleeping.take().expect("it was spawned").await, 7);
                assert_eq!(ready.take().expect("it was spawned").await, 8);
            } else {
                pending::<()>().await;
            }
        })
        .unwrap();
    }));
    assert_eq!(panicked.is_ok(), R::DECLARED.on_panic == OnPanic::PassedToAwaiter);
    assert!(dropped.get(), "block_on did not drop its future");
    if let (Some(sleeping), Some(ready)) = (sleeping.take(), ready.take()) {
        assert_eq!(rt.block_on(future::zip(sleeping, ready)).unwrap(), (7, 8));
    }
    assert_eq!(begun.get(), 2, "another task started a second time");
    assert_eq!(rt.block_on(async { rt.spawn(async { 9 }).await }).unwrap(), 9, "the runtime no longer works");
}

/// The declaration is `nested`: the inner call works, or it panics. It must not hang, and the outer call continues.
pub fn block_on_within_block_on_does_what_the_runtime_declares<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        // The outer future has been woken when the inner call begins. The inner call must not take that wake away.
        let mut nested = None;
        poll_fn(|cx| {
            if nested.is_some() {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            let polled = Cell::new(false);
            let inner = panic::catch_unwind(AssertUnwindSafe(|| {
                rt.block_on(async {
                    polled.set(true);
                    future::yield_now().await;
                    rt.timer().sleep(SHORT).await;
                    42
                })
                .unwrap()
            }));
            nested = Some((inner.ok(), polled.get()));
            Poll::Pending
        })
        .await;
        let declared = match R::DECLARED.nested {
            Nested::Works => (Some(42), true),
            Nested::Panics => (None, false),
        };
        assert_eq!(nested, Some(declared), "the inner future's result, and whether it was polled");
        rt.timer().sleep(SHORT).await;
        Ending::Differs(format!("block_on within block_on {}", R::DECLARED.nested))
    })
}

/// The call of `unblock` does not panic.
pub fn a_panic_in_blocking_work_is_raised_where_its_result_is_awaited<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let work = panic::catch_unwind(AssertUnwindSafe(|| rt.unblock(|| -> u8 { resume_unwind(Box::new("mine")) })));
        let Ok(work) = work else { panic!("the call panics") };
        rt.timer().sleep(SHORT).await;
        let panic = AssertUnwindSafe(work).catch_unwind().await.expect_err("the panic was lost");
        assert_eq!(panic.downcast_ref(), Some(&"mine"));
        assert_eq!(rt.unblock(|| 7).await, 7, "the runtime no longer does blocking work");
    });
}

/// Other tasks run while the work blocks its own thread.
pub fn blocking_work_does_not_hold_up_the_executor<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let (clock, block) = (rt.clock(), rt.blocking_sleep());
        let before = clock.now();
        let work = rt.unblock(move || {
            block(SHORT * 100);
            "worked"
        });
        let ticks = Cell::new(0);
        let ticking = async {
            loop {
                rt.timer().sleep(SHORT).await;
                ticks.set(ticks.get() + 1);
            }
        };
        assert_eq!(future::or(work, ticking).await, "worked");
        assert!(clock.now() - before >= SHORT * 100);
        assert!(ticks.get() > 0, "no other task ran meanwhile");
    });
}

/// Some libraries call `block_on` inside a function that looks synchronous.
pub fn block_on_works_in_a_thread_within_a_task<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let answer = rt.unblock(move || {
            let inner = make();
            inner
                .block_on(async {
                    inner.timer().sleep(SHORT).await;
                    42
                })
                .unwrap()
        });
        assert_eq!(answer.await, 42);
    });
}

/// They run on two threads at the same time.
pub fn two_runtimes_live_in_one_process<R: BlockOn, C: Combinators>(make: fn() -> R) {
    let both = Arc::new(Barrier::new(2));
    let threads = [1, 2].map(|number| {
        let both = both.clone();
        thread::spawn(move || {
            run(make, async |rt| {
                both.wait();
                for _ in 0..10 {
                    rt.timer().sleep(SHORT / 10).await;
                    rt.spawn(async {}).await;
                }
                number
            })
        })
    });
    assert_eq!(threads.map(|thread| thread.join().unwrap()), [1, 2]);
}
