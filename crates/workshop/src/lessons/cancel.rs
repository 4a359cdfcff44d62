//! At the deadline a coroutine is dropped, right at its await

use std::future::pending;
use std::io;
use std::pin::pin;

use keep_printing::{Elapsed, Timer, wait_for};

use super::millis;
use crate::{Diary, Options, Runtime, Screen};

/// Three experiments of a quarter, a quarter and half the limit: what runs at a deadline and what does not; which of
/// two deadlines wins; how a future outlives its deadline, for which asyncio has `shield`.
///
/// # Errors
///
/// The first error of the runtime's stdout, or that nobody reads it: see [`Screen::say`].
pub async fn cancel(rt: &impl Runtime, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let quarter = options.limit / 4;
    let sleep = |quarters: u32| rt.timer().sleep(quarter.saturating_mul(quarters));
    let diary = Diary::new(rt.clock());

    let doomed = async {
        let _guard = OnDrop(|| diary.note(DESTRUCTORS));
        diary.note("a coroutine reaches its await");
        sleep(8).await;
        diary.note(AFTER);
    };
    if wait_for(doomed, sleep(1)).await.is_err() {
        diary.note(ELAPSED);
    }

    diary.note("a deadline is set within a later one");
    let inner = wait_for(pending::<()>(), sleep(1));
    diary.note(match wait_for(inner, sleep(8)).await {
        Ok(_) => "the inner one came first, and ended only the inner future",
        Err(Elapsed) => "the outer one came first, and ended both",
    });

    diary.note("a coroutine is lent to a deadline, by &mut");
    let mut survivor = pin!(async {
        sleep(2).await;
        diary.note("the coroutine goes on, and is done");
    });
    if wait_for(survivor.as_mut(), sleep(1)).await.is_err() {
        diary.note("the deadline drops the loan, not the coroutine");
        survivor.await;
    }

    screen.heading("       time   what happened").await?;
    for (at, what) in diary.notes() {
        screen.say(format_args!("{:>11}   {what}", millis(at))).await?;
    }
    let order = if diary.position(DESTRUCTORS).is_some_and(|ran| Some(ran) < diary.position(ELAPSED)) {
        "before"
    } else {
        "after"
    };
    let times = if diary.position(AFTER).is_none() { "never" } else { "all the same" };
    screen.conclude(format_args!("Destructors ran {order} wait_for returned; the line after the await {times}.")).await
}

const DESTRUCTORS: &str = "its destructors run";
const AFTER: &str = "the line after its await runs";
const ELAPSED: &str = "wait_for returns Elapsed";

/// Runs a closure when it is dropped.
struct OnDrop<F: Fn()>(F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
