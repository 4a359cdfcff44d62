//! On a work-stealing executor a coroutine moves between threads

use std::collections::HashMap;
use std::fmt::Display;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use futures_lite::StreamExt;
use keep_printing::{Elapsed, keep_printing, ticks, until, wait_for};

use crate::{Options, Runtime, Screen, Seen, WorkStealing, watch};

/// The coroutine of [`async_main`](super::async_main()) four times over, on the runtime's work-stealing executor, where
/// it has one; with the thread that printed each line, and how often each thread polled.
///
/// The price is `Send`: a coroutine that moves to another thread takes along what it holds, so that has to be safe to
/// take along. The compiler checks it. On one thread this runs:
///
/// ```
/// # use std::rc::Rc;
/// # async fn pause() {}
/// async fn on_one_thread(rt: &impl workshop::Runtime) {
///     let shared = Rc::new(1);
///     rt.spawn(async move {
///         pause().await;
///         println!("{shared}");
///     })
///     .await;
/// }
/// ```
///
/// and on several it does not compile ("`Rc<i32>` cannot be sent between threads safely"), for another thread may
/// count the same `Rc` at the same time. An `Arc` would do.
///
/// ```compile_fail,E0277
/// # use std::rc::Rc;
/// # async fn pause() {}
/// async fn on_several_threads(executor: &impl workshop::WorkStealing) {
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
/// The first error of the runtime's stdout, or that nobody reads it (see [`Screen::say`]), or what the operating system says when it refuses the threads.
pub async fn threads<R: Runtime, T: Display>(
    rt: &R,
    options: &Options,
    wall_clock: impl Fn() -> T + Clone + Send + 'static,
) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let refused = |error| io::Error::other(format!("the work-stealing executor cannot start: {error}"));
    let Some(executor) = rt.work_stealing().map_err(refused)? else {
        return screen
            .conclude(format_args!("{} has no work-stealing executor: one thread is all it uses.", R::NAME))
            .await;
    };
    screen.heading("time                         coroutine   thread").await?;

    let polls = Arc::new(Mutex::new(HashMap::<ThreadId, usize>::new()));
    let coroutines: Vec<_> = (1..=4)
        .map(|number| {
            let (timer, wall_clock) = (until(executor.timer(), rt.clock(), options.limit), wall_clock.clone());
            let deadline = timer.end();
            let lines = ticks(timer, options.every)
                .map(move |()| format!("{}   {number:>9}   {:?}", wall_clock(), thread::current().id()));
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
    let (polls, threads) = (polls.values().sum::<usize>(), polls.len());
    screen
        .conclude(format_args!("4 coroutines, {polls} polls, made by {threads} of the threads; the price is Send."))
        .await
}
