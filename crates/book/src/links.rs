//! Links. In the repository a link leads to a file. In the book it leads to a page with the content of that file.

use std::collections::BTreeSet;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::{House, sources};

/// What the book has a page for. Paths are those of the repository, seen from its root.
#[derive(Default)]
pub(crate) struct Targets {
    /// The pages of the summary.
    pub(crate) chapters: BTreeSet<String>,
    /// READMEs that a page links to. They become chapters.
    pub(crate) readmes: BTreeSet<String>,
    /// Other files and folders that a page links to. They become plain pages.
    pub(crate) sources: BTreeSet<String>,
}

impl Targets {
    /// Returns where a file is in the book, and notes that it is linked to. `None` if there is no such file.
    fn place(&mut self, house: &House, file: &str) -> Option<String> {
        if self.chapters.contains(file) {
            return file.strip_prefix("docs/").map(str::to_owned);
        }
        if !house.root.join(file).exists() {
            return None;
        }
        if is_readme(file) {
            self.readmes.insert(file.to_owned());
            return Some(readme_place(file));
        }
        if file.starts_with("docs/") && Path::new(file).extension().is_some_and(|extension| extension == "md") {
            return None;
        }
        self.sources.insert(file.to_owned());
        Some(sources::place(house, file))
    }

    /// Returns the text of a page with the links as the book needs them.
    ///
    /// `page` is the file of the page in the repository, `place` its file in the book.
    pub(crate) fn rewrite(
        &mut self,
        house: &House,
        page: &str,
        place: &str,
        text: &str,
        problems: &mut Vec<String>,
    ) -> String {
        let mut edits = Vec::new();
        for (event, range) in Parser::new_ext(text, Options::all()).into_offset_iter() {
            let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else { continue };
            if dest_url.contains("://") || dest_url.starts_with("mailto:") || dest_url.starts_with('#') {
                continue;
            }
            let (path, fragment) = dest_url.split_once('#').unwrap_or((&dest_url, ""));
            let new = resolve(page, path).and_then(|file| self.place(house, file.trim_end_matches('/')));
            let at = text[range.clone()].rfind(&*dest_url).map(|at| range.start + at);
            match (new, at) {
                (Some(new), Some(at)) => {
                    let hash = if fragment.is_empty() { "" } else { "#" };
                    edits
                        .push((at..at + dest_url.len(), format!("{}{hash}{fragment}", sources::relative(place, &new))));
                }
                (None, _) => problems.push(format!("{page}: the link to {dest_url} leads to no page of the book")),
                (_, None) => problems.push(format!("{page}: write the link to {dest_url} as [text](target)")),
            }
        }
        let mut text = text.to_owned();
        for (range, new) in edits.into_iter().rev() {
            text.replace_range(range, &new);
        }
        text
    }
}

/// Whether a file is a README, in any language.
fn is_readme(file: &str) -> bool {
    let path = Path::new(file);
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("README."))
        && path.extension().is_some_and(|extension| extension == "md")
}

/// Returns where a README is in the book.
pub(crate) fn readme_place(file: &str) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    // The workshop's own README is at the top, and its translations are in `docs`.
    let whose = folder.rsplit('/').next().filter(|folder| !["", "docs"].contains(folder)).unwrap_or("workshop");
    format!("readme/{whose}{}", name.trim_start_matches("README"))
}

/// Returns the file that a link leads to, seen from the root. `None` if it is outside the repository.
fn resolve(page: &str, path: &str) -> Option<String> {
    let mut parts: Vec<_> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(text: &str) -> (String, Vec<String>) {
        let house = House::here().unwrap();
        let mut targets = Targets::default();
        targets.chapters.extend(["docs/tour.md".into(), "docs/book/waking.md".into()]);
        let mut problems = Vec::new();
        (targets.rewrite(&house, "docs/book/waking.md", "book/waking.md", text, &mut problems), problems)
    }

    #[test]
    fn a_link_to_a_source_file_leads_to_its_copy() {
        let (text, problems) =
            rewrite("[a](../../crates/lessons/src/lib.rs), [a](../tour.md#x) and [b](https://a.b/c.md)");
        let expected = "[a](../sources/crates/lessons/src/lib.rs.html), [a](../tour.md#x) and [b](https://a.b/c.md)";
        assert_eq!((&*text, &*problems), (expected, &[][..]));
    }

    #[test]
    fn a_link_to_a_readme_leads_to_a_page_and_keeps_its_heading() {
        let (text, _) =
            rewrite("[words](../../README.md#the-words) [crate](../../crates/step/../run-browser/README.md)");
        assert_eq!(text, "[words](../readme/workshop.md#the-words) [crate](../readme/run-browser.md)");
    }

    #[test]
    fn a_readme_in_another_language_has_a_page_of_its_own() {
        assert_eq!(rewrite("[ko](../README.ko.md)").0, "[ko](../readme/workshop.ko.md)");
    }

    #[test]
    fn a_broken_link_is_a_problem_and_code_has_no_links() {
        let (_, problems) = rewrite("[a](nowhere.md) `[a](nothing.md)`\n\n```text\n[a](nothing.md)\n```\n");
        assert_eq!(problems, ["docs/book/waking.md: the link to nowhere.md leads to no page of the book"]);
    }
}
