//! The lesson's code in a pane: its rows, and which of them are shown.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use screen_parts::cut;

/// A row of the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The number of the line.
    pub(crate) line: u32,
    /// Whether the line begins in this row.
    pub(crate) begins: bool,
    pub(crate) text: String,
}

/// Returns the rows of a file in a pane with room for this `width` of text. A line that is too long is cut, or `wrapped`
/// into several rows.
pub(crate) fn rows(source: &str, width: usize, wrapped: bool) -> Vec<Row> {
    let rows = |(line, text): (u32, &str)| {
        let texts = if wrapped {
            screen_parts::wrapped(text, width).into_iter().map(str::to_owned).collect()
        } else {
            vec![cut(text, width)]
        };
        texts.into_iter().enumerate().map(move |(row, text)| Row { line, begins: row == 0, text })
    };
    (1..).zip(source.lines()).flat_map(rows).collect()
}

/// Where a pane stands in the code. It stays there as long as it shows the lines that a step is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// The index of the first row that is shown.
    top: usize,
    /// The step and the pane for which it was placed.
    placed: Option<(usize, Rect)>,
}

impl Window {
    /// Scrolls, down if the number is positive.
    pub(crate) fn scroll(&mut self, rows: isize) {
        self.top = self.top.saturating_add_signed(rows);
    }

    /// Returns the index of the first row to show. If there is a new step, or the pane has a new size, the pane moves to
    /// the lines that are `near`, unless it shows all of them. If there is no room for all, one is enough.
    pub(crate) fn top(&mut self, step: usize, area: Rect, rows: &[Row], near: &BTreeSet<u32>) -> usize {
        let room = usize::from(area.height);
        let is_new = self.placed.replace((step, area)) != Some((step, area));
        let place = |line: &u32| rows.iter().position(|row| row.line == *line);
        let near: Vec<_> = near.iter().filter_map(place).collect();
        if is_new && let (Some(first), Some(last)) = (near.first(), near.last()) {
            let is_shown = |row: &usize| (self.top..self.top + room).contains(row);
            let there_is_room = last - first < room;
            if there_is_room && !near.iter().all(is_shown) {
                self.top = usize::midpoint(*first, *last).saturating_sub(room / 2);
            } else if !there_is_room && !near.iter().any(is_shown) {
                self.top = *first;
            }
        }
        // Scrolling stops at the end. Otherwise, the way back would be longer.
        self.top = self.top.min(rows.len().saturating_sub(room));
        self.top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str, width: usize, wrapped: bool) -> Vec<(u32, String)> {
        rows(source, width, wrapped).into_iter().map(|row| (row.line, row.text)).collect()
    }

    #[test]
    fn a_line_that_is_cut_ends_with_an_ellipsis() {
        let lines = [(1, "let a = 1;".into()), (2, String::new()), (3, "let half…".into())];
        assert_eq!(texts("let a = 1;\n\nlet half = 0.5;\n", 9 + 1, false)[..2], lines[..2]);
        assert_eq!(texts("let a = 1;\n\nlet half = 0.5;\n", 9, false)[2], lines[2]);
    }

    #[test]
    fn a_line_that_is_wrapped_loses_nothing() {
        let source = "timer.sleep(Duration::from_millis(500)).await;\n\n    한글 주석이 길다\n";
        for width in 0..60 {
            let mut lines = vec![String::new(); 3];
            for (line, text) in texts(source, width, true) {
                lines[line as usize - 1] += &text;
            }
            assert_eq!(lines, source.lines().collect::<Vec<_>>(), "width {width}");
        }
        let expected = [(1, "let one = ".into()), (1, "two(three);".into())];
        assert_eq!(texts("let one = two(three);", 12, true), expected);
    }

    #[test]
    fn the_pane_moves_only_to_a_line_that_it_does_not_show() {
        let rows = rows(&"line\n".repeat(100), 10, false);
        let area = Rect::new(0, 0, 10, 20);
        let mut window = Window::default();
        let mut top = |step, lines: &[u32]| window.top(step, area, &rows, &lines.iter().copied().collect());
        assert_eq!(top(0, &[5]), 0);
        assert_eq!(top(1, &[20]), 0, "the last row of the pane");
        assert_eq!(top(2, &[21]), 10, "the line is in the middle");
        assert_eq!(top(3, &[11, 30]), 10);
        assert_eq!(top(4, &[]), 10, "a step without a line");
        assert_eq!(top(5, &[100]), 80, "the end");
        assert_eq!(top(6, &[31, 70]), 30, "there is no room for both");
        assert_eq!(top(7, &[11, 31, 51]), 30, "one of them is shown");
    }

    #[test]
    fn scrolling_stops_at_both_ends() {
        let rows = rows(&"line\n".repeat(30), 10, false);
        let (area, near) = (Rect::new(0, 0, 10, 20), BTreeSet::from([1]));
        let mut window = Window::default();
        window.top(0, area, &rows, &near);
        for _ in 0..40 {
            window.scroll(1);
            window.top(0, area, &rows, &near);
        }
        assert_eq!(window.top(0, area, &rows, &near), 10);
        window.scroll(-1);
        assert_eq!(window.top(0, area, &rows, &near), 9, "one row back at once");
        window.scroll(-40);
        assert_eq!(window.top(0, area, &rows, &near), 0);
    }
}
