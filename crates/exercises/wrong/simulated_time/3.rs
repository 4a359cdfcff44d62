// The future of `retry` is made within the `async` block, and never awaited.

use std::time::Duration;

use any_runtime::{BlockOn, Runtime};
use keep_printing::{Clock, Timer};
use run_simulated::Simulated;

const HOUR: Duration = Duration::from_secs(3600);

async fn retry(rt: &impl Runtime, mut attempt: impl FnMut() -> bool) {
    while !attempt() {
        rt.timer().sleep(HOUR).await;
    }
}

/// How many hours three attempts take. The first two fail.
fn hours_of_three_attempts() -> u64 {
    let rt = Simulated::new();
    let mut attempts = 0;
    let third = || {
        attempts += 1;
        attempts == 3
    };
    rt.block_on(async {
        let _ = retry(&rt, third);
    })
    .unwrap();
    rt.clock().now().as_secs() / HOUR.as_secs()
}
