// `zip` polls both futures. While one waits, the other goes on. All of this happens on one thread.

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
    future::zip(tea(rt, log), egg(rt, log)).await;
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
