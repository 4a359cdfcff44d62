//! What happens to tasks when `block_on` ends before they do.

use any_runtime::{BlockOn, Runtime};
use futures_lite::future::{yield_now, zip};
use run_mini::Mini;

#[test]
fn tasks_that_were_woken_when_block_on_ended_go_on_with_the_next() {
    let mini = Mini::default();
    let count = |to: u32| async move {
        for _ in 0..to {
            yield_now().await;
        }
        to
    };
    // All three are woken, and none has run, when the first call is over.
    let (mut three, mut two, mut one) = (None, None, None);
    let spawning = async {
        three = Some(mini.spawn(count(3)));
        two = Some(mini.spawn(count(2)));
        one = Some(mini.spawn(count(1)));
    };
    mini.block_on(spawning).unwrap();
    let counting = zip(three.unwrap(), zip(two.unwrap(), one.unwrap()));
    assert_eq!(mini.block_on(counting).unwrap(), (3, (2, 1)));
}

#[test]
fn tasks_that_were_woken_when_another_panicked_go_on_with_the_next_call() {
    let mini = Mini::default();
    let mut neighbour = None;
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        mini.block_on(async {
            drop(mini.spawn(async { std::panic::resume_unwind(Box::new("mine")) }));
            neighbour = Some(mini.spawn(async { 7 }));
            std::future::pending::<()>().await;
        })
    }));
    assert!(ended.is_err());
    assert_eq!(mini.block_on(neighbour.unwrap()).unwrap(), 7);
}
