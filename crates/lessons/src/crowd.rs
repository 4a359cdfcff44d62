//! One thread runs thousands of coroutines, each with its own deadline

use std::collections::HashSet;
use std::io;
use std::thread;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::{StreamExt, future};
use keep_printing::{Clock, Timer, ticks, until, wait_for};

use crate::{Options, Screen, Tally, counted, millis};

/// Thousands of tasks. Each counts its ticks until its own deadline. The lesson shows the cost of one coroutine, and
/// how late the last deadline is.
///
/// # Errors
///
/// - The first error of stdout, or a reader that stalls: see [`Screen`].
/// - There is no memory for so many tasks.
pub async fn crowd<R: Runtime>(rt: &R, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let tasks = options.tasks;
    let clock = rt.clock();
    let start = clock.now();
    let tally = Tally::begin(tasks, options.usage)?;
    let mut crowd = Vec::with_capacity(tasks);

    for _ in 0..tasks {
        let (tally, timer, clock, every, limit) =
            (tally.clone(), rt.timer(), clock.clone(), options.every, options.limit);
        crowd.push(rt.spawn(async move {
            let due = clock.now().saturating_add(limit);
            let timer = until(timer, clock.clone(), limit);
            let deadline = timer.end();
            let ticking = ticks(timer, every).for_each(|()| tally.tick());
            wait_for(ticking, deadline).await.ok();
            tally.ended(clock.now().saturating_sub(due));
            thread::current().id()
        }));
    }
    let everyone = async {
        let mut threads = HashSet::new();
        for task in crowd {
            threads.insert(task.await);
        }
        threads.len()
    };
    let watching = async {
        for percent in 1..=100 {
            // At least a millisecond. A loop of zero sleeps would keep the thread busy.
            rt.timer().sleep((options.limit / 100).max(Duration::from_millis(1))).await;
            (options.progress)(percent);
            if percent == 50 {
                // Every task has been polled, and none is done.
                tally.measure();
            }
        }
        future::pending().await
    };
    let threads = future::or(everyone, watching).await;
    tally.measure();
    (options.progress)(100);

    let took = millis(clock.now() - start);
    screen.say(format_args!("coroutines   {tasks}, for {took}")).await?;
    screen.say(&tally).await?;
    screen.say(format_args!("timer        {}: {}", R::NAME, R::DECLARED.timer)).await?;
    let (ticks, threads, latest) = (tally.ticks(), counted(threads, "thread"), millis(tally.latest()));
    screen
        .conclude(format_args!("{tasks} coroutines, {ticks} ticks, {threads}; the last deadline {latest} late."))
        .await
}
