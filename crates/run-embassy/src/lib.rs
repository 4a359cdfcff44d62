//! [Embassy](https://embassy.dev), as the workshop uses it: on a microcontroller, and on your computer.
//!
//! Both have the same executor, the same queue of sleeping tasks, and the same [`sleep`]. The microcontroller has no
//! heap and no thread, and an interrupt is its clock: its program is `firmware.rs`. On your computer, [`Embassy`] is a
//! runtime like any other here, and the contract checks its promises.
#![cfg_attr(target_os = "none", no_std)]

#[cfg(not(target_os = "none"))]
mod call;
#[cfg(not(target_os = "none"))]
mod runtime;

use core::time::Duration;

use embassy_time::{Instant, TICK_HZ, Timer};

#[cfg(not(target_os = "none"))]
pub use crate::runtime::Embassy;

/// Embassy's way to wait. A function is a [`Timer`](keep_printing::Timer).
///
/// Embassy's clock counts ticks: a millisecond each on the microcontroller, a microsecond each on your computer. This
/// rounds up to whole ticks, so the sleep is never early by that clock.
///
/// # Panics
///
/// The sleep panics if another executor than Embassy's polls it.
///
/// # Examples
///
/// ```
/// # use any_runtime::BlockOn;
/// use std::time::Duration;
///
/// # run_embassy::Embassy::default().block_on(async {
/// run_embassy::sleep(Duration::from_millis(10)).await;
/// # })?;
/// # std::io::Result::Ok(())
/// ```
pub fn sleep(duration: Duration) -> Timer {
    let part = (u64::from(duration.subsec_nanos()) * TICK_HZ).div_ceil(1_000_000_000);
    let ticks = duration.as_secs().saturating_mul(TICK_HZ).saturating_add(part);
    Timer::at(Instant::from_ticks(Instant::now().as_ticks().saturating_add(ticks)))
}
