// Write `wait_for`.
//
// In Rust, `asyncio.wait_for` takes a few lines: poll the future; if it is pending, poll the deadline. A deadline is any
// future, such as a sleep.
//
// `poll_fn` makes a future from a closure, which is its `poll`. `pin!` keeps a future at its place, so that it can be
// polled: `future.as_mut().poll(cx)`. `is_ready()` says whether a poll was ready.
//
// If both are ready at the same poll, the result wins.
//
// Page: "The deadline: `wait_for`" (docs/book/wait-for.md; `just book` builds it)

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use keep_printing::Elapsed;

async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
    let mut future = pin!(future);
    let mut _deadline = pin!(deadline);
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        // TODO: Poll `_deadline`, too. (And take its `_` away: it is there only because nothing uses it yet.)
        Poll::Pending
    })
    .await
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use any_runtime::{BlockOn, Runtime};
    use keep_printing::{Clock, Timer};
    use run_simulated::Simulated;
    use std::future::ready;
    use std::time::Duration;

    const SECOND: Duration = Duration::from_secs(1);

    /// Something that takes `work` seconds, with a deadline after `limit` seconds: its result, and when it came.
    fn work_and_limit(work: u32, limit: u32) -> (Result<&'static str, Elapsed>, u64) {
        let rt = Simulated::new();
        let sleep = |seconds| rt.timer().sleep(seconds * SECOND);
        let work = async {
            sleep(work).await;
            "done"
        };
        let result = rt.block_on(wait_for(work, sleep(limit))).unwrap();
        (result, rt.clock().now().as_secs())
    }

    #[test]
    fn what_is_done_in_time_returns_its_result() {
        assert_eq!(work_and_limit(2, 5), (Ok("done"), 2), "The result must come after 2 s.");
    }

    #[test]
    fn the_deadline_ends_what_takes_too_long() {
        assert_eq!(work_and_limit(60, 5), (Err(Elapsed), 5), "The deadline must come after 5 s.");
    }

    #[test]
    fn a_result_that_is_ready_wins() {
        let result = Simulated::new().block_on(wait_for(ready("done"), ready(()))).unwrap();
        assert_eq!(result, Ok("done"), "Both are ready: the result must win.");
    }
}
