//! The workshop's program, written directly for smol. It uses `or` and a `Timer`, and not the workshop's core.
//!
//! `just compare` measures it and `run-smol`. The difference is the cost of runtime-independent code.

use std::io;
use std::time::Instant;

use any_runtime::LocalTime;
use command::Arguments;
use lessons::{Lesson, Options, Tally};
use smol::future::FutureExt;
use smol::io::AsyncWriteExt;
use smol::{LocalExecutor, Timer, Unblock};

fn main() -> io::Result<()> {
    let (Arguments { lesson, options, .. }, ()) =
        Arguments::parse("smol", std::env::args_os().skip(1)).map_err(io::Error::other)?;
    let executor = LocalExecutor::new();
    match lesson {
        Lesson::AsyncMain => smol::block_on(async_main(&options)),
        Lesson::Crowd => smol::block_on(executor.run(crowd(&executor, &options))),
        other => Err(io::Error::other(format!("by hand there are async-main and crowd, but not {other}"))),
    }
}

async fn async_main(options: &Options) -> io::Result<()> {
    let mut stdout = Unblock::new(io::stdout());
    let keep_printing = async {
        loop {
            stdout.write_all(format!("{}\n", LocalTime::now()).as_bytes()).await?;
            stdout.flush().await?;
            Timer::after(options.every).await;
        }
    };
    let deadline = async {
        Timer::after(options.limit).await;
        Err(io::Error::from(io::ErrorKind::TimedOut))
    };
    match keep_printing.or(deadline).await {
        Err(error) if error.kind() == io::ErrorKind::TimedOut => {
            // `println!` would be wrong here: an earlier line may still be on its way, and would come later.
            stdout.write_all("시간 종료\n".as_bytes()).await?;
            stdout.flush().await
        }
        other => other,
    }
}

async fn crowd(executor: &LocalExecutor<'_>, options: &Options) -> io::Result<()> {
    let Options { every, limit, tasks, .. } = *options;
    let tally = Tally::begin(tasks, options.usage)?;
    let mut crowd = Vec::with_capacity(tasks);
    for _ in 0..tasks {
        let tally = tally.clone();
        crowd.push(executor.spawn(async move {
            let due = Instant::now() + limit;
            let ticking = async {
                loop {
                    tally.tick();
                    Timer::after(every).await;
                }
            };
            let deadline = async {
                Timer::after(limit).await;
                tally.ended(due.elapsed());
            };
            ticking.or(deadline).await;
        }));
    }
    Timer::after(limit / 2).await;
    tally.measure();
    for task in crowd {
        task.await;
    }
    println!("{tally}");
    Ok(())
}
