//! Several printers share one thread and one deadline

use std::cell::RefCell;
use std::collections::HashSet;
use std::io;
use std::thread;
use std::time::Duration;

use any_runtime::Runtime;
use futures_lite::{StreamExt, future};
use keep_printing::{Clock, Elapsed, keep_printing, ticks, until, wait_for};

use crate::{Options, Screen, counted};

/// Three coroutines, each with its own period, under a single [`wait_for`]. While one sleeps, the thread runs the
/// others. So all three together take the limit once, not three times.
///
/// # Errors
///
/// The first error of stdout, or a reader that stalls: see [`Screen`].
pub async fn concurrent(rt: &impl Runtime, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    screen.heading("time                         printer   thread").await?;

    let start = rt.clock().now();
    let deadline = until(rt.timer(), rt.clock(), options.limit).end();
    let seen = RefCell::new((0, HashSet::new()));
    let printer = |name: &'static str, period: Duration| {
        let (seen, now) = (&seen, rt.wall_clock());
        let timer = until(rt.timer(), rt.clock(), options.limit);
        let lines = ticks(timer, period).map(move |()| {
            let thread = thread::current().id();
            let mut seen = seen.borrow_mut();
            seen.0 += 1;
            seen.1.insert(thread);
            format!("{}   {name:<7}   {thread:?}", now())
        });
        keep_printing(lines, rt.stdout())
    };
    // One future made of three. Each poll of it polls all three, on the same thread.
    let quick = printer("quick", options.every);
    let steady = printer("steady", options.every.saturating_mul(2));
    let slow = printer("slow", options.every.saturating_mul(3));
    let printers = future::try_zip(quick, future::try_zip(steady, slow));

    match wait_for(printers, deadline).await {
        Ok(ended) => ended.map(drop),
        Err(Elapsed) => {
            let took = (rt.clock().now() - start).as_secs_f64();
            let (lines, threads) = seen.into_inner();
            let threads = counted(threads.len(), "thread");
            screen
                .conclude(format_args!("3 printers, {lines} lines, {threads}, {took:.2} s: the limit, not the sum."))
                .await
        }
    }
}
