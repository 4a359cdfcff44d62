//! Where the steps come from: a lesson that runs now, or a file.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs, io, iter};

use anatomy::Steps;

use crate::{Options, file};

/// The steps of a run, and of the one beside it.
type Runs = (Steps, Option<Steps>);

/// Runs the lesson and records it, on each runtime that is shown. Cargo shows its progress on stderr. The lesson prints to
/// the terminal, unless it is `quiet`: its output is in the record, too.
pub(crate) fn record(options: &Options, quiet: bool) -> io::Result<Runs> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let runtimes = runtimes(root)?;
    for runtime in iter::once(&options.runtime).chain(&options.beside) {
        if !runtimes.contains(runtime) {
            let message = format!("there is no runtime '{runtime}'; choose one of {}", runtimes.join(", "));
            return Err(io::Error::other(message));
        }
    }
    let steps = record_on(&options.runtime, options, root, quiet)?;
    let beside = options.beside.as_ref().map(|runtime| record_on(runtime, options, root, quiet)).transpose()?;
    Ok((steps, beside))
}

fn record_on(runtime: &str, options: &Options, root: &Path, quiet: bool) -> io::Result<Steps> {
    let folder = tempfile::tempdir()?;
    let trace = folder.path().join("trace.json");
    let mut run = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    run.args(["run", "--package", &format!("run-{runtime}"), "--", &options.lesson]);
    run.args(["--every", &options.every, "--for", &options.limit]).arg("--trace").arg(&trace).args(&options.more);
    // The record shows the output without colours.
    run.current_dir(root).stdin(Stdio::null()).env("NO_COLOR", "1");
    if quiet {
        run.stdout(Stdio::null());
    }
    let status = run.status().map_err(|error| io::Error::other(format!("cannot start cargo: {error}")))?;
    // A lesson that fails, such as `unhandled`, leaves a trace as well. Without one, the command has said why.
    let text = fs::read_to_string(&trace)
        .map_err(|_| io::Error::other(format!("the lesson left no trace: run-{runtime} ended with {status}")))?;
    parse(&text, None).map_err(io::Error::other)
}

/// Reads the steps from a file: those of the run with this name, or of the only run, and those of the run `beside` it.
pub(crate) fn read(file: &Path, run: Option<&str>, beside: Option<&str>) -> io::Result<Runs> {
    let named = |error: String| io::Error::other(format!("cannot show {}: {error}", file.display()));
    let text = fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
    let steps = parse(&text, run).map_err(named)?;
    let beside = beside.map(|run| parse(&text, Some(run))).transpose().map_err(named)?;
    Ok((steps, beside))
}

fn parse(text: &str, run: Option<&str>) -> Result<Steps, String> {
    let steps = Steps::new(file::record(text, run)?);
    if steps.is_empty() { Err("it is a trace in which nothing happens".into()) } else { Ok(steps) }
}

/// The runtimes whose commands can record a lesson: those that are built with the crate `command`.
fn runtimes(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().and_then(|name| name.strip_prefix("run-")).map(String::from) else {
            continue;
        };
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).unwrap_or_default();
        if manifest.lines().any(|line| line.starts_with("command")) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
