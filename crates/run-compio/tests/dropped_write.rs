//! Drops the future of a write. The result depends on the driver, so the stdout of this crate never does this.
#![cfg(target_os = "linux")]

use std::future::poll_fn;
use std::io::{self, Read as _};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use compio::driver::op::Write;
use compio::driver::{DriverType, ProactorBuilder};
use compio::runtime::{RuntimeBuilder, submit};

/// Polls a write to a pipe once, and drops it. Returns the bytes that the pipe received.
fn drop_a_write(driver: DriverType) -> io::Result<String> {
    let mut proactor = ProactorBuilder::new();
    proactor.driver_type(driver);
    let runtime = RuntimeBuilder::new().with_proactor(proactor).build()?;
    let (mut reader, writer) = io::pipe()?;
    runtime.block_on(async {
        {
            let mut write = pin!(submit(Write::new(writer, b"dropped".to_vec())));
            let first = poll_fn(|cx| Poll::Ready(write.as_mut().poll(cx))).await;
            assert!(first.is_pending(), "no driver writes while it is polled");
        }
        compio::time::sleep(Duration::from_millis(10)).await;
    });
    drop(runtime);
    let mut read = String::new();
    reader.read_to_string(&mut read)?;
    Ok(read)
}

/// The polling driver waits until the pipe is ready. The drop ends this wait, so nothing is written.
#[test]
fn the_polling_driver_does_not_write() {
    assert_eq!(drop_a_write(DriverType::Poll).expect("a pipe can be read"), "");
}

/// The write is already in the ring's queue. The request to cancel it comes after it, and too late.
#[test]
fn a_ring_writes_all_the_same() {
    match drop_a_write(DriverType::IoUring) {
        Ok(read) => assert_eq!(read, "dropped"),
        Err(forbidden) => eprintln!("no io_uring on this machine: {forbidden}"),
    }
}
