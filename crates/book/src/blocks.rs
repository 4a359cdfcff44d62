//! The code blocks of a page. Nothing is retyped: code is included from files that cargo builds.
//!
//! `{{#include FILE:ANCHOR}}` stands for a part of a file. mdBook can do that as well, but it says nothing if the anchor is
//! missing, it keeps the indentation of a method, and it shows the anchors inside of a part.

use std::path::Path;
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::{House, Result, read};

/// Pages with Rust that is written in them: how many blocks, and why that is right.
const WRITTEN: &[(&str, usize, &str)] = &[
    ("docs/bring-your-own-runtime.md", 4, "a test of runtime-contract has the same code"),
    ("docs/faults-found.md", 9, "programs for other people's crates, which are no dependencies here"),
    ("docs/step-your-own.md", 3, "a test of run-simulated has the first; the docs of step and anatomy have the others"),
];

static INCLUDE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{#(?:include|rustdoc_include) ([^}]+)\}\}").expect("the pattern is valid"));

/// Returns what is wrong with the code blocks of a page. `page` is its path, seen from the root.
pub(crate) fn problems(house: &House, page: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut written = 0;
    // The text of the Rust block that the parser is in.
    let mut rust = None;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                rust = (language.split([',', ' ']).next() == Some("rust")).then(String::new);
            }
            Event::Text(code) => rust.iter_mut().for_each(|rust| rust.push_str(&code)),
            Event::End(TagEnd::CodeBlock) => {
                let code = rust.take().unwrap_or_default();
                written += usize::from(!INCLUDE.replace_all(&code, "").trim().is_empty());
            }
            _ => {}
        }
    }
    let allowed = WRITTEN.iter().find(|(name, ..)| *name == page).map_or(0, |(_, number, _)| *number);
    if written > allowed {
        problems.push(format!("{page}: {written} Rust blocks are written in the page; include them from a file"));
    }
    // mdBook does not indent what it includes. So a list would end after its first line.
    for line in text.lines().filter(|line| line.starts_with(' ') && INCLUDE.is_match(line)) {
        problems.push(format!("{page}: put this at the beginning of its line, outside of any list: {}", line.trim()));
    }
    for include in INCLUDE.captures_iter(text) {
        let what = include[1].trim();
        let (file, part) = what.split_once(':').unwrap_or((what, ""));
        let path = house.root.join(Path::new(page).parent().unwrap_or(Path::new("")).join(file));
        let Ok(source) = read(&path) else {
            problems.push(format!("{page}: includes {file}, which is missing"));
            continue;
        };
        if path.extension().is_some_and(|extension| extension == "rs") && !file.contains("crates/") {
            problems.push(format!("{page}: includes {file}, which cargo does not build"));
        }
        let anchor = !part.is_empty() && part.parse::<usize>().is_err();
        if part.split(':').any(|part| part.parse::<usize>().is_ok()) {
            problems.push(format!("{page}: includes lines of {file} by number; use an anchor"));
        } else if anchor && !has(&source, &format!("ANCHOR: {part}")) {
            problems.push(format!("{page}: {file} has no anchor {part}"));
        } else if anchor && !has(&source, &format!("ANCHOR_END: {part}")) {
            problems.push(format!("{page}: the anchor {part} of {file} has no end"));
        }
    }
    problems
}

/// Puts the included files into a page. [`problems`] has found them all.
pub(crate) fn with_includes(house: &House, page: &str, text: &str) -> Result<String> {
    let mut expanded = text.to_owned();
    for include in INCLUDE.captures_iter(text) {
        let (file, anchor) = include[1].trim().split_once(':').unwrap_or((include[1].trim(), ""));
        let source = read(&house.root.join(Path::new(page).parent().unwrap_or(Path::new("")).join(file)))?;
        expanded = expanded.replace(&include[0], part(&source, anchor).trim_end());
    }
    Ok(expanded)
}

/// Returns the lines of an anchor, or all lines, as far to the left as they can be.
fn part(source: &str, anchor: &str) -> String {
    let marks = |line: &str, mark: &str| line.trim_end().ends_with(mark);
    let (begin, end) = (format!("ANCHOR: {anchor}"), format!("ANCHOR_END: {anchor}"));
    let from = |line: &&str| !anchor.is_empty() && !marks(line, &begin);
    let lines = source.lines().skip_while(from).take_while(|line| anchor.is_empty() || !marks(line, &end));
    let lines: Vec<_> = lines.filter(|line| !is_anchor(line)).collect();
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let indent = lines.iter().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or(0);
    lines.iter().flat_map(|line| [line.get(indent..).unwrap_or_default(), "\n"]).collect()
}

/// Whether a line is only there to mark a part.
pub(crate) fn is_anchor(line: &str) -> bool {
    let comment = line.trim_start().trim_start_matches(['/', '#']).trim_start();
    line.trim_start().starts_with(['/', '#'])
        && ["ANCHOR: ", "ANCHOR_END: "].iter().any(|mark| comment.starts_with(mark))
}

fn has(source: &str, end_of_line: &str) -> bool {
    source.lines().any(|line| line.trim_end().ends_with(end_of_line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        problems(&House::here().unwrap(), "docs/book/page.md", text)
    }

    #[test]
    fn code_may_be_included_and_may_not_be_written() {
        let file = "../../crates/lessons/src/async_main.rs";
        assert!(of(&format!("```rust\n{{{{#include {file}}}}}\n```\n")).is_empty());
        assert!(of("```python\nprint()\n```\n```text\nfn\n```\n").is_empty());
        for language in ["rust", "rust,ignore", "rust,compile_fail,E0277"] {
            let problems = of(&format!("```{language}\nfn main() {{}}\n```\n"));
            assert!(problems.len() == 1 && problems[0].contains("include them"), "{problems:?}");
        }
    }

    #[test]
    fn what_is_included_is_in_no_list() {
        let problems = of("1. It\n\n   ```rust\n   {{#include ../../crates/lessons/src/async_main.rs}}\n   ```\n");
        assert!(problems.len() == 1 && problems[0].contains("outside of any list"), "{problems:?}");
    }

    #[test]
    fn what_is_included_exists() {
        for (what, wrong) in [
            ("missing.rs", "is missing"),
            ("../../crates/lessons/src/lib.rs:no-such-part", "has no anchor"),
            ("../../crates/lessons/src/lib.rs:1:2", "by number"),
        ] {
            let problems = of(&format!("{{{{#include {what}}}}}\n"));
            assert!(problems.len() == 1 && problems[0].contains(wrong), "{problems:?}");
        }
    }

    #[test]
    fn a_part_stands_at_the_left_and_shows_no_anchors() {
        let source = "a\n    // ANCHOR: x\n    fn b() {\n        // ANCHOR: y\n        c();\n\n        // ANCHOR_END: y\n    }\n    // ANCHOR_END: x\nd\n";
        assert_eq!(part(source, "x"), "fn b() {\n    c();\n\n}\n");
        assert_eq!(part(source, "y"), "c();\n\n");
        assert_eq!(part(source, ""), "a\n    fn b() {\n        c();\n\n    }\nd\n");
    }
}
