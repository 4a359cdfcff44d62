//! The lessons of the workshop. Each teaches one idea in one file, for any runtime on any platform.
//!
//! A lesson is an `async` function over [`Runtime`] and [`Options`]. The first line of its file is its claim: what it
//! shows. The lessons use no command line, no signals, no files and no processes of their own. So the same lessons run
//! in a terminal, in a browser, and in Python.
//!
//! To add a lesson, write its file and add one line to the list below.
//!
//! ```
//! use any_runtime::BlockOn;
//! use lessons::{Lesson, Options};
//! use std::time::Duration;
//!
//! /// Runs the original program for one second.
//! fn run_on(rt: &impl BlockOn) -> std::io::Result<()> {
//!     rt.block_on(Lesson::AsyncMain.run(rt, &Options { limit: Duration::from_secs(1), ..Options::default() }))?
//! }
//! ```

mod diary;
mod options;
mod screen;
mod tally;
mod watch;

use std::fmt::{self, Display};
use std::io;
use std::time::Duration;

use any_runtime::Runtime;

pub use crate::diary::Diary;
pub use crate::options::{Options, Usage};
pub use crate::screen::Screen;
pub use crate::tally::Tally;
pub use crate::watch::{Seen, Watch, watch};

/// Declares the lessons: their modules, and the enum `Lesson` with its methods.
macro_rules! lessons {
    ($($Lesson:ident, $file:ident, $name:literal;)*) => {
        $(
            mod $file;
            pub use crate::$file::$file;
        )*

        /// A lesson, by name.
        ///
        /// # Examples
        ///
        /// ```
        /// use lessons::Lesson;
        ///
        /// for lesson in Lesson::ALL {
        ///     println!("{lesson:12} {}", lesson.claim());
        /// }
        /// assert_eq!(Lesson::AsyncMain.to_string(), "async-main");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Lesson {
            $(#[doc = concat!("[`", stringify!($file), "()`]")] $Lesson,)*
        }

        impl Lesson {
            /// Every lesson, in the order of the workshop.
            pub const ALL: &[Self] = &[$(Self::$Lesson),*];

            /// The name to type on the command line.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$Lesson => $name,)*
                }
            }

            /// Returns the lesson with this name. `None` if there is none.
            ///
            /// # Examples
            ///
            /// ```
            /// use lessons::Lesson;
            ///
            /// assert_eq!(Lesson::named("drift"), Some(Lesson::Drift));
            /// assert_eq!(Lesson::named("Drift"), None);
            /// ```
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|lesson| lesson.name() == name)
            }

            /// The name of the lesson's file, without its folder.
            ///
            /// # Examples
            ///
            /// ```
            /// assert_eq!(lessons::Lesson::AsyncMain.file(), "async_main.rs");
            /// ```
            #[must_use]
            pub fn file(self) -> &'static str {
                match self {
                    $(Self::$Lesson => concat!(stringify!($file), ".rs"),)*
                }
            }

            /// The source text of the lesson's file.
            #[must_use]
            pub fn source(self) -> &'static str {
                match self {
                    $(Self::$Lesson => include_str!(concat!(stringify!($file), ".rs")),)*
                }
            }

            /// Runs the lesson on `rt`.
            ///
            /// # Errors
            ///
            /// The error of the lesson:
            ///
            /// - the first error of the writer, or a reader that stalls;
            /// - an [`Elapsed`](keep_printing::Elapsed) that the lesson does not handle;
            /// - not enough threads, or not enough memory.
            ///
            /// # Examples
            ///
            /// ```
            /// use any_runtime::BlockOn;
            /// use lessons::{Lesson, Options};
            ///
            /// fn run_on(rt: &impl BlockOn) -> std::io::Result<()> {
            ///     rt.block_on(Lesson::Drift.run(rt, &Options::default()))?
            /// }
            /// ```
            pub async fn run<R: Runtime>(self, rt: &R, options: &Options) -> io::Result<()> {
                match self {
                    $(Self::$Lesson => $file(rt, options).await,)*
                }
            }
        }
    };
}

lessons! {
    Hello, hello, "hello";
    Forever, forever, "forever";
    Unhandled, unhandled, "unhandled";
    AsyncMain, async_main, "async-main";
    Concurrent, concurrent, "concurrent";
    Blocking, blocking, "blocking";
    Cancel, cancel, "cancel";
    Drift, drift, "drift";
    Threads, threads, "threads";
    Crowd, crowd, "crowd";
}

impl Lesson {
    /// Returns the claim of the lesson: the first line of its file says what it shows.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(lessons::Lesson::Hello.claim().starts_with("Calling an async fn runs nothing"));
    /// ```
    #[must_use]
    pub fn claim(self) -> &'static str {
        self.source().lines().next().unwrap_or_default().trim_start_matches("//! ")
    }
}

impl Display for Lesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Formats a duration in milliseconds, with one decimal.
fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// Formats a number with its noun: "1 thread" or "3 threads".
fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_is_a_thread_and_any_other_number_is_threads() {
        assert_eq!([0, 1, 3].map(|number| counted(number, "thread")), ["0 threads", "1 thread", "3 threads"]);
    }

    #[test]
    fn every_lesson_and_its_claim_fit_on_a_line_of_80_columns() {
        for lesson in Lesson::ALL {
            let line = format!("{lesson:12} {}", lesson.claim());
            assert!(!lesson.claim().is_empty() && line.len() <= 80, "{line}");
        }
    }
}

/// The README's Rust, compiled as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
