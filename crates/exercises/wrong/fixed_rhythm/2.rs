// It measures the work of each round. After an overdue tick, it begins a new schedule.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Clock, Timer};

const SECOND: Duration = Duration::from_secs(1);

/// Calls `work` at every full second, as many times as there are items in `work_takes`. Returns when.
async fn tick(rt: &impl Runtime, work_takes: &[Duration]) -> Vec<Duration> {
    let mut ticks = Vec::new();
    for work in work_takes {
        let start = rt.clock().now();
        ticks.push(start);
        rt.timer().sleep(*work).await;
        let took = rt.clock().now() - start;
        rt.timer().sleep(SECOND.saturating_sub(took)).await;
    }
    ticks
}
