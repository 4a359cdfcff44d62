//! Waiting after the work adds up lateness; a fixed schedule does not

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::{StreamExt, stream};
use keep_printing::{Clock, Elapsed, MissedTicks, fixed_ticks, keep_printing, ticks, until, wait_for};

use crate::{Options, Screen, millis};

/// Two streams of ticks with the same period, side by side. [`ticks`] waits a period after each tick, like the
/// original. [`fixed_ticks`] waits until the next tick is due. Lateness is measured from the multiples of the period.
///
/// # Errors
///
/// The first error of stdout, or a reader that stalls: see [`Screen`].
pub async fn drift<R: Runtime>(rt: &R, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    screen.heading("  tick   waiting after work      fixed schedule").await?;

    let timer = || until(rt.timer(), rt.clock(), options.limit);
    let deadline = timer().end();
    let clock = rt.clock();
    let start = clock.now();
    let late = |due: Duration| clock.now().saturating_sub(due);

    let mut due = (0..).map(|tick| start.saturating_add(options.every.saturating_mul(tick)));
    let waiting = ticks(timer(), options.every).map(|()| (0, due.next().map_or(Duration::ZERO, late)));
    let fixed = fixed_ticks(timer(), rt.clock(), options.every, MissedTicks::Skip).map(|due| (1, late(due)));

    // The two streams tick at different times. A row is complete when both have ticked.
    let mut columns = [VecDeque::new(), VecDeque::new()];
    let last = Cell::new((0_u64, Duration::ZERO, Duration::ZERO));
    let rows = stream::or(waiting, fixed).filter_map(|(column, late)| {
        columns[column].push_back(late);
        let [waiting, fixed] = &mut columns;
        if waiting.is_empty() || fixed.is_empty() {
            return None;
        }
        let (waiting, fixed) = (waiting.pop_front()?, fixed.pop_front()?);
        let tick = last.get().0 + 1;
        last.set((tick, waiting, fixed));
        Some(format!("{tick:>6}   {:>13} late   {:>10} late", millis(waiting), millis(fixed)))
    });
    match wait_for(keep_printing(rows, &mut screen), deadline).await {
        Ok(printed) => printed,
        Err(Elapsed) => {
            let (ticks, waiting, fixed) = last.get();
            screen.say(format_args!("The timer of {}: {}.", R::NAME, R::DECLARED.timer)).await?;
            let (waiting, fixed) = (millis(waiting), millis(fixed));
            screen
                .conclude(format_args!("After {ticks} ticks: {waiting} late by waiting, {fixed} by the schedule."))
                .await
        }
    }
}
