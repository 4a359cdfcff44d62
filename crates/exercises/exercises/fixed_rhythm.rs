// Keep a fixed rhythm.
//
// A tick should come every second: at 0 s, at 1 s, at 2 s. But the work after each tick takes time, and the sleep begins
// only after the work. So each tick is later than the last one: the ticks drift.
//
// When is the next tick *due*? Sleep until then. `rt.clock().now()` is the time now. A `Duration` cannot be negative:
// `a.saturating_sub(b)` is zero if `b` is larger. A tick that is overdue comes at once, and the rhythm stays.
//
// Page: "Drift" (docs/book/drift.md; `just book` builds it)

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
        // TODO: Sleep until the next tick is due.
        rt.timer().sleep(SECOND).await;
    }
    ticks
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::BlockOn;
    use run_simulated::Simulated;

    fn ticks_when_work_takes(milliseconds: &[u64]) -> Vec<u128> {
        let rt = Simulated::new();
        let work: Vec<_> = milliseconds.iter().copied().map(Duration::from_millis).collect();
        let ticks = rt.block_on(tick(&rt, &work)).unwrap();
        ticks.iter().map(Duration::as_millis).collect()
    }

    #[test]
    fn the_time_of_the_work_does_not_add_up() {
        let ticks = ticks_when_work_takes(&[100, 100, 100, 100]);
        assert_eq!(ticks, [0, 1000, 2000, 3000], "Each piece of work takes 0.1 s.");
    }

    #[test]
    fn work_that_takes_too_long_delays_only_the_next_tick() {
        let ticks = ticks_when_work_takes(&[100, 1300, 100, 100]);
        let rule = "the tick due at 2 s comes at once, at 2.3 s, and the next one at 3 s";
        assert_eq!(ticks, [0, 1000, 2300, 3000], "The second piece of work takes 1.3 s: {rule}.");
    }
}
