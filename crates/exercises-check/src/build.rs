//! Builds all answers at once: each is a program of one package, which has the dependencies of the exercises.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::answers::{Answer, Must};

/// The package of the answers, in the target folder.
#[derive(Debug)]
pub(crate) struct Package {
    folder: PathBuf,
    rustfmt_config: PathBuf,
}

/// What became of each program.
#[derive(Debug)]
pub(crate) struct Built {
    programs: HashMap<String, Outcome>,
    /// For a program of which the compiler says nothing: a library that it needs may have failed.
    otherwise: Outcome,
}

/// What became of a program.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It compiles. `test` is the file to run.
    Built { test: PathBuf, warnings: String },
    /// The compiler refuses it.
    Refused { errors: String },
}

impl Built {
    pub(crate) fn outcome(&self, program: &str) -> &Outcome {
        self.programs.get(program).unwrap_or(&self.otherwise)
    }
}

/// A line that `cargo build --message-format=json` prints; only what is used here.
#[derive(Debug, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Line {
    CompilerMessage {
        target: Target,
        message: Message,
    },
    CompilerArtifact {
        target: Target,
        executable: Option<PathBuf>,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Message {
    rendered: Option<String>,
}

impl Package {
    /// Writes the package. Its manifest is that of the exercises, with other programs.
    pub(crate) fn write(root: &Path, exercises: &Path, answers: &[Answer]) -> Result<Self, String> {
        let target = env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        let folder = target.join("exercises-check");
        let package = Self { rustfmt_config: root.join(".rustfmt.toml"), folder };
        package.try_write(exercises, answers).map_err(|error| format!("{}: {error}", package.folder.display()))?;
        Ok(package)
    }

    fn try_write(&self, exercises: &Path, answers: &[Answer]) -> io::Result<()> {
        // What an earlier check left behind might not be overwritten now.
        match fs::remove_dir_all(self.folder.join("src")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(self.folder.join("src"))?,
        }
        let mut programs = String::new();
        for answer in answers {
            let name = answer.program();
            fs::write(self.folder.join(format!("src/{name}.rs")), &answer.text)?;
            writeln!(programs, "  {{ name = {name:?}, path = \"src/{name}.rs\" }},").expect("a string has room");
        }

        let manifest = fs::read_to_string(exercises.join("Cargo.toml"))?;
        let (before, rest) = manifest.split_once("bin = [\n").ok_or_else(|| io::Error::other("no list `bin`"))?;
        let (_, after) = rest.split_once("]\n").ok_or_else(|| io::Error::other("the list `bin` has no end"))?;
        // Single quotes: TOML must leave the backslashes of a path alone.
        let after = after.replace("name = \"exercises\"", "name = \"exercises-check\"");
        let library = format!("[dependencies]\nexercises = {{ path = '{}' }}\n", exercises.display());
        let after = after.replace("[dependencies]\n", &library);
        let crates = exercises.parent().ok_or_else(|| io::Error::other("the set is in no folder"))?;
        let after = after.lines().map(|line| match line.split_once("\"../") {
            Some((before, rest)) => format!("{before}'{}/{}\n", crates.display(), rest.replacen('"', "'", 1)),
            None => format!("{line}\n"),
        });
        let after: String = after.collect();
        fs::write(self.folder.join("Cargo.toml"), format!("{before}bin = [\n{programs}]\n{after}"))?;
        fs::copy(exercises.join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        Ok(())
    }

    fn cargo(&self, subcommand: &str) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or(OsString::from("cargo")));
        cargo.arg(subcommand).arg("--manifest-path").arg(self.folder.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(self.folder.join("target")).stdin(Stdio::null());
        cargo
    }

    /// Compiles the tests of all answers. Some do not compile: the others must not suffer from that.
    pub(crate) fn build_tests(&self) -> Result<Built, String> {
        let mut cargo = self.cargo("build");
        cargo.args(["--tests", "--keep-going", "--quiet", "--message-format=json"]);
        let output = cargo.output().map_err(|error| format!("cargo does not start: {error}"))?;

        let mut said: HashMap<String, String> = HashMap::new();
        let mut tests = HashMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            match serde_json::from_str(line).map_err(|error| format!("cargo says {line}: {error}"))? {
                Line::CompilerMessage { target, message } => {
                    said.entry(target.name).or_default().push_str(&message.rendered.unwrap_or_default());
                }
                Line::CompilerArtifact { target, executable: Some(test) } => {
                    tests.insert(target.name, test);
                }
                Line::CompilerArtifact { executable: None, .. } | Line::Other => {}
            }
        }
        let mut programs: HashMap<_, _> = tests
            .into_iter()
            .map(|(name, test)| {
                let warnings = said.remove(&name).unwrap_or_default();
                (name, Outcome::Built { test, warnings })
            })
            .collect();
        programs.extend(said.into_iter().map(|(name, errors)| (name, Outcome::Refused { errors })));
        let otherwise = Outcome::Refused { errors: String::from_utf8_lossy(&output.stderr).into_owned() };
        Ok(Built { programs, otherwise })
    }

    /// Which files are not formatted.
    pub(crate) fn formatting_faults(&self, answers: &[Answer]) -> Vec<String> {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024", "--config-path"]).arg(&self.rustfmt_config);
        rustfmt.args(answers.iter().map(|answer| self.folder.join(format!("src/{}.rs", answer.program()))));
        faults_of(rustfmt, "not everything is formatted")
    }

    /// What Clippy says about the solutions.
    pub(crate) fn clippy_faults(&self, answers: &[Answer]) -> Vec<String> {
        let mut clippy = self.cargo("clippy");
        // With this profile, Clippy sees the tests as well.
        clippy.args(["--quiet", "--profile", "test"]);
        for solution in answers.iter().filter(|answer| answer.must == Must::Pass) {
            clippy.arg("--bin").arg(solution.program());
        }
        clippy.args(["--", "-D", "warnings"]);
        faults_of(clippy, "Clippy has something to say about a solution")
    }
}

/// Runs a tool. If it fails, what it says is a fault.
fn faults_of(mut tool: Command, title: &str) -> Vec<String> {
    match tool.stdin(Stdio::null()).output() {
        Err(error) => vec![format!("{} does not start: {error}", tool.get_program().display())],
        Ok(output) if output.status.success() => vec![],
        Ok(output) => {
            let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            vec![format!("{title}\n{}", said.concat())]
        }
    }
}
