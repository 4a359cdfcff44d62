//! A deadline drops the coroutine, right at its await

use std::future::pending;
use std::io;
use std::pin::pin;

use any_runtime::Runtime;
use keep_printing::{Elapsed, Timer, wait_for};

use crate::{Diary, Options, Screen, millis};

/// Three experiments. They take a quarter, a quarter and half of the limit:
///
/// 1. A deadline ends a coroutine: its destructors run, and its next line does not.
/// 2. One deadline is inside another: the earlier one wins.
/// 3. A coroutine survives its deadline, because the deadline only borrows it. (asyncio has `shield` for this.)
///
/// # Errors
///
/// The first error of stdout, or a reader that stalls: see [`Screen`].
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

    diary.note("a deadline is set inside a later one");
    let inner = wait_for(pending::<()>(), sleep(1));
    diary.note(match wait_for(inner, sleep(8)).await {
        Ok(_) => "the inner one comes first, and ends only the inner future",
        Err(Elapsed) => "the outer one comes first, and ends both",
    });

    diary.note("a deadline borrows a coroutine, by &mut");
    let mut survivor = pin!(async {
        sleep(2).await;
        diary.note("the coroutine continues, and is done");
    });
    if wait_for(survivor.as_mut(), sleep(1)).await.is_err() {
        diary.note("the deadline drops the borrow, not the coroutine");
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
    let ran = if diary.position(AFTER).is_none() { "never ran" } else { "ran anyway" };
    screen.conclude(format_args!("Destructors ran {order} wait_for returned; the line after the await {ran}.")).await
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
