//! A stdout whose reader is slow: here, the test itself holds the lock that the writing thread needs.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use any_runtime::{BlockOn, Runtime};
use futures_lite::{AsyncWrite, AsyncWriteExt};
use run_mini::Mini;

#[test]
fn the_next_line_and_flush_and_close_wait_until_a_line_is_written() {
    let mini = Mini::default();
    let mut out = pin!(mini.stdout());
    let mut cx = Context::from_waker(Waker::noop());

    let slow_reader = io::stdout().lock();
    let written = mini.block_on(out.write(b"\n\n")).unwrap();
    assert_eq!(written.unwrap(), 2, "it takes the whole line at once");
    assert!(Pin::new(&mut out).poll_write(&mut cx, b"\n").is_pending());
    assert!(Pin::new(&mut out).poll_flush(&mut cx).is_pending());
    assert!(Pin::new(&mut out).poll_close(&mut cx).is_pending());

    drop(slow_reader);
    mini.block_on(out.close()).unwrap().unwrap();
}
