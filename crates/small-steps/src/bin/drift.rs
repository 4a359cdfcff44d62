//! Two rhythms with a timer that is late: `cargo run -p small-steps --bin drift`.
//!
//! Time is a number here. It passes only in the timer and in the work. So the program prints the same on every machine.

use std::cell::Cell;
use std::future::ready;
use std::time::Duration;

use futures_lite::future::block_on;
use futures_lite::{Stream, StreamExt};
use keep_printing::{MissedTicks, fixed_ticks, ticks};

// ANCHOR: main
const PERIOD: Duration = Duration::from_millis(500);
const WORK: Duration = Duration::from_millis(40);
const LATE: Duration = Duration::from_millis(3);

fn main() {
    let time = Cell::new(Duration::ZERO);
    let sleep = |duration: Duration| {
        time.set(time.get() + duration + LATE);
        ready(())
    };
    let clock = || time.get();

    let waiting = lateness(&time, ticks(sleep, PERIOD));
    let fixed = lateness(&time, fixed_ticks(sleep, clock, PERIOD, MissedTicks::Skip));

    println!("tick   waiting after work   fixed schedule");
    for tick in [0, 1, 2, 3, 20, 7200] {
        println!("{tick:>4}   {:>12} ms late   {:>8} ms late", waiting[tick].as_millis(), fixed[tick].as_millis());
    }
}

/// Takes 7201 ticks: an hour of them. Returns how late each one was.
fn lateness<T>(time: &Cell<Duration>, ticks: impl Stream<Item = T>) -> Vec<Duration> {
    time.set(Duration::ZERO);
    let mut due = (0..).map(|tick| PERIOD * tick);
    let late = ticks.take(7201).map(|_| {
        let late = due.next().map_or(Duration::ZERO, |due| time.get() - due);
        time.set(time.get() + WORK);
        late
    });
    block_on(late.collect())
}
// ANCHOR_END: main
