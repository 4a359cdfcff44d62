//! Checks the promises of every runtime on the simulated runtime.

runtime_contract::suite!(run_simulated::Simulated::new());

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_simulated::Simulated>(include_str!("../../../docs/runtimes.md"));
}
