//! The steps of the recorded runs, for the page: each run, poll by poll, forward and back.
//!
//! Rust makes every frame here, so the page needs no Rust. The frames of a run resemble each other. So they are
//! compressed, and the browser makes them large again.

use std::collections::BTreeMap;
use std::io::Write as _;

use anatomy::{Record, Steps};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use step_page::{Frame, Run};

use crate::report::{AnatomyRun, Report};

/// What the page reads.
#[derive(Serialize)]
struct Shown {
    /// The runs of each report.
    reports: Vec<Vec<ShownRun>>,
    /// The file of each lesson that occurs.
    code: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct ShownRun {
    /// The id of the lane.
    id: String,
    run: Run,
    frames: Vec<Frame>,
}

/// Returns the steps of all runs of all reports, and of `others`, which are further runs of the first report: JSON,
/// compressed with gzip, in base64.
pub(crate) fn embedded(reports: &[Report], others: &[AnatomyRun]) -> String {
    let mut code = BTreeMap::new();
    let mut show = |AnatomyRun { id, trace }: &AnatomyRun| {
        // A trace of another version has no steps that this program knows.
        let steps = Steps::new(Record::from_chrome(&trace.to_string()).ok()?);
        if steps.is_empty() {
            return None;
        }
        if let Some(lesson) = steps.record().lesson() {
            code.insert(lesson.name(), lesson.source());
        }
        let frames = (0..steps.len()).map(|step| Frame::of(&steps, step));
        Some(ShownRun { id: id.clone(), run: Run::of(&steps), frames: frames.collect() })
    };
    let runs =
        |report: &Report| report.anatomy.iter().flat_map(|anatomy| &anatomy.runs).filter_map(&mut show).collect();
    let mut reports: Vec<Vec<_>> = reports.iter().map(runs).collect();
    if let Some(first) = reports.first_mut() {
        first.extend(others.iter().filter_map(show));
    }
    compressed(&Shown { reports, code })
}

fn compressed(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).expect("steps hold nothing that JSON cannot say");
    let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
    zipped.write_all(&json).expect("memory takes everything");
    BASE64_STANDARD.encode(zipped.finish().expect("memory takes everything"))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;
    use serde_json::{Value, json};

    use super::*;
    use crate::report::Anatomy;
    use crate::test_reports::report;

    fn shown(reports: &[Report], others: &[AnatomyRun]) -> Value {
        let zipped = BASE64_STANDARD.decode(embedded(reports, others)).unwrap();
        let mut text = String::new();
        GzDecoder::new(&*zipped).read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// A run in which main is polled once. Its trace has this version.
    fn run(version: u32, lesson: &str) -> AnatomyRun {
        let trace = json!({
            "traceEvents": [
                {"ph": "X", "cat": "poll", "name": "poll main", "pid": 1, "tid": 1, "ts": 0.5, "dur": 2.0,
                 "args": {"task": 0, "poll": 1, "answer": "ready", "seq": 0, "end": 1}},
            ],
            "otherData": {"version": version, "runtime": "mini", "lesson": lesson, "polls": 1},
        });
        AnatomyRun { id: "mini".into(), trace }
    }

    #[test]
    fn every_run_has_its_frames() {
        let mut report = report();
        let runs = vec![run(1, "hello"), run(2, "hello")];
        report.anatomy = Some(Anatomy { lesson: "hello".into(), every_ns: 1, limit_ns: 1, runs });
        let without = Report { anatomy: None, ..report.clone() };
        let shown = shown(&[report, without], &[run(2, "drift")]);
        let runs = shown["reports"][0].as_array().unwrap();
        assert_eq!(runs.len(), 2, "a trace of version 1 has no steps");
        assert_eq!((&runs[0]["id"], &runs[0]["run"]["lesson"]), (&json!("mini"), &json!("hello")));
        assert_eq!(runs[1]["run"]["lesson"], "drift");
        assert_eq!(runs[0]["frames"][0]["sentence"]["en"], "Main is polled for the first time. It is done.");
        for lesson in ["hello", "drift"] {
            assert!(shown["code"][lesson].as_str().unwrap().contains(&format!("pub async fn {lesson}")));
        }
        assert_eq!(shown["reports"][1], json!([]));
    }
}
