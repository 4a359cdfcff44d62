//! Runs the contract of every runtime, and writes how each promise ended into docs/runtimes.md.
//!
//! `evidence` writes the tables. `evidence --check` only compares them with the page, and fails if they differ.
//!
//! This crate knows no runtime by name. It runs each test called `contract` in the workspace, see [`contracts`]. It reads
//! what the tests print, see [`report`]. Then it makes the tables, see [`page`].

mod contracts;
mod page;
mod report;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// The page, seen from the root of the workspace.
const PAGE: &str = "docs/runtimes.md";

/// An error is a sentence that a person reads.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match &*arguments {
        [] => update(false),
        [option] if option == "--check" => update(true),
        _ => Err("the only option is --check".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Runs all contracts. Then writes the page, or only checks it.
fn update(only_check: bool) -> Result<()> {
    let workspace = contracts::Workspace::here()?;
    let mut columns = Vec::new();
    for contract in workspace.build()? {
        columns.extend(report::columns(contract.runtime(), &contract.run()?)?);
    }
    let path = workspace.root.join(PAGE);
    let old = read(&path)?;
    let new = page::with_tables(&old, &page::tables(&columns)?)?;
    if only_check { page::compare(&old, &new) } else { write(&path, &new) }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))
}
