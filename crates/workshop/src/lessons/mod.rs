//! The lessons: one idea each, one generic function over [`Runtime`], one file whose first line is its claim.

mod async_main;
mod blocking;
mod cancel;
mod concurrent;
mod crowd;
mod drift;
mod forever;
mod hello;
mod threads;
mod unhandled;

use std::fmt::{self, Display};
use std::io;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::{Options, Runtime};

pub use async_main::async_main;
pub use blocking::blocking;
pub use cancel::cancel;
pub use concurrent::concurrent;
pub use crowd::crowd;
pub use drift::drift;
pub use forever::forever;
pub use hello::hello;
pub use threads::threads;
pub use unhandled::unhandled;

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
    /// [`hello`]: what a future is.
    Hello,
    /// [`forever`]: the coroutine alone.
    Forever,
    /// [`unhandled`]: the coroutine and a deadline.
    Unhandled,
    /// [`async_main`]: the original program.
    AsyncMain,
    /// [`concurrent`]: several coroutines.
    Concurrent,
    /// [`blocking`]: what not to do in a coroutine.
    Blocking,
    /// [`cancel`]: how a coroutine ends.
    Cancel,
    /// [`drift`]: how exact a rhythm is.
    Drift,
    /// [`threads`]: several threads.
    Threads,
    /// [`crowd`]: very many coroutines.
    Crowd,
}

impl Lesson {
    /// Every lesson, in the order in which the workshop takes them.
    pub const ALL: &[Self] = &[
        Self::Hello,
        Self::Forever,
        Self::Unhandled,
        Self::AsyncMain,
        Self::Concurrent,
        Self::Blocking,
        Self::Cancel,
        Self::Drift,
        Self::Threads,
        Self::Crowd,
    ];

    fn name_and_source(self) -> (&'static str, &'static str) {
        match self {
            Self::Hello => ("hello", include_str!("hello.rs")),
            Self::Forever => ("forever", include_str!("forever.rs")),
            Self::Unhandled => ("unhandled", include_str!("unhandled.rs")),
            Self::AsyncMain => ("async-main", include_str!("async_main.rs")),
            Self::Concurrent => ("concurrent", include_str!("concurrent.rs")),
            Self::Blocking => ("blocking", include_str!("blocking.rs")),
            Self::Cancel => ("cancel", include_str!("cancel.rs")),
            Self::Drift => ("drift", include_str!("drift.rs")),
            Self::Threads => ("threads", include_str!("threads.rs")),
            Self::Crowd => ("crowd", include_str!("crowd.rs")),
        }
    }

    /// What a participant types to run it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name_and_source().0
    }

    /// What the lesson demonstrates: the first line of its file.
    #[must_use]
    pub fn claim(self) -> &'static str {
        self.name_and_source().1.lines().next().unwrap_or_default().trim_start_matches("//! ")
    }

    /// The most threads that it may need, for what blocks in the stead of its coroutines and for a work-stealing executor.
    ///
    /// A pool may start a thread while another is about to be idle, and one that is refused a thread may try for ever:
    /// hence three for each job, and two more.
    pub(crate) fn threads(self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (jobs, others) = match self {
            Self::Blocking => (2, 0),
            Self::Concurrent => (4, 0),
            Self::Threads => (5, cores),
            _ => (1, 0),
        };
        jobs * 3 + 2 + others
    }

    /// Runs the lesson on `rt`.
    ///
    /// # Errors
    ///
    /// What the lesson itself returns: the writer's first error, or that nobody reads; an
    /// [`Elapsed`](keep_printing::Elapsed) that it does not handle; that there are no threads or no memory for it.
    ///
    /// # Examples
    ///
    /// ```
    /// use workshop::{BlockOn, Options};
    ///
    /// fn run_on<R: BlockOn>(rt: &R) -> std::io::Result<()> {
    ///     let (options, ()) = Options::parse(R::NAME, ["drift", "--for", "2s"]).expect("it makes sense");
    ///     rt.block_on(options.lesson.run(rt, &options))?
    /// }
    /// ```
    pub async fn run<R: Runtime>(self, rt: &R, options: &Options) -> io::Result<()> {
        match self {
            Self::Hello => hello(rt, options).await,
            Self::Forever => forever(rt, options, rt.wall_clock()).await,
            Self::Unhandled => unhandled(rt, options, rt.wall_clock()).await,
            Self::AsyncMain => async_main(rt, options, rt.wall_clock()).await,
            Self::Concurrent => concurrent(rt, options, rt.wall_clock()).await,
            Self::Blocking => blocking(rt, options).await,
            Self::Cancel => cancel(rt, options).await,
            Self::Drift => drift(rt, options).await,
            Self::Threads => threads(rt, options, rt.wall_clock()).await,
            Self::Crowd => crowd(rt, options).await,
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

/// A duration as the lessons print it: in milliseconds, to a tenth.
pub(crate) fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_lists_every_lesson_with_its_claim() {
        let readme = include_str!("../../../../README.md");
        for lesson in Lesson::ALL {
            let (name, claim) = (lesson.name(), lesson.claim());
            let listed =
                |line: &str| line.starts_with(&format!("| [`{name}`](")) && line.ends_with(&format!(") | {claim} |"));
            assert!(readme.lines().any(listed), "{name}: {claim}");
        }
    }

    #[test]
    fn every_lesson_and_its_claim_fit_on_a_line_of_80_columns() {
        for lesson in Lesson::ALL {
            let line = format!("{lesson:12} {}", lesson.claim());
            assert!(!lesson.claim().is_empty() && line.len() <= 80, "{line}");
        }
    }
}
