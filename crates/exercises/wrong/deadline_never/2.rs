// The others get a turn now. But the thread is still blocked for four seconds each time, so the deadline is late.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Elapsed, Timer, wait_for};

const SECOND: Duration = Duration::from_secs(1);

async fn work_hard(rt: &impl Runtime) {
    loop {
        (rt.blocking_sleep())(4 * SECOND);
        futures_lite::future::yield_now().await;
    }
}

async fn async_main(rt: &impl Runtime) -> Result<(), Elapsed> {
    let deadline = rt.timer().sleep(10 * SECOND);
    wait_for(work_hard(rt), deadline).await
}
