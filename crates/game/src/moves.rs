//! The moves, and their short form for a saved game.

use std::fmt::{self, Display};
use std::str::FromStr;

use crate::{Language, texts};

/// The keys of the timers, in the order of their numbers. A terminal and a page have other letters for their commands.
const TIMERS: &str = "abcdefgijklmop";

/// A move of the executor.
///
/// Its short form is `p0` (poll task 0, which is main), `f1` (fire timer 1) or `t` (let time pass).
///
/// # Examples
///
/// ```
/// use game::Move;
///
/// assert_eq!("p2".parse(), Ok(Move::Poll(2)));
/// assert_eq!(Move::LetTimePass.to_string(), "t");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// Poll the task with this number, even if nobody has woken it. Main is number 0.
    Poll(u64),
    /// Fire the timer with this number, even if it is not due.
    Fire(u64),
    /// Let time pass until the next timer is due. This does not fire it.
    LetTimePass,
}

impl Move {
    /// Returns the key that makes the move, on a terminal and in a page. `None` if it has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::Move;
    ///
    /// assert_eq!([Move::Poll(0), Move::Fire(1), Move::LetTimePass].map(Move::key), [Some('0'), Some('a'), Some('t')]);
    /// ```
    #[must_use]
    pub fn key(self) -> Option<char> {
        match self {
            Self::Poll(task) => u32::try_from(task).ok().and_then(|task| char::from_digit(task, 10)),
            Self::Fire(timer) => TIMERS.chars().nth(usize::try_from(timer).ok()?.checked_sub(1)?),
            Self::LetTimePass => Some('t'),
        }
    }
}

impl Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poll(task) => write!(f, "p{task}"),
            Self::Fire(timer) => write!(f, "f{timer}"),
            Self::LetTimePass => f.write_str("t"),
        }
    }
}

/// Reads the short form.
impl FromStr for Move {
    type Err = NotAMove;

    fn from_str(text: &str) -> Result<Self, NotAMove> {
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number)
        };
        let numbered = |make: fn(u64) -> Self, digits| number(digits).map(make);
        let read = match text.as_bytes().first() {
            Some(b'p') => numbered(Self::Poll, &text[1..]),
            Some(b'f') => numbered(Self::Fire, &text[1..]),
            Some(b't') if text.len() == 1 => Some(Self::LetTimePass),
            _ => None,
        };
        read.ok_or_else(|| NotAMove(text.into()))
    }
}

/// The error for a text that is no [`Move`].
///
/// # Examples
///
/// ```
/// let error = "p".parse::<game::Move>().unwrap_err();
/// assert_eq!(error.to_string(), "'p' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAMove(String);

impl NotAMove {
    /// Says what is wrong, and what is accepted.
    pub fn text(&self, language: Language) -> String {
        texts::no_move(&self.0, language)
    }
}

impl Display for NotAMove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for NotAMove {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        for text in ["p0", "p12", "f1", "t"] {
            assert_eq!(text.parse::<Move>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_move_is_refused() {
        for text in ["", "p", "f", "t1", "p-1", "p+1", "p 1", "q", "P0", "p99999999999999999999", "폴0", "p영"] {
            assert_eq!(text.parse::<Move>(), Err(NotAMove(text.into())));
        }
    }

    #[test]
    fn no_timer_has_the_key_of_a_command() {
        assert!("qurhsnt".chars().all(|command| !TIMERS.contains(command)));
        assert_eq!((Move::Fire(99).key(), Move::Fire(0).key(), Move::Poll(10).key()), (None, None, None));
    }
}
