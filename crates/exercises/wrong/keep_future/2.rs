// A reference is right. But nobody has promised that the future stays where it is.

use std::time::Duration;

use any_runtime::Runtime;
use exercises::Log;
use keep_printing::{Elapsed, Timer, wait_for};

const SECOND: Duration = Duration::from_secs(1);

async fn download(rt: &impl Runtime, log: &Log) {
    log.add("the download begins");
    rt.timer().sleep(15 * SECOND).await;
    log.add("the download is complete");
}

async fn async_main(rt: &impl Runtime, log: &Log) {
    let deadline = rt.timer().sleep(10 * SECOND);
    let mut download = download(rt, log);
    if let Err(Elapsed) = wait_for(&mut download, deadline).await {
        log.add("please wait");
        download.await;
    }
}
