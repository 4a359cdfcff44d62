//! The steps as text: a paragraph for each. It is for slides, for diffs, and for screen readers.

use std::io::{self, Write};

use anatomy::Steps;
use anatomy::steps::{Language, time};

use crate::beside::aligned;
use crate::view;
use crate::words::{self, words};

/// What is before each line of the run that stands beside the other.
const INDENT: &str = "    ";

/// Prints every step.
pub(crate) fn print(out: &mut impl Write, steps: &Steps, beside: Option<&Steps>, language: Language) -> io::Result<()> {
    let Some(other) = beside else {
        for step in 0..steps.len() {
            paragraph(out, steps, step, language, "")?;
        }
        return out.flush();
    };
    let mut printed = 0;
    for step in 0..steps.len() {
        paragraph(out, steps, step, language, "")?;
        // The last step is followed by the rest of the other run.
        let end = if step + 1 == steps.len() { other.len() } else { aligned(other, steps, step) + 1 };
        for step in printed..end {
            paragraph(out, other, step, language, INDENT)?;
        }
        printed = printed.max(end);
    }
    out.flush()
}

fn paragraph(out: &mut impl Write, steps: &Steps, step: usize, language: Language, indent: &str) -> io::Result<()> {
    let (state, words) = (steps.state(step), words(language));
    let place = words::step(language, step + 1, steps.len(), &time(steps.at(step)));
    let runtime = if indent.is_empty() { String::new() } else { format!("{}: ", steps.record().runtime()) };
    let mut lines = vec![runtime + &place, steps.sentence(step, language)];
    lines.extend(steps.broken(step).map(|broken| broken.sentence(language)));
    lines.extend(view::tasks(&state, language).map(|task| format!("  {task}")));
    let timers: Vec<_> = view::timers(&state, language).collect();
    if !timers.is_empty() {
        lines.push(format!("  {}: {}", words.timers.to_lowercase(), timers.join("; ")));
    }
    let woken: Vec<_> = view::woken(&state, language).collect();
    if !woken.is_empty() {
        lines.push(format!("  {}: {}", words.woken, woken.join(", ")));
    }
    for line in lines {
        writeln!(out, "{indent}{line}")?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beside::tests::steps;

    #[test]
    fn each_step_of_the_other_run_is_printed_once_below_its_step() {
        let (mini, tokio) =
            (steps("mini", &[(0, 1), (100, 0), (500, 1)]), steps("tokio", &[(0, 1), (50, 0), (510, 1), (520, 0)]));
        let mut out = Vec::new();
        print(&mut out, &mini, Some(&tokio), Language::English).unwrap();
        let text = String::from_utf8(out).unwrap();
        let heads: Vec<_> = text.lines().filter(|line| line.to_lowercase().contains("step ")).collect();
        assert_eq!(
            heads,
            [
                "Step 1 of 3, at 0 s",
                "    tokio: Step 1 of 4, at 0 s",
                "Step 2 of 3, at 100 ms",
                "    tokio: Step 2 of 4, at 50 ms",
                "Step 3 of 3, at 500 ms",
                "    tokio: Step 3 of 4, at 510 ms",
                "    tokio: Step 4 of 4, at 520 ms",
            ]
        );
    }
}
