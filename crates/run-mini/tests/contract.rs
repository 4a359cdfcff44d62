//! What a runtime must do, checked on mini.

runtime_contract::suite!(run_mini::Mini::default());

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_mini::Mini>(include_str!("../../../docs/runtimes.md"));
}
