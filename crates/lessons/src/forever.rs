//! Without a deadline, the coroutine runs until it is interrupted

use std::io;

use any_runtime::Runtime;
use futures_lite::StreamExt;
use keep_printing::{keep_printing, ticks};

use crate::Options;

/// In Python: `asyncio.run(keep_printing())`. There is no limit; Ctrl-C ends it.
///
/// # Errors
///
/// The first error of stdout, for example when its reader goes away.
pub async fn forever(rt: &impl Runtime, options: &Options) -> io::Result<()> {
    let now = rt.wall_clock();
    let lines = ticks(rt.timer(), options.every).map(|()| now());
    keep_printing(lines, rt.stdout()).await
}
