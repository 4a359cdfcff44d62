// The machine's clock knows nothing of the hours that were simulated.

use std::time::{Duration, Instant};

use any_runtime::{BlockOn, Runtime};
use keep_printing::Timer;
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
    let start = Instant::now();
    let mut attempts = 0;
    let third = || {
        attempts += 1;
        attempts == 3
    };
    rt.block_on(retry(&rt, third)).unwrap();
    start.elapsed().as_secs() / HOUR.as_secs()
}
