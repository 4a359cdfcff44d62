// The coroutine is generic over the runtime. So its test runs the very same code, on a clock that jumps.

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
    rt.block_on(retry(&rt, third)).unwrap();
    rt.clock().now().as_secs() / HOUR.as_secs()
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
