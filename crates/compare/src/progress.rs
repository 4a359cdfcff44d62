//! The progress bar.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How far it is, on stderr, if that is a terminal.
///
/// It is drawn between two runs and never during one: no thread of it wakes while something is measured.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// For what is expected to take so long.
    pub(crate) fn new(expected: Duration) -> Self {
        let bar = ProgressBar::new(millis(expected));
        let style = ProgressStyle::with_template("{bar:30} {prefix:>5} s left  {msg}").expect("the template is right");
        bar.set_style(style);
        let progress = Self { bar };
        progress.tell_the_rest();
        progress
    }

    /// Says what is measured now.
    pub(crate) fn say(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// What was expected to take so long is done.
    pub(crate) fn advance(&self, by: Duration) {
        self.bar.inc(millis(by));
        self.tell_the_rest();
    }

    fn tell_the_rest(&self) {
        let left = self.bar.length().unwrap_or(0).saturating_sub(self.bar.position());
        self.bar.set_prefix(left.div_ceil(1000).to_string());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap_or(u64::MAX)
}
