//! The deadline is an error like any other: unhandled, it ends main

use std::fmt::Display;
use std::io;

use futures_lite::StreamExt;
use keep_printing::{keep_printing, ticks, until, wait_for};

use crate::{Options, Runtime, Screen};

/// As in Python `asyncio.run(asyncio.wait_for(keep_printing(), 10))`, which ends in a traceback.
///
/// In Rust the error is a value, and the `?` is where it leaves.
///
/// # Errors
///
/// Always, unless the limit is endless: an [`Elapsed`](keep_printing::Elapsed) at the deadline, or before it the first
/// error of the runtime's stdout, or that nobody reads it.
pub async fn unhandled<T: Display>(rt: &impl Runtime, options: &Options, wall_clock: impl Fn() -> T) -> io::Result<()> {
    let timer = until(rt.timer(), rt.clock(), options.limit);
    let deadline = timer.end();
    let lines = ticks(timer, options.every).map(|()| wall_clock());

    let mut screen = Screen::new(rt, rt.stdout(), options);

    let ended = wait_for(keep_printing(lines, screen.out()), deadline).await;
    screen.flush().await?;
    ended?
}
