//! A deadline ends the coroutine, and whoever set it handles that

use std::fmt::Display;
use std::io;

use futures_lite::StreamExt;
use keep_printing::{Elapsed, keep_printing, ticks, until, wait_for};

use crate::{Options, Runtime, Screen};

/// The original program: the time every half second, and at ten seconds `시간 종료`.
///
/// # Errors
///
/// The first error of the runtime's stdout, or that nobody reads it: see [`Screen::say`].
pub async fn async_main<T: Display>(
    rt: &impl Runtime,
    options: &Options,
    wall_clock: impl Fn() -> T,
) -> io::Result<()> {
    let timer = until(rt.timer(), rt.clock(), options.limit);
    let deadline = timer.end();
    let lines = ticks(timer, options.every).map(|()| wall_clock());
    let mut screen = Screen::new(rt, rt.stdout(), options);

    match wait_for(keep_printing(lines, screen.out()), deadline).await {
        Ok(printed) => printed,
        Err(Elapsed) => screen.say("시간 종료").await,
    }
}
