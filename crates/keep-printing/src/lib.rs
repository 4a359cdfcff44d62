//! A coroutine that keeps printing until a deadline ends it, and knows nothing of the runtime that runs it.
//!
//! Four names, each on a screen of its own:
//!
//! | name | what it is | in asyncio |
//! |---|---|---|
//! | [`Timer`] | a way to wait, lent by a runtime | `asyncio.sleep` |
//! | [`ticks`] | a stream: one item now, one after every period | `while True: … await asyncio.sleep(0.5)` |
//! | [`keep_printing`] | a future: a stream of lines into a writer | `async def keep_printing()` |
//! | [`wait_for`] | a future: another future, or [`Elapsed`] at a deadline | `asyncio.wait_for` |
//!
//! Together they are the whole program. The timer below does not wait at all, so that this example, which runs as
//! a test, takes no time; hand in `tokio::time::sleep`, `async_std::task::sleep` or `smol::Timer::after` in its
//! place, just as they stand, and a line comes every half second.
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
//! Two more for those who look at the clock: [`fixed_ticks`], a rhythm that does not drift, and [`until`], a timer that
//! ends, so that no tick comes that is due at the deadline or after it. Both ask for a [`Clock`], which is a plain function, too.
//!
//! # What it costs
//!
//! Every future here is a plain struct with a `poll` written by hand. None of them boxes, spawns, starts a thread
//! or keeps a registry, and each is as large as its parts and what says how far it is (a test pins the sizes).
//! [`keep_printing`] owns one line buffer, which it reuses; nothing else allocates.
//!
//! # Features
//!
//! - `std` (on by default): [`keep_printing`], and turning an [`Elapsed`] into a `std::io::Error`. Without it the
//!   crate is `no_std` and never allocates.

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
