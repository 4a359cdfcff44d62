//! Two printers: keep both on time

use std::io;
use std::rc::Rc;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::StreamExt;
use keep_printing::{keep_printing, ticks};

/// Each printer is a task. After a second, both have a line to print.
///
/// A runtime that breaks the contract's promise `a_task_runs_beside_the_one_that_spawned_it` polls a task only while
/// somebody awaits it. Then the slow printer is late.
///
/// # Errors
///
/// The first error of stdout.
pub async fn two_printers<R: Runtime>(rt: Rc<R>) -> io::Result<()> {
    let quick = rt.spawn(printer(rt.clone(), "quick", Duration::from_millis(500), 3));
    let slow = rt.spawn(printer(rt.clone(), "slow", Duration::from_secs(1), 2));
    quick.await?;
    slow.await
}

async fn printer<R: Runtime>(rt: Rc<R>, name: &str, period: Duration, times: usize) -> io::Result<()> {
    let lines = ticks(rt.timer(), period).take(times).map(|()| name);
    keep_printing(lines, rt.stdout()).await
}
