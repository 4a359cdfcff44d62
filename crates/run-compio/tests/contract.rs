//! Checks the promises of every runtime on compio, with its first choice of driver and with its fallback.

#[cfg(target_os = "linux")]
mod seccomp;

runtime_contract::suite!(run_compio::Compio);

#[cfg(target_os = "linux")]
mod without_io_uring {
    use crate::seccomp::forbid_io_uring;

    runtime_contract::suite!({
        forbid_io_uring();
        run_compio::Compio
    });

    #[test]
    fn the_driver_is_the_polling_one() {
        forbid_io_uring();
        let runtime = compio::runtime::Runtime::new().expect("there is another driver");
        assert!(runtime.driver_type().is_polling());
    }
}

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_compio::Compio>(include_str!("../../../docs/runtimes.md"));
}
