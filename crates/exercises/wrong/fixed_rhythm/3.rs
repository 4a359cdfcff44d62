// A `Duration` cannot be negative: it panics when a tick is overdue.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Clock, Timer};

const SECOND: Duration = Duration::from_secs(1);

/// Calls `work` at every full second, as many times as there are items in `work_takes`. Returns when.
async fn tick(rt: &impl Runtime, work_takes: &[Duration]) -> Vec<Duration> {
    let mut ticks = Vec::new();
    let mut due = rt.clock().now();
    for work in work_takes {
        ticks.push(rt.clock().now());
        rt.timer().sleep(*work).await;
        due += SECOND;
        rt.timer().sleep(due - rt.clock().now()).await;
    }
    ticks
}
