//! The deadline is an error; if nobody handles it, it ends main

use std::io;

use any_runtime::Runtime;
use futures_lite::StreamExt;
use keep_printing::{keep_printing, ticks, until, wait_for};

use crate::{Options, Screen};

/// In Python: `asyncio.run(asyncio.wait_for(keep_printing(), 10))`, which ends in a traceback.
///
/// In Rust the error is a value. The `?` in the last line returns it.
///
/// # Errors
///
/// An [`Elapsed`](keep_printing::Elapsed) at the deadline. Before that, the first error of stdout, or a reader that
/// stalls.
pub async fn unhandled(rt: &impl Runtime, options: &Options) -> io::Result<()> {
    let mut out = Screen::new(rt, rt.stdout(), options);
    let now = rt.wall_clock();

    let timer = until(rt.timer(), rt.clock(), options.limit);
    let deadline = timer.end();
    let lines = ticks(timer, options.every).map(|()| now());

    let ended = wait_for(keep_printing(lines, &mut out), deadline).await;
    out.flush().await?;
    ended?
}
