//! Shows the steps of a run, poll by poll, forward and back.
//!
//! [`anatomy::Steps`] divides a record into steps, and says what happens in each. Here they become a [`Stepper`]. On a
//! terminal it draws them (`view.rs`, `code.rs`), and keys move between them (`viewer.rs`, `terminal.rs`). Elsewhere it prints them
//! (`plain.rs`). A second run may stand beside the first (`beside.rs`). All of it is in English and in Korean
//! (`words.rs`).

mod beside;
mod code;
mod plain;
mod terminal;
mod view;
mod viewer;
mod words;

use std::io::{self, IsTerminal as _, Write};

use anatomy::Steps;
use anatomy::steps::Language;

/// Shows the steps of a run to a person.
///
/// # Examples
///
/// ```
/// use anatomy::steps::Language;
/// use anatomy::{Recorder, Steps};
/// use any_runtime::monotonic;
/// use step::Stepper;
///
/// let recorder = Recorder::new(monotonic);
/// futures_lite::future::block_on(recorder.watch(async {}));
/// let stepper = Stepper::new(Steps::new(recorder.record())).language(Language::English);
///
/// let mut text = Vec::new();
/// stepper.print(&mut text)?;
/// assert!(String::from_utf8(text).unwrap().contains("Task 1 is polled for the first time. It is done."));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Stepper {
    steps: Steps,
    beside: Option<Steps>,
    language: Language,
}

impl Stepper {
    /// Shows these steps, in the language of the locale: of the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
    #[must_use]
    pub fn new(steps: Steps) -> Self {
        Self { steps, beside: None, language: screen_parts::of_environment() }
    }

    /// Shows these steps beside the others. They are aligned by the lines that both runs print, and between two lines by
    /// the time.
    #[must_use]
    pub fn beside(self, steps: Steps) -> Self {
        Self { beside: Some(steps), ..self }
    }

    /// Chooses a language.
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Shows the steps on the terminal until the person quits: with q or Ctrl-C. Then the terminal shows again what
    /// it showed before, also after a panic. If stdout is no terminal, the steps are printed.
    ///
    /// # Errors
    ///
    /// The first error of the terminal, or of stdout. A run without a step cannot be shown either.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn show(steps: anatomy::Steps) -> std::io::Result<()> {
    /// step::Stepper::new(steps).show()
    /// # }
    /// ```
    pub fn show(self) -> io::Result<()> {
        if !io::stdout().is_terminal() {
            return self.print(&mut io::stdout().lock());
        }
        if self.steps.is_empty() || self.beside.as_ref().is_some_and(Steps::is_empty) {
            return Err(io::Error::other("nothing happened in this run"));
        }
        terminal::show(viewer::Viewer::new(self.steps, self.beside, self.language))
    }

    /// Prints each step as a paragraph. A run beside it is indented: its steps are below the step with which they are
    /// aligned.
    ///
    /// # Errors
    ///
    /// The first error of `out`.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        plain::print(out, &self.steps, self.beside.as_ref(), self.language)
    }
}
