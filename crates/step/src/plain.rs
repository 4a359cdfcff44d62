//! The steps as text: a paragraph for each. It is for slides, for diffs, and for screen readers.

use std::io::{self, Write};

use anatomy::Steps;
use anatomy::steps::State;

use crate::view;

/// Prints every step to stdout.
///
/// # Errors
///
/// The first error of stdout.
pub(crate) fn print(steps: &Steps) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for step in 0..steps.len() {
        let state = steps.state(step);
        writeln!(out, "Step {} of {}, at {}", step + 1, steps.len(), anatomy::steps::time(steps.at(step)))?;
        writeln!(out, "{}", steps.sentence(step))?;
        write(&mut out, &state)?;
        writeln!(out)?;
    }
    out.flush()
}

fn write(out: &mut impl Write, state: &State) -> io::Result<()> {
    for task in view::tasks(state) {
        writeln!(out, "  {task}")?;
    }
    let timers = view::timers(state);
    if !timers.is_empty() {
        writeln!(out, "  timers: {}", timers.join("; "))?;
    }
    let woken = view::woken(state);
    if !woken.is_empty() {
        writeln!(out, "  woken: {}", woken.join(", "))?;
    }
    Ok(())
}
