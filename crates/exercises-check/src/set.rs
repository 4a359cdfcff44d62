//! What the set consists of: `info.toml`, which rustlings reads, and `wrong/expected.toml`, which only the check reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::answers::{Answer, Must};

/// An exercise with its tests fits two screens. Its text fits one.
const MOST_LINES: usize = 100;

/// The wrong answers that each exercise has at least.
const WRONG_ANSWERS: usize = 3;

/// The exercises, and where they are.
#[derive(Debug)]
pub(crate) struct Set {
    folder: PathBuf,
    exercises: Vec<Exercise>,
    expected: BTreeMap<String, Expected>,
}

#[derive(Debug, Deserialize)]
struct Info {
    exercises: Vec<Exercise>,
}

#[derive(Debug, Deserialize)]
struct Exercise {
    name: String,
    hint: String,
}

/// The messages with which the answers of an exercise must fail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    given: String,
    wrong: Vec<String>,
}

impl Set {
    /// Reads the two lists.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let info: Info = parse(&folder.join("info.toml"))?;
        let expected = parse(&folder.join("wrong/expected.toml"))?;
        Ok(Self { folder: folder.to_path_buf(), exercises: info.exercises, expected })
    }

    /// What can be seen without running anything.
    pub(crate) fn faults(&self, root: &Path) -> Vec<String> {
        let mut faults = Vec::new();
        let page = read(&self.folder.join("README.md")).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        for name in self.expected.keys() {
            if !self.exercises.iter().any(|exercise| exercise.name == *name) {
                faults.push(format!("wrong/expected.toml: there is no exercise `{name}`"));
            }
        }
        for Exercise { name, hint } in &self.exercises {
            let Ok(text) = read(&self.folder.join(format!("exercises/{name}.rs"))) else { continue };
            let lines = text.lines().count();
            if lines > MOST_LINES {
                faults.push(format!("{name}: it has {lines} lines. It may have {MOST_LINES}"));
            }
            match text.lines().find_map(page_of) {
                None => faults.push(format!("{name}: no line `// Page: \"Title\" (docs/book/….md; …)` names its page")),
                // Where there is no book, no page of it can be missing.
                Some(_) if !root.join("docs/book").exists() => {}
                Some((title, page)) => match read(&root.join(page)) {
                    Err(fault) => faults.push(format!("{name}: {fault}")),
                    Ok(text) if text.lines().next() == Some(&format!("# {title}")) => {}
                    Ok(_) => faults.push(format!("{name}: {page} has another title than \"{title}\"")),
                },
            }
            if !page.contains(&format!("| `{name}` |")) {
                faults.push(format!("{name}: README.md does not list it"));
            }
            if hint.trim().is_empty() {
                faults.push(format!("{name}: it has no hint"));
            }
        }
        faults
    }

    /// Everything that the check runs.
    pub(crate) fn answers(&self) -> Result<Vec<Answer>, String> {
        let mut answers = Vec::new();
        for Exercise { name, .. } in &self.exercises {
            let expected =
                self.expected.get(name).ok_or(format!("wrong/expected.toml: there is nothing on `{name}`"))?;
            let given = read(&self.folder.join(format!("exercises/{name}.rs")))?;
            let tests = given.find("fn main()").map(|start| &given[start..]);
            let tests = tests.ok_or(format!("exercises/{name}.rs: there is no `fn main()`"))?;
            let solution = read(&self.folder.join(format!("solutions/{name}.rs")))?;
            if !solution.ends_with(tests) {
                return Err(format!("solutions/{name}.rs: from `fn main()` on, it must be the same as the exercise"));
            }

            answers.push(Answer::new(
                format!("exercises/{name}.rs"),
                given.clone(),
                Must::Fail(expected.given.clone()),
            ));
            answers.push(Answer::new(format!("solutions/{name}.rs"), solution, Must::Pass));

            let files = fs::read_dir(self.folder.join("wrong").join(name)).map_or(0, Iterator::count);
            let messages = expected.wrong.len();
            if files != messages || files < WRONG_ANSWERS {
                return Err(format!(
                    "wrong/{name}: {files} wrong answers, and {messages} messages in expected.toml. There must be one \
                     message for each, and at least {WRONG_ANSWERS}"
                ));
            }
            for (index, message) in expected.wrong.iter().enumerate() {
                let path = format!("wrong/{name}/{}.rs", index + 1);
                let typed = read(&self.folder.join(&path))?;
                answers.push(Answer::new(path, format!("{typed}\n{tests}"), Must::Fail(message.clone())));
            }
        }
        Ok(answers)
    }
}

/// Reads a line such as `// Page: "Drift" (docs/book/drift.md; …)`: the title and the file of the page.
fn page_of(line: &str) -> Option<(&str, &str)> {
    let (title, rest) = line.strip_prefix("// Page: \"")?.split_once("\" (")?;
    Some((title, rest.split_once(';')?.0))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn parse<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, String> {
    toml::from_str(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}
