// Keep the future past its deadline.
//
// A download takes 15 seconds. After 10 seconds the user sees "please wait", and the download goes on.
// Here, it begins again from the start: `wait_for` drops the future at its deadline. In asyncio you write
// `asyncio.shield`. In Rust, you keep the future, and `wait_for` gets only a reference.
//
// A future that is polled must not move. `let mut pinned = pin!(future);` keeps it at its place (`use std::pin::pin;`).
// Then `pinned.as_mut()` is a reference that you can give away more than once, and `pinned.await` waits for the result.
//
// Page: "Cancellation" (docs/book/cancellation.md; `just book` builds it)

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
    // TODO: Make the download once, and keep it.
    if let Err(Elapsed) = wait_for(download(rt, log), deadline).await {
        log.add("please wait");
        download(rt, log).await;
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
