//! The deadline is due, and so is a tick

use std::io;
use std::rc::Rc;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::{StreamExt, stream};
use keep_printing::{Elapsed, Timer, keep_printing, ticks, wait_for};

/// A tick every half second, and a deadline after one second.
///
/// At one second, both timers are due. A runtime may fire them in any order: see "Progress is not a result" in the docs
/// of [`wait_for`]. The original program never prints at its deadline. `a_tick_due_at_the_deadline_loses_to_it`, a test
/// of run-simulated, asks for that.
///
/// # Errors
///
/// The first error of stdout.
pub async fn deadline_and_tick<R: Runtime>(rt: Rc<R>) -> io::Result<()> {
    let deadline = rt.timer().sleep(Duration::from_secs(1));
    let lines = ticks(rt.timer(), Duration::from_millis(500)).map(|()| "tick");

    match wait_for(keep_printing(lines, rt.stdout()), deadline).await {
        Ok(printed) => printed,
        Err(Elapsed) => keep_printing(stream::once("시간 종료"), rt.stdout()).await,
    }
}
