//! The code blocks of a page. Nothing is retyped: code is included from files that cargo builds.
//!
//! mdBook replaces `{{#include FILE:ANCHOR}}` by a part of the file, but it says nothing if the anchor is missing. So this
//! module looks for every file and every anchor.

use std::path::Path;
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::{House, read};

/// Pages with Rust that is written in them: how many blocks, and why that is right.
const WRITTEN: &[(&str, usize, &str)] = &[
    ("docs/bring-your-own-runtime.md", 4, "a test of runtime-contract has the same code"),
    ("docs/faults-found.md", 9, "programs for other people's crates, which are no dependencies here"),
    ("docs/trace.md", 1, "a sketch of four lines; the docs of anatomy have it whole, as a test"),
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
}
