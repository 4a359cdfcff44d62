// Write a library for every runtime.
//
// `measure` awaits something and says how long it took. It works on one runtime only, because it names that runtime.
// Its callers use other runtimes. A function that is generic over `Runtime` names none, and that costs nothing: the
// compiler makes one copy of it for each runtime that calls it.
//
// Page: "Your library on every runtime" (docs/book/your-library.md; `just book` builds it)

use std::future::Future;
use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::Clock;
use run_simulated::Simulated;

// TODO: Accept every runtime, and delete the imports that nothing needs any more.
pub async fn measure<T>(rt: &Simulated, work: impl Future<Output = T>) -> (T, Duration) {
    let start = rt.clock().now();
    let result = work.await;
    (result, rt.clock().now() - start)
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::BlockOn;
    use keep_printing::Timer;
    use run_mini::Mini;
    use run_simulated::Simulated;

    /// A caller that does not know its runtime either.
    async fn measure_a_sleep(rt: &impl Runtime, duration: Duration) -> Duration {
        let ((), took) = measure(rt, async {
            rt.timer().sleep(duration).await;
        })
        .await;
        took
    }

    #[test]
    fn it_runs_on_a_simulated_runtime() {
        let (rt, hour) = (Simulated::new(), Duration::from_secs(3600));
        let took = rt.block_on(measure_a_sleep(&rt, hour)).unwrap();
        assert_eq!(took, hour, "It must measure with the clock of the runtime that it is given.");
    }

    #[test]
    fn it_runs_on_a_real_runtime() {
        let (rt, moment) = (Mini::default(), Duration::from_millis(10));
        let took = rt.block_on(measure_a_sleep(&rt, moment)).unwrap();
        assert!(took >= moment, "It must measure with the clock of the runtime that it is given.");
    }
}
