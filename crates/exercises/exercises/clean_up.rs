// Clean up, even after a cancellation.
//
// In Python, `task.cancel()` raises an exception at the `await`, and `finally` cleans up. In Rust a cancelled future is
// dropped. Nothing after its `await` runs. But its variables are dropped, and a type can say what happens then: `Drop`.
//
// Here, the file stays open when the deadline comes.
//
// Page: "Cancellation" (docs/book/cancellation.md; `just book` builds it)

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
        // TODO: What belongs here, and no longer into `write_slowly`?
    }
}

async fn write_slowly(rt: &impl Runtime, log: &Log) {
    let file = File::open(log);
    rt.timer().sleep(60 * SECOND).await;
    file.0.add("written");
    file.0.add("close");
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::BlockOn;
    use run_simulated::Simulated;

    fn written_within(limit: Duration) -> Vec<String> {
        let (rt, log) = (Simulated::new(), Log::default());
        let deadline = rt.timer().sleep(limit);
        match rt.block_on(wait_for(write_slowly(&rt, &log), deadline)).unwrap() {
            Ok(()) => log.add("done"),
            Err(Elapsed) => log.add("time is up"),
        }
        log.lines()
    }

    #[test]
    fn a_file_that_was_written_is_closed_once() {
        assert_eq!(written_within(90 * SECOND), ["open", "written", "close", "done"], "This file has 90 seconds.");
    }

    #[test]
    fn a_file_is_closed_when_the_deadline_comes() {
        assert_eq!(written_within(10 * SECOND), ["open", "close", "time is up"], "This file has 10 seconds.");
    }
}
