//! Diagrams. GitHub draws a Mermaid graph, but only with a script that mdBook does not have. In the book it is a table.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

static GRAPH: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)```mermaid\ngraph .*?\n```\n"));
static GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^subgraph \S+ \["(.+)"\]$"#));
static BOX: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^(\S+)\["(.+)"\]$"#));
static ARROW: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(.+?) (-->|-\.->) (.+)$"));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

/// Returns a page with a table for each graph.
pub(crate) fn as_tables(page: &str) -> String {
    GRAPH.replace_all(page, |graph: &regex::Captures<'_>| as_table(&graph[0])).into_owned()
}

fn as_table(graph: &str) -> String {
    let mut rows = Vec::new();
    // What a box points to. Dotted arrows come second.
    let mut arrows = BTreeMap::<&str, [Vec<&str>; 2]>::new();
    for line in graph.lines().map(str::trim) {
        if let Some(group) = GROUP.captures(line) {
            rows.push((None, group.get(1).map_or("", |title| title.as_str())));
        } else if let Some(found) = BOX.captures(line) {
            rows.push((found.get(1).map(|name| name.as_str()), found.get(2).map_or("", |text| text.as_str())));
        } else if let Some(arrow) = ARROW.captures(line) {
            let side = |side: usize| arrow.get(side).map_or("", |names| names.as_str()).split(" & ");
            for from in side(1) {
                arrows.entry(from).or_default()[usize::from(&arrow[2] == "-.->")].extend(side(3));
            }
        }
    }
    // A box says `name<br/>what it is`, or it has several names.
    let describe = |text: &str| match text.split_once("<br/>") {
        Some((name, what)) if !name.contains(": ") => format!("{name}: {}", what.replace("<br/>", ", ")),
        _ => text.replace("<br/>", ", "),
    };
    let shown: BTreeMap<_, _> = rows
        .iter()
        .filter_map(|(name, text)| {
            let mut lines = text.split("<br/>");
            let first = lines.next()?;
            // A line `run-mini: what it is` has a name in it, too.
            let more = lines.filter(|_| first.contains(": "));
            let names = [first].into_iter().chain(more).filter_map(|line| line.split(": ").next());
            Some(((*name)?, names.collect::<Vec<_>>().join(", ")))
        })
        .collect();
    let names = |names: &[&str]| -> String {
        names.iter().map(|name| shown.get(name).map_or(*name, |shown| shown)).collect::<Vec<_>>().join(", ")
    };
    let rows = rows.iter().map(|(name, text)| {
        let text = describe(text);
        let Some(name) = name else { return format!("| **{text}** | | |\n") };
        let [always, in_tests] = arrows.get(name).cloned().unwrap_or_default();
        format!("| {text} | {} | {} |\n", names(&always), names(&in_tests))
    });
    format!("| crate | depends on | for its tests |\n|---|---|---|\n{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_becomes_a_table() {
        let graph = "a\n\n```mermaid\ngraph BT\n    subgraph x [\"Libraries\"]\n        core[\"keep-printing<br/>futures: all\"]\n    end\n    run[\"run-a, run-b\"]\n\n    run --> core\n    run -.-> core & other\n```\n\nb\n";
        let table = "a\n\n| crate | depends on | for its tests |\n|---|---|---|\n| **Libraries** | | |\n| keep-printing: futures: all |  |  |\n| run-a, run-b | keep-printing | keep-printing, other |\n\nb\n";
        assert_eq!(as_tables(graph), table);
    }
}
