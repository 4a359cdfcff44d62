//! Without a deadline it runs until it is interrupted

use std::fmt::Display;
use std::io;

use futures_lite::StreamExt;
use keep_printing::{keep_printing, ticks};

use crate::{Options, Runtime};

/// As in Python `asyncio.run(keep_printing())`. There is no limit; Ctrl-C ends it.
///
/// # Errors
///
/// The first error of the runtime's stdout, as when its reader goes away.
pub async fn forever<T: Display>(rt: &impl Runtime, options: &Options, wall_clock: impl Fn() -> T) -> io::Result<()> {
    let lines = ticks(rt.timer(), options.every).map(|()| wall_clock());
    keep_printing(lines, rt.stdout()).await
}
