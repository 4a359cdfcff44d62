//! Who wins when two things are due at the same instant: `cargo run -p small-steps --bin tie`.
//!
//! Time is a number here. The program sets it, and then polls. So it prints the same on every machine.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_lite::{Stream, StreamExt};
use keep_printing::{Timer, keep_printing, ticks, until, wait_for};

// ANCHOR: main
const PERIOD: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(2);

fn main() {
    let time = Cell::new(Duration::ZERO);
    // A sleep is done when its time has come. This is how most timers work: everything that is due is done at once.
    let sleep = |duration: Duration| {
        let due = time.get() + duration;
        let time = &time;
        poll_fn(move |_| if time.get() >= due { Poll::Ready(()) } else { Poll::Pending })
    };

    let result = async {
        sleep(LIMIT).await;
        "a result"
    };
    let ended = poll_at_every_tick(&time, wait_for(result, sleep(LIMIT)));
    println!("A result and the deadline:               {ended:?}");

    let mut out = Vec::new();
    let printing = keep_printing(lines(sleep), &mut out);
    let ended = poll_at_every_tick(&time, wait_for(printing, sleep(LIMIT)));
    println!("A tick and the deadline:                 {ended:?}, {} lines", count(&out));

    let mut out = Vec::new();
    let timer = until(sleep, || time.get(), LIMIT);
    let deadline = timer.end();
    let ended = poll_at_every_tick(&time, wait_for(keep_printing(lines(timer), &mut out), deadline));
    println!("A tick from `until`, and the deadline:   {ended:?}, {} lines", count(&out));
}

/// Polls a future at the instant of every tick, up to the limit. Sets the time back to zero.
fn poll_at_every_tick<T>(time: &Cell<Duration>, future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(ended) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            time.set(Duration::ZERO);
            return ended;
        }
        time.set(time.get() + PERIOD);
    }
}
// ANCHOR_END: main

fn lines(timer: impl Timer) -> impl Stream<Item = &'static str> {
    ticks(timer, PERIOD).map(|()| "a line")
}

fn count(out: &[u8]) -> usize {
    out.split(|byte| *byte == b'\n').count() - 1
}
