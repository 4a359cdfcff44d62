//! A library of one function. It runs on every runtime, because its caller brings the timer.

use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Elapsed, Timer, wait_for};

// ANCHOR: library
const PAUSE: Duration = Duration::from_millis(10);

/// Tries until it works, up to three times, with a pause after each failure. Returns whether it worked.
pub async fn retry(timer: impl Timer, mut attempt: impl AsyncFnMut() -> bool) -> bool {
    for _ in 0..3 {
        if attempt().await {
            return true;
        }
        timer.sleep(PAUSE).await;
    }
    false
}
// ANCHOR_END: library

// ANCHOR: tests
every_runtime::tests! {
    async fn it_stops_when_it_works(rt: &impl Runtime) {
        let mut attempts = 0;
        let attempt = async || {
            attempts += 1;
            attempts == 2
        };
        assert!(retry(rt.timer(), attempt).await);
        assert_eq!(attempts, 2);
    }

    async fn it_may_have_a_deadline(rt: &impl Runtime) {
        let hopeless = retry(rt.timer(), async || false);
        let deadline = rt.timer().sleep(PAUSE * 2);
        assert_eq!(wait_for(hopeless, deadline).await, Err(Elapsed));
    }
}
// ANCHOR_END: tests

// ANCHOR: cost
/// The same function for tokio alone.
async fn retry_on_tokio(mut attempt: impl AsyncFnMut() -> bool) -> bool {
    for _ in 0..3 {
        if attempt().await {
            return true;
        }
        tokio::time::sleep(PAUSE).await;
    }
    false
}

#[test]
fn it_is_as_small_as_one_for_tokio_alone() {
    let on_any = retry(tokio::time::sleep, async || false);
    let on_tokio = retry_on_tokio(async || false);
    assert_eq!(size_of_val(&on_any), size_of_val(&on_tokio));
}
// ANCHOR_END: cost
