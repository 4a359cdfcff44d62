//! Steps through a run of a lesson, poll by poll, forward and back.
//!
//! A run is recorded first, and shown when it has ended (`recording.rs`, `file.rs`). So a step back is as cheap as a step forward.
//! [`anatomy::Steps`] divides the record into steps, and says what happens in each. On a terminal they are drawn
//! (`view.rs`), and keys move between them (`viewer.rs`, `terminal.rs`). Elsewhere they are printed (`plain.rs`). Both speak English and Korean (`words.rs`).

mod file;
mod plain;
mod recording;
mod terminal;
mod view;
mod viewer;
mod words;

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anatomy::steps::Language;
use clap::{Parser, ValueEnum};

/// Step through a lesson, poll by poll, forward and back.
///
/// It runs the lesson, records what the runtime does, and shows the record: one step for each poll, each timer that
/// fires and each wake. Every step says what happens and why.
///
/// If stdout is no terminal, or with --plain, it prints every step as a paragraph.
#[derive(Parser)]
#[command(name = "step")]
struct Options {
    /// The runtime, such as tokio, mini or simulated
    #[arg(default_value = "simulated")]
    runtime: String,

    /// The lesson; `just run-mini --list` names the lessons
    #[arg(default_value = "async-main")]
    lesson: String,

    /// Time between two lines of the lesson: 500ms, 1s
    #[arg(long, value_name = "PERIOD", default_value = "500ms")]
    every: String,

    /// Time until the deadline of the lesson
    #[arg(id = "for", long, value_name = "LIMIT", default_value = "2s")]
    limit: String,

    /// Show a trace, a report of compare, or a page of compare, and run nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["runtime", "lesson", "every", "for", "more"])]
    from: Option<PathBuf>,

    /// The run to show, if the file has several; without it, they are listed
    #[arg(long, value_name = "RUNTIME/LESSON", requires = "from")]
    run: Option<String>,

    /// Print the steps as text
    #[arg(long)]
    plain: bool,

    /// The language of the steps. The default is that of the locale
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Lang>,

    /// More options for the runtime's command: -- --seed 7
    #[arg(last = true)]
    more: Vec<String>,
}

/// The languages, as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    En,
    Ko,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let language = match options.lang {
        Some(Lang::En) => Language::English,
        Some(Lang::Ko) => Language::Korean,
        None => words::of_environment(),
    };
    let shown = options.plain || !io::stdout().is_terminal();
    let done = match &options.from {
        Some(file) => recording::read(file, options.run.as_deref()),
        None => recording::record(&options, shown),
    };
    let done =
        done.and_then(|steps| if shown { plain::print(&steps, language) } else { terminal::show(steps, language) });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of a pipe has gone away. This is not a failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // If stderr is closed, nobody can read it.
            writeln!(io::stderr(), "Error: {error}").ok();
            ExitCode::FAILURE
        }
    }
}
