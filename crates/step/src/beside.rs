//! Two runs side by side: which step of the one belongs to a step of the other.

use std::borrow::Borrow;

use anatomy::Steps;

/// A run that stands beside another one.
pub(crate) struct Beside<S> {
    pub(crate) steps: S,
    /// The steps that print, in both runs.
    prints: Vec<usize>,
    others: Vec<usize>,
}

impl<S: Borrow<Steps>> Beside<S> {
    /// Puts these steps beside those of `other`.
    pub(crate) fn new(steps: S, other: &Steps) -> Self {
        let (prints, others) = (prints(steps.borrow()), prints(other));
        Self { steps, prints, others }
    }

    /// Returns the step that belongs to this `step` of the other run.
    ///
    /// Both have printed the same number of times. Since then, at most as much time has passed here as there. A run that
    /// has ended before stays at its last step.
    pub(crate) fn step(&self, other: &Steps, step: usize) -> usize {
        let steps = self.steps.borrow();
        let last = steps.len() - 1;
        let printed = self.others.partition_point(|print| *print <= step);
        let (from, there) = match printed.checked_sub(1) {
            None => (0, 0),
            Some(line) => match self.prints.get(line) {
                Some(print) => (*print, self.others[line]),
                None => return last,
            },
        };
        // The steps that print belong together, whatever happens at the same time.
        if printed > 0 && there == step {
            return from;
        }
        let end = self.prints.get(printed).copied().unwrap_or(last + 1);
        let passed = other.at(step).saturating_sub(other.at(there));
        let (mut first, mut beyond) = (from + 1, end);
        while first < beyond {
            let middle = usize::midpoint(first, beyond);
            if steps.at(middle).saturating_sub(steps.at(from)) <= passed {
                first = middle + 1;
            } else {
                beyond = middle;
            }
        }
        first - 1
    }
}

fn prints(steps: &Steps) -> Vec<usize> {
    (0..steps.len()).filter(|step| steps.prints(*step)).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// The trace of a run that is polled at these times, in milliseconds. Where it says so, the poll prints a line.
    pub(crate) fn run(runtime: &str, polls: &[(u64, bool)]) -> String {
        let (mut events, mut seq) = (String::new(), 0);
        for (number, (millis, prints)) in (1..).zip(polls) {
            let ts = millis * 1000;
            let end = seq + if *prints { 3 } else { 1 };
            write!(
                events,
                r#"{{"ph":"X","cat":"poll","name":"poll main","pid":1,"tid":1,"ts":{ts},"dur":0,"args":{{"task":0,"poll":{number},"answer":"pending","seq":{seq},"end":{end}}}}},"#
            )
            .unwrap();
            if *prints {
                write!(
                    events,
                    r#"{{"ph":"X","cat":"write","name":"write","pid":1,"tid":1,"ts":{ts},"dur":0,"args":{{"answer":"ready","bytes":2,"text":"a\n","seq":{},"end":{}}}}},"#,
                    seq + 1,
                    seq + 2
                )
                .unwrap();
            }
            seq = end + 1;
        }
        let events = events.trim_end_matches(',');
        format!(r#"{{"traceEvents":[{events}],"otherData":{{"version":2,"runtime":"{runtime}","lesson":"none"}}}}"#)
    }

    pub(crate) fn steps(runtime: &str, polls: &[(u64, bool)]) -> Steps {
        Steps::new(anatomy::Record::from_chrome(&run(runtime, polls)).unwrap())
    }

    #[track_caller]
    fn aligned(here: &[(u64, bool)], there: &[(u64, bool)], expected: &[usize]) {
        let (here, there) = (steps("here", here), steps("there", there));
        let beside = Beside::new(here, &there);
        let found: Vec<_> = (0..there.len()).map(|step| beside.step(&there, step)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_belong_together_however_late_they_are() {
        let lines = |late: u64| [(0, true), (500 + late, true), (1000 + late, true)];
        aligned(&lines(0), &lines(30), &[0, 1, 2]);
        aligned(&lines(30), &lines(0), &[0, 1, 2]);
    }

    #[test]
    fn between_two_lines_the_time_decides() {
        let there = [(0, true), (100, false), (300, false), (500, true)];
        aligned(&[(0, true), (200, false), (250, false), (500, true)], &there, &[0, 0, 2, 3]);
        aligned(&[(10, true), (500, true)], &there, &[0, 0, 0, 1]);
        // Before the first line, the time counts from the start.
        aligned(&[(0, false), (5, false), (9, true)], &[(0, false), (7, false), (8, true)], &[0, 1, 2]);
    }

    #[test]
    fn what_happens_at_once_after_a_line_is_aligned_with_what_happens_after_a_line() {
        let here = [(0, true), (0, false), (0, false), (500, true)];
        aligned(&here, &[(0, true), (0, false), (500, true)], &[0, 2, 3]);
    }

    #[test]
    fn a_run_that_has_ended_stays_at_its_last_step() {
        aligned(&[(0, true), (1, false)], &[(0, true), (500, true), (900, false)], &[0, 1, 1]);
        aligned(&[(0, false)], &[(0, true), (500, true)], &[0, 0]);
    }

    #[test]
    fn a_step_forward_never_leads_back() {
        let here: Vec<_> = (0..40).map(|poll| (poll * 37 % 11 + poll * 20, poll % 3 == 0)).collect();
        let there: Vec<_> = (0..60).map(|poll| (poll * 53 % 7 + poll * 14, poll % 4 == 1)).collect();
        let (here, there) = (steps("here", &here), steps("there", &there));
        let beside = Beside::new(here, &there);
        let found: Vec<_> = (0..there.len()).map(|step| beside.step(&there, step)).collect();
        assert!(found.is_sorted(), "{found:?}");
    }
}
