//! The lessons: one idea each, one generic function over [`Runtime`], one file whose first line is its claim.

mod async_main;

use std::fmt::{self, Display};
use std::io;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::{Options, Runtime};

pub use async_main::async_main;

/// A lesson, by name.
///
/// # Examples
///
/// ```
/// use workshop::lessons::Lesson;
///
/// for lesson in Lesson::ALL {
///     println!("{lesson:12} {}", lesson.claim());
/// }
/// assert_eq!(Lesson::AsyncMain.to_string(), "async-main");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lesson {
    /// The original program: [`async_main`].
    AsyncMain,
}

impl Lesson {
    /// Every lesson, in the order in which the workshop takes them.
    pub const ALL: &[Self] = &[Self::AsyncMain];

    /// What a participant types to run it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AsyncMain => "async-main",
        }
    }

    /// What the lesson demonstrates: the first line of its file.
    #[must_use]
    pub fn claim(self) -> &'static str {
        let source = match self {
            Self::AsyncMain => include_str!("async_main.rs"),
        };
        source.lines().next().unwrap_or_default().trim_start_matches("//! ")
    }

    /// Runs the lesson on `rt`, printing what `wall_clock` shows.
    ///
    /// # Errors
    ///
    /// What the lesson itself returns: the writer's first error, or an
    /// [`Elapsed`](keep_printing::Elapsed) that it does not handle.
    pub async fn run<R: Runtime, T: Display>(
        self,
        rt: &R,
        options: &Options,
        wall_clock: impl Fn() -> T,
    ) -> io::Result<()> {
        match self {
            Self::AsyncMain => async_main(rt, options, wall_clock).await,
        }
    }
}

impl Display for Lesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl ValueEnum for Lesson {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.claim()))
    }
}
