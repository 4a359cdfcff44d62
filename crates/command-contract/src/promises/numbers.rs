//! Strange numbers. Each has a defined meaning, so the command ends as usual.

use super::{ENDING, assert_done, each, run};

/// A period may be too short for the timer. Then lines come as fast as the timer allows.
pub fn a_period_of_a_nanosecond_is_as_short_as_the_timer_allows(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 1ns --for 50ms --tasks 10"));
        assert_done(lesson, &ended);
    });
}

/// A limit of a millisecond ends a command whose period is an hour.
pub fn a_period_of_an_hour_ends_at_its_limit(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 1h --for 1ms --tasks 10"));
        assert_done(lesson, &ended);
    });
}

/// A limit of zero ends every lesson, as any other limit does.
pub fn a_limit_of_zero_ends_every_lesson(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 10ms --for 0 --tasks 10"));
        assert_done(lesson, &ended);
    });
}

/// A crowd of zero coroutines is done at once, and says so.
pub fn a_crowd_of_nobody_is_done_at_once(command: &str) {
    let ended = run(command, "crowd --tasks 0 --for 100ms");
    assert_done("crowd", &ended);
    let conclusion = ended.stdout.lines().last().unwrap_or_default();
    assert!(conclusion.starts_with("0 coroutines, 0 ticks"), "{ended:?}");
}
