//! Writes the page that shows a report. It is one file and needs only a browser.
//!
//! The page contains the reports as JSON, unchanged. Its own script in `page/js` computes everything that it shows from
//! that JSON, except the steps of the recorded runs: `steps.rs` makes them. The page also contains the library that draws
//! the charts. So it works on a projector without a network.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::figure::{FIGURES, Figure};
use crate::report::{AnatomyRun, Report};
use crate::steps;

const TEMPLATE: &str = include_str!("page/page.html");

/// The texts for the template's `{{names}}`.
const PARTS: &[(&str, &str)] = &[
    ("style", include_str!("page/style.css")),
    ("step-style", step_page::STYLE),
    ("step-texts", step_page::TEXTS),
    ("licences", include_str!("page/vendor/LICENSES.txt")),
    ("texts-en", include_str!("page/texts/en.json")),
    ("texts-ko", include_str!("page/texts/ko.json")),
    ("d3", include_str!("page/vendor/d3.min.js")),
    ("plot", include_str!("page/vendor/plot.umd.min.js")),
];

/// The page's own script, in reading order.
const SCRIPTS: &[&str] = &[
    include_str!("page/js/words.js"),
    include_str!("page/js/figures.js"),
    include_str!("page/js/charts.js"),
    include_str!("page/js/sections.js"),
    include_str!("page/js/anatomy.js"),
    step_page::SCRIPT,
    include_str!("page/js/steps.js"),
    include_str!("page/js/class.js"),
    include_str!("page/js/page.js"),
];

/// Returns the page for one report, or for the several reports of a class: a whole HTML document.
///
/// `others` are further recorded runs of the first report. They are too large for the report. The page has their steps.
///
/// The page loads nothing, and its security policy forbids loading. Names may contain anything; the page shows them as
/// text.
///
/// # Examples
///
/// ```
/// let page = compare::page::page(&[], &[]);
/// assert!(page.starts_with("<!doctype html>"));
/// ```
#[must_use]
pub fn page(reports: &[Report], others: &[AnatomyRun]) -> String {
    let steps = steps::embedded(reports, others);
    let reports = embedded(reports);
    let figures = embedded(&FIGURES.iter().map(Figure::json).collect::<Vec<_>>());
    let scripts: String = SCRIPTS.iter().flat_map(|script| ["<script>\n", script, "</script>\n"]).collect();
    let part = |name: &str| match name {
        "reports" => reports.as_str(),
        "figures" => figures.as_str(),
        "steps" => steps.as_str(),
        "scripts" => scripts.as_str(),
        _ => {
            PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| *part).expect("the template names its parts")
        }
    };

    let mut page = String::new();
    let mut rest = TEMPLATE;
    while let Some((before, named)) = rest.split_once("{{") {
        let (name, after) = named.split_once("}}").expect("what the template opens, it closes");
        page.push_str(before);
        page.push_str(part(name));
        rest = after;
    }
    page + rest
}

/// The English text of the page for this key, with its {placeholders} replaced. The table has the same sentences.
///
/// # Panics
///
/// There is no such text.
pub(crate) fn english(key: &str, parts: &[(&str, &str)]) -> String {
    static TEXTS: LazyLock<HashMap<&str, String>> =
        LazyLock::new(|| serde_json::from_str(include_str!("page/texts/en.json")).expect("the texts are JSON"));
    parts.iter().fold(TEXTS[key].clone(), |text, (name, part)| text.replace(&format!("{{{name}}}"), part))
}

/// The value as JSON for a `<script>`. It contains no `<`, so it cannot end the element.
fn embedded(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value)
        .expect("reports and figures hold nothing that JSON cannot say")
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::report::{FORMAT, Machine, Noise, Settings, VERSION};

    fn report(name: &str) -> Report {
        Report {
            format: FORMAT.into(),
            version: VERSION,
            name: name.into(),
            created: "2026-11-22T13:20:00+09:00".into(),
            machine: Machine {
                os: "Linux".into(),
                kernel: None,
                arch: "x86_64".into(),
                cpu: None,
                cores: 2,
                memory_bytes: None,
                governor: None,
                timer_slack_ns: None,
                rustc: None,
                python: None,
            },
            settings: Settings {
                rounds: 1,
                every_ns: 1,
                limit_ns: 1,
                crowd_sizes: vec![],
                crowd_every_ns: 1,
                crowd_limit_ns: 1,
                quick: true,
            },
            noise: Noise { load: None, others: None, stolen: None, reasons: vec![] },
            lanes: vec![],
            anatomy: None,
        }
    }

    /// The reports in the page's `<script id="reports">`.
    fn reports_in(page: &str) -> Vec<Report> {
        let (_, after) = page.split_once(r#"<script type="application/json" id="reports">"#).unwrap();
        let (json, _) = after.split_once("</script>").unwrap();
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_page_holds_the_reports_as_they_are() {
        let reports = [report("first"), report("{{style}} & \u{2028}\u{2029} 시간 종료")];
        assert_eq!(reports_in(&page(&reports, &[])), reports);
    }

    #[test]
    fn a_name_cannot_end_the_script_that_holds_it() {
        let hostile = "</script><script>alert(1)</script><!--";
        let page = page(&[report(hostile)], &[]);
        assert!(!page.contains("alert(1)</script>"));
        assert_eq!(reports_in(&page)[0].name, hostile);
        assert_eq!(page.matches("</script>").count(), self::page(&[], &[]).matches("</script>").count());
    }

    #[test]
    fn what_is_put_into_the_page_ends_no_element_early() {
        for (name, part) in PARTS {
            assert!(!part.contains("</script") && !part.contains("</style") && !part.contains("-->"), "{name}");
        }
        for script in SCRIPTS {
            assert!(!script.contains("</script") && !script.contains("<!--"), "{}", script.lines().next().unwrap());
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let [english, korean] = ["texts-en", "texts-ko"].map(|name| {
            let (_, texts) = PARTS.iter().find(|(part, _)| *part == name).unwrap();
            let texts: BTreeMap<String, String> = serde_json::from_str(texts).unwrap();
            texts.into_iter().map(|(key, text)| (key, placeholders(&text))).collect::<BTreeMap<_, _>>()
        });
        assert!(english.len() > 100);
        assert!(english.keys().eq(korean.keys()), "a text is missing in one of them");
        for (key, placeholders) in &english {
            assert_eq!(korean[key], *placeholders, "{key}");
        }
    }

    #[test]
    fn the_korean_words_are_those_of_the_glossary() {
        let (_, texts) = PARTS.iter().find(|(part, _)| *part == "texts-ko").unwrap();
        let figures = FIGURES.iter().map(|figure| figure.json()["words"]["ko"].to_string());
        for text in
            texts.lines().map(|line| line.split_once(": ").map_or("", |(_, text)| text).to_owned()).chain(figures)
        {
            for other in ["마감", "버려", "막힘", "waker", "executor", "poll", "sleep", "future"] {
                assert!(!text.contains(other), "{other}: {text}");
            }
        }
    }

    /// The names between braces.
    fn placeholders(text: &str) -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|piece| piece.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn the_page_refers_to_nothing_outside() {
        let own: String = [TEMPLATE, PARTS[0].1].into_iter().chain(SCRIPTS.iter().copied()).collect();
        for outward in ["src=\"http", "href=\"http", "url(http", "@import", "fetch(", "XMLHttpRequest", "innerHTML"] {
            assert!(!own.contains(outward), "{outward}");
        }
        assert!(own.contains("default-src 'none'"));
    }
}
