//! Three timers, held against every runtime: the runtime's own, `futures-timer`'s, and tokio's.

use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use any_runtime::Runtime;
use futures_lite::FutureExt;
use futures_timer::Delay;
use keep_printing::{Elapsed, Timer, wait_for};

const SHORT: Duration = Duration::from_millis(1);

every_runtime::tests! {
    /// The runtime's own timer works on it, whatever it is.
    async fn its_own_timer_works_on_every_runtime(rt: &impl Runtime) {
        rt.timer().sleep(SHORT).await;
    }

    /// `futures-timer` has a thread of its own, so its sleep works on every executor. It knows nothing of a simulated clock:
    /// there it takes real time.
    async fn a_timer_with_its_own_thread_works_everywhere(_rt: &impl Runtime) {
        let before = Instant::now();
        Delay::new(SHORT).await;
        assert!(before.elapsed() >= SHORT, "it is early");
    }

    /// It is a [`Timer`] as it stands, and a deadline.
    async fn a_foreign_timer_is_a_deadline(_rt: &impl Runtime) {
        let timer = Delay::new;
        assert_eq!(wait_for(std::future::pending::<()>(), timer.sleep(SHORT)).await, Err(Elapsed));
    }

    /// tokio's sleep needs tokio. Elsewhere it panics, with a sentence that says so.
    async fn a_sleep_of_tokio_works_on_tokio_alone(rt: &impl Runtime) {
        let sleep = AssertUnwindSafe(async { tokio::time::sleep(SHORT).await }).catch_unwind().await;
        assert_eq!(sleep.is_ok(), name(rt) == "tokio");
    }
}

fn name<R: Runtime>(_: &R) -> &'static str {
    R::NAME
}
