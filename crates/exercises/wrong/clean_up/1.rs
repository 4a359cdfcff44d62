// Now it is closed twice when all goes well.

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
    fn drop(&mut self) {
        self.0.add("close");
    }
}

async fn write_slowly(rt: &impl Runtime, log: &Log) {
    let file = File::open(log);
    rt.timer().sleep(60 * SECOND).await;
    file.0.add("written");
    file.0.add("close");
}
