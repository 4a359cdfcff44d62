//! A deadline ends the coroutine, and whoever set the deadline handles it.

use std::fmt::Display;
use std::io;

use futures_lite::{AsyncWriteExt, StreamExt, stream};
use keep_printing::{Elapsed, Timer, keep_printing, ticks, wait_for};

use crate::{Options, Runtime};

/// The original program: the time every half second, and at ten seconds `시간 종료`.
///
/// # Errors
///
/// The first error of the runtime's stdout.
pub async fn async_main<T: Display>(
    rt: &impl Runtime,
    options: &Options,
    wall_clock: impl Fn() -> T,
) -> io::Result<()> {
    // The deadline is set first, as the limit counts from here.
    let deadline = rt.timer().sleep(options.limit);
    let lines = ticks(rt.timer(), options.every).map(|()| wall_clock());
    let mut out = rt.stdout();

    match wait_for(keep_printing(lines, &mut out), deadline).await {
        Ok(printed) => printed,
        Err(Elapsed) => {
            // The printer may have been dropped while a thread still wrote its last line for it: that line goes first.
            out.flush().await?;
            keep_printing(stream::once("시간 종료"), out).await
        }
    }
}
