//! The finished book: every link leads to a file and a heading that exist, and nothing is loaded from the network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::{Result, all_or_nothing, read};

static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)(<script\b[^>]*>).*?</script>|<!--.*?-->"));
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r#"<(\w+)\b[^>]*?\s(?:href|src)="([^"]*)""#));
static ID: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\s(?:id|name)="([^"]*)""#));
static REMOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?:url\(|@import)\s*["']?(?:https?:)?//"#));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

/// Checks all pages and styles below `root`.
///
/// # Errors
///
/// All links that lead nowhere, and all that would be loaded from the network.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut files = Vec::new();
    walk(root, &mut files)?;
    let mut problems = Vec::new();
    let mut ids = BTreeMap::new();
    let mut links = Vec::new();
    for file in &files {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("html") => {
                let text = read(file)?;
                let text = CODE.replace_all(&text, "$1");
                ids.insert(file, ID.captures_iter(&text).map(|id| id[1].to_owned()).collect::<BTreeSet<_>>());
                for link in LINK.captures_iter(&text) {
                    links.push((file, link[1].to_owned(), plain(&link[2])));
                }
            }
            Some("css") if REMOTE.is_match(&read(file)?) => {
                problems.push(format!("{}: loads something from the network", file.display()));
            }
            _ => {}
        }
    }
    for (file, element, link) in links {
        let page = file.strip_prefix(root).unwrap_or(file).display();
        if link.contains("://") || link.starts_with("//") {
            if element != "a" {
                problems.push(format!("{page}: <{element}> loads {link} from the network"));
            }
            continue;
        }
        if ["mailto:", "javascript:", "data:"].iter().any(|scheme| link.starts_with(scheme)) {
            continue;
        }
        let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
        let target = if path.is_empty() { file.clone() } else { normal(&file.with_file_name("").join(path)) };
        if !target.is_file() {
            problems.push(format!("{page}: {link} leads nowhere"));
        } else if !fragment.is_empty() && ids.get(&target).is_some_and(|ids| !ids.contains(fragment)) {
            problems.push(format!("{page}: there is no heading #{fragment} in {path}"));
        }
    }
    problems.dedup();
    all_or_nothing(&problems)
}

/// Finds all files below a folder.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let problem = |error| format!("{} cannot be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Takes `..` and `.` out of a path, without a look at the disk.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// Returns a link without the escapes of HTML and of addresses.
fn plain(link: &str) -> String {
    let link = link.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"");
    let mut bytes = Vec::new();
    let mut rest = link.bytes();
    while let Some(byte) = rest.next() {
        let code = link.len().checked_sub(rest.len()).filter(|_| byte == b'%').and_then(|at| link.get(at..at + 2));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pages: &[(&str, &str)]) -> std::result::Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in pages {
            crate::write(&folder.path().join(name), text).unwrap();
        }
        check(folder.path())
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        let a = r##"<a href="b/c.html#x"></a> <a href="#y" id="y"></a> <a href="https://a.b"></a> <script>"<a href='z'"</script>"##;
        assert_eq!(of(&[("a.html", a), ("b/c.html", r#"<h2 id="x"><img src="../a.html">"#)]), Ok(()));
        assert_eq!(of(&[("a.html", r#"<a href="b%20%ED%95%9C.html">"#), ("b 한.html", "")]), Ok(()));
    }

    #[test]
    fn links_that_lead_nowhere_and_loads_from_the_network_are_found() {
        for (page, problem) in [
            (r#"<a href="b.html">"#, "leads nowhere"),
            (r##"<a href="#x">"##, "no heading"),
            (r#"<a href="a.html#x">"#, "no heading"),
            (r#"<img alt="" src="https://a.b/c.png">"#, "from the network"),
            (r#"<script src="//a.b/c.js"></script>"#, "from the network"),
        ] {
            let problems = of(&[("a.html", page)]).unwrap_err();
            assert!(problems.contains(problem), "{problems}");
        }
        assert!(of(&[("a.css", "@import url('https://a.b/c.css')")]).is_err());
    }
}
