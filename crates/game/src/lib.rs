//! A game in which you are the executor.
//!
//! A level is a small program, such as the two printers in [`levels`], and a goal. The program runs on the simulated
//! runtime, which stops wherever an executor has a choice. You choose: [poll a task](Move::Poll), also one that nobody
//! has woken; [fire a timer](Move::Fire), also one that is not due; or [let time pass](Move::LetTimePass). After each
//! move, a sentence says what happened and why. The referee says when you [win](Verdict::Won), or what you broke.
//!
//! - A [`Game`] is the moves so far. It can be undone, saved as a line of text, and read again.
//! - A [`View`] is all that a player sees. A terminal or a page only draws it.
//! - The steps, their sentences and the state of the tasks are those of the crate `anatomy`.
//! - [`replay`] makes a test of a game.
//!
//! The crate needs no terminal, no files, no threads and no clock. So it also works in a web page.
//!
//! # Examples
//!
//! ```
//! use game::{Game, Level, Move};
//!
//! let mut game = Game::new(Level::DeadlineAndTick);
//! let ideal: Vec<Move> = Level::DeadlineAndTick.ideal().split(' ').map(|word| word.parse().unwrap()).collect();
//! for next in ideal {
//!     assert!(game.possible().contains(&next));
//!     game.play(next)?;
//! }
//! assert!(game.verdict().is_won());
//! # Ok::<_, game::Impossible>(())
//! ```

mod game;
pub mod levels;
mod moves;
mod referee;
mod texts;
mod view;

pub use anatomy::steps::Language;

pub use crate::game::{Game, Impossible, NotAGame, replay};
pub use crate::levels::{Level, NoSuchLevel};
pub use crate::moves::{Move, NotAMove};
pub use crate::referee::{Fault, Score, Verdict};
pub use crate::view::{Choice, TaskView, TimerView, View};
