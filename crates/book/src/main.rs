//! Builds the workshop's book from `docs/`, and checks it.
//!
//! `book` runs the commands of [`docs/outputs/commands.toml`](outputs), and writes what they print into `docs/outputs/`.
//! Then it builds the book in `target/book`. `book --check` writes nothing into `docs/`. It fails if an output is stale.
//!
//! `book --translate ko` adds what is new in the book to `docs/po/ko.po`. See [`translation`].
//!
//! The first two check the following:
//!
//! - Every sentence has a translation in every language. (`--check` only.)
//! - The plans of the instructor and the pages agree about the minutes. See [`minutes`].
//! - Every Rust block of a page is included from a file that cargo builds. See [`blocks`].
//! - Every link leads somewhere, in the pages and in the finished book. See [`links`] and [`site`].
//! - The finished book loads nothing from the network.
//!
//! # Why a program of our own
//!
//! mdBook 0.5 and mdbook-i18n-helpers 0.4 are libraries here. So nobody has to install them, Cargo.lock fixes their
//! versions, and CI builds them once. A plain mdBook also cannot do what the book needs: it works from the file system, so
//! a link to a source file must lead to a copy of that file.
//!
//! The price is 125 packages, 21 of them for the translation, and less than a minute and a half of processor time, once.
//! mdBook's server and its watcher, which need tokio, are left out: they are features of its command only. Its licence is
//! the MPL-2.0, which allows this: no file of it is changed.

mod blocks;
mod diagrams;
mod headings;
mod languages;
mod links;
mod minutes;
mod outputs;
mod site;
mod sources;
mod translation;

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
        [option, language] if option == "--translate" => House::here().and_then(|it| languages::update(&it, language)),
        _ => Err("the options are --check, and --translate with a language such as ko".into()),
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
        language.build(&house, only_check)?;
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
fn all_or_nothing(problems: &[String]) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}
