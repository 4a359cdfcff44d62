//! What the player looks at, and what keys do. It knows no terminal.

use std::mem;

use game::{Game, Language, Level};

use crate::words::{left, refused, saved, words};

/// The game, and what is shown of it.
pub(crate) struct Player {
    pub(crate) game: Game,
    pub(crate) language: Language,
    /// Whether the hint is shown.
    pub(crate) hint: bool,
    pub(crate) shown: Shown,
    /// How many rows the code is scrolled from where it would be.
    pub(crate) scrolled: i32,
    /// What the last key did, or why it did nothing.
    pub(crate) note: Option<String>,
    /// The games that were saved.
    pub(crate) saved: Vec<String>,
    /// The games of the levels that the player has left.
    left: Vec<Game>,
}

/// What has the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    All,
    Code,
    Output,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A move or a command.
    Char(char),
    /// Scrolls the code by this number of rows.
    Scroll(i32),
    /// Gives the screen to the code, then to the output, and then back.
    Zoom,
    /// Closes what was opened. It does not quit.
    Close,
    /// Quits.
    Interrupt,
}

impl Player {
    pub(crate) fn new(game: Game, language: Language) -> Self {
        let (saved, left) = (Vec::new(), Vec::new());
        Self { game, language, hint: false, shown: Shown::All, scrolled: 0, note: None, saved, left }
    }

    /// Does what a key asks for. Returns whether to quit.
    pub(crate) fn press(&mut self, key: Key) -> bool {
        self.note = None;
        match key {
            Key::Interrupt | Key::Char('q') => return true,
            Key::Scroll(rows) => self.scrolled = self.scrolled.saturating_add(rows),
            Key::Zoom => {
                self.shown = match self.shown {
                    Shown::All => Shown::Code,
                    Shown::Code => Shown::Output,
                    Shown::Output => Shown::All,
                };
            }
            Key::Close => {
                if self.shown != Shown::All {
                    self.shown = Shown::All;
                } else if self.hint {
                    self.hint = false;
                } else {
                    self.note = Some(words(self.language).how_to_quit.into());
                }
            }
            Key::Char(char) => {
                self.scrolled = 0;
                self.command(char);
            }
        }
        false
    }

    fn command(&mut self, char: char) {
        let words = words(self.language);
        let number = self.game.level().number();
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
                Some(level) => self.go(level, 'v'),
                None => self.note = Some(words.last_level.into()),
            },
            'v' => match number.checked_sub(2).and_then(|place| Level::ALL.get(place)) {
                Some(level) => self.go(*level, 'n'),
                None => self.note = Some(words.first_level.into()),
            },
            _ => {
                let possible = self.game.possible();
                let next = possible.iter().find(|next| next.key() == Some(char));
                match next.map(|next| self.game.play(*next)) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => self.note = Some(error.text(self.language)),
                    None => self.note = Some(refused(self.language, &char.to_string(), &possible)),
                }
            }
        }
    }

    /// Goes to another level, and keeps the game of this one. `back` is the key that comes back.
    fn go(&mut self, level: Level, back: char) {
        let known = self.left.iter().position(|game| game.level() == level);
        let next = known.map_or_else(|| Game::new(level), |place| self.left.swap_remove(place));
        let game = mem::replace(&mut self.game, next);
        if !game.verdict().is_won() {
            self.note = Some(left(self.language, game.level(), back));
        }
        self.left.push(game);
        self.hint = false;
    }
}

#[cfg(test)]
mod tests {
    use game::Move;

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
            let note = format!("{key} is not possible now; the possible moves are: 0");
            assert_eq!(player.note, Some(note));
        }
        assert!(player.game.moves().is_empty());
        type_in(&mut player, "u");
        assert_eq!(player.note.as_deref(), Some("There is no move to take back."));
    }

    #[test]
    fn undo_restart_and_save() {
        let mut player = player(Level::OneCoroutine);
        type_in(&mut player, "0tas");
        assert_eq!(player.note.as_deref(), Some("Saved, and printed when you quit: one-coroutine: p0 t f1"));
        type_in(&mut player, "us");
        assert_eq!(player.note.as_deref(), Some("Saved, and printed when you quit: one-coroutine: p0 t"));
        type_in(&mut player, "rss");
        assert_eq!(player.saved, ["one-coroutine: p0 t f1", "one-coroutine: p0 t", "one-coroutine:"]);
        assert!(player.press(Key::Char('q')) && player.press(Key::Interrupt));
    }

    #[test]
    fn a_level_can_be_left_and_its_game_goes_on_later() {
        let mut player = player(Level::OneCoroutine);
        type_in(&mut player, "v");
        assert_eq!(player.note.as_deref(), Some("This is the first level."));
        type_in(&mut player, "0tn");
        assert_eq!(player.game.level(), Level::TwoPrinters);
        assert_eq!(player.note.as_deref(), Some("Level 1 is not won yet. v goes back to your game."));
        type_in(&mut player, "0v");
        assert_eq!(player.game.save(), "one-coroutine: p0 t");
        assert_eq!(player.note.as_deref(), Some("Level 2 is not won yet. n goes back to your game."));
        type_in(&mut player, "ab0tc0n");
        assert_eq!((player.game.save().as_str(), player.note.as_deref()), ("two-printers: p0", None));
    }

    #[test]
    fn escape_closes_what_was_opened_and_does_not_quit() {
        let mut player = player(Level::OneCoroutine);
        type_in(&mut player, "h");
        player.press(Key::Zoom);
        player.press(Key::Zoom);
        assert_eq!((player.shown, player.hint), (Shown::Output, true));
        assert!(!player.press(Key::Close));
        assert_eq!((player.shown, player.hint), (Shown::All, true));
        assert!(!player.press(Key::Close) && !player.hint && player.note.is_none());
        assert!(!player.press(Key::Close));
        assert_eq!(player.note.as_deref(), Some("q quits."));
    }
}
