//! A test that passes every day, and the schedule that breaks it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use any_runtime::{BlockOn, Runtime};
use keep_printing::Timer;
use run_simulated::{Simulated, shrink};

// ANCHOR: buy
const PAYMENT: Duration = Duration::from_millis(10);

/// Buys a ticket, if there is one.
async fn buy(timer: impl Timer, tickets: Rc<Cell<i32>>) {
    if tickets.get() > 0 {
        timer.sleep(PAYMENT).await;
        tickets.set(tickets.get() - 1);
    }
}
// ANCHOR_END: buy

// ANCHOR: test
/// Two customers want the last ticket. The second comes when the first has paid.
fn the_last_ticket_is_sold_once(rt: &mut Simulated) {
    let tickets = Rc::new(Cell::new(1));
    let first = rt.spawn(buy(rt.timer(), tickets.clone()));
    let (timer, theirs) = (rt.timer(), tickets.clone());
    let second = rt.spawn(async move {
        timer.sleep(PAYMENT).await;
        buy(timer, theirs).await;
    });
    let both = async { (first.await, second.await) };
    rt.block_on(both).expect("a simulated runtime always starts");
    assert_eq!(tickets.get(), 0, "the ticket was sold twice");
}
// ANCHOR_END: test

// ANCHOR: main
fn main() {
    the_last_ticket_is_sold_once(&mut Simulated::new());
    println!("In the usual order: it passes.");

    match (0..1000).find_map(|seed| Some((seed, shrink(seed, the_last_ticket_is_sold_once)?))) {
        Some((seed, schedule)) => println!("With seed {seed}: it fails. The smallest schedule that fails: {schedule}"),
        None => println!("With a thousand seeds: it passes."),
    }
}
// ANCHOR_END: main
