// At the deadline, `wait_for` drops the reference. The future stays: whoever owns it decides when it is cancelled.

use std::pin::pin;
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
    let mut download = pin!(download(rt, log));
    if let Err(Elapsed) = wait_for(download.as_mut(), deadline).await {
        log.add("please wait");
        download.await;
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::BlockOn;
    use keep_printing::Clock;
    use run_simulated::Simulated;

    #[test]
    fn the_download_goes_on_after_the_message() {
        let (rt, log) = (Simulated::new(), Log::default());
        rt.block_on(async_main(&rt, &log)).unwrap();
        let lines = log.lines();
        let begins = lines.iter().filter(|line| line.contains("begins")).count();
        assert_eq!(begins, 1, "The download must begin once. It began {begins} times.");
        assert_eq!(lines, ["the download begins", "please wait", "the download is complete"]);
        assert_eq!(rt.clock().now(), 15 * SECOND, "The download must be complete after 15 s.");
    }
}
