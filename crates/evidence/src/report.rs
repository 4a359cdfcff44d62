//! Reads what the tests of a contract print: how did each promise end?

use std::collections::BTreeMap;

use runtime_contract::Ending;

use crate::Result;

/// How the promises ended on one runtime: a column of the tables.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) runtime: String,
    /// The module of the test file that has this suite, if it has several. Each is a variant of the runtime.
    pub(crate) variant: String,
    pub(crate) outcomes: BTreeMap<String, Outcome>,
}

/// How a promise ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Kept,
    /// Runtimes differ here. How this one does it.
    Differs(String),
    /// It is impossible on this runtime. Why.
    Impossible(String),
    /// The runtime does not offer this. What is missing.
    NotOffered(String),
}

impl From<Ending> for Outcome {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Kept => Self::Kept,
            Ending::Differs(how) => Self::Differs(how),
            Ending::NotOffered(what) => Self::NotOffered(what),
        }
    }
}

/// Reads the output of a runtime's tests.
///
/// libtest prints `test NAME ... ok` or `test NAME ... ignored, REASON`. Later it prints `---- NAME stdout ----`, and below
/// it what that test has printed.
pub(crate) fn columns(runtime: &str, printed: &str) -> Result<Vec<Column>> {
    let mut outcomes = BTreeMap::new();
    let mut printing = "";
    for line in printed.lines() {
        if let Some((test, result)) = line.strip_prefix("test ").and_then(|line| line.split_once(" ... ")) {
            let outcome = match result.split_once(", ") {
                Some(("ignored", reason)) => Outcome::Impossible(reason.into()),
                _ if result == "ok" => Outcome::Kept,
                _ => return Err(format!("run-{runtime}: the test {test} ended with: {result}")),
            };
            outcomes.insert(test, outcome);
        } else if let Some(test) = line.strip_prefix("---- ").and_then(|line| line.strip_suffix(" stdout ----")) {
            printing = test;
        } else if let (Some(ending), Some(outcome)) = (Ending::from_line(line), outcomes.get_mut(printing)) {
            *outcome = ending.into();
        }
    }
    let mut columns: BTreeMap<&str, BTreeMap<_, _>> = BTreeMap::new();
    for (test, outcome) in outcomes {
        let (variant, promise) = test.rsplit_once("::").unwrap_or(("", test));
        columns.entry(variant).or_default().insert(promise.to_owned(), outcome);
    }
    let column = |(variant, outcomes): (&str, _)| Column { runtime: runtime.into(), variant: variant.into(), outcomes };
    Ok(columns.into_iter().map(column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What libtest prints, in short.
    const PRINTED: &str = "
running 5 tests
test it_blocks ... ignored, there is one thread
test it_sleeps ... ok
test it_steals ... ok
test slowly::it_blocks ... ok
test slowly::it_sleeps ... ok

successes:

---- it_steals stdout ----
not offered: no work-stealing executor

---- slowly::it_sleeps stdout ----
a line that is no ending
differs: in steps of 1ms


successes:
    it_sleeps

test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.95s
";

    fn outcomes<const N: usize>(outcomes: [(&str, Outcome); N]) -> BTreeMap<String, Outcome> {
        outcomes.map(|(promise, outcome)| (promise.into(), outcome)).into()
    }

    #[test]
    fn every_suite_of_a_file_is_a_column() {
        let [plain, slowly] = &columns("some", PRINTED).unwrap()[..] else { panic!("there are two suites") };
        assert_eq!((&*plain.runtime, &*plain.variant), ("some", ""));
        assert_eq!((&*slowly.runtime, &*slowly.variant), ("some", "slowly"));
    }

    #[test]
    fn every_way_to_end_is_read() {
        let columns = columns("some", PRINTED).unwrap();
        let impossible = Outcome::Impossible("there is one thread".into());
        let not_offered = Outcome::NotOffered("no work-stealing executor".into());
        let expected = [("it_blocks", impossible), ("it_sleeps", Outcome::Kept), ("it_steals", not_offered)];
        assert_eq!(columns[0].outcomes, outcomes(expected));
        let expected = [("it_blocks", Outcome::Kept), ("it_sleeps", Outcome::Differs("in steps of 1ms".into()))];
        assert_eq!(columns[1].outcomes, outcomes(expected));
    }

    #[test]
    fn a_broken_promise_and_one_ignored_without_a_reason_are_refused() {
        for result in ["FAILED", "ignored"] {
            let problem = columns("some", &format!("test it_sleeps ... {result}")).unwrap_err();
            assert_eq!(problem, format!("run-some: the test it_sleeps ended with: {result}"));
        }
    }
}
