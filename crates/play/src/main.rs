//! The game on a terminal: you are the executor.
//!
//! The crate [`game`] has the levels, the moves and the referee. On a terminal the game is drawn (`view.rs`), and keys
//! make the moves (`player.rs`, `terminal.rs`). Elsewhere it reads moves as lines, and prints what happens (`plain.rs`).
//! Both speak English and Korean (`words.rs`).

mod plain;
mod player;
mod terminal;
mod view;
mod words;

use std::io::{self, ErrorKind, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use game::{Game, Language, Level, NotAGame};

/// Play a level: you are the executor.
///
/// You poll the tasks, fire the timers and let time pass. The referee says what you broke, or that you have won.
///
/// If stdin or stdout is no terminal, or with --plain, it reads one move a line, and prints what happens.
#[derive(Parser)]
#[command(name = "play")]
struct Options {
    /// The level, by name or number; or a saved game, such as 'lost-wake: p0 p1'
    #[arg(default_value = "1", value_name = "LEVEL")]
    game: String,

    /// Read moves as lines, and print what happens as text
    #[arg(long)]
    plain: bool,

    /// The language; without it, the one of the locale
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Lang>,
}

/// A language, as it is typed.
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
    let game = match begin(&options.game) {
        Ok(game) => game,
        Err(error) => {
            writeln!(io::stderr(), "Error: {}", error.text(language)).ok();
            return ExitCode::from(2);
        }
    };
    let is_plain = options.plain || !io::stdin().is_terminal() || !io::stdout().is_terminal();
    let done = if is_plain { plain::play(game, language) } else { terminal::play(game, language) };
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

/// Begins a level, or goes on with a saved game.
fn begin(text: &str) -> Result<Game, NotAGame> {
    if text.contains(':') { text.parse() } else { Ok(Game::new(text.parse::<Level>()?)) }
}
