//! What the player looks at, and what keys do. It knows no terminal.

use game::{Game, Language};

use crate::words::{saved, words};

/// The game, and what is shown of it.
pub(crate) struct Player {
    pub(crate) game: Game,
    pub(crate) language: Language,
    /// Whether the hint is shown.
    pub(crate) hint: bool,
    /// Whether the code has the screen for itself.
    pub(crate) code_alone: bool,
    /// How far the code is scrolled from where it would be.
    pub(crate) scrolled: i32,
    /// What the last key did, or why it did nothing.
    pub(crate) note: Option<String>,
    /// The games that were saved.
    pub(crate) saved: Vec<String>,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A move or a command.
    Char(char),
    /// Scrolls the code by this number of lines.
    Scroll(i32),
    /// Gives the screen to the code, or back.
    Code,
    Quit,
}

impl Player {
    pub(crate) fn new(game: Game, language: Language) -> Self {
        let saved = Vec::new();
        Self { game, language, hint: false, code_alone: false, scrolled: 0, note: None, saved }
    }

    /// Does what a key asks for. Returns whether to quit.
    pub(crate) fn press(&mut self, key: Key) -> bool {
        self.note = None;
        match key {
            Key::Quit | Key::Char('q') => return true,
            Key::Scroll(lines) => self.scrolled += lines,
            Key::Code => self.code_alone = !self.code_alone,
            Key::Char(char) => {
                self.scrolled = 0;
                self.command(char);
            }
        }
        false
    }

    fn command(&mut self, char: char) {
        let words = words(self.language);
        match char {
            'u' => {
                if !self.game.undo() {
                    self.note = Some(words.no_undo.into());
                }
            }
            'r' => self.game.restart(),
            'h' => self.hint = !self.hint,
            's' => {
                let line = self.game.save();
                self.note = Some(saved(self.language, &line));
                if !self.saved.contains(&line) {
                    self.saved.push(line);
                }
            }
            'n' => match self.game.level().next() {
                Some(level) => {
                    self.game = Game::new(level);
                    self.hint = false;
                }
                None => self.note = Some(words.last_level.into()),
            },
            _ => {
                let next = self.game.possible().into_iter().find(|next| next.key() == Some(char));
                match next.map(|next| self.game.play(next)) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => self.note = Some(error.text(self.language)),
                    None => self.note = Some(words.no_move.into()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use game::{Level, Move};

    use super::*;

    fn player(level: Level) -> Player {
        Player::new(Game::new(level), Language::English)
    }

    fn type_in(player: &mut Player, keys: &str) {
        for key in keys.chars() {
            assert!(!player.press(Key::Char(key)), "{key} quits");
        }
    }

    #[test]
    fn every_level_is_won_by_its_keys() {
        let mut player = player(Level::ALL[0]);
        for level in Level::ALL {
            assert_eq!(player.game.level(), *level);
            for word in level.ideal().split(' ') {
                let key = word.parse::<Move>().unwrap().key().unwrap();
                type_in(&mut player, &key.to_string());
                assert_eq!(player.note, None, "{level}: {word}");
            }
            assert!(player.game.verdict().is_won(), "{level}");
            type_in(&mut player, "n");
        }
        assert_eq!(player.note.as_deref(), Some("This is the last level."));
    }

    #[test]
    fn a_key_without_a_meaning_says_so() {
        let mut player = player(Level::OneCoroutine);
        for key in ['1', 'a', 't', 'z', '가'] {
            player.press(Key::Char(key));
            assert_eq!(player.note.as_deref(), Some("This key does nothing now."), "{key}");
        }
        assert!(player.game.moves().is_empty());
        type_in(&mut player, "u");
        assert_eq!(player.note.as_deref(), Some("There is no move to take back."));
    }

    #[test]
    fn undo_restart_and_save() {
        let mut player = player(Level::OneCoroutine);
        type_in(&mut player, "0tas");
        assert_eq!(player.note.as_deref(), Some("Saved: one-coroutine: p0 t f1"));
        type_in(&mut player, "us");
        assert_eq!(player.note.as_deref(), Some("Saved: one-coroutine: p0 t"));
        type_in(&mut player, "rss");
        assert_eq!(player.saved, ["one-coroutine: p0 t f1", "one-coroutine: p0 t", "one-coroutine:"]);
        assert!(player.press(Key::Char('q')) && player.press(Key::Quit));
    }
}
