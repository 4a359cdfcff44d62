//! What a runtime must do, checked on Embassy's executor for `std`. The file sleeps.rs shows what Embassy does instead
//! of the promises that it cannot keep.

runtime_contract::suite!(
    run_embassy::Embassy::default(),
    except {
        sleeps_end_in_the_order_of_their_deadlines: "if two come due while the thread is busy, the later ends first",
        a_sleep_dropped_unfired_wakes_no_one: "nothing tells Embassy's timer that a sleep was dropped",
        a_sleep_polled_by_two_tasks_in_turn_wakes_the_last: "nothing tells Embassy's timer that a sleep has moved",
    }
);

#[test]
fn the_book_states_what_is_declared() {
    runtime_contract::assert_stated_in::<run_embassy::Embassy>(include_str!("../../../docs/runtimes.md"));
}
