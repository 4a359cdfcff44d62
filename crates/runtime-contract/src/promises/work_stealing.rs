//! The work-stealing executor. If a runtime has none, these promises are not offered.

use std::cell::OnceCell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;

use any_runtime::{BlockOn, Runtime, WorkStealing};
use futures_lite::{FutureExt, future};
use keep_printing::{Elapsed, Timer, ticks};

use super::SHORT;
use crate::{Combinators, Ending, run};

/// A future that any thread may poll.
type Sendable<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Starts the runtime's executor.
fn executor(rt: &impl Runtime) -> Option<impl WorkStealing> {
    rt.work_stealing().expect("the system allows the threads")
}

/// The ending if there is no executor.
fn not_offered() -> Ending {
    Ending::NotOffered("no work-stealing executor".into())
}

/// A hundred tasks run at once, and each returns its own result.
pub fn stealing_tasks_return_their_results<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                let timer = executor.timer();
                executor.spawn(async move {
                    future::yield_now().await;
                    timer.sleep(SHORT / 10).await;
                    number
                })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await, number);
        }
        Ending::Kept
    })
}

/// The executor has threads of its own.
pub fn stealing_tasks_run_while_the_caller_blocks<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        let (send, receive) = mpsc::channel();
        let timer = executor.timer();
        let task = executor.spawn(async move {
            timer.sleep(SHORT).await;
            send.send(thread::current().id()).expect("the caller waits for it");
        });
        assert_ne!(receive.recv().expect("the task sends"), thread::current().id());
        task.await;
        Ending::Kept
    })
}

/// The executor is idle until this wake.
pub fn a_wake_from_another_thread_reaches_a_stealing_task<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        for _ in 0..100 {
            let shared = Arc::new(Mutex::new((false, None::<Waker>)));
            let theirs = shared.clone();
            let task = executor.spawn(poll_fn(move |cx| {
                let mut shared = theirs.lock().unwrap();
                shared.1 = Some(cx.waker().clone());
                if shared.0 { Poll::Ready(()) } else { Poll::Pending }
            }));
            thread::spawn(move || {
                let mut shared = shared.lock().unwrap();
                shared.0 = true;
                shared.1.take().inspect(Waker::wake_by_ref);
            });
            task.await;
        }
        Ending::Kept
    })
}

/// The panic has the same payload, and the executor continues.
pub fn a_panic_in_a_stealing_task_is_raised_where_it_is_awaited<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        // There are more panics than threads, so no panic may end a thread for good.
        for _ in 0..100 {
            let task = executor.spawn(async { resume_unwind(Box::new("mine")) });
            let panic = AssertUnwindSafe(task).catch_unwind().await.expect_err("the panic was lost");
            assert_eq!(panic.downcast_ref(), Some(&"mine"));
        }
        assert_eq!(executor.spawn(async { 7 }).await, 7);
        Ending::Kept
    })
}

/// The coroutine prints lines until the deadline ends it.
pub fn a_deadline_ends_a_stealing_printer<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        // These are the core's combinators, because the futures of `C` need not be `Send`.
        let (timer, limit) = (executor.timer(), executor.timer().sleep(SHORT * 5));
        let task = executor.spawn(async move {
            let mut out = Vec::new();
            let lines = futures_lite::StreamExt::map(ticks(timer, SHORT / 10), |()| "line");
            let ended = keep_printing::wait_for(keep_printing::keep_printing(lines, &mut out), limit).await;
            (ended.map_err(|elapsed| elapsed == Elapsed), String::from_utf8(out))
        });
        let (ended, out) = task.await;
        assert!(matches!(ended, Err(true)));
        let out = out.expect("the output is UTF-8");
        assert!(out.starts_with("line\n") && out.lines().all(|line| line == "line"), "{out}");
        Ending::Kept
    })
}

/// One task polls the sleep, and another task awaits it.
pub fn a_sleep_that_moves_between_stealing_tasks_wakes_the_last<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        let timer = executor.timer();
        let first = executor.spawn(async move {
            let sleep = async move { timer.sleep(SHORT * 20).await };
            let mut sleep: Sendable<_> = Box::pin(keep_printing::wait_for(pending::<()>(), sleep));
            let done = future::poll_once(sleep.as_mut()).await;
            (done, sleep)
        });
        let (done, sleep) = first.await;
        let ended = match done {
            Some(ended) => ended, // on a busy machine, the first task can take longer than the sleep
            None => executor.spawn(sleep).await,
        };
        assert_eq!(ended, Err(Elapsed));
        Ending::Kept
    })
}

/// `SHARED` threads are the exception: they stay for the next executor.
pub fn a_dropped_stealing_executor_leaves_no_thread_behind<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        // Each thread that has run a task holds the mark until it ends.
        let mark = Arc::new(());
        for _ in 0..10 {
            let Some(executor) = executor(rt) else { return not_offered() };
            mark_threads(&executor, &mark).await;
            let shared = shares_threads(&executor);
            drop(executor);
            if shared {
                assert!(Arc::strong_count(&mark) > 1, "the threads are declared as shared, but they have ended");
            }
        }
        if executor(rt).is_some_and(|executor| shares_threads(&executor)) {
            return Ending::Differs("the whole process shares the threads, and they never stop".into());
        }
        // The drop does not wait for the threads, so they may end later. The watchdog limits this wait.
        while Arc::strong_count(&mark) > 1 {
            rt.timer().sleep(SHORT).await;
        }
        Ending::Kept
    })
}

fn shares_threads<W: WorkStealing>(_: &W) -> bool {
    W::SHARED
}

/// Runs many tasks. Each thread that runs one of them then holds a clone of `mark`.
async fn mark_threads(executor: &impl WorkStealing, mark: &Arc<()>) {
    thread_local!(static MARK: OnceCell<Arc<()>> = const { OnceCell::new() });
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let mark = mark.clone();
            executor.spawn(async move {
                MARK.with(|held| held.get_or_init(|| mark).clone());
                future::yield_now().await;
            })
        })
        .collect();
    for task in tasks {
        task.await;
    }
}

/// The drop does not wait for a task that blocks. So a coroutine may drop the executor.
pub fn dropping_a_stealing_executor_waits_for_no_task<R: BlockOn, C: Combinators>(make: fn() -> R) -> Ending {
    run(make, async |rt| {
        let Some(executor) = executor(rt) else { return not_offered() };
        let ((begin, has_begun), (release, released)) = (mpsc::channel(), mpsc::channel::<()>());
        let task = executor.spawn(async move {
            begin.send(()).expect("the caller waits for it");
            released.recv().expect_err("it blocks until the sender is dropped");
        });
        has_begun.recv().expect("the task begins");
        // The future of the task borrows the executor, so drop the future first.
        drop(task);
        drop(executor); // hangs if it waits for the task
        drop(release);
        Ending::Kept
    })
}
