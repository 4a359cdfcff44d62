//! Calling an async fn runs nothing; a future runs only when polled

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::{Clock, Timer};

use crate::{Diary, Options, Screen, Seen, millis, watch};

/// The lesson creates a coroutine, pauses, and then awaits it. A diary notes each poll, each answer and each wake of
/// the coroutine.
///
/// There are two pauses of one period each: before the await, and inside the coroutine. Together they never take longer
/// than the limit. If the limit is too short, each takes half of it.
///
/// # Errors
///
/// The first error of stdout, or a reader that stalls: see [`Screen`].
pub async fn hello(rt: &impl Runtime, options: &Options) -> io::Result<()> {
    let mut screen = Screen::new(rt, rt.stdout(), options);
    let diary = Diary::new(rt.clock());
    let pause = options.every.min(options.limit / 2);

    let coroutine = greet(rt.timer(), pause, diary.clone());
    diary.note("created: the async fn was called");

    rt.timer().sleep(pause).await;
    let idle = diary.now();
    diary.note("a pause later: none of its lines has run");

    let polls = Arc::new(AtomicUsize::new(0));
    let (counter, seen) = (polls.clone(), diary.clone());
    let see = move |what| match what {
        Seen::Polled => seen.note(format!("poll {}", 1 + counter.fetch_add(1, Ordering::Relaxed))),
        Seen::Pending => seen.note("  answer: pending"),
        Seen::Woken => seen.note("woken: please poll again"),
        Seen::Ready => seen.note("  answer: ready"),
    };
    watch(coroutine, see).await;
    let (polls, total) = (polls.load(Ordering::Relaxed), diary.now());

    screen.heading("       time   what happened").await?;
    for (at, what) in diary.notes() {
        screen.say(format_args!("{:>11}   {what}", millis(at))).await?;
    }
    let (idle, total) = (millis(idle), millis(total));
    screen.conclude(format_args!("Created at once, idle for {idle}, then {polls} polls; {total} in all.")).await
}

async fn greet<C: Clock>(timer: impl Timer, pause: Duration, diary: Diary<C>) {
    diary.note("    its first line runs");
    timer.sleep(pause).await;
    diary.note("    its last line runs");
}
