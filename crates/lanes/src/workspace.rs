//! The workspace that contains the lanes. It is the one that this program was compiled from.

use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::interrupt::Interrupt;
use crate::lane::{Lane, Program, Source};
use crate::process::{Ended, Stop};

/// The workspace, and the directory for everything that cargo builds.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

/// Why a lane has no program.
#[derive(Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is not here: Python is missing, or its crate was deleted. This is no failure.
    Absent(String),
    /// It does not build.
    Failed(String),
}

/// A lane's program, or why there is none.
pub type Built = Result<Program, Missing>;

impl Workspace {
    /// Asks cargo where the workspace is and where it builds.
    ///
    /// # Errors
    ///
    /// There is no cargo, or the workspace has gone; or this process was interrupted.
    pub fn find(interrupt: &Interrupt) -> Result<Self, Stop> {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let root = root.canonicalize().map_err(|error| {
            Stop::Failed(format!("the workspace of this program is no longer at {}: {error}", root.display()))
        })?;
        let mut command = cargo(&root);
        command.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).stderr(Stdio::piped());
        let ended = run(&mut command, Duration::MAX, interrupt)?;
        ended.succeeded().map_err(|why| Stop::Failed(format!("cargo does not know the workspace: {why}")))?;
        let metadata: Value =
            ended.lines.first().and_then(|line| serde_json::from_str(&line.text).ok()).unwrap_or_default();
        let target = metadata["target_directory"].as_str().map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { root, target })
    }

    /// The directory for everything that cargo builds, such as `target`. `CARGO_TARGET_DIR` and cargo's configuration
    /// decide.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The program of each lane. It builds them with optimisation, or without `build` takes those of an earlier build.
    ///
    /// Before it builds, it says on stderr that this takes some minutes. Cargo shows its progress there.
    ///
    /// # Errors
    ///
    /// This process was interrupted.
    pub fn programs<'a>(
        &self,
        lanes: impl IntoIterator<Item = &'a Lane>,
        build: bool,
        interrupt: &Interrupt,
    ) -> Result<Vec<(Lane, Built)>, Stop> {
        let lanes = lanes.into_iter().copied().collect::<Vec<_>>();
        let count = lanes.iter().filter(|lane| lane.source != Source::Python && self.source(lane).is_ok()).count();
        if build && count > 0 {
            let programs = if count == 1 { "program" } else { "programs" };
            let note = format!("Building {count} {programs}, optimised: this takes some minutes the first time.");
            // If stderr is closed, nobody can read it.
            writeln!(io::stderr(), "{note}").ok();
        }
        lanes.into_iter().map(|lane| Ok((lane, self.program(&lane, build, interrupt)?))).collect()
    }

    /// Each lane is built by a separate cargo, as if it were the only one. Otherwise cargo would build a dependency
    /// once, with the features that any lane needs, for all of them. Cargo fetches only what is missing.
    fn program(&self, lane: &Lane, build: bool, interrupt: &Interrupt) -> Result<Built, Stop> {
        let source = match self.source(lane) {
            Ok(source) => source,
            Err(missing) => return Ok(Err(missing)),
        };
        let (package, kind, name) = match lane.source {
            Source::Python => return python(source, interrupt),
            Source::Binary { package, name } => (package, "bin", name),
            Source::Example { package } => (package, "example", lane.id),
        };
        if !build {
            let folder = self.target.join("release").join(if kind == "example" { "examples" } else { "" });
            let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
            let missing = || Missing::Absent(format!("{name} is not built: leave out --no-build to build it"));
            return Ok(if path.exists() { Ok(Program { path, script: None }) } else { Err(missing()) });
        }
        let ended = run(&mut self.build_command(package, kind, name), Duration::MAX, interrupt)?;
        let failed = |why: &str| Missing::Failed(format!("{name} does not build: {why}"));
        Ok(match (ended.succeeded(), executable(&ended, name)) {
            (Ok(()), Some(path)) => Ok(Program { path, script: None }),
            (Ok(()), None) => Err(failed("cargo names no executable")),
            (Err(_), _) => Err(failed("cargo's message is above")),
        })
    }

    /// The source file of a lane. It is missing if the crate was deleted.
    fn source(&self, lane: &Lane) -> Result<PathBuf, Missing> {
        let source = match lane.source {
            Source::Python => "docs/original/keep_printing.py".into(),
            Source::Binary { package, name } if package == name => format!("crates/{package}/src/main.rs"),
            Source::Binary { package, name } => format!("crates/{package}/src/bin/{name}.rs"),
            Source::Example { package } => format!("crates/{package}/examples/{}.rs", lane.id),
        };
        let path = self.root.join(&source);
        if path.exists() { Ok(path) } else { Err(Missing::Absent(format!("there is no {source}"))) }
    }

    fn build_command(&self, package: &str, kind: &str, name: &str) -> Command {
        let mut command = cargo(&self.root);
        command.args(["build", "--release", "--locked", "--message-format=json-render-diagnostics", "-p", package]);
        command.arg(format!("--{kind}")).arg(name).stderr(Stdio::inherit());
        command
    }

    /// The number of crates from elsewhere that a package is built from on this machine. Those of this workspace do not
    /// count: someone who takes the runtime does not take them.
    ///
    /// # Errors
    ///
    /// This process was interrupted, or cargo cannot be started.
    pub fn crates(&self, package: &str, interrupt: &Interrupt) -> Result<Option<u64>, Stop> {
        let mut command = cargo(&self.root);
        command.args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked", "--offline"]);
        let ended = run(command.stderr(Stdio::piped()), Duration::MAX, interrupt)?;
        let lines = ended.lines.iter().map(|line| line.text.as_str());
        Ok(ended.succeeded().is_ok().then(|| unique_crates(lines)))
    }

    /// How long a package takes to build when nothing is built yet.
    ///
    /// # Errors
    ///
    /// This process was interrupted, or cargo cannot be started. The inner result tells whether the package builds.
    pub fn cold_build(&self, package: &str, interrupt: &Interrupt) -> Result<Result<Duration, Missing>, Stop> {
        let empty = tempfile::tempdir()
            .map_err(|error| Stop::Failed(format!("cannot create a directory to build in: {error}")))?;
        let mut command = self.build_command(package, "bin", package);
        command.arg("--target-dir").arg(empty.path());
        let started = Instant::now();
        let ended = run(&mut command, Duration::MAX, interrupt)?;
        let took = started.elapsed();
        Ok(ended.succeeded().map(|()| took).map_err(|why| Missing::Failed(format!("it does not build: {why}"))))
    }
}

#[cfg(windows)]
const PYTHON: &str = "python";
#[cfg(not(windows))]
const PYTHON: &str = "python3";

/// The Python original. The program is the interpreter itself. A launcher that searches for it would make the start
/// longer.
fn python(script: PathBuf, interrupt: &Interrupt) -> Result<Built, Stop> {
    Ok(match ask_python("sys.executable", interrupt)? {
        Some(path) => Ok(Program { path: path.into(), script: Some(script) }),
        None => Err(Missing::Absent(format!("there is no {PYTHON}"))),
    })
}

/// The value of a Python `expression` about the module `sys`; `None` without Python.
///
/// # Errors
///
/// This process was interrupted.
pub fn ask_python(expression: &str, interrupt: &Interrupt) -> Result<Option<String>, Stop> {
    let mut command = Command::new(PYTHON);
    answer(command.args(["-c", &format!("import sys; print({expression})")]), interrupt)
}

/// The compiler's name and version.
///
/// # Errors
///
/// This process was interrupted.
pub fn ask_rustc(interrupt: &Interrupt) -> Result<Option<String>, Stop> {
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    answer(command.arg("-V"), interrupt)
}

/// The first line that `command` prints, if it succeeds.
fn answer(command: &mut Command, interrupt: &Interrupt) -> Result<Option<String>, Stop> {
    match run(command.stderr(Stdio::piped()), Duration::from_secs(30), interrupt) {
        Ok(ended) => Ok(ended.succeeded().ok().and_then(|()| Some(ended.lines.first()?.text.clone()))),
        Err(Stop::Failed(_)) => Ok(None),
        Err(interrupted) => Err(interrupted),
    }
}

fn run(command: &mut Command, patience: Duration, interrupt: &Interrupt) -> Result<Ended, Stop> {
    crate::process::run(command, patience, interrupt, |_| {})
}

/// Cargo in the workspace: the cargo that runs this program, if one does.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root);
    command
}

/// The executable of the target `name`, from cargo's messages.
fn executable(ended: &Ended, name: &str) -> Option<PathBuf> {
    let messages = ended.lines.iter().filter_map(|line| serde_json::from_str::<Value>(&line.text).ok());
    let mut ours = messages.filter(|message| message["target"]["name"] == name);
    ours.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// The number of crates in a `cargo tree --prefix none` that are not of the workspace. It lists a crate wherever it is
/// used, so count each name and version once. It writes the folder behind a crate of the workspace:
/// `(/home/me/run-mini)`.
fn unique_crates<'a>(lines: impl Iterator<Item = &'a str>) -> u64 {
    let name_and_version = |line: &'a str| line.split(' ').take(2).collect::<Vec<_>>();
    let elsewhere = lines.filter(|line| !line.is_empty() && !line.contains(['/', '\\']));
    let unique = elsewhere.map(name_and_version).collect::<HashSet<_>>();
    unique.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_two_versions_of_it_twice_and_one_of_the_workspace_not_at_all() {
        let tree = "run-mini v0.1.0 (/somewhere)\nclap v4.6.7\nsyn v2.0.0 (proc-macro)\nclap v4.6.7 (*)\nsyn v3.0.0\n";
        assert_eq!(unique_crates(tree.lines()), 3);
        assert_eq!(unique_crates([r"lanes v0.1.0 (C:\lanes)"].into_iter()), 0);
    }
}
