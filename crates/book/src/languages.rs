//! The languages of the book. English is written in the pages. A translation is a file `docs/po/LANGUAGE.po`.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_driver::config::Config;
use regex::Regex;

use crate::links::{Targets, readme_place};
use crate::translation::Translation;
use crate::{House, Result, all_or_nothing, blocks, diagrams, headings, minutes, read, sources, write};

/// A language of the book.
pub(crate) struct Language {
    /// `None` for English.
    translation: Option<Translation>,
}

/// Returns English, and every language that has a file in `docs/po`.
pub(crate) fn all(house: &House) -> Result<Vec<Language>> {
    let mut all = vec![Language { translation: None }];
    let folder = house.docs().join("po");
    if folder.exists() {
        for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
            let file = entry.map_err(|error| error.to_string())?.path();
            if file.extension().is_some_and(|extension| extension == "po") {
                all.push(Language { translation: Some(Translation::read(&file)?) });
            }
        }
    }
    Ok(all)
}

/// Adds new sentences to the translation into `language`, or begins it.
pub(crate) fn update(house: &House, language: &str) -> Result<()> {
    let file = house.docs().join("po").join(format!("{language}.po"));
    let book = Language { translation: None }.load(house)?;
    let translation = if file.exists() {
        Translation::read(&file)?
    } else {
        write(&file, "")?;
        Translation::new(&file)
    };
    translation.update(&book.book)
}

impl Language {
    /// Builds the book in this language: English in `target/book`, each translation in a folder in there.
    pub(crate) fn build(&self, house: &House, only_check: bool) -> Result<()> {
        let mut book = self.load(house)?;
        let mut problems = Vec::new();
        for (page, chapter) in chapters(&mut book.book) {
            problems.extend(blocks::problems(house, &page, &chapter.content));
        }
        problems.extend(minutes::problems(house)?);
        all_or_nothing(&problems)?;
        if let Some(translation) = &self.translation {
            if only_check {
                translation.check(&book.book)?;
            }
            let ids: Vec<_> = chapters(&mut book.book).iter().map(|(_, it)| headings::ids(&it.content)).collect();
            translation.translate(&mut book.book)?;
            for ((_, chapter), ids) in chapters(&mut book.book).into_iter().zip(&ids) {
                chapter.content = headings::with_ids(&chapter.content, ids);
            }
        }
        let targets = with_links(house, &mut book.book)?;
        // After the links: what looks like a link in code is none.
        for (page, chapter) in chapters(&mut book.book) {
            chapter.content = blocks::with_includes(house, &page, &chapter.content)?;
        }
        book.build().map_err(problem)?;

        let built = self.built(house);
        sources::write_pages(house, &built, &targets.sources)?;
        let script = built.join("theme/languages.js");
        let known: Vec<_> = all(house)?.iter().map(|language| format!("\"{}\"", language.code())).collect();
        write(&script, &read(&script)?.replace("[\"en\"]", &format!("[{}]", known.join(", "))))?;
        // mdBook copies every file of `docs`. These are no part of the book.
        for file in ["book.toml", "outputs/commands.toml"] {
            fs::remove_file(built.join(file)).map_err(|error| format!("{file}: {error}"))?;
        }
        if house.docs().join("po").exists() {
            fs::remove_dir_all(built.join("po")).map_err(|error| format!("po: {error}"))?;
        }
        Ok(())
    }

    /// Reads the pages. They are English still.
    fn load(&self, house: &House) -> Result<MDBook> {
        let mut config = Config::from_disk(house.docs().join("book.toml")).map_err(problem)?;
        config.build.build_dir = self.built(house);
        if let Some(translation) = &self.translation {
            config.book.language = Some(translation.language.clone());
        }
        let mut book = MDBook::load_with_config(house.docs(), config).map_err(problem)?;
        for (_, chapter) in chapters(&mut book.book) {
            chapter.content = diagrams::as_tables(&with_pictures(house, &chapter.content)?);
        }
        // The book has one level of chapters, so that a page is easy to find, and no page is left out here.
        match book.book.items.iter().find(|item| matches!(item, BookItem::Chapter(it) if !it.sub_items.is_empty())) {
            Some(BookItem::Chapter(chapter)) => Err(format!("docs/SUMMARY.md: {} has chapters inside", chapter.name)),
            _ => Ok(book),
        }
    }

    fn code(&self) -> &str {
        self.translation.as_ref().map_or("en", |translation| &translation.language)
    }

    fn built(&self, house: &House) -> PathBuf {
        self.translation.as_ref().map_or_else(|| house.built.clone(), |it| house.built.join(&it.language))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes it by value")]
fn problem(error: mdbook_driver::errors::Error) -> String {
    format!("{error:#}")
}

static PICTURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{#include (pictures/[^}]+\.svg)\}\}").expect("the pattern is valid"));

/// Puts the pictures into a page. mdBook would do that as well, but after the translation.
fn with_pictures(house: &House, page: &str) -> Result<String> {
    let mut text = page.to_owned();
    for picture in PICTURE.captures_iter(page) {
        let svg = read(&house.docs().join("book").join(&picture[1]))?;
        text = text.replace(&picture[0], svg.trim_end());
    }
    Ok(text)
}

/// Rewrites the links of all pages. Adds the READMEs that they link to, as chapters at the end.
fn with_links(house: &House, book: &mut Book) -> Result<Targets> {
    let mut targets = Targets::default();
    let mut problems = Vec::new();
    targets.chapters = chapters(book).into_iter().map(|(page, _)| page).collect();
    for (page, chapter) in chapters(book) {
        let place = page.strip_prefix("docs/").unwrap_or(&page);
        chapter.content = targets.rewrite(house, &page, place, &chapter.content, &mut problems);
    }
    // A README may link to further READMEs.
    let mut done = Vec::new();
    while let Some(readme) = targets.readmes.iter().find(|readme| !done.contains(*readme)).cloned() {
        let text = read(&house.root.join(&readme))?;
        let place = readme_place(&readme);
        let text = targets.rewrite(house, &readme, &place, &text, &mut problems);
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(&readme).replace('`', "");
        let title = match &*readme {
            "README.md" => "The README of the workshop".into(),
            "docs/README.ko.md" => "워크숍의 README".into(),
            _ => title,
        };
        if done.is_empty() {
            book.push_item(BookItem::PartTitle("READMEs".into()));
        }
        let mut chapter = Chapter::new(&title, text, place, Vec::new());
        chapter.source_path = None;
        book.push_item(BookItem::Chapter(chapter));
        done.push(readme);
    }
    all_or_nothing(&problems)?;
    Ok(targets)
}

/// Returns all chapters that have a file, each with its path seen from the root.
fn chapters(book: &mut Book) -> Vec<(String, &mut Chapter)> {
    let chapters = book.items.iter_mut().filter_map(|item| match item {
        BookItem::Chapter(chapter) => Some(chapter),
        _ => None,
    });
    let with_page = chapters.filter_map(|chapter| {
        let page = chapter.path.as_ref()?.display().to_string().replace('\\', "/");
        Some((format!("docs/{page}"), chapter))
    });
    with_page.collect()
}
