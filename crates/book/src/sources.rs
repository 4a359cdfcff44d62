//! Plain pages with the source files that the book links to, so that every link works offline.

use std::collections::BTreeSet;
use std::path::Path;

use crate::blocks::is_anchor;
use crate::{House, Result, read, write};

/// Returns where the page of a file or folder is in the book.
pub(crate) fn place(house: &House, file: &str) -> String {
    if house.root.join(file).is_dir() { format!("sources/{file}/index.html") } else { format!("sources/{file}.html") }
}

/// Returns the link from one file to another, both in the same tree.
pub(crate) fn relative(from: &str, to: &str) -> String {
    let folder: Vec<_> = Path::new(from).parent().unwrap_or(Path::new("")).iter().collect();
    let to: Vec<_> = Path::new(to).iter().collect();
    let common = folder.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = folder[common..].iter().map(|_| "..");
    up.chain(to[common..].iter().filter_map(|part| part.to_str())).collect::<Vec<_>>().join("/")
}

/// Writes the page of each file and folder.
pub(crate) fn write_pages(house: &House, built: &Path, files: &BTreeSet<String>) -> Result<()> {
    for file in files {
        let place = place(house, file);
        let body = if house.root.join(file).is_dir() {
            let inside = files.iter().filter(|other| Path::new(other).starts_with(file) && *other != file);
            let links = inside.map(|other| {
                let link = relative(&place, &self::place(house, other));
                format!("<li><a href=\"{link}\">{}</a></li>\n", escape(other))
            });
            format!("<p>The book links to these files in this folder:</p>\n<ul>\n{}</ul>", links.collect::<String>())
        } else {
            let language = match Path::new(file).extension().and_then(|extension| extension.to_str()) {
                Some("rs") => "rust",
                Some("py") => "python",
                Some("json") => "json",
                _ => "plaintext",
            };
            let text = read(&house.root.join(file))?;
            let lines = text.lines().filter(|line| !is_anchor(line));
            let text = escape(&lines.flat_map(|line| [line, "\n"]).collect::<String>());
            format!("<pre><code class=\"language-{language}\">{text}</code></pre>")
        };
        let up = relative(&place, "");
        let page = PAGE.replace("{{up}}", &up).replace("{{file}}", &escape(file)).replace("{{body}}", &body);
        write(&built.join(place), &page)?;
    }
    Ok(())
}

/// A page in the colours of the book. `{{up}}` leads to the root of the book.
const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en" class="light">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{file}}</title>
<link rel="stylesheet" href="{{up}}/css/variables.css">
<link rel="stylesheet" href="{{up}}/css/general.css">
<link rel="stylesheet" href="{{up}}/fonts/fonts.css">
<link rel="stylesheet" href="{{up}}/highlight.css">
<link rel="stylesheet" href="{{up}}/theme/source.css">
<main>
<h1>{{file}}</h1>
<p><a href="{{up}}/index.html">To the book</a></p>
{{body}}
</main>
<script src="{{up}}/highlight.js"></script>
<script src="{{up}}/theme/source.js"></script>
</html>
"#;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
