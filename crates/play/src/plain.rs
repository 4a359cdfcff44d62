//! The game as text: it reads one move a line, and prints what happens. It is for screen readers and for tests.

use std::io::{self, BufRead, Write};

use anatomy::steps::time;
use game::{Game, Language};

use crate::player::{Key, Player};
use crate::words::{moves, title, words};

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
        match (line.parse(), command_of(line)) {
            _ if line.is_empty() => {}
            (Ok(next), _) => match player.game.play(next) {
                Ok(()) => after(&mut out, &player)?,
                Err(error) => writeln!(out, "{}", error.text(player.language))?,
            },
            (Err(_), Some(char)) => {
                let level = player.game.level();
                if player.press(Key::Char(char)) {
                    break;
                }
                command(&mut out, &player, char, player.game.level() != level)?;
            }
            (Err(error), None) => writeln!(out, "{}", error.text(player.language))?,
        }
        out.flush()?;
    }
    Ok(())
}

/// Returns the command that a line is.
fn command_of(line: &str) -> Option<char> {
    ['u', 'r', 'h', 's', 'n', 'q'].into_iter().find(|char| line == char.to_string())
}

/// Prints what a command did.
fn command(out: &mut impl Write, player: &Player, char: char, is_next: bool) -> io::Result<()> {
    let language = player.language;
    match (&player.note, char) {
        (Some(note), _) => writeln!(out, "{note}"),
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
    for choice in &view.choices {
        writeln!(out, "  {} {}", choice.next, choice.text)?;
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
until 500 ms. It asks the timer for a sleep of 500 ms, until 500 ms. It answers pending: it waits for a sleep until 500 ms, \
a sleep until 500 ms.
  main: waits for a sleep until 500 ms, a sleep until 500 ms (1 poll)
  output:
    water and bread
  p0 poll main
  f1 fire timer 1 (500 ms of main)
  f2 fire timer 2 (500 ms of main)
  t let time pass until 500 ms

";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_wrong_line_is_explained_and_the_game_goes_on() {
        let text = played("\nx\np7\np\nt\n가\ns\nq\np0\n", Language::English);
        let end = "  p0 poll main\n\n'x' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)\n\
                   p7 is not possible now; the possible moves are: p0\n\
                   'p' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)\n\
                   t is not possible now; the possible moves are: p0\n\
                   '가' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)\n\
                   Saved: one-coroutine:\n";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn commands_undo_help_and_go_on() {
        let text = played("p0\np0\nu\nh\nr\nu\nn\n", Language::English);
        for part in [
            "Lost: Main was polled, but nobody had woken it.",
            "Hint: A poll is useful only after a wake.",
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
            "  p0 main 폴링",
            "  t 500 ms까지 시간 보내기",
            "졌습니다.",
            "힌트: ",
            "수가 아닙니다",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
