//! The page.

use crate::report::Report;

/// The page for one report or, for a class, several. A whole HTML document.
///
/// # Examples
///
/// ```
/// assert!(compare::page::page(&[]).starts_with("<!doctype html>"));
/// ```
#[must_use]
pub fn page(reports: &[Report]) -> String {
    format!("<!doctype html><title>compare</title><p>{}", reports.len())
}
