//! An answer: a file with tests that must pass, or fail with a message.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::build::{Built, Outcome};

/// The longest time that the tests of an answer may take. They have watchdogs, but a wrong answer may lack one.
const PATIENCE: Duration = Duration::from_secs(180);

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
            Outcome::Built { test, .. } => match run(test) {
                Ok(ended) => ended,
                Err(error) => return Some(format!("{path}: its tests cannot be run: {error}")),
            },
            Outcome::Refused { errors } => (false, errors.clone()),
        };
        self.must.fault(passed, &said).map(|fault| format!("{path}: {fault}"))
    }
}

/// Runs a program of tests. Returns whether they pass, and what they say.
fn run(test: &Path) -> io::Result<(bool, String)> {
    // What they say goes into a file: nobody has to read a pipe while they run.
    let said = test.with_extension("said");
    let file = File::create(&said)?;
    let mut child = Command::new(test).stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).spawn()?;
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            let said = String::from_utf8_lossy(&fs::read(&said)?).into_owned();
            return Ok((status.success(), said));
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::other(format!("they have not ended after {PATIENCE:?}")));
        }
        thread::sleep(Duration::from_millis(20));
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
