//! Find the order in which this program breaks its promise

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use any_runtime::Runtime;
use futures_lite::{AsyncWriteExt, future::yield_now};

/// Two clerks sell tickets, and one ticket is left. Its promise: no ticket is sold twice.
///
/// It is right only if the tasks run in the order in which they were spawned. The test of run-simulated that is called
/// `a_schedule_that_depends_on_luck_is_found_and_its_seed_reproduces_it` has such a program, too.
///
/// # Errors
///
/// The ticket was sold twice, or the first error of stdout.
pub async fn last_ticket<R: Runtime>(rt: Rc<R>) -> io::Result<()> {
    let tickets = Rc::new(Cell::new(1));
    let here = rt.spawn(clerk(rt.clone(), "here", 0, tickets.clone()));
    let away = rt.spawn(clerk(rt.clone(), "away", 2, tickets.clone()));
    here.await?;
    away.await?;
    if tickets.get() < 0 {
        let broken = "the last ticket was sold twice";
        rt.stdout().write_all(format!("{broken}\n").as_bytes()).await?;
        return Err(io::Error::other(broken));
    }
    Ok(())
}

/// `away` is how many turns it takes until the clerk is back at the counter.
async fn clerk<R: Runtime>(rt: Rc<R>, name: &str, away: u32, tickets: Rc<Cell<i32>>) -> io::Result<()> {
    for _ in 0..away {
        yield_now().await;
    }
    if tickets.get() == 0 {
        return rt.stdout().write_all(format!("{name}: sold out\n").as_bytes()).await;
    }
    rt.stdout().write_all(format!("{name}: one is left\n").as_bytes()).await?;
    // The customer looks for the money.
    yield_now().await;
    tickets.set(tickets.get() - 1);
    rt.stdout().write_all(format!("{name}: sold\n").as_bytes()).await
}
