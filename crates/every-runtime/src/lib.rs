//! Your library's async tests, on every runtime.
//!
//! Write a test once, over [`Runtime`]. Every runtime gets a test of its own, with a name of its own:
//!
//! ```
//! use any_runtime::Runtime;
//! use async_channel::bounded;
//!
//! every_runtime::tests! {
//!     /// What one task sends, another receives.
//!     async fn a_message_arrives(rt: &impl Runtime) {
//!         let (sender, receiver) = bounded(1);
//!         let sending = rt.spawn(async move { sender.send(42).await });
//!         assert_eq!(receiver.recv().await, Ok(42));
//!         assert_eq!(sending.await, Ok(()));
//!     }
//! }
//! # fn main() {}
//! ```
//!
//! `cargo test` then runs
//!
//! ```text
//! test a_message_arrives::on_mini ... ok
//! test a_message_arrives::on_smol ... ok
//! test a_message_arrives::on_tokio ... ok
//! test a_message_arrives::under_a_thousand_schedules ... ok
//! ```
//!
//! # What each test does
//!
//! - A test that hangs fails after a minute: every test has a [watchdog](runtime_contract::PATIENCE).
//! - The last one runs on a [simulated clock](run_simulated), a thousand times. Each time other tasks go first. When a run
//!   fails, the test prints its seed, and the smallest schedule that still fails.
//!
//! # Which runtimes
//!
//! A feature for each runtime: `mini`, `simulated`, `smol` and `tokio` are on by default. `async-std` is off, because it is
//! discontinued. `compio` is off, because it takes long to compile. Only the runtimes that you choose are compiled.
//!
//! asyncio is not among them: it runs inside Python, and not inside `cargo test`.
//!
//! # What differs between runtimes
//!
//! A primitive that is made of wakers alone behaves the same everywhere. One that needs a particular runtime does not: a
//! `tokio::time::sleep` panics on every other runtime. So take your timer from [`Runtime::timer`].

use any_runtime::BlockOn;

#[cfg(doc)]
use any_runtime::Runtime;
#[cfg(feature = "async-std")]
#[doc(hidden)]
pub use run_async_std::AsyncStd;
#[cfg(feature = "compio")]
#[doc(hidden)]
pub use run_compio::Compio;
#[cfg(feature = "mini")]
#[doc(hidden)]
pub use run_mini::Mini;
#[cfg(feature = "simulated")]
#[doc(hidden)]
pub use run_simulated::Simulated;
#[cfg(feature = "smol")]
#[doc(hidden)]
pub use run_smol::Smol;
#[cfg(feature = "tokio")]
#[doc(hidden)]
pub use run_tokio::Tokio;

/// Makes a test for each runtime out of each `async fn`.
///
/// Each function takes one argument: a reference to the runtime. Its attributes, such as `#[should_panic]` or `#[ignore]`,
/// go to each of its tests.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use any_runtime::Runtime;
/// use keep_printing::{Elapsed, Timer, wait_for};
///
/// every_runtime::tests! {
///     async fn a_deadline_ends_a_future_that_never_does(rt: &impl Runtime) {
///         let deadline = rt.timer().sleep(Duration::from_millis(5));
///         assert_eq!(wait_for(std::future::pending::<()>(), deadline).await, Err(Elapsed));
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! tests {
    ($($(#[$attribute:meta])* async fn $name:ident($rt:ident: $runtime:ty) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn test($rt: $runtime) $body

            $crate::__on_async_std! { #[test] $(#[$attribute])* fn on_async_std() { $crate::on(|| $crate::AsyncStd, async |rt| test(rt).await); } }
            $crate::__on_compio! { #[test] $(#[$attribute])* fn on_compio() { $crate::on(|| $crate::Compio, async |rt| test(rt).await); } }
            $crate::__on_mini! { #[test] $(#[$attribute])* fn on_mini() { $crate::on($crate::Mini::default, async |rt| test(rt).await); } }
            $crate::__on_smol! { #[test] $(#[$attribute])* fn on_smol() { $crate::on($crate::Smol::default, async |rt| test(rt).await); } }
            $crate::__on_tokio! { #[test] $(#[$attribute])* fn on_tokio() { $crate::on(|| $crate::Tokio, async |rt| test(rt).await); } }
            $crate::__on_simulated! {
                #[test] $(#[$attribute])* fn under_a_thousand_schedules() { $crate::under_a_thousand_schedules(async |rt| test(rt).await); }
            }
        }
    )*};
}

/// Makes a runtime, and runs a test on it. The test fails if it has not ended after a minute.
///
/// # Panics
///
/// If the test panics or hangs, or the runtime cannot start.
///
/// # Examples
///
/// ```
/// every_runtime::on(run_mini::Mini::default, async |_| assert_eq!(1 + 1, 2));
/// ```
pub fn on<R: BlockOn>(make: fn() -> R, test: impl AsyncFnOnce(&R) + Send + 'static) {
    runtime_contract::watched(move || {
        let rt = make();
        rt.block_on(test(&rt)).expect("`block_on` returned an error");
    });
}

/// Runs a test on the simulated clock under the schedules of the seeds 0 to 999.
///
/// # Panics
///
/// If the test panics under one of them, or all together take more than a minute.
///
/// # Examples
///
/// ```
/// use any_runtime::Runtime;
///
/// every_runtime::under_a_thousand_schedules(async |rt| assert_eq!(rt.spawn(async { 42 }).await, 42));
/// ```
#[cfg(feature = "simulated")]
pub fn under_a_thousand_schedules(test: impl AsyncFn(&Simulated) + Send + 'static) {
    runtime_contract::watched(move || {
        run_simulated::explore(0..1000, |rt| rt.block_on(test(rt)).expect("a simulated runtime always starts"));
    });
}

/// Declares a macro that keeps the test of a runtime, or leaves it out where the runtime's feature is off.
///
/// It cannot be `#[cfg]` in `tests!` itself: there it would ask for a feature of the crate that is tested.
macro_rules! where_enabled {
    ($($feature:literal, $name:ident;)*) => {$(
        #[cfg(feature = $feature)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name { ($test:item) => { $test } }

        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name { ($test:item) => {} }
    )*};
}

where_enabled! {
    "async-std", __on_async_std;
    "compio", __on_compio;
    "mini", __on_mini;
    "simulated", __on_simulated;
    "smol", __on_smol;
    "tokio", __on_tokio;
}
