//! Each future is as large as its parts and one step counter: nothing boxed, nothing hidden.

use std::future::{Pending, Ready};
use std::mem::size_of;
use std::time::Duration;

use futures_lite::stream;
use keep_printing::{Elapsed, KeepPrinting, Ticks, WaitFor};

type Big = Ready<[u64; 100]>;
type Sleep = Pending<()>;
type Timer = fn(Duration) -> Big;

#[test]
fn wait_for_is_both_futures_and_whether_it_is_done() {
    assert_eq!(size_of::<WaitFor<Big, Big>>(), size_of::<Option<(Big, Big)>>());
    // Where a part has a spare bit pattern, being done costs nothing.
    assert_eq!(size_of::<WaitFor<Big, Sleep>>(), size_of::<Big>());
    assert_eq!(size_of::<Elapsed>(), 0);
}

#[test]
fn ticks_is_the_timer_the_period_and_one_sleep() {
    assert_eq!(size_of::<Ticks<Timer>>(), size_of::<(Timer, Duration, Option<Big>)>());
}

#[test]
fn keep_printing_is_the_stream_the_writer_a_line_and_a_step() {
    type Lines = stream::Empty<u8>;
    assert_eq!(
        size_of::<KeepPrinting<Lines, &mut Vec<u8>>>(),
        size_of::<(Lines, &mut Vec<u8>, String, Option<usize>)>(),
    );
}
