//! Builds the workshop's book from `docs/`, and checks it.
//!
//! `book` runs the commands of [`docs/outputs/commands.toml`](outputs), and writes what they print into `docs/outputs/`.
//! Then it builds the book in `target/book`. `book --check` writes nothing into `docs/`. It fails if an output is stale.
//!
//! Both check the following:
//!
//! - Every Rust block of a page is included from a file that cargo builds. See [`blocks`].
//! - Every link leads somewhere, in the pages and in the finished book. See [`links`] and [`site`].
//! - The finished book loads nothing from the network.
//!
//! # Why a program of our own
//!
//! mdBook and mdbook-i18n-helpers are libraries here. So nobody has to install them, Cargo.lock fixes their versions,
//! and CI builds them once. A plain mdBook also cannot do what the book needs: it works from the file system, so a link
//! to a source file must lead to a copy of that file.

mod blocks;
mod languages;
mod links;
mod outputs;
mod site;
mod sources;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// An error is a sentence that a person reads.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let done = match &*arguments {
        [] => run(false),
        [option] if option == "--check" => run(true),
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

fn run(only_check: bool) -> Result<()> {
    let house = House::here()?;
    outputs::run(&house, only_check)?;
    for language in languages::all(&house)? {
        language.build(&house)?;
    }
    site::check(&house.built)?;
    println!("The book: {}", house.built.join("index.html").display());
    Ok(())
}

/// Where things are.
struct House {
    /// The root of the workspace.
    root: PathBuf,
    /// The folder of the finished book.
    built: PathBuf,
}

impl House {
    fn here() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().map_err(|error| format!("{} cannot be found: {error}", root.display()))?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        // A relative target directory is relative to where cargo was called.
        let target = env::current_dir().map_err(|error| error.to_string())?.join(target);
        Ok(Self { built: target.join("book"), root })
    }

    /// The folder of the pages.
    fn docs(&self) -> PathBuf {
        self.root.join("docs")
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// Writes a file. Makes its folder first, if it is missing.
fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// One error from several, or none.
fn all_or_nothing(problems: Vec<String>) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}
