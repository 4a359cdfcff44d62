//! Finds the contract of each runtime, the file `tests/contract.rs` in its crate. Builds it, and runs it.

use std::collections::HashSet;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Result;

/// What `cargo metadata` says about the workspace.
#[derive(Deserialize)]
pub(crate) struct Workspace {
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    #[serde(rename = "workspace_default_members")]
    default_members: HashSet<String>,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// One line of what `cargo build` prints about the files that it makes.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Built {
    CompilerArtifact {
        package_id: String,
        target: Target,
        executable: Option<PathBuf>,
    },
    #[serde(other)]
    Other,
}

/// The contract of a runtime, as a program.
pub(crate) struct Contract<'a> {
    package: &'a Package,
    program: PathBuf,
}

impl Target {
    fn is_contract(&self) -> bool {
        self.name == "contract" && self.kind == ["test"]
    }
}

impl Workspace {
    /// The workspace of the current folder.
    pub(crate) fn here() -> Result<Self> {
        let metadata = cargo(&["metadata", "--no-deps", "--format-version=1"])?;
        parse(&metadata)
    }

    /// Builds the contract of each runtime, in the order of their names.
    ///
    /// `cargo test` builds the default members together. This does so, too. Then nothing is compiled a second time.
    pub(crate) fn build(&self) -> Result<Vec<Contract<'_>>> {
        let with_contract = self.packages.iter().filter(|package| package.targets.iter().any(Target::is_contract));
        let (default, others): (Vec<_>, Vec<_>) =
            with_contract.partition(|package| self.default_members.contains(&package.id));
        let mut contracts = Vec::new();
        if !default.is_empty() {
            contracts.extend(self.build_with(&[])?);
        }
        for package in others {
            contracts.extend(self.build_with(&["--package", &package.name])?);
        }
        contracts.sort_by_key(Contract::runtime);
        Ok(contracts)
    }

    fn build_with(&self, selection: &[&str]) -> Result<Vec<Contract<'_>>> {
        let build = ["test", "--test", "contract", "--no-run", "--message-format=json-render-diagnostics"];
        let mut contracts = Vec::new();
        for line in cargo(&[&build, selection].concat())?.lines() {
            if let Built::CompilerArtifact { package_id, target, executable: Some(program) } = parse(line)?
                && target.is_contract()
                && let Some(package) = self.packages.iter().find(|package| package.id == package_id)
            {
                contracts.push(Contract { package, program });
            }
        }
        Ok(contracts)
    }
}

impl<'a> Contract<'a> {
    /// The name of the runtime.
    pub(crate) fn runtime(&self) -> &'a str {
        self.package.name.trim_start_matches("run-")
    }

    /// Runs the tests, in the package's folder, as cargo does. Returns what they print.
    pub(crate) fn run(&self) -> Result<String> {
        eprintln!("The contract of {}", self.package.name);
        let folder = self.package.manifest_path.parent().expect("a manifest is in a folder");
        output(Command::new(&self.program).arg("--show-output").current_dir(folder))
    }
}

fn cargo(arguments: &[&str]) -> Result<String> {
    output(Command::new(env::var_os("CARGO").unwrap_or("cargo".into())).args(arguments))
}

/// Runs a command. Returns what it prints to stdout. What it prints to stderr is shown at once.
fn output(command: &mut Command) -> Result<String> {
    let ended = command.stderr(Stdio::inherit()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let printed = String::from_utf8_lossy(&ended.stdout).into_owned();
    if ended.status.success() { Ok(printed) } else { Err(format!("{printed}\n{command:?}: {}", ended.status)) }
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| format!("cargo printed something unexpected: {error}: {json}"))
}
