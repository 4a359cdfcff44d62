// An `async` block does not help: the thread is still blocked, and this `await` is never pending.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Elapsed, Timer, wait_for};

const SECOND: Duration = Duration::from_secs(1);

async fn work_hard(rt: &impl Runtime) {
    loop {
        async { (rt.blocking_sleep())(4 * SECOND) }.await;
    }
}

async fn async_main(rt: &impl Runtime) -> Result<(), Elapsed> {
    let deadline = rt.timer().sleep(10 * SECOND);
    wait_for(work_hard(rt), deadline).await
}
