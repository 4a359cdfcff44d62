//! Judges the workshop's claims by the figures.
//!
//! A verdict must be about the program, even on a machine with two cores that is busy with other things. So the margins
//! are wide. A claim that depends on timing gets up to three attempts, and the best one counts. A program that crashed
//! or printed something wrong fails the check at once.

use std::fmt::Write as _;

use crate::number::float;
use crate::report::{Figures, Kind, LaneReport, Outcome, Report};
use crate::table::wrapped;

/// The most attempts for a claim that depends on timing.
pub(crate) const ATTEMPTS: usize = 3;

/// The workshop's program may cost at most this many times as much as the one by hand.
const MORE_THAN_BY_HAND: f64 = 1.2;
/// Two runtimes may differ by this many polls for each tick. A tick takes one poll when it is due. It takes one more if
/// the writing thread is not done by then, and that is a matter of luck.
const POLLS_APART: f64 = 2.0;
/// A deadline may seem early by this much. The limit is counted from the time in the first line, and the deadline is
/// set a little before that.
const SEEMS_EARLY_NS: f64 = -1e6;
/// The deadline message may come this much later than the floor's. Only the best round of each counts: on a busy
/// machine, the other rounds measure the machine.
const DEADLINE_OVER_FLOOR_NS: f64 = 2e6;
/// In a smaller crowd, the coroutines cost so little that the noise hides it.
const SMALLEST_CROWD: usize = 10_000;
/// A larger crowd may be too much for the machine.
const LARGEST_CROWD: usize = 100_000;

/// One claim, for every lane that it is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// A sentence with its margin.
    pub(crate) claim: String,
    /// Whether it may fail because the machine is busy with other things.
    pub(crate) timing: bool,
    /// Empty when no lane can be judged.
    pub(crate) cases: Vec<Case>,
}

/// A claim, for one lane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) lane: String,
    pub(crate) measured: String,
    pub(crate) kept: bool,
}

impl Verdict {
    pub(crate) fn is_kept(&self) -> bool {
        self.cases.iter().all(|case| case.kept)
    }
}

/// Judges every claim.
pub(crate) fn verdicts(report: &Report) -> Vec<Verdict> {
    let every_ns = float(report.settings.every_ns);
    let due = float(report.settings.ticks_due());
    let floor = measured(report).find(|(lane, _)| lane.kind == Kind::Floor);
    let floor_late =
        floor.and_then(|(_, figures)| Some(figures.values.rounds("deadline_lateness")?.low)).unwrap_or(0.0);
    vec![
        Verdict {
            claim: format!(
                "A crowd that names no runtime takes no more processor time per tick than one by hand: at most {MORE_THAN_BY_HAND} times as much"
            ),
            timing: true,
            cases: beside_by_hand(report, "cpu_per_tick"),
        },
        Verdict {
            claim: format!("It takes no more memory per coroutine: at most {MORE_THAN_BY_HAND} times as much"),
            timing: true,
            cases: beside_by_hand(report, "bytes_each"),
        },
        Verdict {
            claim: format!("Every runtime polls about as often per tick: at most {POLLS_APART:.1} polls more than another"),
            timing: true,
            cases: polls_agree(report),
        },
        Verdict {
            claim: "A fixed rhythm does not drift: at the end of the lesson drift, the schedule is no later than waiting, and less than a period late".into(),
            timing: true,
            cases: workshop(report, |figures| {
                let [waiting, schedule] = ["rhythm_waiting", "rhythm_schedule"].map(|key| figures.values.number(key));
                let (waiting, schedule) = (waiting?, schedule?);
                let measured = format!("{} ms, by waiting {} ms", millis(schedule), millis(waiting));
                Some((measured, schedule <= waiting && schedule < every_ns))
            }),
        },
        Verdict {
            claim: "No tick is early".into(),
            timing: false,
            cases: workshop(report, |figures| {
                let early = figures.values.number("early_ticks")?;
                Some((early.to_string(), early <= 0.0))
            }),
        },
        Verdict {
            claim: format!("No tick comes at the deadline: at most {due} lines"),
            timing: false,
            cases: workshop(report, |figures| {
                let most = figures.values.rounds("lines")?.high;
                Some((most.to_string(), most <= due))
            }),
        },
        Verdict {
            claim: "No deadline is early: none by more than 1 ms, as it is set a little before the first line is printed".into(),
            timing: true,
            cases: workshop(report, |figures| {
                let late = figures.values.rounds("deadline_lateness")?.low;
                Some((format!("{} ms", millis(late)), late >= SEEMS_EARLY_NS))
            }),
        },
        Verdict {
            claim: "Every program ends with the deadline message and exit status 0".into(),
            // A crash does not depend on timing, so there is no second attempt.
            timing: false,
            cases: endings(report),
        },
        Verdict {
            claim: "In its best round, every deadline message comes at most 2 ms after the floor's".into(),
            timing: true,
            cases: lateness_of_endings(report, floor_late),
        },
        Verdict {
            claim: format!("A crowd of up to {LARGEST_CROWD} on the executor written by hand misses no tick"),
            timing: true,
            cases: measured(report).filter(|(lane, _)| lane.id == "mini").filter_map(|(lane, figures)| {
                let crowd = figures.crowds.iter().rfind(|crowd| crowd.tasks <= LARGEST_CROWD)?;
                let measured = format!("{} of {} ticks, {} coroutines", crowd.ticks.median, crowd.ticks_due, crowd.tasks);
                Some(case(lane, measured, crowd.ticks.median >= float(crowd.ticks_due)))
            }).collect(),
        },
    ]
}

/// The best of several attempts. A claim that depends on timing is kept if one attempt kept it. Any other claim is kept
/// only if every attempt kept it.
pub(crate) fn best(attempts: &[Vec<Verdict>]) -> Vec<Verdict> {
    let Some((first, more)) = attempts.split_first() else { return Vec::new() };
    let mut best = first.clone();
    for attempt in more {
        for (best, again) in best.iter_mut().zip(attempt) {
            for case in &again.cases {
                match best.cases.iter_mut().find(|best| best.lane == case.lane) {
                    Some(best_case) if best_case.kept != case.kept && case.kept == best.timing => {
                        best_case.clone_from(case);
                    }
                    Some(_) => {}
                    None => best.cases.push(case.clone()),
                }
            }
        }
    }
    best
}

/// Whether another attempt may help.
pub(crate) fn is_worth_another_attempt(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| !verdict.is_kept() && verdict.timing)
        && verdicts.iter().all(|verdict| verdict.is_kept() || verdict.timing)
}

/// Whether every claim is kept, and at least one was judged.
pub(crate) fn all_kept(verdicts: &[Verdict]) -> bool {
    verdicts.iter().all(Verdict::is_kept) && verdicts.iter().any(|verdict| !verdict.cases.is_empty())
}

/// The verdicts as text for a participant.
pub(crate) fn show(verdicts: &[Verdict], attempts: usize, width: usize) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        let word = match verdict.is_kept() {
            _ if verdict.cases.is_empty() => "UNCHECKED",
            true => "kept",
            false => "NOT KEPT",
        };
        let _ = writeln!(text, "{word:9} {}.", verdict.claim);
        let cases = verdict.cases.iter().map(|case| {
            let broken = if case.kept { "" } else { " (!)" };
            format!("{} {}{broken}", case.lane, case.measured)
        });
        let cases = cases.collect::<Vec<_>>();
        let cases = if cases.is_empty() { "No lane is there to judge by".into() } else { cases.join("; ") };
        let _ = writeln!(text, "          {cases}.");
    }
    if attempts > 1 {
        let _ = writeln!(text, "\nThe best of {attempts} attempts: a verdict that depends on timing was tried again.");
    }
    wrapped(&text, width, 10)
}

fn measured(report: &Report) -> impl Iterator<Item = (&LaneReport, &Figures)> {
    report.lanes.iter().filter_map(|lane| Some((lane, lane.outcome.figures()?)))
}

fn case(lane: &LaneReport, measured: String, kept: bool) -> Case {
    Case { lane: lane.title.clone(), measured, kept }
}

/// One case for each lane of the workshop, if `judge` returns one.
fn workshop(report: &Report, judge: impl Fn(&Figures) -> Option<(String, bool)>) -> Vec<Case> {
    let lanes = measured(report).filter(|(lane, _)| lane.kind == Kind::Workshop);
    lanes.filter_map(|(lane, figures)| judge(figures).map(|(measured, kept)| case(lane, measured, kept))).collect()
}

/// One case for each runtime that was measured both ways, for its largest crowd. A crowd that is too small gives no
/// case.
fn beside_by_hand(report: &Report, key: &str) -> Vec<Case> {
    let of = |(lane, figures): (&LaneReport, &Figures)| {
        let (ours, hand) = (figures.crowds.last()?, report.figures(&format!("{}-by-hand", lane.id))?.crowds.last()?);
        let ratio = ours.values.number(key)? / hand.values.number(key)?;
        (ours.tasks == hand.tasks && ours.tasks >= SMALLEST_CROWD)
            .then(|| case(lane, format!("{ratio:.2}"), ratio <= MORE_THAN_BY_HAND))
    };
    measured(report).filter(|(lane, _)| lane.kind == Kind::Workshop).filter_map(of).collect()
}

fn polls_agree(report: &Report) -> Vec<Case> {
    let polls = measured(report).filter_map(|(lane, figures)| Some((lane, figures.values.number("polls_per_tick")?)));
    let polls = polls.collect::<Vec<_>>();
    let fewest = polls.iter().map(|(_, polls)| *polls).fold(f64::INFINITY, f64::min);
    polls.iter().map(|(lane, polls)| case(lane, format!("{polls:.1}"), polls - fewest <= POLLS_APART)).collect()
}

/// One case for every lane that was measured or failed.
fn endings(report: &Report) -> Vec<Case> {
    let of = |lane: &LaneReport| match &lane.outcome {
        Outcome::Measured { .. } => Some(case(lane, "did".into(), true)),
        Outcome::Failed { reason } => Some(case(lane, reason.clone(), false)),
        Outcome::Absent { .. } => None,
    };
    report.lanes.iter().filter_map(of).collect()
}

fn lateness_of_endings(report: &Report, floor_late: f64) -> Vec<Case> {
    let of = |(lane, figures): (&LaneReport, &Figures)| {
        let over = figures.values.rounds("deadline_lateness")?.low - floor_late;
        Some(case(lane, format!("{} ms", millis(over)), over <= DEADLINE_OVER_FLOOR_NS))
    };
    measured(report).filter(|(lane, _)| lane.kind != Kind::Floor).filter_map(of).collect()
}

fn millis(nanos: f64) -> String {
    format!("{:.1}", nanos / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Spread;
    use crate::test_reports::{figures_of, report, set, without};

    /// A report that keeps every claim.
    fn good() -> Report {
        let mut report = without(&report(), "smol");
        let mut mini = report.lanes[1].clone();
        (mini.id, mini.title) = ("mini".into(), "mini".into());
        report.lanes.push(mini);
        for id in ["tokio", "tokio-by-hand", "mini"] {
            let crowd = &mut figures_of(&mut report, id).crowds[0];
            (crowd.tasks, crowd.ticks, crowd.ticks_due) = (10_000, twice(50_000.0), 50_000);
        }
        report
    }

    fn twice(value: f64) -> Spread {
        Spread::of(vec![value, value]).unwrap()
    }

    #[test]
    fn what_is_as_claimed_is_kept() {
        let verdicts = verdicts(&good());
        assert!(verdicts.iter().all(|verdict| verdict.is_kept() && !verdict.cases.is_empty()), "{verdicts:#?}");
        assert!(all_kept(&verdicts) && !is_worth_another_attempt(&verdicts));
    }

    /// Breaks a good report and expects that exactly one claim fails.
    fn breaks(claim: &str, lane: &str, change: fn(&mut Figures)) {
        let mut report = good();
        change(figures_of(&mut report, lane));
        let verdicts = verdicts(&report);
        let broken = verdicts.iter().filter(|verdict| !verdict.is_kept()).collect::<Vec<_>>();
        assert!(matches!(broken[..], [broken] if broken.claim.contains(claim)), "{claim}: {broken:#?}");
        assert!(!all_kept(&verdicts));
    }

    #[test]
    fn every_claim_can_be_broken() {
        breaks("processor time per tick", "tokio", |tokio| set(&mut tokio.crowds[0].values, "cpu_per_tick", 520.0));
        breaks("memory per coroutine", "tokio", |tokio| set(&mut tokio.crowds[0].values, "bytes_each", 370.0));
        breaks("polls about as often", "mini", |mini| set(&mut mini.values, "polls_per_tick", 4.6));
        breaks("does not drift", "tokio", |tokio| set(&mut tokio.values, "rhythm_schedule", 10e6));
        breaks("does not drift", "tokio", |tokio| set(&mut tokio.values, "rhythm_waiting", 1.1e6));
        breaks("No tick is early", "tokio", |tokio| set(&mut tokio.values, "early_ticks", 1.0));
        breaks("No tick comes at the deadline", "mini", |mini| set(&mut mini.values, "lines", 41.0));
        breaks("No deadline is early", "mini", |mini| set(&mut mini.values, "deadline_lateness", -1.1e6));
        breaks("2 ms after the floor", "tokio-by-hand", |hand| set(&mut hand.values, "deadline_lateness", 2.1e6));
        breaks("misses no tick", "mini", |mini| mini.crowds[0].ticks = twice(49_999.0));
    }

    #[test]
    fn a_lane_that_failed_did_not_end_with_its_message() {
        let verdicts = verdicts(&report());
        let broken = verdicts.iter().find(|verdict| !verdict.is_kept()).unwrap();
        assert!(broken.claim.contains("ends with the deadline message"));
        assert!(!is_worth_another_attempt(&verdicts), "a crash is never tried again");
        assert!(show(&verdicts, 1, usize::MAX).contains("smol printing: it ended with signal 9 (!)"));
    }

    #[test]
    fn what_cannot_be_judged_is_said_and_nothing_at_all_is_not_enough() {
        let none = verdicts(&Report { lanes: vec![], ..report() });
        assert!(show(&none, 1, usize::MAX).starts_with("UNCHECKED"));
        assert!(!all_kept(&none));
        assert!(all_kept(&verdicts(&without(&good(), "tokio-by-hand"))), "that lane is absent");

        let mut small = good();
        figures_of(&mut small, "tokio").crowds[0].tasks = 1000;
        figures_of(&mut small, "tokio-by-hand").crowds[0].tasks = 1000;
        assert!(
            show(&verdicts(&small), 1, usize::MAX).starts_with("UNCHECKED A crowd that names no runtime takes no more")
        );
    }

    #[test]
    fn the_best_attempt_counts_only_for_what_depends_on_timing() {
        let verdict = |timing, kept: bool| {
            let case = Case { lane: "tokio".into(), measured: kept.to_string(), kept };
            vec![Verdict { claim: "A claim".into(), timing, cases: vec![case] }]
        };
        for (timing, first, second, kept) in [
            (true, false, true, true),
            (true, true, false, true),
            (true, false, false, false),
            (false, false, true, false),
            (false, true, false, false),
            (false, true, true, true),
        ] {
            let best = best(&[verdict(timing, first), verdict(timing, second)]);
            assert_eq!((best[0].is_kept(), best[0].cases[0].measured == kept.to_string()), (kept, true), "{best:?}");
        }
        assert!(is_worth_another_attempt(&verdict(true, false)));
        assert!(!is_worth_another_attempt(&verdict(false, false)));
    }

    #[test]
    fn a_verdict_says_what_was_measured() {
        let mut report = good();
        set(&mut figures_of(&mut report, "mini").values, "early_ticks", 3.0);
        let shown = show(&verdicts(&report), 2, usize::MAX);
        assert!(shown.contains("\nNOT KEPT  No tick is early.\n          tokio 0; mini 3 (!).\n"), "{shown}");
        assert!(shown.contains("at most 1.2 times as much.\n          tokio 1.00.\n"), "{shown}");
        assert!(
            shown.ends_with("The best of 2 attempts: a verdict that depends on timing was tried again.\n"),
            "{shown}"
        );
    }
}
