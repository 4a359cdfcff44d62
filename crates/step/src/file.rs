//! The runs in a file: a trace has one, and a report of `compare` has one for each runtime. The page that `compare` makes
//! contains its report, and the page of a class contains the report of everybody.

use std::fmt::Write as _;

use anatomy::Record;
use serde_json::Value;

/// The files that can be shown.
const ACCEPTED: &str = "accepted are a trace (run-mini --trace FILE), a report (compare --json FILE) and a page of \
                        compare, also that of a class (compare --merge)";

/// How the page of `compare` begins its reports.
const REPORTS: &str = r#"<script type="application/json" id="reports">"#;

/// One run in a file.
struct Run {
    /// Its name in the list: `RUNTIME/LESSON`. In the page of a class, the name of the participant comes first.
    name: String,
    record: Record,
}

/// Returns the record with this name, or that of the only run.
///
/// # Errors
///
/// A sentence, if the text contains no run, or no such run. If there are several and no name is given, it lists them.
pub(crate) fn record(text: &str, name: Option<&str>) -> Result<Record, String> {
    let runs = runs(text)?;
    let choice: Vec<_> = match name {
        Some(name) => (1_usize..).zip(&runs).filter(|(number, run)| run.is_called(*number, name)).collect(),
        None => (1..).zip(&runs).collect(),
    };
    if let [(_, run)] = choice[..] {
        return Ok(run.record.clone());
    }
    let (what, listed) = match name {
        Some(name) if choice.is_empty() => {
            (format!("it has no run '{name}'; choose one with --run"), (1..).zip(&runs).collect())
        }
        Some(name) => (format!("it has several runs '{name}'; choose one with --run"), choice),
        None => (format!("it has {} runs; choose one with --run", runs.len()), choice),
    };
    let list = listed.into_iter().fold(String::new(), |mut list, (number, run)| {
        write!(list, "\n{number:>5}  {}", run.name).expect("a string takes everything");
        list
    });
    Err(format!("{what} and its name or its number:{list}"))
}

impl Run {
    /// Whether this is the run that a text names: by its number, its name, or the end of its name.
    fn is_called(&self, number: usize, name: &str) -> bool {
        name.parse() == Ok(number)
            || self.name.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }
}

fn runs(text: &str) -> Result<Vec<Run>, String> {
    let not_one = match Record::from_chrome(text) {
        Ok(record) => return Ok(vec![Run { name: name_of(&record), record }]),
        Err(error) => error.to_string(),
    };
    let json = match text.split_once(REPORTS) {
        Some((_, page)) => page.split("</script>").next().unwrap_or(page),
        None => text,
    };
    let Ok(value) = serde_json::from_str::<Value>(json) else { return Err(format!("{not_one}; {ACCEPTED}")) };
    if value.get("traceEvents").is_some() {
        return Err(format!("{not_one}; {ACCEPTED}"));
    }
    let mut runs = Vec::new();
    // One report needs no name of a participant.
    let named = value.as_array().is_some_and(|reports| reports.len() > 1);
    find(&value, None, named, &mut runs)?;
    if runs.is_empty() { Err(format!("there is no trace in it; {ACCEPTED}")) } else { Ok(runs) }
}

/// Finds the traces in a report, or in several, wherever they are.
fn find(value: &Value, participant: Option<&str>, named: bool, runs: &mut Vec<Run>) -> Result<(), String> {
    match value {
        Value::Object(fields) if fields.contains_key("traceEvents") => {
            let record = Record::from_chrome(&value.to_string()).map_err(|error| error.to_string())?;
            let participant = participant.filter(|_| named).map_or(String::new(), |name| format!("{name}/"));
            runs.push(Run { name: participant + &name_of(&record), record });
            Ok(())
        }
        Value::Object(fields) => {
            let participant = match (fields.get("format"), fields.get("name")) {
                (Some(Value::String(_)), Some(Value::String(name))) => Some(name.as_str()),
                _ => participant,
            };
            fields.values().try_for_each(|value| find(value, participant, named, runs))
        }
        Value::Array(values) => values.iter().try_for_each(|value| find(value, participant, named, runs)),
        _ => Ok(()),
    }
}

fn name_of(record: &Record) -> String {
    let lesson = record.lesson().map_or("unknown", |lesson| lesson.name());
    format!("{}/{lesson}", record.runtime())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trace of this runtime.
    fn trace(runtime: &str) -> String {
        format!(
            r#"{{"traceEvents":[{{"ph":"i","cat":"wake","name":"wake main","pid":1,"tid":1,"ts":0.0,"s":"t","args":{{"task":0,"seq":0}}}}],"otherData":{{"version":2,"runtime":"{runtime}","lesson":"hello"}}}}"#
        )
    }

    /// A report as `compare --json` writes it, with a trace of each of these runtimes.
    fn report(name: &str, runtimes: &[&str]) -> String {
        let runs = runtimes.iter().map(|runtime| format!(r#"{{"id":"{runtime}","trace":{}}}"#, trace(runtime)));
        let runs = runs.collect::<Vec<_>>().join(",");
        format!(
            r#"{{"format":"keep-printing/compare","version":2,"name":"{name}","anatomy":{{"lesson":"hello","runs":[{runs}]}}}}"#
        )
    }

    /// A page as `compare` makes it of these reports.
    fn page(reports: &[String]) -> String {
        format!("<!doctype html>\n{REPORTS}[{}]</script>\n<script>let a = \"[\";</script>", reports.join(","))
    }

    fn names(text: &str) -> Vec<String> {
        runs(text).unwrap().into_iter().map(|run| run.name).collect()
    }

    #[test]
    fn a_trace_has_one_run_and_a_report_has_one_for_each_runtime() {
        assert_eq!(names(&trace("mini")), ["mini/hello"]);
        let report = report("Ada", &["mini", "tokio"]);
        assert_eq!(names(&report), ["mini/hello", "tokio/hello"]);
        assert_eq!(names(&page(&[report])), ["mini/hello", "tokio/hello"]);
    }

    #[test]
    fn the_page_of_a_class_names_the_participants() {
        let page = page(&[report("Ada", &["mini", "tokio"]), report("한별", &["mini"])]);
        assert_eq!(names(&page), ["Ada/mini/hello", "Ada/tokio/hello", "한별/mini/hello"]);
        let chosen = |name| record(&page, Some(name)).map(|record| record.runtime().to_owned());
        assert_eq!(chosen("tokio/hello"), Ok("tokio".into()), "only one participant has it");
        assert_eq!(chosen("한별/mini/hello"), Ok("mini".into()));
        assert_eq!(chosen("2"), Ok("tokio".into()));
        assert_eq!(
            chosen("mini/hello").unwrap_err(),
            "it has several runs 'mini/hello'; choose one with --run and its name or its number:\n    1  \
             Ada/mini/hello\n    3  한별/mini/hello"
        );
        assert!(chosen("ini/hello").unwrap_err().starts_with("it has no run 'ini/hello'; choose one with --run"));
        assert!(record(&page, None).unwrap_err().starts_with("it has 3 runs; choose one with --run and its name"));
    }

    #[test]
    fn a_text_without_a_trace_is_refused() {
        for text in [report("Ada", &[]), page(&[]), "[1, 2]".into()] {
            assert_eq!(record(&text, None).unwrap_err(), format!("there is no trace in it; {ACCEPTED}"));
        }
    }
}
