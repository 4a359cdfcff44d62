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
    /// For each report, its runs in the order of the report. A run is `null` if its trace has no steps.
    reports: Vec<Vec<Option<ShownRun>>>,
    /// The file of each lesson that occurs.
    code: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct ShownRun {
    run: Run,
    frames: Vec<Frame>,
}

/// Returns the steps of all runs of all reports: JSON, compressed with gzip, in base64.
pub(crate) fn embedded(reports: &[Report]) -> String {
    let mut code = BTreeMap::new();
    let mut show = |run: &AnatomyRun| {
        // A trace of another version has no steps that this program knows.
        let steps = Steps::new(Record::from_chrome(&run.trace.to_string()).ok()?);
        if steps.is_empty() {
            return None;
        }
        if let Some(lesson) = steps.record().lesson() {
            code.insert(lesson.name(), lesson.source());
        }
        let frames = (0..steps.len()).map(|step| Frame::of(&steps, step));
        Some(ShownRun { run: Run::of(&steps), frames: frames.collect() })
    };
    let runs = |report: &Report| report.anatomy.iter().flat_map(|anatomy| &anatomy.runs).map(&mut show).collect();
    let reports = reports.iter().map(runs).collect();
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

    fn shown(reports: &[Report]) -> Value {
        let zipped = BASE64_STANDARD.decode(embedded(reports)).unwrap();
        let mut text = String::new();
        GzDecoder::new(&*zipped).read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// A trace in which main is polled once, and has this version.
    fn trace(version: u32) -> Value {
        json!({
            "traceEvents": [
                {"ph": "X", "cat": "poll", "name": "poll main", "pid": 1, "tid": 1, "ts": 0.5, "dur": 2.0,
                 "args": {"task": 0, "poll": 1, "answer": "ready", "seq": 0, "end": 1}},
            ],
            "otherData": {"version": version, "runtime": "mini", "lesson": "hello", "polls": 1},
        })
    }

    #[test]
    fn every_run_has_its_frames() {
        let mut report = report();
        let run = |version| AnatomyRun { id: "mini".into(), trace: trace(version) };
        report.anatomy =
            Some(Anatomy { lesson: "hello".into(), every_ns: 1, limit_ns: 1, runs: vec![run(2), run(1), run(2)] });
        let without = Report { anatomy: None, ..report.clone() };
        let shown = shown(&[report, without]);
        let [first, old, last] = [0, 1, 2].map(|run| &shown["reports"][0][run]);
        assert_eq!((first, old), (last, &Value::Null), "a trace of version 1 has no steps");
        assert_eq!(first["run"]["runtime"], "mini");
        assert_eq!(first["frames"][0]["sentence"]["en"], "Main is polled for the first time. It is done.");
        assert!(shown["code"]["hello"].as_str().unwrap().contains("pub async fn hello"));
        assert_eq!(shown["reports"][1], json!([]));
    }
}
