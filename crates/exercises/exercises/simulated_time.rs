// Test without waiting.
//
// `retry` tries three times, and waits an hour in between. Its test must not take two hours. On a simulated clock, time
// stands still while any task can run. Then it jumps to the next timer, so two hours pass at once.
//
// `hours_of_three_attempts` runs `retry` on a runtime that really waits. Run it on `run_simulated::Simulated::new()`.
// A runtime brings its own clock: `rt.clock().now()` is how much time has passed on it.
//
// Page: "Testing on a simulated clock" (docs/book/testing.md; `just book` builds it)

use std::time::{Duration, Instant};

use any_runtime::{BlockOn, Runtime};
use keep_printing::{Clock, Timer};
use run_mini::Mini;

const HOUR: Duration = Duration::from_secs(3600);

async fn retry(rt: &impl Runtime, mut attempt: impl FnMut() -> bool) {
    while !attempt() {
        rt.timer().sleep(HOUR).await;
    }
}

/// How many hours three attempts take. The first two fail.
fn hours_of_three_attempts() -> u64 {
    // TODO: Use another runtime, and another clock.
    let rt = Mini::default();
    let start = Instant::now();
    let mut attempts = 0;
    let third = || {
        attempts += 1;
        attempts == 3
    };
    rt.block_on(retry(&rt, third)).unwrap();
    start.elapsed().as_secs() / HOUR.as_secs()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use exercises::watched;

    #[test]
    fn two_hours_pass_at_once() {
        let hours = watched(hours_of_three_attempts);
        assert_eq!(hours, 2, "Two hours must pass on the clock of the runtime.");
    }
}
