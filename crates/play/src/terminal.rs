//! The game on a terminal: draws it and listens for keys.

use std::io::{self, Write as _};

use game::{Game, Language};
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};
use screen_parts::Ink;

use crate::player::{Key, Player};
use crate::view;

/// Plays until the player quits: with q or Ctrl-C. Then the terminal shows again what it showed before, also after a
/// panic. At last it prints the games that were saved.
///
/// # Errors
///
/// The terminal cannot be drawn to or read.
pub(crate) fn play(game: Game, language: Language) -> io::Result<()> {
    let mut player = Player::new(game, language);
    let ink = Ink::from_environment();
    ratatui::run(|terminal| drive(terminal, &mut player, ink))?;
    let mut out = io::stdout().lock();
    for line in &player.saved {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

fn drive(terminal: &mut DefaultTerminal, player: &mut Player, ink: Ink) -> io::Result<()> {
    loop {
        terminal.draw(|frame| view::draw(player, ink, frame))?;
        if let Event::Key(key) = event::read()?
            && key.is_press()
            && pressed(key).is_some_and(|key| player.press(key))
        {
            return Ok(());
        }
    }
}

/// What a key asks for.
fn pressed(key: KeyEvent) -> Option<Key> {
    Some(match key.code {
        // In raw mode Ctrl-C is a key like any other.
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Key::Interrupt,
        KeyCode::Char(char) => Key::Char(latin(char)),
        KeyCode::Up => Key::Scroll(-1),
        KeyCode::Down => Key::Scroll(1),
        KeyCode::PageUp => Key::Scroll(-10),
        KeyCode::PageDown => Key::Scroll(10),
        KeyCode::Tab => Key::Zoom,
        KeyCode::Esc => Key::Close,
        _ => return None,
    })
}

/// Returns the letter on the same key of a Latin keyboard, if this is one of a Korean keyboard.
fn latin(char: char) -> char {
    const KOREAN: &str = "ㅁㅠㅊㅇㄷㄹㅎㅗㅑㅓㅏㅣㅡㅜㅐㅔㅂㄱㄴㅅㅕㅍㅈㅌㅛㅋ";
    KOREAN.chars().zip('a'..='z').find(|(korean, _)| *korean == char).map_or(char, |(_, latin)| latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_korean_keyboard_do_the_same() {
        let latin: String = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ1".chars().map(latin).collect();
        assert_eq!(latin, "qwertyuiopasdfghjklzxcvbnm1");
    }
}
