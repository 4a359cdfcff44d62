//! Checks the promises of every runtime on async-std.

runtime_contract::suite!(run_async_std::AsyncStd);

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_async_std::AsyncStd>(include_str!("../../../docs/runtimes.md"));
}
