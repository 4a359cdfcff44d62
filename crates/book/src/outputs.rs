//! What commands print, kept in files that the pages include.
//!
//! `docs/outputs/commands.toml` lists a file and a command for each. A command must print the same each time. So a lesson
//! runs on the simulated clock, and its wall clock starts at a fixed time.
//!
//! Some commands cannot: they measure, or they need more than Rust. Their files are [kept](Output::kept) as they are.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::{House, Result, all_or_nothing, read, write};

#[derive(Deserialize)]
struct List {
    output: Vec<Output>,
}

/// A file and the command that writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    file: String,
    /// The program and its arguments, separated by spaces. An argument with spaces is in single quotes.
    command: String,
    /// The exit status to expect.
    #[serde(default)]
    status: i32,
    /// Whether to add what the command prints to stderr.
    #[serde(default)]
    stderr: bool,
    /// Why the file is kept as it is. The command runs only if there is no file: to write it anew, delete it.
    kept: Option<String>,
}

/// Runs every command. Then writes the files, or only compares them.
pub(crate) fn run(house: &House, only_check: bool) -> Result<()> {
    let folder = house.docs().join("outputs");
    let list = read(&folder.join("commands.toml"))?;
    let list: List = toml::from_str(&list).map_err(|error| format!("docs/outputs/commands.toml: {error}"))?;

    let mut stale = Vec::new();
    for output in &list.output {
        let path = folder.join(&output.file);
        if output.is_kept() && path.exists() {
            continue;
        }
        let new = output.run(house)?;
        if fs::read_to_string(&path).ok().as_deref() == Some(&new) {
            continue;
        }
        if only_check {
            stale.push(format!(
                "docs/outputs/{} is stale: `just book` writes it from `{}`",
                output.file, output.command
            ));
        } else {
            println!("docs/outputs/{}: new", output.file);
            write(&path, &new)?;
        }
    }
    let listed: BTreeSet<_> = list.output.iter().map(|output| &*output.file).chain(["commands.toml"]).collect();
    for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
        let name = entry.map_err(|error| error.to_string())?.file_name();
        if !name.to_str().is_some_and(|name| listed.contains(name)) {
            stale.push(format!("docs/outputs/{} is in no line of commands.toml", name.display()));
        }
    }
    all_or_nothing(&stale)
}

impl Output {
    /// Whether there is a reason to keep the file.
    fn is_kept(&self) -> bool {
        self.kept.as_ref().is_some_and(|reason| !reason.is_empty())
    }

    fn run(&self, house: &House) -> Result<String> {
        let words = words(&self.command);
        let (program, arguments) = words.split_first().ok_or_else(|| format!("{}: no command", self.file))?;
        let cargo = program == "cargo" && arguments.first().is_some_and(|word| word == "run");
        let mut command = Command::new(program);
        if cargo {
            // Cargo's own lines are no part of the output.
            command.args(["run", "--quiet"]).args(&arguments[1..]);
        } else {
            command.args(arguments);
        }
        let done = command
            .current_dir(&house.root)
            .env("TZ", "UTC")
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env("RUST_BACKTRACE", "0")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("`{}` cannot be run: {error}", self.command))?;
        let (stdout, stderr) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        if done.status.code() != Some(self.status) {
            return Err(format!("`{}` ended with {}:\n{stdout}{stderr}", self.command, done.status));
        }
        let text = if self.stderr { format!("{stdout}{stderr}") } else { stdout.into_owned() };
        Ok(text.replace("\r\n", "\n"))
    }
}

/// Divides a command at its spaces, as a shell does. Single quotes keep an argument together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in command.split('\'').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_only_for_a_reason() {
        for (line, kept) in [("", false), ("kept = ''", false), ("kept = 'it measures'", true)] {
            let output: Output = toml::from_str(&format!("file = 'a.txt'\ncommand = 'a'\n{line}")).unwrap();
            assert_eq!(output.is_kept(), kept, "{line}");
        }
    }

    #[test]
    fn quotes_keep_an_argument_together() {
        assert_eq!(words("a  b --start '2026-11-22 06:48:50' c"), ["a", "b", "--start", "2026-11-22 06:48:50", "c"]);
    }
}
