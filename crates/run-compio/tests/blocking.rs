//! More blocking work than compio's pool has threads by default.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use any_runtime::{BlockOn, Runtime};
use keep_printing::Timer;
use run_compio::Compio;

#[test]
fn three_hundred_blocking_jobs_do_not_hold_up_a_timer() {
    runtime_contract::watched(|| {
        let ended = Compio.block_on(async {
            let gate = Arc::new(OnceLock::new());
            let jobs: Vec<_> = (0..300)
                .map(|_| {
                    let gate = gate.clone();
                    Compio.unblock(move || *gate.wait())
                })
                .collect();
            // Tasks run in the order of their spawning. So the pool has all jobs after this task.
            Compio.spawn(async {}).await;
            // The jobs wait for the gate, and the gate for this timer.
            Compio.timer().sleep(Duration::from_millis(10)).await;
            gate.set(()).expect("nobody else opens it");
            for job in jobs {
                job.await;
            }
        });
        ended.expect("compio starts");
    });
}
