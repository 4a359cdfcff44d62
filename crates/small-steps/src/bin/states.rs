//! The coroutine again, and what the compiler makes of it: `cargo run -p small-steps --bin states`.
//!
//! An `async fn` is compiled into a value with a state and a `poll`. Here is such a value, written by hand. It prints the
//! same lines as the `async fn`, and takes as many polls.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_lite::future::{YieldNow, yield_now};

async fn keep_printing() {
    for line in 1..=2 {
        println!("    line {line}");
        yield_now().await;
    }
}

// ANCHOR: states
/// `keep_printing`, by hand. Each state keeps what the lines after it still need.
enum KeepPrinting {
    /// Created. No line of the body has run.
    Created,
    /// At the `.await`: the number of the next line, and the future that is awaited.
    Awaiting { next: u32, pause: YieldNow },
    /// The body has returned.
    Done,
}

impl Future for KeepPrinting {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Where was I?
        let line = match &mut *self {
            Self::Created => 1,
            Self::Awaiting { next, pause } => match Pin::new(pause).poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(()) => *next,
            },
            Self::Done => panic!("polled after it was done"),
        };
        // From here to the next `.await`.
        if line > 2 {
            *self = Self::Done;
            return Poll::Ready(());
        }
        println!("    line {line}");
        let mut pause = yield_now();
        let answer = Pin::new(&mut pause).poll(cx);
        assert!(answer.is_pending(), "a yield is pending once");
        *self = Self::Awaiting { next: line + 1, pause };
        Poll::Pending
    }
}
// ANCHOR_END: states

fn main() {
    poll_to_its_end("the async fn", keep_printing());
    poll_to_its_end("by hand", KeepPrinting::Created);
}

/// Polls a future until it is ready, and says what it sees.
fn poll_to_its_end(name: &str, future: impl Future<Output = ()>) {
    println!("{name}: {} bytes", size_of_val(&future));
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for poll in 1.. {
        println!("  poll {poll}");
        if future.as_mut().poll(&mut cx).is_ready() {
            println!("    ready");
            break;
        }
    }
}
