//! Two runs side by side: which step of the one belongs to a step of the other.

use std::ops::Range;

use anatomy::Steps;

/// Returns the step of the run `here` that belongs to this `step` of the run `there`.
///
/// Both have printed the same number of lines. Since the last of them, at most as much time has passed here as there. A run
/// that prints several lines in one step stays before that step until the other has printed all of them. A run that has
/// ended stays at its last step.
pub(crate) fn aligned(here: &Steps, there: &Steps, step: usize) -> usize {
    let lines = there.printed_lines(step);
    let end = first(0..here.len(), |step| here.printed_lines(step) > lines);
    let Some(last) = end.checked_sub(1) else { return 0 };
    if here.printed_lines(last) < lines {
        return last;
    }
    // The steps that print the line belong together, whatever else happens at the same time.
    let from = first(0..end, |step| here.printed_lines(step) == lines);
    let since = first(0..step, |step| there.printed_lines(step) == lines);
    if since == step {
        return from;
    }
    let passed = there.at(step).saturating_sub(there.at(since));
    first(from + 1..end, |step| here.at(step).saturating_sub(here.at(from)) > passed) - 1
}

/// Returns the first number for which `is` holds, or else the end. From that number on, it must hold for all.
fn first(numbers: Range<usize>, is: impl Fn(usize) -> bool) -> usize {
    let Range { mut start, mut end } = numbers;
    while start < end {
        let middle = usize::midpoint(start, end);
        if is(middle) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    start
}

#[cfg(test)]
pub(crate) mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// The trace of a run that is polled at these times, in milliseconds. Each poll prints this many lines.
    pub(crate) fn run(runtime: &str, polls: &[(u64, usize)]) -> String {
        let (mut events, mut seq) = (String::new(), 0);
        for (number, (millis, lines)) in (1..).zip(polls) {
            let ts = millis * 1000;
            let (end, text) = (seq + 3, "a\\n".repeat(*lines));
            write!(
                events,
                r#"{{"ph":"X","cat":"poll","name":"poll main","pid":1,"tid":1,"ts":{ts},"dur":0,"args":{{"task":0,"poll":{number},"answer":"pending","seq":{seq},"end":{end}}}}},"#
            )
            .unwrap();
            write!(
                events,
                r#"{{"ph":"X","cat":"write","name":"write","pid":1,"tid":1,"ts":{ts},"dur":0,"args":{{"answer":"ready","bytes":{},"text":"{text}","seq":{},"end":{}}}}},"#,
                2 * lines,
                seq + 1,
                seq + 2
            )
            .unwrap();
            seq = end + 1;
        }
        let events = events.trim_end_matches(',');
        format!(r#"{{"traceEvents":[{events}],"otherData":{{"version":2,"runtime":"{runtime}","lesson":"none"}}}}"#)
    }

    pub(crate) fn steps(runtime: &str, polls: &[(u64, usize)]) -> Steps {
        Steps::new(anatomy::Record::from_chrome(&run(runtime, polls)).unwrap())
    }

    #[track_caller]
    fn aligned(here: &[(u64, usize)], there: &[(u64, usize)], expected: &[usize]) {
        let (here, there) = (steps("here", here), steps("there", there));
        let found: Vec<_> = (0..there.len()).map(|step| super::aligned(&here, &there, step)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_belong_together_however_late_they_are() {
        let lines = |late: u64| [(0, 1), (500 + late, 1), (1000 + late, 1)];
        aligned(&lines(0), &lines(30), &[0, 1, 2]);
        aligned(&lines(30), &lines(0), &[0, 1, 2]);
    }

    #[test]
    fn between_two_lines_the_time_decides() {
        let there = [(0, 1), (100, 0), (300, 0), (500, 1)];
        aligned(&[(0, 1), (200, 0), (250, 0), (500, 1)], &there, &[0, 0, 2, 3]);
        aligned(&[(10, 1), (500, 1)], &there, &[0, 0, 0, 1]);
        // Before the first line, the time counts from the start.
        aligned(&[(0, 0), (5, 0), (9, 1)], &[(0, 0), (7, 0), (8, 1)], &[0, 1, 2]);
    }

    #[test]
    fn what_happens_at_once_after_a_line_is_aligned_with_what_happens_after_a_line() {
        let here = [(0, 1), (0, 0), (0, 0), (500, 1)];
        aligned(&here, &[(0, 1), (0, 0), (500, 1)], &[0, 2, 3]);
    }

    #[test]
    fn a_step_that_prints_several_lines_belongs_to_the_last_of_them() {
        let (one, several) = ([(0, 1), (1, 1), (2, 1), (500, 1)], [(0, 3), (500, 1)]);
        aligned(&one, &several, &[2, 3]);
        aligned(&several, &one, &[0, 0, 0, 1]);
        aligned(&[(0, 1), (1, 2), (500, 1)], &one, &[0, 0, 1, 2]);
    }

    #[test]
    fn a_run_that_has_ended_stays_at_its_last_step() {
        aligned(&[(0, 1), (1, 0)], &[(0, 1), (500, 1), (900, 0)], &[0, 1, 1]);
        aligned(&[(0, 0)], &[(0, 1), (500, 1)], &[0, 0]);
    }

    #[test]
    fn a_step_forward_never_leads_back() {
        let here: Vec<_> = (0..40).map(|poll| (poll * 37 % 11 + poll * 20, usize::from(poll % 3 == 0))).collect();
        let there: Vec<_> = (0..60).map(|poll| (poll * 53 % 7 + poll * 14, usize::from(poll % 4 == 1) * 2)).collect();
        let (here, there) = (steps("here", &here), steps("there", &there));
        let found: Vec<_> = (0..there.len()).map(|step| super::aligned(&here, &there, step)).collect();
        assert!(found.is_sorted(), "{found:?}");
    }
}
