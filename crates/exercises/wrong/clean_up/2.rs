// Like `finally`, it looks safe. But after a cancellation nothing runs that comes after the `await`.

use std::time::Duration;

use any_runtime::Runtime;
use exercises::Log;
use keep_printing::{Elapsed, Timer, wait_for};

const SECOND: Duration = Duration::from_secs(1);

struct File<'a>(&'a Log);

impl<'a> File<'a> {
    fn open(log: &'a Log) -> Self {
        log.add("open");
        File(log)
    }
}

impl Drop for File<'_> {
    fn drop(&mut self) {}
}

async fn write_slowly(rt: &impl Runtime, log: &Log) {
    let file = File::open(log);
    async {
        rt.timer().sleep(60 * SECOND).await;
        file.0.add("written");
    }
    .await;
    file.0.add("close");
}
