//! What every `run-…` command must do, as tests of the real binaries that any runtime crate can call.
//!
//! A runtime crate has one line in its `tests/command.rs`, and gets one named test per promise:
//!
//! ```ignore
//! command_contract::suite!("run-tokio");
//! ```
//!
//! These tests start processes and wait in real time, as that is their point. They assert what holds on a machine
//! however loaded: nothing early, everything in order, never too many, and an end within [`PATIENCE`].

mod promises;
mod run;

pub use promises::*;
pub use run::{Ended, Run};

/// How long a command may take before the contract calls it hung: longer than any machine is busy.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Expands into one test per promise, each run against the binary of that name in the calling crate.
///
/// # Examples
///
/// See the [crate's page](crate).
#[macro_export]
macro_rules! suite {
    ($binary:literal) => {
        $crate::suite! { $binary:
            prints_the_time_every_period_and_the_message_at_the_deadline
            a_limit_of_zero_still_ends_with_the_message
            a_limit_beyond_every_clock_is_no_limit
            a_reader_that_goes_away_ends_it_quietly
            nonsense_is_refused_with_a_sentence
            help_goes_to_stdout_and_names_every_option
        }
    };
    ($binary:literal: $($promise:ident)*) => {
        $(
            #[test]
            fn $promise() {
                $crate::$promise(::std::env!(::std::concat!("CARGO_BIN_EXE_", $binary)));
            }
        )*
    };
}
