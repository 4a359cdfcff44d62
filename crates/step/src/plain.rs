//! The steps as text: a paragraph for each. It is for slides, for diffs, and for screen readers.

use std::io::{self, Write};

use anatomy::Steps;
use anatomy::steps::{Language, State, time};

use crate::view;
use crate::words::{self, words};

/// Prints every step to stdout.
///
/// # Errors
///
/// The first error of stdout.
pub(crate) fn print(steps: &Steps, language: Language) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for step in 0..steps.len() {
        let state = steps.state(step);
        writeln!(out, "{}", words::step(language, step + 1, steps.len(), &time(steps.at(step))))?;
        writeln!(out, "{}", steps.sentence(step, language))?;
        if let Some(broken) = steps.broken(step) {
            writeln!(out, "{}", broken.sentence(language))?;
        }
        write(&mut out, &state, language)?;
        writeln!(out)?;
    }
    out.flush()
}

fn write(out: &mut impl Write, state: &State, language: Language) -> io::Result<()> {
    let words = words(language);
    for task in view::tasks(state, language) {
        writeln!(out, "  {task}")?;
    }
    let timers = view::timers(state, language);
    if !timers.is_empty() {
        writeln!(out, "  {}: {}", words.timers.to_lowercase(), timers.join("; "))?;
    }
    let woken = view::woken(state, language);
    if !woken.is_empty() {
        writeln!(out, "  {}: {}", words.woken, woken.join(", "))?;
    }
    Ok(())
}
