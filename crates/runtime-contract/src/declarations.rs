//! The table of declarations: one row for each runtime.

use any_runtime::Runtime;

/// The heading of the table of declarations. [`row`] makes its rows.
///
/// # Examples
///
/// ```
/// assert_eq!(runtime_contract::HEADING.lines().count(), 2);
/// ```
pub const HEADING: &str = "\
| runtime | its timer | counts in steps of | a sleep counts from | and may be polled by | a panic in a task | dropping a task's future | block_on within block_on | blocking work goes to |
|---|---|---|---|---|---|---|---|---|";

/// The declarations of a runtime, as a row of a Markdown table.
///
/// # Examples
///
/// ```
/// fn print<R: any_runtime::Runtime>() {
///     println!("{}\n{}", runtime_contract::HEADING, runtime_contract::row::<R>());
/// }
/// ```
pub fn row<R: Runtime>() -> String {
    format!(
        "| {} | {} | {:?} | {} | {} | {} | {} | {} | `{}` |",
        R::NAME,
        R::DECLARED.timer,
        R::DECLARED.granularity,
        R::DECLARED.sleep_counts_from,
        R::DECLARED.sleep_polled_by,
        R::DECLARED.on_panic,
        R::DECLARED.on_drop,
        R::DECLARED.nested,
        R::DECLARED.unblock
    )
}

/// Asserts that a page has the table of declarations, and that the table has the row of this runtime.
///
/// # Panics
///
/// If the page does not have it. The message shows the missing row.
///
/// # Examples
///
/// ```no_run
/// fn check<R: any_runtime::Runtime>(page: &str) {
///     runtime_contract::assert_stated_in::<R>(page);
/// }
/// ```
pub fn assert_stated_in<R: Runtime>(page: &str) {
    let row = row::<R>();
    assert!(page.contains(HEADING), "the page needs a table that begins with\n{HEADING}");
    assert!(page.lines().any(|line| line == row), "the table on the page needs the row\n{row}");
}
