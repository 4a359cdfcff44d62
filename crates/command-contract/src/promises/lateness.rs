//! The lessons that measure how late something happens.

use std::time::Duration;

use super::lessons::milliseconds;
use super::{assert_done, one_of_many, run};

/// The numbers of a row that are followed by `ms late`.
fn lateness(row: &str) -> Vec<f64> {
    let parts: Vec<_> = row.split(" ms late").collect();
    let numbers = parts[..parts.len() - 1].iter().filter_map(|part| part.split_whitespace().last());
    numbers.map(milliseconds).collect()
}

/// `blocking`: a blocking sleep makes its neighbour and the deadline late by more than a period; on a thread of its own
/// it does neither.
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
        let told = [blocking.1, cured.1].map(|late| format!("for {late:.1} ms"));
        assert!(told.iter().all(|told| conclusion.contains(told)), "{ended:?}");
        [awaited, cured].iter().all(|late| late.0 < PERIOD && late.1 < PERIOD)
    });
    assert!(cured, "neither an async sleep nor another thread was ever on time");
}

/// `drift`: waiting after the work is later with every tick, by at least as much as before; a schedule is not.
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
        assert!(waiting.is_sorted(), "what waits never catches up: {ended:?}");
        assert!(fixed.iter().all(|late| *late >= 0.0), "nothing is early: {ended:?}");

        let (waiting, fixed) = (waiting[rows.len() - 1], fixed[rows.len() - 1]);
        let conclusion = rest.last().copied().unwrap_or_default();
        let told = [format!("After {} ticks", rows.len()), format!("{waiting:.1} ms"), format!("{fixed:.1} ms")];
        // A row that the deadline has kept from being printed may be told as well.
        told.iter().all(|told| conclusion.contains(told)) && fixed < waiting && fixed < PERIOD
    });
    assert!(better, "the schedule was never less late than waiting is, and told so");
}
