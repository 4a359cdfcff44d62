//! Everything that a coroutine needs from a runtime, as a trait: a timer, a stdout, and ways to start other work.
//!
//! A function that is generic over [`Runtime`] runs on every runtime, and names none. To add a runtime of your own,
//! write a name and five methods: `timer`, `stdout`, `spawn`, `unblock`, and [`block_on`](BlockOn::block_on).
//! Everything else has a default.
//!
//! Here is a small runtime. It needs only [`futures_lite`]. It runs a spawned task only while the task is awaited, and
//! its timer blocks the thread. A good runtime does neither:
//!
//! ```
//! use std::{future::Future, io, thread, time::Duration};
//!
//! use any_runtime::{BlockOn, Runtime};
//! use futures_lite::{AsyncWrite, future, io::AssertAsync};
//! use keep_printing::Timer;
//!
//! struct Simple;
//!
//! impl Runtime for Simple {
//!     const NAME: &'static str = "simple";
//!
//!     fn timer(&self) -> impl Timer + 'static {
//!         |duration| async move { thread::sleep(duration) }
//!     }
//!
//!     fn stdout(&self) -> impl AsyncWrite + Unpin {
//!         AssertAsync::new(io::stdout())
//!     }
//!
//!     fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
//!     where
//!         F: Future + 'static,
//!         F::Output: 'static,
//!     {
//!         future
//!     }
//!
//!     fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
//!     where
//!         T: Send + 'static,
//!         W: FnOnce() -> T + Send + 'static,
//!     {
//!         async { work() }
//!     }
//! }
//!
//! impl BlockOn for Simple {
//!     fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
//!         Ok(future::block_on(future))
//!     }
//! }
//!
//! /// Runs on any runtime.
//! async fn add_later(rt: &impl Runtime, a: u32, b: u32) -> u32 {
//!     rt.timer().sleep(Duration::from_millis(1)).await;
//!     a + b
//! }
//!
//! assert_eq!(Simple.block_on(add_later(&Simple, 20, 22))?, 42);
//! # io::Result::Ok(())
//! ```
//!
//! Runtimes differ in a few things. For example, a panic in a task ends `block_on` on some runtimes only. A runtime
//! states such things in [`Runtime::DECLARED`]. Leave it out at first. The test suite in the crate `runtime-contract`
//! tells you what to declare.

mod declared;
mod local_time;
mod runtime;
mod work_stealing;

pub use crate::declared::{CountsFrom, Declared, Nested, OnDrop, OnPanic, PolledBy};
pub use crate::local_time::LocalTime;
pub use crate::runtime::{BlockOn, Runtime, monotonic};
pub use crate::work_stealing::WorkStealing;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
