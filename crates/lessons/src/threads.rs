//! A work-stealing executor moves coroutines between threads

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use any_runtime::{Runtime, WorkStealing};
use futures_lite::StreamExt;
use keep_printing::{Elapsed, keep_printing, ticks, until, wait_for};

use crate::{Options, Screen, Seen, counted, watch};

/// Four coroutines like that of [`async_main`](crate::async_main()), on the runtime's work-stealing executor. Each line
/// names the thread that made it. At the end, the lesson prints the number of polls of each thread.
///
/// The price is `Send`. A coroutine that moves to another thread takes its variables along. So all of them must be safe
/// to move. The compiler checks this. On one thread, this compiles:
///
/// ```
/// # use std::rc::Rc;
/// # async fn pause() {}
/// async fn on_one_thread(rt: &impl any_runtime::Runtime) {
///     let shared = Rc::new(1);
///     rt.spawn(async move {
///         pause().await;
///         println!("{shared}");
///     })
///     .await;
/// }
/// ```
///
/// On several threads, it does not compile: "future cannot be sent between threads safely". Two threads could change
/// the count of the same `Rc` at the same time. Use an `Arc` instead.
///
/// ```compile_fail
/// # use std::rc::Rc;
/// # async fn pause() {}
/// async fn on_several_threads(executor: &impl any_runtime::WorkStealing) {
///     let shared = Rc::new(1);
///     executor.spawn(async move {
///         pause().await;
///         println!("{shared}");
///     })
///     .await;
/// }
/// ```
///
/// # Errors
///
/// - The first error of stdout, or a reader that stalls: see [`Screen`].
/// - The operating system refuses the threads.
pub async fn threads<R: Runtime>(rt: &R, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let refused = |error| io::Error::other(format!("the work-stealing executor cannot start: {error}"));
    let Some(executor) = rt.work_stealing().map_err(refused)? else {
        return screen.conclude(format_args!("{} has no work-stealing executor: it uses one thread.", R::NAME)).await;
    };
    screen.heading("time                         coroutine   thread").await?;

    let polls = Arc::new(Mutex::new(HashMap::<ThreadId, usize>::new()));
    let coroutines: Vec<_> = (1..=4)
        .map(|number| {
            let (timer, now) = (until(executor.timer(), rt.clock(), options.limit), rt.wall_clock());
            let deadline = timer.end();
            let lines = ticks(timer, options.every)
                .map(move |()| format!("{}   {number:>9}   {:?}", now(), thread::current().id()));
            let coroutine = wait_for(keep_printing(lines, executor.stdout()), deadline);

            let polls = polls.clone();
            executor.spawn(watch(coroutine, move |what| {
                if what == Seen::Polled {
                    *polls.lock().unwrap_or_else(PoisonError::into_inner).entry(thread::current().id()).or_default() +=
                        1;
                }
            }))
        })
        .collect();
    for coroutine in coroutines {
        match coroutine.await {
            Err(Elapsed) => {}
            Ok(printed) => return printed,
        }
    }

    let polls = polls.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for (thread, polls) in &polls {
        screen.say(format_args!("{thread:?} made {polls} polls")).await?;
    }
    let (polls, threads) = (polls.values().sum::<usize>(), counted(polls.len(), "thread"));
    screen.conclude(format_args!("4 coroutines, {polls} polls, made by {threads}; the price is Send.")).await
}
