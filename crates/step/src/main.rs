//! Steps through a run of a lesson, poll by poll, forward and back.
//!
//! A run is recorded first, and shown when it has ended. So a step back is as cheap as a step forward. Here is the command
//! line; the runs come from `recording.rs` and `file.rs`, and the crate's library shows them.

mod file;
mod recording;

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use screen_parts::Lang;
use step::Stepper;

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

    /// Another runtime, to show its run beside the first; with --from, another run in the file
    #[arg(long, value_name = "RUNTIME")]
    beside: Option<String>,

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

fn main() -> ExitCode {
    screen_parts::ended(show(&Options::parse()))
}

fn show(options: &Options) -> io::Result<()> {
    let plain = options.plain || !io::stdout().is_terminal();
    let (steps, beside) = match &options.from {
        Some(file) => recording::read(file, options.run.as_deref(), options.beside.as_deref())?,
        None => recording::record(options, plain)?,
    };
    let mut stepper = Stepper::new(steps);
    if let Some(beside) = beside {
        stepper = stepper.beside(beside);
    }
    if let Some(lang) = options.lang {
        stepper = stepper.language(lang.into());
    }
    if plain { stepper.print(&mut io::stdout().lock()) } else { stepper.show() }
}
