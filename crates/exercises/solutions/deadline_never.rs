// An `await` is the only place where others get a turn. A sleep of the runtime gives the thread back for four seconds.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Elapsed, Timer, wait_for};

const SECOND: Duration = Duration::from_secs(1);

async fn work_hard(rt: &impl Runtime) {
    loop {
        rt.timer().sleep(4 * SECOND).await;
    }
}

async fn async_main(rt: &impl Runtime) -> Result<(), Elapsed> {
    let deadline = rt.timer().sleep(10 * SECOND);
    wait_for(work_hard(rt), deadline).await
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::BlockOn;
    use exercises::watched;
    use keep_printing::Clock;
    use run_simulated::Simulated;

    #[test]
    fn the_deadline_comes_after_ten_seconds() {
        let (result, seconds) = watched(|| {
            let rt = Simulated::new();
            let result = rt.block_on(async_main(&rt)).unwrap();
            (result, rt.clock().now().as_secs())
        });
        assert_eq!(result, Err(Elapsed));
        let hint = "A sleep that blocks keeps the thread, even with a yield after it. Which sleep lets others run?";
        assert_eq!(seconds, 10, "The deadline is due after 10 s. It came after {seconds} s. {hint}");
    }
}
