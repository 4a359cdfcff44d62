//! An answer: a file with tests that must pass, or fail with a message.

use std::process::{Command, Stdio};

use crate::build::{Built, Outcome};

/// A file of tests, and how they must end.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Where a reader finds it, within the folder of the set.
    pub(crate) path: String,
    /// The whole file.
    pub(crate) text: String,
    /// How its tests must end.
    pub(crate) must: Must,
}

/// How the tests of an answer must end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Must {
    /// All pass, and the compiler has nothing to say.
    Pass,
    /// The compiler or a test fails, and this is a part of what it says.
    Fail(String),
}

impl Answer {
    pub(crate) fn new(path: String, text: String, must: Must) -> Self {
        Self { path, text, must }
    }

    /// The name of the program: `wrong/await_it/1.rs` is `wrong_await_it_1`.
    pub(crate) fn program(&self) -> String {
        self.path.trim_end_matches(".rs").replace('/', "_")
    }

    /// Runs the tests. Returns what is wrong with the way in which they ended.
    pub(crate) fn fault(&self, built: &Built) -> Option<String> {
        let path = &self.path;
        let (passed, said) = match built.outcome(&self.program()) {
            Outcome::Built { test, warnings } if self.must == Must::Pass && !warnings.is_empty() => {
                return Some(format!("{path}: the solution has warnings\n{warnings}{}", test.display()));
            }
            Outcome::Built { test, .. } => match Command::new(test).stdin(Stdio::null()).output() {
                Ok(output) => {
                    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                    (output.status.success(), said.concat())
                }
                Err(error) => return Some(format!("{path}: its test does not start: {error}")),
            },
            Outcome::Refused { errors } => (false, errors.clone()),
        };
        self.must.fault(passed, &said).map(|fault| format!("{path}: {fault}"))
    }
}

impl Must {
    /// Returns what is wrong, if the tests end like this.
    fn fault(&self, passed: bool, said: &str) -> Option<String> {
        match (self, passed) {
            (Must::Pass, true) => None,
            (Must::Pass, false) => Some(format!("the solution fails\n{said}")),
            (Must::Fail(_), true) => Some("it passes, and must fail".into()),
            (Must::Fail(message), false) if said.contains(message) => None,
            (Must::Fail(message), false) => {
                Some(format!("it fails, but for another reason. Expected: {message}\n{said}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_must_pass() {
        assert_eq!(Must::Pass.fault(true, "ok"), None);
        assert!(Must::Pass.fault(false, "no").is_some());
    }

    #[test]
    fn a_wrong_answer_must_fail_for_its_reason() {
        let must = Must::Fail("too late".into());
        assert_eq!(must.fault(false, "it came too late"), None);
        assert!(must.fault(false, "it never came").is_some());
        assert!(must.fault(true, "it came too late").is_some());
    }
}
