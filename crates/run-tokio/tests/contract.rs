//! Checks the promises of every runtime on tokio.

runtime_contract::suite!(run_tokio::Tokio);

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_tokio::Tokio>(include_str!("../../../docs/runtimes.md"));
}
