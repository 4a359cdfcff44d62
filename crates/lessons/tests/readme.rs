//! The README shows the program itself, and the links of every page work.

use std::fs;
use std::path::Path;

const README: &str = include_str!("../../../README.md");

#[test]
fn the_readme_shows_the_lesson_async_main() {
    let (_, program) = include_str!("../src/async_main.rs").split_once("pub async fn").unwrap();
    assert!(README.contains(program.trim_end()), "the README shows another program than async_main.rs");
}

#[test]
fn the_readme_fits_three_screens() {
    // A screen has some fifty lines.
    assert!(README.lines().count() <= 150, "{} lines", README.lines().count());
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = vec![root.join("README.md")];
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path().join("README.md"));
    pages.extend(crates.filter(|path| path.exists()));

    let mut broken = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        // Every link is `[text](target)`. A target may name a heading after `#`.
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if !target.contains("://") && !page.with_file_name(target).exists() {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links to files that do not exist:\n{}", broken.join("\n"));
}
