//! `keep_printing` against writers of every temper, on a simulated clock.

mod simulation;

use std::cell::Cell;
use std::fmt;
use std::future::ready;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_lite::future::block_on;
use futures_lite::{AsyncWrite, StreamExt, stream};
use keep_printing::{Elapsed, Timer, keep_printing, ticks, wait_for};
use proptest::prelude::*;
use simulation::{Clock, poll_once};

/// A writer that does what it is told, one answer a call, and then takes everything.
#[derive(Default)]
struct Scripted {
    writes: Vec<Answer>,
    flushes: Vec<Answer>,
    taken: Vec<u8>,
    flushed: usize,
    calls: usize,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Take(usize),
    Pending,
    Fail(io::ErrorKind),
}

impl Scripted {
    fn writes(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut writes: Vec<_> = answers.into_iter().collect();
        writes.reverse();
        Self { writes, ..Self::default() }
    }

    fn flushes(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut flushes: Vec<_> = answers.into_iter().collect();
        flushes.reverse();
        Self { flushes, ..Self::default() }
    }
}

impl AsyncWrite for Scripted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.calls += 1;
        match self.writes.pop().unwrap_or(Answer::Take(usize::MAX)) {
            Answer::Take(most) => {
                let taken = most.min(bytes.len());
                self.taken.extend_from_slice(&bytes[..taken]);
                Poll::Ready(Ok(taken))
            }
            Answer::Pending => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Answer::Fail(kind) => Poll::Ready(Err(kind.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.flushes.pop().unwrap_or(Answer::Take(0)) {
            Answer::Take(_) => {
                self.flushed = self.taken.len();
                Poll::Ready(Ok(()))
            }
            Answer::Pending => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Answer::Fail(kind) => Poll::Ready(Err(kind.into())),
        }
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        panic!("the writer is closed by whoever owns it")
    }
}

/// A writer whose reader is gone for good without saying so: it never takes a byte.
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

const PERIOD: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(10);

#[test]
fn the_original_program_prints_twenty_lines_and_is_ended_at_ten_seconds() {
    let clock = Clock::default();
    let deadline = clock.sleep(LIMIT);
    let lines = ticks(clock.clone(), PERIOD).map(|()| clock.now().as_millis());
    let mut out = Vec::new();
    assert!(matches!(clock.block_on(wait_for(keep_printing(lines, &mut out), deadline)), Err(Elapsed)));
    let printed: Vec<u32> = String::from_utf8(out).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(printed, (0..20).map(|tick| tick * 500).collect::<Vec<_>>());
    assert_eq!((clock.now(), clock.sleepers()), (LIMIT, 0));
}

#[test]
fn it_ends_well_when_the_stream_ends() {
    let mut out = Vec::new();
    block_on(keep_printing(stream::iter(["a", "", "c"]), &mut out)).unwrap();
    assert_eq!(out, b"a\n\nc\n");
}

#[test]
fn a_stream_without_items_prints_nothing() {
    let mut out = Scripted::default();
    block_on(keep_printing(stream::empty::<u8>(), &mut out)).unwrap();
    assert_eq!(out.calls, 0);
}

#[test]
fn a_line_is_offered_in_one_piece() {
    let mut out = Scripted::default();
    block_on(keep_printing(stream::iter([format_args!("{}-{}", 1, 2)]), &mut out)).unwrap();
    assert_eq!((out.calls, &*out.taken), (1, &b"1-2\n"[..]));
}

#[test]
fn every_line_is_flushed_before_the_next_is_asked_for() {
    struct Counting<'a>(&'a Cell<usize>);
    impl AsyncWrite for Counting<'_> {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.0.set(self.0.get() + 1);
            Poll::Ready(Ok(()))
        }
        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }
    let flushes = Cell::new(0);
    let lines = stream::iter(0..3).inspect(|line| assert_eq!(flushes.get(), *line));
    block_on(keep_printing(lines, Counting(&flushes))).unwrap();
    assert_eq!(flushes.get(), 3);
}

#[test]
fn one_byte_at_a_time_is_enough() {
    let mut out = Scripted::writes([Answer::Take(1); 100]);
    block_on(keep_printing(stream::iter(["시간 종료", "next"]), &mut out)).unwrap();
    assert_eq!(String::from_utf8(out.taken).unwrap(), "시간 종료\nnext\n");
}

#[test]
fn pending_between_bytes_loses_none() {
    let mut out = Scripted::writes([Answer::Pending, Answer::Take(1)].repeat(50));
    block_on(keep_printing(stream::iter(["one", "two"]), &mut out)).unwrap();
    assert_eq!(out.taken, b"one\ntwo\n");
}

#[test]
fn pending_flushes_are_waited_for() {
    let mut out = Scripted::flushes([Answer::Pending, Answer::Pending, Answer::Take(0), Answer::Pending]);
    block_on(keep_printing(stream::iter(["one", "two"]), &mut out)).unwrap();
    assert_eq!((&*out.taken, out.flushed), (&b"one\ntwo\n"[..], 8));
}

#[test]
fn interrupted_writes_and_flushes_are_tried_again() {
    let interrupted = Answer::Fail(io::ErrorKind::Interrupted);
    let mut out = Scripted {
        flushes: vec![interrupted; 3],
        ..Scripted::writes([interrupted, Answer::Take(2), interrupted, interrupted])
    };
    block_on(keep_printing(stream::iter(["one", "two"]), &mut out)).unwrap();
    assert_eq!((&*out.taken, out.flushed), (&b"one\ntwo\n"[..], 8));
}

#[test]
fn a_writer_that_fails_ends_it_with_that_error() {
    let mut out = Scripted::writes([Answer::Take(4), Answer::Take(2), Answer::Fail(io::ErrorKind::BrokenPipe)]);
    let error = block_on(keep_printing(stream::repeat("one").take(1000), &mut out)).unwrap_err();
    assert_eq!((error.kind(), &*out.taken), (io::ErrorKind::BrokenPipe, &b"one\non"[..]));
}

#[test]
fn a_flush_that_fails_ends_it_with_that_error() {
    let mut out = Scripted::flushes([Answer::Fail(io::ErrorKind::StorageFull)]);
    let error = block_on(keep_printing(stream::repeat("one").take(1000), &mut out)).unwrap_err();
    assert_eq!((error.kind(), &*out.taken), (io::ErrorKind::StorageFull, &b"one\n"[..]));
}

#[test]
fn a_writer_that_takes_nothing_is_a_write_zero_error() {
    let mut out = Scripted::writes([Answer::Take(2), Answer::Take(0)]);
    let error = block_on(keep_printing(stream::repeat("one"), &mut out)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WriteZero);
}

#[test]
fn a_line_that_cannot_be_formatted_is_an_error_and_prints_nothing() {
    struct Unprintable;
    impl fmt::Display for Unprintable {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("half")?;
            Err(fmt::Error)
        }
    }
    let mut out = Scripted::default();
    let error = block_on(keep_printing(stream::iter([Unprintable]), &mut out)).unwrap_err();
    assert_eq!((error.kind(), out.calls), (io::ErrorKind::Other, 0));
}

#[test]
fn a_writer_that_stalls_for_ever_does_not_hold_up_the_deadline() {
    let clock = Clock::default();
    let deadline = clock.sleep(LIMIT);
    let lines = ticks(clock.clone(), PERIOD).map(|()| "line");
    assert!(matches!(clock.block_on(wait_for(keep_printing(lines, Stalled), deadline)), Err(Elapsed)));
    assert_eq!((clock.now(), clock.sleepers()), (LIMIT, 0));
}

#[test]
fn lines_without_end_do_not_starve_the_deadline() {
    let polls = Cell::new(0);
    let third_poll = std::future::poll_fn(|_| {
        polls.set(polls.get() + 1);
        if polls.get() == 3 { Poll::Ready(()) } else { Poll::Pending }
    });
    let mut out = Vec::new();
    let printed = block_on(wait_for(keep_printing(stream::repeat("line"), &mut out), third_poll));
    assert!(matches!(printed, Err(Elapsed)));
    assert!(!out.is_empty() && out.ends_with(b"line\n"));
}

#[test]
fn a_writer_that_is_interrupted_for_ever_does_not_starve_the_deadline() {
    let out =
        Scripted::writes([Answer::Fail(io::ErrorKind::Interrupted)].repeat(if cfg!(miri) { 1_000 } else { 100_000 }));
    let mut printing = pin!(wait_for(keep_printing(stream::repeat("line"), out), ready(())));
    assert!(matches!(poll_once(printing.as_mut()), Poll::Ready(Err(Elapsed))));
}

#[test]
fn a_writer_passed_by_reference_is_still_there_after_the_deadline() {
    let clock = Clock::default();
    let mut out = Vec::new();
    let lines = ticks(clock.clone(), PERIOD).map(|()| "line");
    let deadline = clock.sleep(PERIOD);
    assert!(clock.block_on(wait_for(keep_printing(lines, &mut out), deadline)).is_err());
    block_on(keep_printing(stream::once("시간 종료"), &mut out)).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "line\n시간 종료\n");
}

#[test]
#[should_panic(expected = "`KeepPrinting` was polled after it had returned its result")]
fn polling_after_the_end_panics_with_a_sentence() {
    let mut printing = pin!(keep_printing(stream::empty::<u8>(), Vec::new()));
    assert!(matches!(poll_once(printing.as_mut()), Poll::Ready(Ok(()))));
    let _ = poll_once(printing.as_mut());
}

#[test]
#[should_panic(expected = "`KeepPrinting` was polled after it had returned its result")]
fn polling_after_an_error_panics_with_a_sentence() {
    let out = Scripted::writes([Answer::Fail(io::ErrorKind::BrokenPipe)]);
    let mut printing = pin!(keep_printing(stream::repeat("line"), out));
    assert!(matches!(poll_once(printing.as_mut()), Poll::Ready(Err(_))));
    let _ = poll_once(printing.as_mut());
}

fn answers(takes: impl Strategy<Value = usize>) -> impl Strategy<Value = Vec<Answer>> {
    let interrupted = Just(Answer::Fail(io::ErrorKind::Interrupted));
    prop::collection::vec(
        prop_oneof![3 => takes.prop_map(Answer::Take), 1 => Just(Answer::Pending), 1 => interrupted],
        0..200,
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 2 } else { 256 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// However a writer chops them up, what it gets is the lines, whole and in order.
    #[test]
    fn whatever_the_chunking_the_lines_are_whole_and_in_order(
        lines in prop::collection::vec("[^\n]{0,40}", 0..12),
        writes in answers(1..8_usize),
        flushes in answers(0..1_usize),
    ) {
        let mut out = Scripted { writes, flushes, ..Scripted::default() };
        block_on(keep_printing(stream::iter(&lines), &mut out)).unwrap();
        let expected: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        prop_assert_eq!(String::from_utf8(out.taken).unwrap(), expected);
        prop_assert_eq!(out.flushed, lines.iter().map(|line| line.len() + 1).sum::<usize>());
    }

    /// Wherever a writer fails, what it got until then is a beginning of the lines.
    #[test]
    fn what_was_written_before_a_failure_is_a_beginning_of_the_lines(
        lines in prop::collection::vec("[^\n]{0,40}", 1..12),
        mut writes in answers(1..8_usize),
    ) {
        writes.insert(0, Answer::Fail(io::ErrorKind::BrokenPipe));
        let mut out = Scripted { writes, ..Scripted::default() };
        let ended = block_on(keep_printing(stream::iter(&lines), &mut out));
        let expected: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        prop_assert!(expected.as_bytes().starts_with(&out.taken));
        prop_assert_eq!(ended.is_ok(), expected.len() == out.taken.len());
    }
}

#[test]
fn debug_shows_the_line_and_the_step() {
    let mut printing = pin!(keep_printing(stream::iter(["one", "two"]), Stalled));
    assert_eq!(format!("{printing:?}"), "KeepPrinting { line: \"\", step: Next, .. }");
    assert!(poll_once(printing.as_mut()).is_pending());
    assert_eq!(format!("{printing:?}"), "KeepPrinting { line: \"one\\n\", step: Write { written: 0 }, .. }");
}
