//! Makes the tables, and puts them into the page.

use std::fmt::Write;

use runtime_contract::{GROUPS, Group};

use crate::Result;
use crate::report::{Column, Outcome};

/// The tables are between these lines.
const BEGIN: &str = "<!-- `just runtimes` writes from here -->\n";
const END: &str = "<!-- to here -->\n";

/// What the signs in a table mean.
const LEGEND: &str = "\
| sign | the promise is | what its test did |
|:-:|---|---|
| ✓ | kept | It passed. |
| ≠ | kept in one of several ways | It passed. It checked that the runtime does what it declares. The note says how. |
| ✗ | impossible here | It is ignored. The note says why. |
| – | not offered | It found nothing to check. The note says what the runtime does not have. |

Each row is a test. Its name is the sentence, with `_` in place of each space.
";

/// The sign of an outcome, and the text of its note.
fn sign(outcome: &Outcome) -> (&str, &str) {
    match outcome {
        Outcome::Kept => ("✓", ""),
        Outcome::Differs(how) => ("≠", how),
        Outcome::Impossible(why) => ("✗", why),
        Outcome::NotOffered(what) => ("–", what),
    }
}

/// The numbered notes below the tables. Equal notes have the same number.
#[derive(Default)]
struct Notes(Vec<Outcome>);

impl Notes {
    /// The cell of an outcome: a sign, and the number of its note.
    fn cell(&mut self, outcome: &Outcome) -> String {
        let (sign, note) = sign(outcome);
        if note.is_empty() {
            return sign.into();
        }
        let known = self.0.iter().position(|note| note == outcome);
        let number = known.unwrap_or_else(|| {
            self.0.push(outcome.clone());
            self.0.len() - 1
        });
        format!("{sign} {}", number + 1)
    }

    /// The notes after the first ones, as a list below an empty line.
    fn after(&self, first: usize) -> String {
        let notes = self.0.iter().zip(1..).skip(first);
        let notes: Vec<_> = notes.map(|(note, number)| format!("{number}. {}\n", sign(note).1)).collect();
        if notes.is_empty() { String::new() } else { format!("\n{}", notes.concat()) }
    }
}

/// All tables, one for each group of promises.
///
/// # Errors
///
/// If a runtime has no test for one of the promises.
pub(crate) fn tables(columns: &[Column]) -> Result<String> {
    let mut notes = Notes::default();
    let tables = GROUPS.iter().map(|group| table(group, columns, &mut notes)).collect::<Result<String>>()?;
    Ok(format!("\n{}\n{LEGEND}{tables}\n", summary(columns)))
}

/// How many tests there are, and how they ended.
fn summary(columns: &[Column]) -> String {
    let promises = || GROUPS.iter().flat_map(|group| group.promises);
    let outcomes = || columns.iter().flat_map(|column| promises().filter_map(|promise| column.outcomes.get(*promise)));
    let count = |is: fn(&Outcome) -> bool| outcomes().filter(|outcome| is(outcome)).count();
    format!(
        "{} promises × {} columns = {} tests. {} ✓, {} ≠, {} ✗, {} –.\n",
        promises().count(),
        columns.len(),
        outcomes().count(),
        count(|outcome| matches!(outcome, Outcome::Kept)),
        count(|outcome| matches!(outcome, Outcome::Differs(_))),
        count(|outcome| matches!(outcome, Outcome::Impossible(_))),
        count(|outcome| matches!(outcome, Outcome::NotOffered(_))),
    )
}

/// The table of a group of promises, with its title, and below it the notes that are new in it.
fn table(group: &Group, columns: &[Column], notes: &mut Notes) -> Result<String> {
    let first = notes.0.len();
    let mut rows = String::new();
    for promise in group.promises {
        let mut cells = Vec::new();
        for column in columns {
            let Some(outcome) = column.outcomes.get(*promise) else {
                return Err(format!("run-{}: its contract has no test {promise}", column.runtime));
            };
            cells.push(notes.cell(outcome));
        }
        rows += &row(&words(promise), cells);
    }
    let source = format!("[the tests](../crates/runtime-contract/src/promises/{})", group.file);
    let head = row(&source, columns.iter().map(title));
    let line = row("---", columns.iter().map(|_| ":-:".into()));
    Ok(format!("\n### {}\n\n{head}{line}{rows}{}", group.title, notes.after(first)))
}

fn row(first: &str, cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<_> = cells.into_iter().collect();
    format!("| {first} | {} |\n", cells.join(" | "))
}

/// The head of a column.
fn title(column: &Column) -> String {
    let Column { runtime, variant, .. } = column;
    if variant.is_empty() { runtime.clone() } else { format!("{runtime} `{variant}`") }
}

/// The name of a promise as a sentence. `block_on` is a name in it.
fn words(promise: &str) -> String {
    promise.replace('_', " ").replace("block on", "`block_on`")
}

/// The page with other tables in it.
///
/// # Errors
///
/// If the page has no place for the tables.
pub(crate) fn with_tables(page: &str, tables: &str) -> Result<String> {
    let place = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = place.ok_or_else(|| format!("the page needs these two lines:\n{BEGIN}{END}"))?;
    Ok(format!("{before}{BEGIN}{tables}{END}{after}"))
}

/// Compares the page with what it should be.
///
/// # Errors
///
/// If they differ.
pub(crate) fn compare(page: &str, expected: &str) -> Result<()> {
    if page == expected {
        return Ok(());
    }
    let mut problem = String::from("The page is not what the contracts say. `just runtimes` writes it.\n");
    for (sign, from, other) in [('-', page, expected), ('+', expected, page)] {
        for line in from.lines().filter(|line| !other.lines().any(|theirs| theirs == *line)) {
            writeln!(problem, "{sign} {line}").expect("a string takes everything");
        }
    }
    Err(problem.trim_end().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: Group = Group { title: "Some", file: "some.rs", promises: &["it_sleeps", "block_on_blocks"] };

    fn column(runtime: &str, variant: &str, sleeps: Outcome, blocks: Outcome) -> Column {
        let outcomes = [("it_sleeps".into(), sleeps), ("block_on_blocks".into(), blocks)].into();
        Column { runtime: runtime.into(), variant: variant.into(), outcomes }
    }

    #[test]
    fn a_row_is_a_promise_and_a_column_is_a_runtime() {
        let differs = || Outcome::Differs("in steps of 1ms".into());
        let columns = [
            column("a", "", Outcome::Kept, Outcome::NotOffered("no thread".into())),
            column("b", "", differs(), Outcome::Impossible("no thread".into())),
            column("b", "slowly", differs(), Outcome::Kept),
        ];
        let table = table(&GROUP, &columns, &mut Notes::default()).unwrap();
        let expected = "
### Some

| [the tests](../crates/runtime-contract/src/promises/some.rs) | a | b | b `slowly` |
| --- | :-: | :-: | :-: |
| it sleeps | ✓ | ≠ 1 | ≠ 1 |
| `block_on` blocks | – 2 | ✗ 3 | ✓ |

1. in steps of 1ms
2. no thread
3. no thread
";
        assert_eq!(table, expected);
    }

    #[test]
    fn a_runtime_without_a_test_is_refused() {
        let mut column = column("a", "", Outcome::Kept, Outcome::Kept);
        column.outcomes.remove("it_sleeps");
        let problem = table(&GROUP, &[column], &mut Notes::default()).unwrap_err();
        assert_eq!(problem, "run-a: its contract has no test it_sleeps");
    }

    #[test]
    fn the_tables_replace_the_old_ones() {
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(with_tables(&page, "new\n").unwrap(), format!("before\n{BEGIN}new\n{END}after\n"));
        assert!(with_tables("no place", "new\n").is_err());
    }

    #[test]
    fn a_page_that_differs_is_refused() {
        assert_eq!(compare("same\n", "same\n"), Ok(()));
        let problem = compare("same\nold\n", "same\nnew\n").unwrap_err();
        assert!(problem.ends_with("\n- old\n+ new"), "{problem}");
    }
}
