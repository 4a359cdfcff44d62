//! The workshop's program, written directly for tokio. It uses `tokio::time::timeout`, and not the workshop's core.
//!
//! `just compare` measures it and `run-tokio`. The difference is the cost of runtime-independent code.

use std::io;
use std::time::Instant;

use any_runtime::LocalTime;
use command::Arguments;
use lessons::{Lesson, Options, Tally};
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, LocalOptions};
use tokio::task::spawn_local;
use tokio::time::{sleep, timeout};

fn main() -> io::Result<()> {
    let (Arguments { lesson, options, .. }, ()) =
        Arguments::parse("tokio", std::env::args_os().skip(1)).map_err(io::Error::other)?;
    let runtime = Builder::new_current_thread().enable_time().build_local(LocalOptions::default())?;
    match lesson {
        Lesson::AsyncMain => runtime.block_on(async_main(&options)),
        Lesson::Crowd => runtime.block_on(crowd(&options)),
        other => Err(io::Error::other(format!("by hand there are async-main and crowd, but not {other}"))),
    }
}

async fn async_main(options: &Options) -> io::Result<()> {
    let mut stdout = tokio::io::stdout();
    let keep_printing = async {
        loop {
            stdout.write_all(format!("{}\n", LocalTime::now()).as_bytes()).await?;
            stdout.flush().await?;
            sleep(options.every).await;
        }
    };
    match timeout(options.limit, keep_printing).await {
        Ok(failed) => failed,
        Err(_) => {
            // `println!` would be wrong here: an earlier line may still be on its way, and would come later.
            stdout.write_all("시간 종료\n".as_bytes()).await?;
            stdout.flush().await
        }
    }
}

async fn crowd(options: &Options) -> io::Result<()> {
    let Options { every, limit, tasks, .. } = *options;
    let tally = Tally::begin(tasks, options.usage)?;
    let mut crowd = Vec::with_capacity(tasks);
    for _ in 0..tasks {
        let tally = tally.clone();
        crowd.push(spawn_local(async move {
            let due = Instant::now() + limit;
            let ticking = async {
                loop {
                    tally.tick();
                    sleep(every).await;
                }
            };
            timeout(limit, ticking).await.unwrap_or_else(|_| tally.ended(due.elapsed()));
        }));
    }
    sleep(limit / 2).await;
    tally.measure();
    for task in crowd {
        task.await?;
    }
    println!("{tally}");
    Ok(())
}
