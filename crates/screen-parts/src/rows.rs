//! Text in rows of a certain width. A Korean syllable is two columns wide.

use ratatui::text::Span;

/// Returns a text that is not wider than this. If it is cut, it ends with an ellipsis.
///
/// # Examples
///
/// ```
/// assert_eq!(screen_parts::cut("let half = 0.5;", 9), "let half…");
/// assert_eq!(screen_parts::cut("시간 종료", 4), "시…");
/// ```
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    if fitting(text, width) == text.len() {
        return text.into();
    }
    format!("{}…", &text[..fitting(text, width.saturating_sub(1))])
}

/// Divides a text into rows of at most this width: after a space where it can, but not within the indentation. Together
/// the rows are the whole text. A row has one character at least, and there is one row at least.
///
/// The wrapping of ratatui 0.30 lets a Korean syllable hang over the edge.
///
/// # Examples
///
/// ```
/// assert_eq!(screen_parts::wrapped("one two three", 8), ["one two ", "three"]);
/// assert_eq!(screen_parts::wrapped("바로 그때 쓰는", 9), ["바로 그때 ", "쓰는"]);
/// ```
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Vec<&str> {
    let mut rows = Vec::new();
    let mut rest = text;
    loop {
        let (row, next) = rest.split_at(first_row(rest, width));
        rows.push(row);
        if next.is_empty() {
            return rows;
        }
        rest = next;
    }
}

/// The bytes of the first row of a text.
fn first_row(text: &str, width: usize) -> usize {
    let end = fitting(text, width);
    // A space at the end of a row is not seen, so it may hang over the edge.
    let spaces = text[end..].len() - text[end..].trim_start_matches(' ').len();
    if end > 0 && (spaces > 0 || end == text.len()) {
        return end + spaces;
    }
    let indentation = text.len() - text.trim_start_matches(' ').len();
    let space = text[..end].rfind(' ').map(|space| space + 1).filter(|space| *space > indentation);
    let one = text.chars().next().map_or(0, char::len_utf8);
    space.unwrap_or(end).max(one)
}

/// How many bytes of a text fit into this width.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    let end = text.char_indices().find(|(start, char)| {
        used += Span::raw(&text[*start..start + char.len_utf8()]).width();
        used > width
    });
    end.map_or(text.len(), |(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_ends_with_an_ellipsis() {
        // A syllable has two columns: half of it is not shown.
        assert_eq!([3, 4, 5, 6].map(|width| cut("시간 종", width)), ["시…", "시…", "시간…", "시간 …"]);
        assert_eq!((cut("시간", 4), cut("시간", 0)), ("시간".into(), "…".into()));
    }

    #[test]
    fn a_text_is_wrapped_between_words_and_a_long_word_is_broken() {
        let wrapped = |text, width| wrapped(text, width).into_iter().map(str::trim_end).collect::<Vec<_>>();
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("    let x = 1;", 10), ["    let x", "= 1;"]);
        assert_eq!(wrapped("바로 그때 쓰는", 9), ["바로 그때", "쓰는"]);
        assert_eq!(wrapped("abcdefgh 가나", 5), ["abcde", "fgh", "가나"]);
        assert_eq!(wrapped("가나", 1), ["가", "나"]);
        assert_eq!(wrapped("", 5), [""]);
    }

    #[test]
    fn no_row_is_too_wide_and_nothing_is_lost() {
        for text in ["timer.sleep(Duration::from_millis(500)).await;", "    한글 주석이 길다", "a  b   c", ""] {
            for width in 0..60 {
                let rows = wrapped(text, width);
                assert_eq!(rows.concat(), text, "width {width}");
                let is_one = |row: &str| row.trim_end().chars().count() <= 1;
                assert!(rows.iter().all(|row| is_one(row) || Span::raw(row.trim_end()).width() <= width), "{rows:?}");
            }
        }
    }
}
