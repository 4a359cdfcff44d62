//! Reads the reports of a class.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::report::{FORMAT, Report, VERSION};

/// Reads a report.
///
/// # Errors
///
/// A sentence that names the file and says what is accepted.
pub(crate) fn read(path: &Path) -> Result<Report, String> {
    let text = fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    parse(&text).map_err(|why| {
        format!("{} is no report: {why}; accepted is what compare --json writes, version {VERSION}", path.display())
    })
}

fn parse(text: &[u8]) -> Result<Report, String> {
    let value: Value = serde_json::from_slice(text).map_err(|error| format!("it is not JSON ({error})"))?;
    if value["format"] != FORMAT {
        return Err(format!("its format is not {FORMAT:?}"));
    }
    if value["version"] != VERSION {
        return Err(format!("its version is {}", value["version"]));
    }
    serde_json::from_value(value).map_err(|error| format!("it lacks something ({error})"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_reports::report;

    #[test]
    fn a_report_is_read_back_as_it_was_written() {
        let report = report();
        assert_eq!(parse(&serde_json::to_vec(&report).unwrap()), Ok(report));
    }

    #[test]
    fn what_is_no_report_is_a_sentence() {
        let changed = |key: &str, value: Value| {
            let mut report = serde_json::to_value(report()).unwrap();
            report[key] = value;
            parse(&serde_json::to_vec(&report).unwrap()).unwrap_err()
        };
        assert_eq!(changed("format", json!("another")), "its format is not \"keep-printing/compare\"");
        assert_eq!(changed("version", json!(1)), "its version is 1");
        assert!(changed("lanes", json!(null)).starts_with("it lacks something"));
        assert!(parse(b"half a {").unwrap_err().starts_with("it is not JSON"));

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert!(read(&path).unwrap_err().contains("a.json cannot be read: "));
        fs::write(&path, "[]").unwrap();
        let why = read(&path).unwrap_err();
        assert!(
            why.contains("a.json is no report: ") && why.ends_with("what compare --json writes, version 2"),
            "{why}"
        );
    }
}
