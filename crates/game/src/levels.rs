//! The levels: each is a small program in a file of its own, and a goal.

use std::fmt::{self, Display};
use std::io;
use std::rc::Rc;
use std::str::FromStr;

use any_runtime::Runtime;

use crate::{Language, texts};

/// Expands into the module of each level, and the enum `Level` with its methods.
macro_rules! levels {
    ($($Level:ident, $file:ident, $name:literal, [$($role:ident: $task:ident),*], $goal:expr, $ideal:literal;)*) => {
        $(
            mod $file;
            pub use self::$file::$file;
        )*

        /// A level, by name.
        ///
        /// # Examples
        ///
        /// ```
        /// use game::Level;
        ///
        /// assert_eq!(Level::ALL[0], Level::OneCoroutine);
        /// assert_eq!("lost-wake".parse(), Ok(Level::LostWake));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Level {
            $(#[doc = concat!("[`", stringify!($file), "()`]")] $Level,)*
        }

        impl Level {
            /// Every level, the easiest first.
            pub const ALL: &[Self] = &[$(Self::$Level),*];

            /// Returns the name to type.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$Level => $name,)*
                }
            }

            /// Returns the name of the program's file, without its folder.
            #[must_use]
            pub fn file(self) -> &'static str {
                match self {
                    $(Self::$Level => concat!(stringify!($file), ".rs"),)*
                }
            }

            /// Returns the source text of the program.
            #[must_use]
            pub fn source(self) -> &'static str {
                match self {
                    $(Self::$Level => include_str!(concat!("levels/", stringify!($file), ".rs")),)*
                }
            }

            /// Runs the program.
            ///
            /// # Errors
            ///
            /// The program has broken its promise: the error says how. Or the first error of stdout.
            ///
            /// # Examples
            ///
            /// On the simulated runtime, this program ends well:
            ///
            /// ```
            /// use any_runtime::BlockOn;
            /// use game::Level;
            /// use run_simulated::{Simulated, WriteFaults};
            /// use std::rc::Rc;
            ///
            /// let mut rt = Simulated::new();
            /// let output = rt.record(WriteFaults::None);
            /// let rt = Rc::new(rt);
            /// rt.block_on(Level::LastTicket.run(rt.clone()))??;
            /// assert_eq!(output.text(), "here: one is left\nhere: sold\naway: sold out\n");
            /// # std::io::Result::Ok(())
            /// ```
            pub async fn run<R: Runtime>(self, rt: Rc<R>) -> io::Result<()> {
                match self {
                    $(Self::$Level => $file(rt).await,)*
                }
            }

            /// Returns the moves of the ideal game, as [`replay`](crate::replay) reads them. No shorter game wins.
            #[must_use]
            pub fn ideal(self) -> &'static str {
                match self {
                    $(Self::$Level => $ideal,)*
                }
            }

            /// Returns the function that a task runs. `None` if the program spawns no such task.
            pub(crate) fn function(self, task: u64) -> Option<&'static str> {
                let functions: &[_] = match self {
                    $(Self::$Level => &[stringify!($file), $(stringify!($task)),*],)*
                };
                functions.get(usize::try_from(task).ok()?).copied()
            }

            /// Returns what the program calls a task. `None` for main.
            pub(crate) fn role(self, task: u64) -> Option<&'static str> {
                let roles: &[_] = match self {
                    $(Self::$Level => &[$(stringify!($role)),*],)*
                };
                roles.get(usize::try_from(task).ok()?.checked_sub(1)?).copied()
            }

            pub(crate) fn goal(self) -> Goal {
                match self {
                    $(Self::$Level => $goal,)*
                }
            }
        }
    };
}

/// What a player has to do with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// End it with this number of polls.
    Polls(usize),
    /// End it.
    End,
    /// End it, and let it print this often.
    Lines(usize),
    /// Let it wait for ever.
    Hang,
    /// End it with an error.
    Break,
}

levels! {
    OneCoroutine, one_coroutine, "one-coroutine", [], Goal::Polls(3),
        "p0 t f1 f2 p0 t f3 p0";
    TwoPrinters, two_printers, "two-printers", [quick: printer, slow: printer], Goal::End,
        "p0 p1 p2 t f1 p1 t f2 p2 f3 p1 p0";
    DeadlineAndTick, deadline_and_tick, "deadline-and-tick", [], Goal::Lines(3),
        "p0 t f1 p0 t f2 p0";
    ForgottenWaker, forgotten_waker, "forgotten-waker", [guest: guest, host: host], Goal::Hang,
        "p0 p1 p2 t f1 p1 f2 p2 p0";
    LostWake, lost_wake, "lost-wake", [reader: reader, writer: writer], Goal::Hang,
        "p0 p1 p2 p2 p1 p0";
    LastTicket, last_ticket, "last-ticket", [here: clerk, away: clerk], Goal::Break,
        "p0 p1 p2 p2 p2 p1 p2 p0";
}

impl Level {
    /// Returns the number of the level. The first is 1.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(game::Level::OneCoroutine.number(), 1);
    /// ```
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|level| *level == self).map_or(0, |place| place + 1)
    }

    /// Returns the next level. `None` after the last one.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::Level;
    ///
    /// assert_eq!(Level::OneCoroutine.next(), Some(Level::TwoPrinters));
    /// ```
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }
}

impl Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads the name or the number of a level.
impl FromStr for Level {
    type Err = NoSuchLevel;

    fn from_str(text: &str) -> Result<Self, NoSuchLevel> {
        let is_it = |level: &&Self| level.name() == text || level.number().to_string() == text;
        Self::ALL.iter().find(is_it).copied().ok_or_else(|| NoSuchLevel(text.into()))
    }
}

/// The error for a text that names no level.
///
/// # Examples
///
/// ```
/// let error = "lost-work".parse::<game::Level>().unwrap_err();
/// assert!(error.to_string().starts_with("there is no level 'lost-work'; choose one of one-coroutine, two-printers, "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchLevel(String);

impl NoSuchLevel {
    /// Says what is wrong, and what is accepted.
    pub fn text(&self, language: Language) -> String {
        texts::no_level(&self.0, language)
    }
}

impl Display for NoSuchLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for NoSuchLevel {}
