// `or` is done when the first of the two is done. It drops the other.

use std::time::Duration;

use any_runtime::Runtime;
use exercises::Log;
use futures_lite::future;
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
    future::or(tea(rt, log), egg(rt, log)).await;
}
