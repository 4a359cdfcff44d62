// It sleeps until the next full second, so the tick that is overdue is left out. Here, it comes late instead.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Clock, Timer};

const SECOND: Duration = Duration::from_secs(1);

/// Calls `work` at every full second, as many times as there are items in `work_takes`. Returns when.
async fn tick(rt: &impl Runtime, work_takes: &[Duration]) -> Vec<Duration> {
    let mut ticks = Vec::new();
    for work in work_takes {
        ticks.push(rt.clock().now());
        rt.timer().sleep(*work).await;
        let now = rt.clock().now();
        rt.timer().sleep((now.as_secs() + 1) as u32 * SECOND - now).await;
    }
    ticks
}
