//! A coroutine that prints until a deadline ends it. It does not depend on any runtime.
//!
//! The crate has four main names. Each has a short file of its own:
//!
//! | name | what it is | in asyncio |
//! |---|---|---|
//! | [`Timer`] | a way to wait that a runtime provides | `asyncio.sleep` |
//! | [`ticks`] | a stream: one item now, one after every period | `while True: … await asyncio.sleep(0.5)` |
//! | [`keep_printing`] | a future: a stream of lines into a writer | `async def keep_printing()` |
//! | [`wait_for`] | a future: another future, or [`Elapsed`] at a deadline | `asyncio.wait_for` |
//!
//! Together they are the whole program. This example runs as a test, so its timer does not wait. Pass
//! `tokio::time::sleep`, `async_std::task::sleep` or `smol::Timer::after` instead, and it prints a line every half
//! second. None of them needs an adapter.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```ignore")]
//! use std::{future, time::Duration};
//! use futures_lite::StreamExt;
//! use keep_printing::{Elapsed, keep_printing, ticks, wait_for};
//!
//! let sleep = |_: Duration| future::ready(());
//! let mut out = Vec::new();
//!
//! let mut line = 0;
//! let lines = ticks(sleep, Duration::from_millis(500)).take(3).map(|()| { line += 1; line });
//! let printing = wait_for(keep_printing(lines, &mut out), future::pending::<()>());
//!
//! let printed = futures_lite::future::block_on(printing);
//! assert!(matches!(printed, Ok(Ok(()))), "the stream ended before the deadline, which never came");
//! assert_eq!(out, b"1\n2\n3\n");
//! ```
//!
//! Two more names need a [`Clock`], which is also a plain function:
//!
//! - [`fixed_ticks`] is a stream of ticks that does not drift.
//! - [`until`] is a timer that ends at a deadline. A tick that is due at the deadline or later never comes.
//!
//! # What it costs
//!
//! Every future here is a plain struct with a `poll` written by hand. None of them boxes, spawns, starts a thread
//! or keeps a registry. Each is as large as its parts and its state; a test checks the sizes. [`keep_printing`] owns
//! one line buffer and reuses it. Nothing else allocates.
//!
//! # Features
//!
//! - `std` (on by default): adds [`keep_printing`], and the conversion of [`Elapsed`] into `std::io::Error`. Without
//!   `std` the crate is `no_std` and never allocates.

#![no_std]

#[cfg(feature = "std")]
extern crate std;

mod clock;
mod fixed_ticks;
#[cfg(feature = "std")]
mod keep_printing;
mod ticks;
mod timer;
mod until;
mod wait_for;

pub use crate::clock::Clock;
pub use crate::fixed_ticks::{FixedTicks, MissedTicks, fixed_ticks};
#[cfg(feature = "std")]
pub use crate::keep_printing::{KeepPrinting, keep_printing};
pub use crate::ticks::{Ticks, ticks};
pub use crate::timer::Timer;
pub use crate::until::{Until, UntilSleep, until};
pub use crate::wait_for::{Elapsed, WaitFor, wait_for};

/// The README's example, compiled and run as a test.
#[cfg(all(doctest, feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;
