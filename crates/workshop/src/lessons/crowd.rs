//! A crowd of coroutines, each with its own deadline, fits one thread

use std::io;
use std::time::Duration;

use futures_lite::{StreamExt, future};
use indicatif::{ProgressBar, ProgressStyle};
use keep_printing::{Clock, Timer, ticks, until, wait_for};

use super::millis;
use crate::{Options, Runtime, Screen, Tally};

/// As many tasks as asked for, which only count their ticks until their deadlines: what a coroutine costs when there
/// are very many, and how late the last of them is served.
///
/// # Errors
///
/// The first error of the runtime's stdout, or that nobody reads it (see [`Screen::say`]), or a sentence when there is
/// no memory for so many.
pub async fn crowd<R: Runtime>(rt: &R, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let tasks = options.tasks;
    let clock = rt.clock();
    let start = clock.now();
    let tally = Tally::begin(tasks)?;
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
        }));
    }
    let bar = ProgressBar::new(100);
    bar.set_style(ProgressStyle::with_template("{bar:60} {percent:>3} %").map_err(io::Error::other)?);
    let everyone = async {
        for task in crowd {
            task.await;
        }
    };
    let watching = async {
        for percent in 1.. {
            // At least a millisecond: a sleep of nothing, over and over, would keep the thread for itself.
            rt.timer().sleep((options.limit / 100).max(Duration::from_millis(1))).await;
            bar.set_position(percent);
            if percent == 50 {
                // Everyone has been polled, and nobody is done.
                tally.measure();
            }
        }
    };
    future::or(everyone, watching).await;
    tally.measure();
    bar.finish_and_clear();

    let took = millis(clock.now() - start);
    screen.say(format_args!("coroutines   {tasks}, for {took}")).await?;
    screen.say(&tally).await?;
    screen.say(format_args!("timer        {}: {}", R::NAME, R::TIMER)).await?;
    let (ticks, latest) = (tally.ticks(), millis(tally.latest()));
    screen
        .conclude(format_args!("{tasks} coroutines, {ticks} ticks, one thread; the last deadline {latest} late."))
        .await
}
