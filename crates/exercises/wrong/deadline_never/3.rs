// The sleep is made, and nobody awaits it. The loop never gives the thread back.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Elapsed, Timer, wait_for};

const SECOND: Duration = Duration::from_secs(1);

async fn work_hard(rt: &impl Runtime) {
    loop {
        let _ = rt.timer().sleep(4 * SECOND);
    }
}

async fn async_main(rt: &impl Runtime) -> Result<(), Elapsed> {
    let deadline = rt.timer().sleep(10 * SECOND);
    wait_for(work_hard(rt), deadline).await
}
