//! A coroutine, polled by hand: `cargo run -p small-steps --bin coroutine`.
//!
//! There is no executor here. `main` does what an executor does: it polls.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use futures_lite::future::yield_now;

// ANCHOR: coroutine
async fn keep_printing() {
    for line in 1.. {
        println!("    line {line}");
        // Pending once, then done. A sleep would need a clock; this needs nothing.
        yield_now().await;
    }
}
// ANCHOR_END: coroutine

// ANCHOR: main
fn main() {
    let coroutine = keep_printing();
    println!("created, {} bytes; nothing has run", size_of_val(&coroutine));

    // A coroutine that has begun must not move in memory. `pin!` is the promise that it will not.
    let mut coroutine = pin!(coroutine);
    // Who wants to be told when it is worth polling again? Nobody: we just poll.
    let mut cx = Context::from_waker(Waker::noop());

    for poll in 1..=3 {
        println!("poll {poll}");
        let answer = coroutine.as_mut().poll(&mut cx);
        println!("    answer: {answer:?}");
    }
    println!("main ends, and drops the coroutine at its await");
}
// ANCHOR_END: main
