//! A blocking sleep starves its neighbours and the deadline

use std::cell::Cell;
use std::io;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::{StreamExt, future};
use keep_printing::{Clock, MissedTicks, fixed_ticks, ticks, until, wait_for};

use crate::{Options, Screen, millis};

/// A worker and a neighbour share one deadline. The worker sleeps between two pieces of work; the neighbour ticks. In
/// Python, the blocking worker is a coroutine with `time.sleep` in it.
///
/// There are three rounds. Each takes a quarter of the limit:
///
/// 1. The worker awaits a sleep, as a coroutine should.
/// 2. It blocks the thread.
/// 3. It blocks another thread.
///
/// Nobody can end a coroutine that never awaits. So the blocking worker stops by itself, two periods after the
/// deadline.
///
/// # Errors
///
/// The first error of stdout, or a reader that stalls: see [`Screen`].
pub async fn blocking<R: Runtime>(rt: &R, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let limit = options.limit / 4;
    let every = options.every.min(limit);
    let (clock, sleep) = (rt.clock(), rt.blocking_sleep());
    let work = Cell::new(0_u64);
    screen.heading("the worker sleeps    worked   neighbour     its latest tick      the deadline").await?;

    let awaiting = ticks(until(rt.timer(), rt.clock(), limit), every).for_each(|()| work.set(work.get() + 1));
    let well = round(rt, limit, every, awaiting).await;
    screen.say(format_args!("{:<17}{:>10}{well}", "awaited", work.replace(0))).await?;

    // ANCHOR: blocking
    let blocking = async {
        let end = clock.now().saturating_add(limit).saturating_add(every * 2);
        while clock.now() < end {
            work.set(work.get() + 1);
            sleep(every);
        }
    };
    // ANCHOR_END: blocking
    let ill = round(rt, limit, every, blocking).await;
    screen.say(format_args!("{:<17}{:>10}{ill}", "blocking", work.replace(0))).await?;

    // ANCHOR: unblocked
    let unblocked = async {
        loop {
            work.set(work.get() + 1);
            let sleep = sleep.clone();
            rt.unblock(move || sleep(every)).await;
        }
    };
    // ANCHOR_END: unblocked
    let cured = round(rt, limit, every, unblocked).await;
    screen.say(format_args!("{:<17}{:>10}{cured}", "on another thread", work.replace(0))).await?;

    screen.say(format_args!("The other thread comes from {}.", R::DECLARED.unblock)).await?;
    let (ill, cured) = (millis(ill.deadline), millis(cured.deadline));
    screen.conclude(format_args!("The deadline: {ill} late with a blocking sleep, {cured} on another thread.")).await
}

/// How late the neighbour and the deadline were.
struct Round {
    ticks: u64,
    latest: Duration,
    deadline: Duration,
}

/// Runs `worker` beside a neighbour that ticks, under one deadline.
async fn round(rt: &impl Runtime, limit: Duration, every: Duration, worker: impl Future) -> Round {
    let clock = rt.clock();
    let start = clock.now();
    let timer = until(rt.timer(), rt.clock(), limit);
    let deadline = timer.end();
    let (count, latest) = (Cell::new(0), Cell::new(Duration::ZERO));
    let neighbour = fixed_ticks(timer, rt.clock(), every, MissedTicks::Skip).for_each(|due| {
        // The schedule begins at the first poll. That poll may be late too.
        let due = if count.get() == 0 { start } else { due };
        count.set(count.get() + 1);
        latest.set(latest.get().max(clock.now() - due));
    });
    wait_for(future::zip(worker, neighbour), deadline).await.ok();
    let deadline = (clock.now() - start).saturating_sub(limit);
    Round { ticks: count.get(), latest: latest.get(), deadline }
}

impl std::fmt::Display for Round {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { ticks, latest, deadline } = self;
        write!(f, "{ticks:>12}{:>15} late{:>13} late", millis(*latest), millis(*deadline))
    }
}
