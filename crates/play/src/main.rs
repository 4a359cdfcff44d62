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

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser;
use game::{Game, Language, Level, NotAGame};
use screen_parts::Lang;

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

fn main() -> ExitCode {
    let options = Options::parse();
    let language = options.lang.map_or_else(screen_parts::of_environment, Language::from);
    let game = match begin(&options.game) {
        Ok(game) => game,
        Err(error) => {
            writeln!(io::stderr(), "Error: {}", error.text(language)).ok();
            return ExitCode::from(2);
        }
    };
    let is_plain = options.plain || !io::stdin().is_terminal() || !io::stdout().is_terminal();
    screen_parts::ended(if is_plain { plain::play(game, language) } else { terminal::play(game, language) })
}

/// Begins a level, or goes on with a saved game.
fn begin(text: &str) -> Result<Game, NotAGame> {
    if text.contains(':') { text.parse() } else { Ok(Game::new(text.parse::<Level>()?)) }
}
