// Do two things at once.
//
// The tea takes three minutes, and the egg takes five. Both together take five minutes, and not eight.
//
// `rt` is a runtime. `rt.timer().sleep(…)` is its `asyncio.sleep(…)`. The clock of this runtime is simulated: it
// jumps, so that the test takes no time.
//
// In Python you write `await asyncio.gather(tea(), egg())`. In Rust, a function takes two futures and returns one
// future, which polls both in turn: `futures_lite::future::zip`.
//
// Page: "The Python original" (docs/book/original.md; `just book` builds it)

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
    // TODO: Make both at the same time.
    tea(rt, log).await;
    egg(rt, log).await;
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::BlockOn;
    use keep_printing::Clock;
    use run_simulated::Simulated;

    #[test]
    fn breakfast_takes_five_minutes() {
        let (rt, log) = (Simulated::new(), Log::default());
        rt.block_on(breakfast(&rt, &log)).unwrap();
        assert_eq!(log.lines(), ["tea", "egg"], "Breakfast is tea and an egg.");
        let minutes = rt.clock().now().as_secs() / 60;
        assert_eq!(minutes, 5, "Breakfast took {minutes} minutes: one was made after the other.");
    }
}
