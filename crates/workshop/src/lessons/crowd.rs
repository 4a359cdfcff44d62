//! A crowd of coroutines, each with its own deadline, fits one thread

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use cpu_time::ProcessTime;
use futures_lite::{StreamExt, future};
use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};
use keep_printing::{Clock, Timer, ticks, until, wait_for};

use super::millis;
use crate::{Options, Runtime, Screen};

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
    let seen = Rc::new(RefCell::new(Tally { ticks: 0, lateness: microseconds()? }));
    can_hold(tasks)?;
    let mut crowd = Vec::with_capacity(tasks);
    let (memory, cpu, start) = (resident(), ProcessTime::now(), clock.now());

    for _ in 0..tasks {
        let (seen, timer, clock, every, limit) =
            (seen.clone(), rt.timer(), clock.clone(), options.every, options.limit);
        crowd.push(rt.spawn(async move {
            let due = clock.now().saturating_add(limit);
            let timer = until(timer, clock.clone(), limit);
            let deadline = timer.end();
            let ticking = ticks(timer, every).for_each(|()| seen.borrow_mut().ticks += 1);
            wait_for(ticking, deadline).await.ok();
            let late = clock.now().saturating_sub(due);
            seen.borrow_mut().lateness.saturating_record(u64::try_from(late.as_micros()).unwrap_or(u64::MAX));
        }));
    }
    let bar = ProgressBar::new(100);
    bar.set_style(ProgressStyle::with_template("{bar:60} {percent:>3} %").map_err(io::Error::other)?);
    let per_task = || Some(resident()?.saturating_sub(memory?).checked_div(tasks).unwrap_or(0));
    let mut halfway = None;
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
                // Everyone has been polled, and nobody is done: this is when the crowd is largest.
                halfway = per_task();
            }
        }
    };
    future::or(everyone, watching).await;
    bar.finish_and_clear();

    let (cpu, took) = (cpu.elapsed().as_secs_f64(), millis(clock.now() - start));
    let bytes = halfway.or_else(per_task).map_or("unknown here".into(), |bytes| format!("{bytes} bytes each"));
    let ticks = seen.borrow().ticks;
    let late = |quantile| millis(Duration::from_micros(seen.borrow().lateness.value_at_quantile(quantile)));
    let (p50, p99, max) = (late(0.5), late(0.99), late(1.0));

    screen.say(format_args!("coroutines   {tasks}, for {took}")).await?;
    screen.say(format_args!("ticks        {ticks}")).await?;
    screen.say(format_args!("deadlines    p50 {p50}, p99 {p99}, max {max} late")).await?;
    screen.say(format_args!("CPU time     {cpu:.2} s")).await?;
    screen.say(format_args!("memory       {bytes}")).await?;
    screen.say(format_args!("timer        {}: {}", R::NAME, R::TIMER)).await?;
    screen.conclude(format_args!("{tasks} coroutines, {ticks} ticks, one thread; the last deadline {max} late.")).await
}

struct Tally {
    ticks: u64,
    lateness: Histogram<u64>,
}

/// Asks for the memory of so many tasks before any runtime does, which would have to abort when it is refused.
fn can_hold(tasks: usize) -> io::Result<()> {
    /// About what a task takes on the most generous runtime.
    const EACH: usize = 1024;
    let refused = |_| io::Error::other(format!("there is no memory for {tasks} tasks"));
    Vec::<u8>::new().try_reserve_exact(tasks.saturating_mul(EACH)).map_err(refused)
}

/// A histogram of microseconds up to an hour, exact to three digits.
fn microseconds() -> io::Result<Histogram<u64>> {
    Histogram::new_with_max(3_600_000_000, 3).map_err(io::Error::other)
}

/// How many bytes of memory this process occupies, where the operating system tells.
fn resident() -> Option<usize> {
    memory_stats::memory_stats().map(|stats| stats.physical_mem)
}
