//! The workspace that the lanes are built in: the one that this program was compiled from.

use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::interrupt::Interrupt;
use crate::lane::{Lane, Program, Source};
use crate::measure::child::{self, Ended, Stop};

/// The workspace, and where cargo puts what it builds.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    /// Such as `target`: what `CARGO_TARGET_DIR` and cargo's configuration say of it holds.
    pub(crate) target: PathBuf,
}

/// Why there is no program for a lane.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It is not here, which is no failure.
    Absent(String),
    /// It does not build.
    Failed(String),
}

impl Workspace {
    /// Asks cargo.
    ///
    /// # Errors
    ///
    /// A sentence when there is no cargo, or no workspace any more; or this process was interrupted.
    pub(crate) fn find(interrupt: &Interrupt) -> Result<Self, Stop> {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let root = root.canonicalize().map_err(|error| {
            Stop::Failed(format!("the workspace that compare was compiled from is not at {}: {error}", root.display()))
        })?;
        let mut command = cargo(&root);
        command.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).stderr(Stdio::piped());
        let ended = child::run(&mut command, Duration::MAX, interrupt)?;
        ended.succeeded().map_err(|why| Stop::Failed(format!("cargo does not know the workspace: {why}")))?;
        let metadata: Value =
            ended.lines.first().and_then(|line| serde_json::from_str(&line.text).ok()).unwrap_or_default();
        let target = metadata["target_directory"].as_str().map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { root, target })
    }

    /// The program of a lane: built, or, without `build`, as it was left by an earlier build.
    ///
    /// Each lane is built by a cargo of its own, exactly as who runs it alone would: what one package asks of a
    /// dependency is then not in the program of another. Nothing is fetched that is there.
    ///
    /// # Errors
    ///
    /// The lane is missing, which the inner result tells; or this process was interrupted.
    pub(crate) fn program(
        &self,
        lane: &Lane,
        build: bool,
        interrupt: &Interrupt,
    ) -> Result<Result<Program, Missing>, Stop> {
        let (package, kind, name) = match lane.source {
            Source::Python => return self.python(interrupt),
            Source::Binary { package, name } => (package, "bin", name),
            Source::Example { package } => (package, "example", lane.id),
        };
        let source = match kind {
            "example" => format!("crates/{package}/examples/{name}.rs"),
            _ if package == name => format!("crates/{package}/src/main.rs"),
            _ => format!("crates/{package}/src/bin/{name}.rs"),
        };
        if !self.root.join(&source).exists() {
            return Ok(Err(Missing::Absent(format!("there is no {source}"))));
        }
        if !build {
            let folder = self.target.join("release").join(if kind == "example" { "examples" } else { "" });
            let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
            let missing = || Missing::Absent(format!("{name} is not built; without --no-build it would be"));
            return Ok(if path.exists() { Ok(Program { path, script: None }) } else { Err(missing()) });
        }
        let mut command = self.build_command(package, kind, name);
        let ended = child::run(&mut command, Duration::MAX, interrupt)?;
        let failed = |why: &str| Missing::Failed(format!("{name} does not build: {why}"));
        Ok(match (ended.succeeded(), executable(&ended, name)) {
            (Ok(()), Some(path)) => Ok(Program { path, script: None }),
            (Ok(()), None) => Err(failed("cargo names no executable")),
            (Err(_), _) => Err(failed("what cargo says is above")),
        })
    }

    fn build_command(&self, package: &str, kind: &str, name: &str) -> Command {
        let mut command = cargo(&self.root);
        command.args(["build", "--release", "--locked", "--message-format=json-render-diagnostics", "-p", package]);
        // The terminal is cargo's meanwhile.
        command.arg(format!("--{kind}")).arg(name).stderr(Stdio::inherit());
        command
    }

    /// The Python original, if there is a Python: the interpreter itself rather than a launcher that looks for it, whose
    /// start would count.
    fn python(&self, interrupt: &Interrupt) -> Result<Result<Program, Missing>, Stop> {
        let script = self.root.join("docs/original/keep_printing.py");
        if !script.exists() {
            return Ok(Err(Missing::Absent("there is no docs/original/keep_printing.py".into())));
        }
        Ok(match ask_python("sys.executable", interrupt)? {
            Some(path) => Ok(Program { path: path.into(), script: Some(script) }),
            None => Err(Missing::Absent(format!("there is no {PYTHON}"))),
        })
    }

    /// How many crates a package is built from on this machine, its own and itself included.
    pub(crate) fn crates(&self, package: &str, interrupt: &Interrupt) -> Result<Option<u64>, Stop> {
        let mut command = cargo(&self.root);
        command.args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked", "--offline"]);
        let ended = child::run(command.stderr(Stdio::piped()), Duration::MAX, interrupt)?;
        let lines = ended.lines.iter().map(|line| line.text.as_str());
        Ok(ended.succeeded().is_ok().then(|| unique_crates(lines)))
    }

    /// How long a package takes to build with nothing built before.
    pub(crate) fn cold_build(&self, package: &str, interrupt: &Interrupt) -> Result<Result<Duration, Missing>, Stop> {
        let empty =
            tempfile::tempdir().map_err(|error| Stop::Failed(format!("there is no room to build in: {error}")))?;
        let mut command = self.build_command(package, "bin", package);
        command.arg("--target-dir").arg(empty.path());
        let started = Instant::now();
        let ended = child::run(&mut command, Duration::MAX, interrupt)?;
        let took = started.elapsed();
        Ok(ended.succeeded().map(|()| took).map_err(|why| Missing::Failed(format!("it does not build: {why}"))))
    }
}

#[cfg(windows)]
const PYTHON: &str = "python";
#[cfg(not(windows))]
const PYTHON: &str = "python3";

/// What Python says `expression` of its module `sys` is; `None` if there is no Python.
pub(crate) fn ask_python(expression: &str, interrupt: &Interrupt) -> Result<Option<String>, Stop> {
    let mut command = Command::new(PYTHON);
    command.args(["-c", &format!("import sys; print({expression})")]).stderr(Stdio::piped());
    answer(&mut command, interrupt)
}

/// What the compiler says of itself.
pub(crate) fn ask_rustc(interrupt: &Interrupt) -> Result<Option<String>, Stop> {
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.arg("-V").stderr(Stdio::piped());
    answer(&mut command, interrupt)
}

/// The first line that `command` prints, if it succeeds.
fn answer(command: &mut Command, interrupt: &Interrupt) -> Result<Option<String>, Stop> {
    match child::run(command, Duration::from_secs(30), interrupt) {
        Ok(ended) => Ok(ended.succeeded().ok().and_then(|()| Some(ended.lines.first()?.text.clone()))),
        Err(Stop::Failed(_)) => Ok(None),
        Err(interrupted) => Err(interrupted),
    }
}

/// Cargo, where the workspace is: the one that runs this program, if one does.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root);
    command
}

/// The executable that cargo says it built, or found fresh, for the target `name`.
fn executable(ended: &Ended, name: &str) -> Option<PathBuf> {
    let messages = ended.lines.iter().filter_map(|line| serde_json::from_str::<Value>(&line.text).ok());
    let mut ours = messages.filter(|message| message["target"]["name"] == name);
    ours.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// How many crates `cargo tree --prefix none` lists: by name and version, as a crate is listed wherever it is used.
fn unique_crates<'a>(lines: impl Iterator<Item = &'a str>) -> u64 {
    let name_and_version = |line: &'a str| line.split(' ').take(2).collect::<Vec<_>>();
    let unique = lines.filter(|line| !line.is_empty()).map(name_and_version).collect::<HashSet<_>>();
    unique.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_and_two_versions_of_it_twice() {
        let tree = "run-mini v0.1.0 (/somewhere)\nclap v4.6.7\nsyn v2.0.0 (proc-macro)\nclap v4.6.7 (*)\nsyn v3.0.0\n";
        assert_eq!(unique_crates(tree.lines()), 4);
    }
}
