//! The lesson `async-main` on a simulated clock: the times are exact, and none of them passes for real.

#[path = "../../keep-printing/tests/simulation/mod.rs"]
mod simulation;

use std::cell::RefCell;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_lite::AsyncWrite;
use keep_printing::Timer;
use simulation::Clock;
use workshop::lessons::async_main;
use workshop::{Options, Runtime};

/// A runtime of nothing but a simulated clock and a stdout that can be read back.
#[derive(Clone, Default)]
struct Simulated {
    clock: Clock,
    stdout: Stdout,
}

#[derive(Clone, Default)]
struct Stdout {
    taken: Rc<RefCell<Vec<u8>>>,
    error: Option<io::ErrorKind>,
}

impl AsyncWrite for Stdout {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(error) = self.error {
            return Poll::Ready(Err(error.into()));
        }
        self.taken.borrow_mut().extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Runtime for Simulated {
    const NAME: &'static str = "simulated";
    const TIMER: &'static str = "exact";
    const UNBLOCK: &'static str = "nothing";

    fn timer(&self) -> impl Timer + 'static {
        self.clock.clone()
    }

    fn clock(&self) -> impl keep_printing::Clock + Clone + Send + Sync + 'static {
        let clock = self.clock.clone();
        move || clock.now()
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        self.stdout.clone()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        future
    }

    async fn unblock<T, W>(&self, work: W) -> T
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        work()
    }
}

fn run(rt: &Simulated, arguments: &[&str]) -> (io::Result<()>, String) {
    let options = Options::parse(Simulated::NAME, arguments.iter().copied()).unwrap();
    let ended = rt.clock.block_on(async_main(rt, &options, || rt.clock.now().as_millis()));
    (ended, String::from_utf8(rt.stdout.taken.borrow().clone()).unwrap())
}

fn lines(times: impl IntoIterator<Item = u32>) -> String {
    times.into_iter().map(|time| format!("{time}\n")).chain([String::from("시간 종료\n")]).collect()
}

#[test]
fn the_original_prints_twenty_lines_and_the_message_at_ten_seconds() {
    let rt = Simulated::default();
    let (ended, printed) = run(&rt, &[]);
    ended.unwrap();
    assert_eq!(printed, lines((0..20).map(|tick| tick * 500)));
    assert_eq!((rt.clock.now().as_millis(), rt.clock.sleepers()), (10_000, 0));
}

#[test]
fn a_tick_due_at_the_deadline_loses_to_it() {
    let (ended, printed) = run(&Simulated::default(), &["--every", "1s", "--for", "1s"]);
    ended.unwrap();
    assert_eq!(printed, lines([0]));
}

#[test]
fn a_limit_of_zero_ends_it_after_one_poll() {
    let rt = Simulated::default();
    let (ended, printed) = run(&rt, &["--for", "0"]);
    ended.unwrap();
    assert_eq!(printed, lines([0]));
    assert_eq!(rt.clock.now().as_millis(), 0);
}

#[test]
fn a_writer_that_fails_ends_it_with_that_error_and_without_the_message() {
    let mut rt = Simulated::default();
    rt.stdout.error = Some(io::ErrorKind::BrokenPipe);
    let (ended, printed) = run(&rt, &[]);
    assert_eq!((ended.unwrap_err().kind(), printed.as_str()), (io::ErrorKind::BrokenPipe, ""));
}
