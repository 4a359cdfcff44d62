//! The game as text: it reads one move a line, and prints what happens. It is for screen readers and for tests.

use std::io::{self, BufRead, Write};

use anatomy::steps::time;
use game::{Choice, Game, Language, Move};

use crate::player::{Key, Player};
use crate::words::{moves, readiness, refused, title, words};

/// Plays until stdin ends, or a line is `q`.
///
/// # Errors
///
/// The first error of stdin or stdout.
pub(crate) fn play(game: Game, language: Language) -> io::Result<()> {
    drive(Player::new(game, language), io::stdin().lock(), io::stdout().lock())
}

fn drive(mut player: Player, lines: impl BufRead, mut out: impl Write) -> io::Result<()> {
    begin(&mut out, &player)?;
    for line in lines.lines() {
        let line = line?;
        let line = line.trim();
        let possible = player.game.possible();
        if let Some(next) = move_of(line, &possible) {
            match player.game.play(next) {
                Ok(()) => after(&mut out, &player)?,
                Err(error) => writeln!(out, "{}", error.text(player.language))?,
            }
        } else if let Some(char) = command_of(line) {
            let level = player.game.level();
            if player.press(Key::Char(char)) {
                break;
            }
            command(&mut out, &player, char, player.game.level() != level)?;
        } else if !line.is_empty() {
            writeln!(out, "{}", refused(player.language, line, &possible))?;
        }
        out.flush()?;
    }
    Ok(())
}

/// Returns the move that a line is: by its key, as on the screen, or as in a saved game.
fn move_of(line: &str, possible: &[Move]) -> Option<Move> {
    let saved = line.parse().ok();
    possible.iter().copied().find(|next| saved == Some(*next) || next.key().is_some_and(|key| line == key.to_string()))
}

/// Returns the command that a line is.
fn command_of(line: &str) -> Option<char> {
    ['u', 'r', 'h', 's', 'n', 'v', 'q'].into_iter().find(|char| line == char.to_string())
}

/// Prints what a command did.
fn command(out: &mut impl Write, player: &Player, char: char, is_next: bool) -> io::Result<()> {
    let language = player.language;
    match (&player.note, char) {
        (_, 's') => writeln!(out, "{}: {}", words(language).saved, player.game.save()),
        (Some(note), _) => {
            writeln!(out, "{note}")?;
            if is_next { begin(out, player) } else { Ok(()) }
        }
        (None, 'h') => writeln!(out, "{}: {}", words(language).hint, player.game.level().hint(language)),
        (None, _) if is_next => begin(out, player),
        (None, _) => after(out, player),
    }
}

/// Prints the level, its goal, its program, and the state before the first move.
fn begin(out: &mut impl Write, player: &Player) -> io::Result<()> {
    let (view, words) = (player.game.view(player.language), words(player.language));
    writeln!(out, "{}", title(player.language, &view))?;
    writeln!(out, "{}: {}", words.goal, view.goal)?;
    writeln!(out, "{}\n\n{}", words.commands, view.code)?;
    after(out, player)
}

/// Prints the state after a move.
fn after(out: &mut impl Write, player: &Player) -> io::Result<()> {
    let (view, words) = (player.game.view(player.language), words(player.language));
    writeln!(out, "{}, {}: {}", time(view.now), moves(player.language, view.moves.len()), view.sentence)?;
    for task in &view.tasks {
        writeln!(out, "  {}: {}", task.name, task.status)?;
    }
    let indented = view.output.trim_end().replace('\n', "\n    ");
    if !indented.is_empty() {
        writeln!(out, "  {}:\n    {indented}", words.output.to_lowercase())?;
    }
    if !view.verdict_text.is_empty() {
        writeln!(out, "{}", view.verdict_text)?;
    }
    // A game that is won is over. To know what was broken, one may go on with a lost one.
    let choices = view.choices.iter().filter(|_| !view.verdict.is_won());
    for Choice { next, text } in choices {
        let key = next.key().map_or_else(|| next.to_string(), String::from);
        let task = view.tasks.iter().find(|task| *next == Move::Poll(task.number));
        let woken = task.map_or(String::new(), |task| format!(" ({})", readiness(player.language, task)));
        writeln!(out, "  {key} {text}{woken}")?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use game::Level;

    use super::*;

    fn played(lines: &str, language: Language) -> String {
        let mut out = Vec::new();
        drive(Player::new(Game::new(Level::OneCoroutine), language), lines.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_move_prints_its_sentence_the_state_and_what_is_possible() {
        let text = played("p0\n", Language::English);
        let expected = "\
0 s, 1 move: Main is polled for the first time. It prints \"water and bread\". It asks the timer for a sleep of 500 ms, \
until 500 ms. It asks the timer for a sleep of 500 ms, until 500 ms. It answers pending: it waits for 2 sleeps until \
500 ms.
  main: waits for 2 sleeps until 500 ms (1 poll)
  output:
    water and bread
  0 poll main (not woken)
  a fire timer a: due at 500 ms, wakes main
  b fire timer b: due at 500 ms, wakes main
  t let time pass until 500 ms

";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_wrong_line_is_explained_and_the_game_goes_on() {
        let text = played("\nx\np7\np\nt\n가\ns\nq\np0\n", Language::English);
        let end = "  0 poll main (new)\n\nx is not possible now; the possible moves are: 0\n\
                   p7 is not possible now; the possible moves are: 0\n\
                   p is not possible now; the possible moves are: 0\n\
                   t is not possible now; the possible moves are: 0\n\
                   가 is not possible now; the possible moves are: 0\n\
                   Saved: one-coroutine:\n";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn commands_undo_help_and_go_on() {
        let text = played("p0\np0\nu\nh\nr\nu\nn\n", Language::English);
        for part in [
            "Lost: main was polled. Nobody had woken it",
            "Hint: The first poll starts it.",
            "There is no move to take back.",
            "Level 2 of 6: Two printers\nGoal: Run both printers",
            "pub async fn two_printers",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn it_speaks_korean() {
        let text = played("p0\np0\nh\nx\n", Language::Korean);
        for part in [
            "목표: ",
            "  main: ",
            "  0 main 폴링 (깨어나지 않음)",
            "  t 500 ms까지 시간 보내기",
            "졌습니다.",
            "힌트: ",
            "x: 지금은 둘 수 없습니다. 둘 수 있는 수: 0 a b t",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn the_keys_of_the_screen_are_moves_too() {
        let [keys, saved] = ["0\nt\na\n", "p0\nt\nf1\n"].map(|lines| played(lines, Language::English));
        assert_eq!(keys, saved);
        assert!(keys.contains("  0 poll main (woken)\n"), "{keys}");
    }

    #[test]
    fn after_a_win_no_moves_are_listed() {
        let ideal = Level::LostWake.ideal().replace(' ', "\n");
        let game = Game::new(Level::LostWake);
        let mut out = Vec::new();
        drive(Player::new(game, Language::English), ideal.as_bytes(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let (_, after) = text.split_once("\nWon in 6 moves").unwrap();
        assert_eq!(after.trim_end().lines().count(), 1, "{after}");
    }
}
