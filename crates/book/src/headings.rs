//! Headings. A link may lead to a heading, so a heading has the same id in every language: that of the English page.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Returns the ids that mdBook gives to the headings of a page, in order.
pub(crate) fn ids(page: &str) -> Vec<String> {
    let mut used = BTreeSet::new();
    headings(page)
        .into_iter()
        .map(|(text, _)| {
            let id = id(&text);
            // A second heading with the same text gets a number.
            let numbered = (1..).map(|number| format!("{id}-{number}"));
            let free = std::iter::once(id.clone()).chain(numbered).find(|id| !used.contains(id));
            let free = free.expect("there is no end of numbers");
            used.insert(free.clone());
            free
        })
        .collect()
}

/// Returns a translated page whose headings have these ids, in order.
pub(crate) fn with_ids(page: &str, ids: &[String]) -> String {
    let mut text = page.to_owned();
    for ((_, range), id) in headings(page).into_iter().zip(ids).rev() {
        let end = range.start + page[range].trim_end().len();
        text.insert_str(end, &format!(" {{#{id}}}"));
    }
    text
}

/// Returns the headings of a page: the text of each, and where it is.
fn headings(page: &str) -> Vec<(String, Range<usize>)> {
    let mut headings = Vec::new();
    let mut text = None;
    for (event, range) in Parser::new_ext(page, Options::all()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => text = Some(String::new()),
            Event::Text(part) | Event::Code(part) => text.iter_mut().for_each(|text| text.push_str(&part)),
            Event::End(TagEnd::Heading(_)) => headings.extend(text.take().map(|text| (text, range))),
            _ => {}
        }
    }
    headings
}

/// Returns the id of a heading with this text. mdBook makes it in the same way.
fn id(text: &str) -> String {
    let letter = |letter: char| match letter {
        '_' | '-' => Some(letter),
        _ if letter.is_alphanumeric() => Some(letter),
        _ if letter.is_whitespace() => Some('-'),
        _ => None,
    };
    text.trim().to_lowercase().chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_the_id_of_the_english_one() {
        let english = "# Who polls?\n\ntext\n\n## `wait_for`, again\n\n## Run\n\n## Run\n";
        assert_eq!(ids(english), ["who-polls", "wait_for-again", "run", "run-1"]);
        let korean = "# 누가\n\n글\n\n## 다시 `wait_for`\n\n## 실행\n\n## 실행\n";
        let expected =
            "# 누가 {#who-polls}\n\n글\n\n## 다시 `wait_for` {#wait_for-again}\n\n## 실행 {#run}\n\n## 실행 {#run-1}\n";
        assert_eq!(with_ids(korean, &ids(english)), expected);
    }
}
