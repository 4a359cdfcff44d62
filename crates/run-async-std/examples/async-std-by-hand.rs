//! The workshop's program, written directly for async-std. It uses `async_std::future::timeout`, and not the
//! workshop's core.
//!
//! `just compare` measures it and `run-async-std`. The difference is the cost of runtime-independent code.

use std::io;
use std::time::Instant;

use any_runtime::LocalTime;
use async_std::future::timeout;
use async_std::io::WriteExt;
use async_std::task::{block_on, sleep, spawn_local};
use command::Arguments;
use lessons::{Lesson, Options, Tally};

fn main() -> io::Result<()> {
    let (Arguments { lesson, options, .. }, ()) =
        Arguments::parse("async-std", std::env::args_os().skip(1)).map_err(io::Error::other)?;
    match lesson {
        Lesson::AsyncMain => block_on(async_main(&options)),
        Lesson::Crowd => block_on(crowd(&options)),
        other => Err(io::Error::other(format!("by hand there are async-main and crowd, but not {other}"))),
    }
}

async fn async_main(options: &Options) -> io::Result<()> {
    let mut stdout = async_std::io::stdout();
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
        task.await;
    }
    println!("{tally}");
    Ok(())
}
