//! The progress bar of a long lesson.

use std::io::{IsTerminal as _, Write as _, stderr};

/// How many columns the bar has.
const WIDTH: usize = 60;

/// Draws a bar on stderr, if stderr is a terminal. At 100 percent it removes the bar.
pub(crate) fn draw(percent: u8) {
    let mut stderr = stderr();
    if stderr.is_terminal() {
        // The bar is optional: ignore errors.
        stderr.write_all(bar(percent).as_bytes()).ok();
    }
}

/// Returns the text that draws the bar over the last one.
fn bar(percent: u8) -> String {
    if percent >= 100 {
        return "\r\x1b[K".into();
    }
    let done = WIDTH * usize::from(percent) / 100;
    format!("\r{:█<done$}{:░<left$} {percent:>3} %", "", "", left = WIDTH - done)
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_fits_in_80_columns_and_goes_away() {
        assert_eq!(bar(50), format!("\r{}{}  50 %", "█".repeat(30), "░".repeat(30)));
        assert!((0..100).all(|percent| bar(percent).chars().count() < 80));
        assert_eq!(bar(100), "\r\x1b[K");
    }
}
