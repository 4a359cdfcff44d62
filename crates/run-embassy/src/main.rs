//! The workshop's program without an operating system, without a heap, without a thread.
//!
//! Built for the microcontroller, this is the firmware (`firmware.rs`). It has the same `ticks` and `wait_for` as everywhere,
//! from the same crate; [embassy](https://embassy.dev) brings the executor and the timer queue.
//!
//! Built for your computer, this is the launcher (`launcher.rs`): it builds the firmware, and starts it in QEMU.

#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod firmware;
#[cfg(target_os = "none")]
mod systick;

#[cfg(not(target_os = "none"))]
mod launcher;

#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    launcher::main()
}
