//! Output: lines are whole and in order, however the writer behaves.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use any_runtime::BlockOn;
use futures_lite::{AsyncWrite, Stream, StreamExt};
use keep_printing::{Timer, ticks};

use super::SHORT;
use crate::{Combinators, run};

/// A writer that keeps its bytes, for the test to read.
#[derive(Default)]
struct Paper {
    taken: Vec<u8>,
    /// The most bytes that one write takes.
    most: Option<usize>,
    /// Whether it returns `Pending` before each write. Another thread then wakes the task.
    hesitant: bool,
    hesitated: bool,
    /// It fails after this many bytes.
    full: Option<usize>,
}

impl AsyncWrite for Paper {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.hesitant && !self.hesitated {
            self.hesitated = true;
            let waker = cx.waker().clone();
            std::thread::spawn(move || waker.wake());
            return Poll::Pending;
        }
        self.hesitated = false;
        let room = self.full.map_or(usize::MAX, |full| full.saturating_sub(self.taken.len()));
        if room == 0 {
            return Poll::Ready(Err(io::ErrorKind::StorageFull.into()));
        }
        let taken = bytes.len().min(self.most.unwrap_or(usize::MAX)).min(room);
        self.taken.extend_from_slice(&bytes[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Ten numbered lines, one at each tick.
fn lines<R: BlockOn>(rt: &R) -> impl Stream<Item = String> + use<'_, R> {
    let mut number = 0;
    ticks(rt.timer(), SHORT / 10).take(10).map(move |()| {
        number += 1;
        format!("{number}: 시간")
    })
}

fn expected() -> String {
    (1..=10).flat_map(|number| [number.to_string(), ": 시간\n".into()]).collect()
}

fn prints_all<R: BlockOn, C: Combinators>(make: fn() -> R, mut paper: Paper) {
    run(make, async |rt| {
        C::keep_printing(lines(rt), &mut paper).await.expect("the paper takes everything");
        assert_eq!(String::from_utf8_lossy(&paper.taken), expected());
    });
}

/// The writer takes one, three or seven bytes at a time.
pub fn lines_are_whole_and_in_order_under_short_writes<R: BlockOn, C: Combinators>(make: fn() -> R) {
    for most in [1, 3, 7] {
        prints_all::<R, C>(make, Paper { most: Some(most), ..Paper::default() });
    }
}

/// Each write needs a wake from another thread.
pub fn lines_are_whole_and_in_order_under_pending_writes<R: BlockOn, C: Combinators>(make: fn() -> R) {
    prints_all::<R, C>(make, Paper { hesitant: true, most: Some(5), ..Paper::default() });
}

/// The bytes written before the error are the beginning of the lines.
pub fn a_writer_that_fails_ends_the_printing_with_its_error<R: BlockOn, C: Combinators>(make: fn() -> R) {
    run(make, async |rt| {
        let mut paper = Paper { full: Some(40), most: Some(3), ..Paper::default() };
        let error = C::keep_printing(lines(rt), &mut paper).await.expect_err("the paper is full");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(paper.taken.len() == 40 && expected().as_bytes().starts_with(&paper.taken));
    });
}

/// The writer never becomes ready, and the deadline still comes.
pub fn a_writer_that_stalls_does_not_hold_up_the_deadline<R: BlockOn, C: Combinators>(make: fn() -> R) {
    struct Stalled;
    impl AsyncWrite for Stalled {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Pending
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }
    run(make, async |rt| {
        let deadline = rt.timer().sleep(SHORT);
        assert!(C::wait_for(C::keep_printing(lines(rt), Stalled), deadline).await.is_err());
    });
}
