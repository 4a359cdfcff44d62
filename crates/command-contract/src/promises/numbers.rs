//! Odd numbers: each is defined, so each ends, and as it always does.

use super::{ENDING, assert_done, each, run};

/// A period too short for any timer is as short as the timer can make it.
pub fn a_period_of_a_nanosecond_is_as_short_as_can_be(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 1ns --for 50ms --tasks 10"));
        assert_done(lesson, &ended);
    });
}

/// A period of an hour does not outlast a limit of a millisecond.
pub fn a_period_of_an_hour_ends_at_its_limit(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 1h --for 1ms --tasks 10"));
        assert_done(lesson, &ended);
    });
}

/// A limit of zero ends every lesson as any other limit does.
pub fn a_limit_of_zero_ends_every_lesson(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 10ms --for 0 --tasks 10"));
        assert_done(lesson, &ended);
    });
}

/// A crowd of nobody is done at once, and says so.
pub fn a_crowd_of_nobody_is_a_crowd(command: &str) {
    let ended = run(command, "crowd --tasks 0 --for 100ms");
    assert_done("crowd", &ended);
    let conclusion = ended.stdout.lines().last().unwrap_or_default();
    assert!(conclusion.starts_with("0 coroutines, 0 ticks"), "{ended:?}");
}
