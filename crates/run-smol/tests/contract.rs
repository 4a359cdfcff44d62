//! Checks the promises of every runtime on smol.

runtime_contract::suite!(run_smol::Smol::default());

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_smol::Smol>(include_str!("../../../docs/runtimes.md"));
}
