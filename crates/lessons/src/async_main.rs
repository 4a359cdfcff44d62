//! A deadline ends the coroutine, and the caller handles it

use std::io;

use any_runtime::Runtime;
use futures_lite::{StreamExt, stream};
use keep_printing::{Elapsed, keep_printing, ticks, until, wait_for};

use crate::{Options, Screen};

/// The original program: it prints the time every half second, and `시간 종료` after ten seconds.
///
/// # Errors
///
/// The first error of stdout, or a reader that stalls: see [`Screen`].
pub async fn async_main(rt: &impl Runtime, options: &Options) -> io::Result<()> {
    let mut out = Screen::new(rt, rt.stdout(), options);
    let now = rt.wall_clock();

    let timer = until(rt.timer(), rt.clock(), options.limit);
    let deadline = timer.end();
    let lines = ticks(timer, options.every).map(|()| now());

    match wait_for(keep_printing(lines, &mut out), deadline).await {
        Ok(printed) => printed,
        Err(Elapsed) => keep_printing(stream::once("시간 종료"), out).await,
    }
}
