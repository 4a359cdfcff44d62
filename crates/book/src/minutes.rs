//! How long a page takes is said on the page, and again in the plans of the instructor. They must agree.

use std::sync::LazyLock;

use regex::Regex;

use crate::{House, Result, read};

const PLANS: &str = "docs/book/plans.md";

static ROW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^\| (\d+) \| \[[^]]*\]\(([^)]+)\)").expect("the pattern is valid"));

/// Returns the rows of the plans that say something else than the page.
pub(crate) fn problems(house: &House) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for row in ROW.captures_iter(&read(&house.root.join(PLANS))?) {
        let (minutes, page) = (&row[1], &row[2]);
        let text = read(&house.docs().join("book").join(page))?;
        if !text.contains(&format!("<p class=\"minutes\">{minutes} minutes</p>")) {
            problems.push(format!("{PLANS}: {page} says another number of minutes than {minutes}"));
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_have_rows() {
        let plans = read(&House::here().unwrap().root.join(PLANS)).unwrap();
        assert!(ROW.find_iter(&plans).count() > 10);
    }
}
