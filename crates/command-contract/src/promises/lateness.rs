//! The lessons that measure how late something happens.

use std::time::Duration;

use super::lessons::milliseconds;
use super::{assert_done, one_of_many, run};

/// The numbers in a row that stand before `ms late`.
fn lateness(row: &str) -> Vec<f64> {
    let parts: Vec<_> = row.split(" ms late").collect();
    let numbers = parts[..parts.len() - 1].iter().filter_map(|part| part.split_whitespace().last());
    numbers.map(milliseconds).collect()
}

/// `blocking`: a blocking sleep delays its neighbour and the deadline by more than a period. On a separate thread it
/// delays neither.
pub fn blocking_holds_up_the_deadline_until_it_is_cured(command: &str) {
    const PERIOD: f64 = 50.0;
    let cured = one_of_many(|| {
        let ended = run(command, "blocking --every 50ms --for 400ms");
        assert_done("blocking", &ended);
        let row = |name: &str| {
            let row = ended.stdout.lines().find(|line| line.starts_with(name));
            let late = lateness(row.unwrap_or_else(|| panic!("{name} is missing: {ended:?}")));
            let [neighbour, deadline] = late[..] else { panic!("{name} has two columns of lateness: {ended:?}") };
            (neighbour, deadline)
        };
        let [awaited, blocking, cured] = ["awaited ", "blocking ", "on another thread "].map(row);
        assert!(blocking.0 > PERIOD && blocking.1 > PERIOD, "it blocks: {ended:?}");
        let conclusion = ended.stdout.lines().last().unwrap_or_default();
        let told = [format!("{:.1} ms late with", blocking.1), format!("{:.1} ms on another thread", cured.1)];
        assert!(told.iter().all(|told| conclusion.contains(told)), "{ended:?}");
        [awaited, cured].iter().all(|late| late.0 < PERIOD && late.1 < PERIOD)
    });
    assert!(cured, "in no attempt were the async sleep and the other thread on time");
}

/// `drift`: with a sleep after the work, each tick is later than the one before. With a fixed schedule it is not.
pub fn drift_adds_up_by_waiting_and_not_by_a_schedule(command: &str) {
    const PERIOD: f64 = 10.0;
    let better = one_of_many(|| {
        let ended = run(command, "drift --every 10ms --for 495ms");
        assert_done("drift", &ended);
        assert!(ended.took >= Duration::from_millis(495), "the deadline came early: {ended:?}");
        let (rows, rest): (Vec<_>, Vec<_>) =
            ended.stdout.lines().skip(1).partition(|line| line.trim_end().ends_with("ms late"));
        assert!((1..=50).contains(&rows.len()), "a tick came early: {ended:?}");
        let mut columns = [Vec::new(), Vec::new()];
        for (tick, row) in (1..).zip(&rows) {
            assert!(row.trim_start().starts_with(&format!("{tick} ")), "row {tick}: {ended:?}");
            let [waiting, fixed] = lateness(row)[..] else { panic!("{row:?} has two columns: {ended:?}") };
            columns[0].push(waiting);
            columns[1].push(fixed);
        }
        let [waiting, fixed] = columns;
        assert!(waiting.is_sorted(), "a sleep after the work must not catch up: {ended:?}");
        assert!(fixed.iter().all(|late| *late >= 0.0), "a tick came early: {ended:?}");

        let (waiting, fixed) = (waiting[rows.len() - 1], fixed[rows.len() - 1]);
        let conclusion = rest.last().copied().unwrap_or_default();
        let told = [format!("After {} ticks", rows.len()), format!("{waiting:.1} ms"), format!("{fixed:.1} ms")];
        // The conclusion may count a tick whose row the deadline did not let through.
        told.iter().all(|told| conclusion.contains(told)) && fixed < waiting && fixed < PERIOD
    });
    assert!(better, "in no attempt was the schedule less late than the sleep after work");
}
