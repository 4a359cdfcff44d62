//! Translations: `docs/po/LANGUAGE.po` has a translation of every sentence of the book.
//!
//! The format is that of GNU gettext. So the usual editors for it work. mdbook-i18n-helpers finds the sentences in the
//! Markdown, and puts the translations in. This module does the same for the HTML: captions, summaries, and the words in
//! the pictures.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mdbook_driver::book::{Book, BookItem};
use mdbook_i18n_helpers::extract_messages;
use mdbook_i18n_helpers::gettext::translate_book;
use polib::catalog::Catalog;
use polib::message::Message;
use polib::metadata::CatalogMetadata;
use polib::po_file;
use pulldown_cmark::{Event, Options, Parser};
use regex::Regex;

use crate::{Result, all_or_nothing};

/// A translation and its file.
pub(crate) struct Translation {
    pub(crate) language: String,
    file: PathBuf,
    catalog: Catalog,
}

impl Translation {
    /// Reads the file of a translation. Its name is that of the language, such as `ko.po`.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let language = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let catalog = po_file::parse(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        Ok(Self { language, file: file.to_owned(), catalog })
    }

    /// Begins a translation, without any sentence.
    pub(crate) fn new(file: &Path) -> Self {
        let language = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut metadata = CatalogMetadata::new();
        metadata.project_id_version = "keep-printing".into();
        metadata.language.clone_from(&language);
        metadata.mime_version = "1.0".into();
        metadata.content_type = "text/plain; charset=UTF-8".into();
        metadata.content_transfer_encoding = "8bit".into();
        Self { language, file: file.to_owned(), catalog: Catalog::new(metadata) }
    }

    /// Translates a book. What has no translation stays English.
    pub(crate) fn translate(&self, book: &mut Book) -> Result<()> {
        for item in &mut book.items {
            if let BookItem::Chapter(chapter) = item {
                for range in html_texts(&chapter.content).into_iter().rev() {
                    let message = self.catalog.find_message(None, &chapter.content[range.clone()], None);
                    let translated = message.and_then(|message| message.msgstr().ok().filter(|text| !text.is_empty()));
                    if let Some(translated) = translated {
                        chapter.content.replace_range(range, translated);
                    }
                }
            }
        }
        translate_book(&self.catalog, book).map_err(|error| format!("{}: {error:#}", self.file.display()))
    }

    /// Adds what is new in the book, without a translation, and takes out what is no longer there. Writes the file.
    pub(crate) fn update(mut self, book: &Book) -> Result<()> {
        let old = std::mem::replace(&mut self.catalog, Catalog::new(CatalogMetadata::new()));
        let sentences = sentences(book)?;
        for sentence in &sentences {
            let mut message = Message::build_singular();
            message.with_msgid(sentence.text.clone()).with_source(sentence.page.clone());
            if let Some(old) = old.find_message(None, &sentence.text, None) {
                message.with_msgstr(old.msgstr().unwrap_or_default().to_owned()).with_flags(old.flags().clone());
            }
            self.catalog.append_or_update(message.done());
        }
        for gone in old.messages().filter(|old| self.catalog.find_message(None, old.msgid(), None).is_none()) {
            println!("No longer in the book:\n{}\n{}\n", gone.msgid(), gone.msgstr().unwrap_or_default());
        }
        self.catalog.metadata = old.metadata;
        po_file::write(&self.catalog, &self.file)
            .map_err(|error| format!("{} cannot be written: {error}", self.file.display()))
    }

    /// Checks that every sentence of the book has a translation, and that the file has no others.
    pub(crate) fn check(&self, book: &Book) -> Result<()> {
        let mut problems = Vec::new();
        let file = self.file.display();
        let sentences: BTreeMap<_, _> =
            sentences(book)?.into_iter().map(|sentence| (sentence.text, sentence.page)).collect();
        for (text, page) in &sentences {
            match self.catalog.find_message(None, text, None) {
                Some(message) if message.is_fuzzy() => problems.push(format!("{file}: {page}: fuzzy: {text}")),
                Some(message) if message.is_translated() => {}
                _ => problems.push(format!("{file}: {page}: not translated: {text}")),
            }
        }
        let gone = self.catalog.messages().filter(|message| !sentences.contains_key(message.msgid()));
        problems.extend(gone.map(|message| format!("{file}: no longer in the book: {}", message.msgid())));
        all_or_nothing(&problems)
    }
}

/// What is translated as one piece: a paragraph, a heading, the cell of a table.
struct Sentence {
    text: String,
    page: String,
}

/// Returns everything in a book that a translation translates, each text once.
fn sentences(book: &Book) -> Result<Vec<Sentence>> {
    let mut all: Vec<Sentence> = Vec::new();
    let mut add = |text: &str, page: &str| -> Result<()> {
        let messages = extract_messages(text).map_err(|error| format!("{page}: {error}"))?;
        let messages = messages.into_iter().map(|(_, message)| message.message);
        for text in messages.chain(html_texts(text).into_iter().map(|range| text[range].to_owned())) {
            if has_words(&text) && !all.iter().any(|sentence| sentence.text == text) {
                all.push(Sentence { text, page: page.to_owned() });
            }
        }
        Ok(())
    };
    for item in &book.items {
        match item {
            BookItem::Chapter(chapter) => {
                let page = chapter.path.as_ref().map_or_else(|| "SUMMARY.md".into(), |path| path.display().to_string());
                add(&chapter.name, "SUMMARY.md")?;
                add(&chapter.content, &page)?;
            }
            BookItem::PartTitle(title) => add(title, "SUMMARY.md")?,
            BookItem::Separator => {}
        }
    }
    Ok(all)
}

static HTML_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<(?:desc|figcaption|p|summary|text|title)\b[^>]*>([^<>]+)</").expect("the pattern is valid")
});

/// Returns where the texts are in the HTML of a page.
fn html_texts(page: &str) -> Vec<Range<usize>> {
    let mut texts = Vec::new();
    for (event, range) in Parser::new_ext(page, Options::all()).into_offset_iter() {
        if matches!(event, Event::Html(_)) {
            let found = HTML_TEXT.captures_iter(&page[range.clone()]).filter_map(|captures| captures.get(1));
            texts.extend(found.map(|text| range.start + text.start()..range.start + text.end()));
        }
    }
    texts
}

/// Whether there is something to translate. Code, numbers and marks are the same in every language.
fn has_words(text: &str) -> bool {
    // In Python's eyes, an include is a comment.
    let outside_code = text.split('`').step_by(2);
    !text.starts_with("#include ") && outside_code.flat_map(str::chars).any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use mdbook_driver::book::Chapter;

    use super::*;

    fn book(text: &str) -> Book {
        Book::new_with_items(vec![BookItem::Chapter(Chapter::new("Waking", text.into(), "waking.md", Vec::new()))])
    }

    #[test]
    fn a_translation_is_whole_or_the_check_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ko.po");
        let mut book = book("# Waking\n\nA waker.\n\n```rust\n{{#include waking.rs}}\n```\n");
        Translation::new(&file).update(&book).unwrap();

        let untranslated = Translation::read(&file).unwrap().check(&book).unwrap_err();
        let expected = ["SUMMARY.md: not translated: Waking", "waking.md: not translated: A waker."];
        assert!(expected.iter().all(|line| untranslated.contains(line)), "{untranslated}");
        assert!(!untranslated.contains("include"), "code is not translated: {untranslated}");

        let text = crate::read(&file).unwrap();
        let text = text.replace("msgid \"Waking\"\nmsgstr \"\"", "msgid \"Waking\"\nmsgstr \"깨우기\"");
        let text = text.replace("msgid \"A waker.\"\nmsgstr \"\"", "msgid \"A waker.\"\nmsgstr \"웨이커.\"");
        crate::write(&file, &text).unwrap();
        let translation = Translation::read(&file).unwrap();
        translation.check(&book).unwrap();
        translation.translate(&mut book).unwrap();
        let BookItem::Chapter(chapter) = &book.items[0] else { unreachable!() };
        assert_eq!(chapter.name, "깨우기");
        assert!(chapter.content.starts_with("# 깨우기\n\n웨이커.\n\n```rust\n{{#include waking.rs}}\n```"));
    }

    #[test]
    fn the_words_in_html_are_translated_and_those_in_code_are_not() {
        let page = "<figure>\n<svg><text x=\"1\">poll</text></svg>\n</figure>\n\n```html\n<p>no</p>\n```\n\nAnd `<p>no</p>`.\n";
        let texts: Vec<_> = html_texts(page).into_iter().map(|range| &page[range]).collect();
        assert_eq!(texts, ["poll"]);
    }

    #[test]
    fn code_and_numbers_are_not_translated() {
        for (text, expected) in
            [("A `Future`", true), ("`Future`", false), ("✗ 2", false), ("깨우기", true), ("#include a.py:b}}", false)]
        {
            assert_eq!(has_words(text), expected, "{text}");
        }
    }

    #[test]
    fn an_update_keeps_what_is_translated() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ko.po");
        Translation::new(&file).update(&book("A waker.")).unwrap();
        let text = crate::read(&file).unwrap();
        crate::write(&file, &text.replace("msgid \"A waker.\"\nmsgstr \"\"", "msgid \"A waker.\"\nmsgstr \"웨이커.\""))
            .unwrap();

        Translation::read(&file).unwrap().update(&book("A waker.\n\nAnother.")).unwrap();
        let text = crate::read(&file).unwrap();
        assert!(text.contains("웨이커.") && text.contains("Another."), "{text}");
        Translation::read(&file).unwrap().update(&book("Another.")).unwrap();
        assert!(!crate::read(&file).unwrap().contains("웨이커."));
    }
}
