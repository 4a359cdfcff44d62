// Two futures are made first. But a future does nothing until it is polled, so this is the same as before.

use std::time::Duration;

use any_runtime::Runtime;
use exercises::Log;
use keep_printing::Timer;

const MINUTE: Duration = Duration::from_secs(60);

async fn tea(rt: &impl Runtime, log: &Log) {
    rt.timer().sleep(3 * MINUTE).await;
    log.add("tea");
}

async fn egg(rt: &impl Runtime, log: &Log) {
    rt.timer().sleep(5 * MINUTE).await;
    log.add("egg");
}

async fn breakfast(rt: &impl Runtime, log: &Log) {
    let tea = tea(rt, log);
    let egg = egg(rt, log);
    tea.await;
    egg.await;
}
