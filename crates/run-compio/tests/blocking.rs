//! Blocking work: more of it than compio's pool has threads by default, and a lot of it, one after another.

use std::sync::{Arc, OnceLock};
use std::thread;
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

/// compio itself overlooks the result of blocking work, about once in a hundred thousand times on a busy machine.
#[test]
fn the_result_of_blocking_work_is_never_overlooked() {
    runtime_contract::watched(|| {
        // Many executors, so that each is often interrupted by the others.
        let executors: Vec<_> = (0..16)
            .map(|_| {
                thread::spawn(|| {
                    Compio.block_on(async {
                        for number in 0..20_000 {
                            assert_eq!(Compio.unblock(move || number).await, number);
                        }
                    })
                })
            })
            .collect();
        for executor in executors {
            executor.join().expect("no result is wrong").expect("compio starts");
        }
    });
}
