//! The languages of the book. English is written in the pages. A translation is a file `docs/po/LANGUAGE.po`.

use std::fs;
use std::path::PathBuf;

use mdbook_driver::MDBook;
use mdbook_driver::book::{Book, BookItem, Chapter};
use mdbook_driver::config::Config;
use mdbook_i18n_helpers::gettext::{add_stripped_summary_translations, translate_book};
use polib::po_file;

use crate::links::{Targets, readme_place};
use crate::{House, Result, all_or_nothing, blocks, read, sources};

/// A language of the book.
pub(crate) struct Language {
    /// `None` for English.
    translation: Option<Translation>,
}

struct Translation {
    code: String,
    file: PathBuf,
}

/// Returns English, and every language that has a file in `docs/po`.
pub(crate) fn all(house: &House) -> Result<Vec<Language>> {
    let mut all = vec![Language { translation: None }];
    let folder = house.docs().join("po");
    if folder.exists() {
        for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
            let file = entry.map_err(|error| error.to_string())?.path();
            if let (Some(code), Some("po")) = (file.file_stem(), file.extension().and_then(|end| end.to_str())) {
                all.push(Language { translation: Some(Translation { code: code.to_string_lossy().into(), file }) });
            }
        }
    }
    Ok(all)
}

impl Language {
    /// Builds the book in this language: English in `target/book`, each translation in a folder in there.
    pub(crate) fn build(&self, house: &House) -> Result<()> {
        let problem = |error: mdbook_driver::errors::Error| format!("{error:#}");
        let built = self.translation.as_ref().map_or(house.built.clone(), |it| house.built.join(&it.code));
        let mut config = Config::from_disk(house.docs().join("book.toml")).map_err(problem)?;
        config.build.build_dir.clone_from(&built);
        if let Some(translation) = &self.translation {
            config.book.language = Some(translation.code.clone());
        }
        let mut book = MDBook::load_with_config(house.docs(), config).map_err(problem)?;

        let mut problems = Vec::new();
        for (page, chapter) in chapters(&mut book.book) {
            problems.extend(blocks::problems(house, &page, &chapter.content));
        }
        all_or_nothing(problems)?;
        if let Some(translation) = &self.translation {
            let mut catalog = po_file::parse(&translation.file).map_err(|error| error.to_string())?;
            add_stripped_summary_translations(&mut catalog);
            translate_book(&catalog, &mut book.book).map_err(problem)?;
        }
        let targets = with_links(house, &mut book.book)?;
        book.build().map_err(problem)?;
        sources::write_pages(house, &built, &targets.sources)?;
        // mdBook copies every file of `docs`. These are no part of the book.
        for file in ["book.toml", "outputs/commands.toml"] {
            fs::remove_file(built.join(file)).map_err(|error| format!("{file}: {error}"))?;
        }
        fs::remove_dir_all(built.join("po")).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error.to_string()),
        })
    }
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
        let title = if readme == "README.md" { "The README of the workshop".into() } else { title };
        if done.is_empty() {
            book.push_item(BookItem::PartTitle("READMEs".into()));
        }
        let mut chapter = Chapter::new(&title, text, place, Vec::new());
        chapter.source_path = None;
        book.push_item(BookItem::Chapter(chapter));
        done.push(readme);
    }
    all_or_nothing(problems)?;
    Ok(targets)
}

/// Returns all chapters that have a file, each with its path seen from the root.
///
/// The book has one level of chapters, so that a page is easy to find.
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
