//! Runs the real command with lanes that crash, hang or print garbage. The lanes are shell scripts, in the places where
//! cargo would put the programs.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// No machine is busy for longer than this.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does everything that a lane of the workshop does, except `--trace`. An old program may not have that.
const GOOD: &str = r#"
case "$*" in *--trace*) echo "no trace" >&2; exit 2;; esac
case "$1" in
async-main)
    printf "2026-11-22 06:48:50.000000\\n2026-11-22 06:48:50.010500\\n시간 종료\\n" ;;
crowd)
    echo "ticks        $7"
    echo "deadlines    p50 0.1 ms, p99 0.2 ms, max 0.3 ms late"
    echo "memory       100 bytes each" ;;
drift)
    echo "After 2 ticks: 0.5 ms late by waiting, 0.1 ms by the schedule." ;;
esac
"#;

/// A target directory with shell scripts as programs.
struct Target(TempDir);

impl Target {
    fn new(scripts: &[(&str, &str)]) -> Self {
        let target = Self(tempfile::tempdir().unwrap());
        for (name, script) in scripts {
            let path = target.path().join("release").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        target
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn compare(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_compare"));
        command.args(line.split_whitespace()).current_dir(self.path()).env("CARGO_TARGET_DIR", self.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn output(&self, line: &str) -> (Option<i32>, String, String) {
        let Output { status, stdout, stderr } = self.compare(line).output().unwrap();
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }

    /// Every file in it, except the programs and cargo's notes about the compiler.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.file_type().unwrap().is_dir() {
                    true if entry.file_name() != "release" => folders.push(entry.path()),
                    true => {}
                    false if entry.file_name() == ".rustc_info.json" => {}
                    false => files.push(entry.path().strip_prefix(self.path()).unwrap().to_owned()),
                }
            }
        }
        files.sort();
        files
    }
}

const SHORT: &str = "--no-build --rounds 2 --every 10ms --for 20ms --crowd-sizes 10";

#[test]
fn a_lane_that_crashes_or_prints_garbage_is_reported_and_the_others_are_kept() {
    let target = Target::new(&[
        ("floor", GOOD),
        ("run-tokio", "echo 'Error: out of luck' >&2; exit 3"),
        ("run-async-std", "echo half past six; echo 시간 종료"),
        (
            "run-smol",
            &format!("[ -e once ] || {{ touch once; echo 2026-11-22 06:48:50.000000; echo 시간 종료; exit; }}{GOOD}"),
        ),
    ]);
    let (status, table, stderr) =
        target.output(&format!("{SHORT} --lanes floor,tokio,async-std,smol,mini --csv figures.csv"));
    assert_eq!(status, Some(1), "{table}{stderr}");
    assert!(
        table.contains("\ntokio FAILED: warming up: it ended with exit status 3: Error: out of luck.\n"),
        "{table}"
    );
    assert!(table.contains("\nasync-std FAILED: warming up: its line 1 was \"half past six\", not a time"), "{table}");
    assert!(table.contains("\nmini is absent: run-mini is not built"), "{table}");
    assert!(table.contains("\nfloor ") && table.contains("\nsmol "), "{table}");
    let excused = "The lane smol was run again: it printed the time once, and then no more.";
    assert!(table.split_whitespace().collect::<Vec<_>>().join(" ").contains(excused), "{table}");
    assert!(!table.contains('\x1b'), "plain in a pipe: {table}");
    assert!(
        stderr.contains("Measuring 4 lanes, which takes about ") && stderr.contains("smol writes no trace: no trace.")
    );

    let folder = ["compare/index.html", "compare/report.json", "figures.csv", "once"].map(PathBuf::from);
    assert_eq!(target.files(), folder);
    let report: Value = serde_json::from_slice(&fs::read(target.path().join("compare/report.json")).unwrap()).unwrap();
    let lanes = report["lanes"].as_array().unwrap();
    let outcomes = lanes.iter().map(|lane| lane["outcome"]["is"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(outcomes, ["measured", "failed", "failed", "measured", "absent"]);
    let smol = &lanes[3]["outcome"]["figures"];
    assert_eq!(smol["values"]["tick_lateness_p50"]["values"], serde_json::json!([500_000.0, 500_000.0]));
    assert_eq!(smol["crowds"][0]["ticks"]["values"], serde_json::json!([10.0, 10.0]));
    assert_eq!(smol["values"]["rhythm_schedule"], 100_000.0);
    let csv = fs::read_to_string(target.path().join("figures.csv")).unwrap();
    assert!(csv.contains("\nsmol,workshop,tick_lateness_p50,ns,2,500000\n"), "{csv}");
}

#[test]
fn a_crash_is_never_tried_again() {
    let crash = "case $1 in drift) [ -e crashed ] || { touch crashed; exit 4; };; esac";
    let target = Target::new(&[("floor", GOOD), ("run-smol", &format!("{crash}{GOOD}"))]);
    let (status, verdicts, stderr) = target.output(&format!("{SHORT} --check --lanes floor,smol"));
    assert_eq!(status, Some(1), "{verdicts}");
    let words = verdicts.split_whitespace().collect::<Vec<_>>().join(" ");
    let broken = "NOT KEPT Every program ends with the deadline message and exit status 0. floor did; smol the lesson drift: it \
                  ended with exit status 4 (!).";
    assert!(words.contains(broken), "{verdicts}");
    assert_eq!(stderr.matches("Measuring ").count(), 1, "{stderr}");
}

#[test]
fn claims_are_judged_and_a_broken_one_fails() {
    let broken = GOOD.replace("50.010500", "50.009000");
    let target = Target::new(&[("floor", GOOD), ("run-smol", GOOD), ("run-mini", &broken)]);
    let (status, verdicts, _) = target.output(&format!("{SHORT} --check --lanes floor,smol,mini"));
    assert_eq!(status, Some(1), "{verdicts}");
    assert!(verdicts.contains("\nNOT KEPT  No tick is early.\n          smol 0; mini 2 (!).\n"), "{verdicts}");
    assert!(verdicts.contains("\nkept      A fixed rhythm does not drift"), "{verdicts}");
    assert!(target.files().is_empty(), "nothing is written that was not asked for");
}

#[test]
fn an_interruption_leaves_no_process_and_no_file() {
    for (signal, status) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let target = Target::new(&[("floor", "sleep 1000 & echo $$ $! > pids.part; mv pids.part pids; wait")]);
        let mut compare = target.compare("--no-build --lanes floor --json here.json --csv here.csv").spawn().unwrap();
        let pids = target.path().join("pids");
        wait_until(|| pids.exists());
        let pids = fs::read_to_string(pids).unwrap();
        assert!(pids.split_whitespace().all(is_running), "{pids}");

        kill_process(Pid::from_child(&compare), signal).unwrap();
        assert_eq!(ended(&mut compare), Some(status));
        wait_until(|| !pids.split_whitespace().any(is_running));
        assert_eq!(target.files(), [PathBuf::from("pids")]);
    }
}

#[test]
fn what_cannot_be_written_is_a_sentence_before_anything_runs() {
    let target = Target::new(&[("floor", "touch ran")]);
    for file in ["nowhere/report.json", "."] {
        let (status, stdout, stderr) = target.output(&format!("--no-build --lanes floor --json {file}"));
        assert_eq!((status, stdout.as_str(), stderr.lines().count()), (Some(2), "", 1), "{stderr}");
        assert!(stderr.starts_with("compare: ") && stderr.contains("a file in a folder that exists"), "{stderr}");
        assert!(target.files().is_empty());
    }
}

#[test]
fn a_result_to_stdout_has_stdout_to_itself() {
    let target = Target::new(&[("floor", GOOD)]);
    // `/dev/stdout` is such a link.
    std::os::unix::fs::symlink("/proc/self/fd/1", target.path().join("stdout")).unwrap();
    let line = format!("{SHORT} --lanes floor");
    for place in ["-", "stdout"] {
        let (status, report, stderr) = target.output(&format!("{line} --json {place} --page page.html"));
        assert_eq!(status, Some(0), "{stderr}");
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["lanes"][0]["id"], "floor");
        assert!(stderr.contains("\nfloor ") && stderr.contains("\nPage: ") && !stderr.contains("Report: "), "{stderr}");
        assert_eq!(target.files(), ["page.html", "stdout"].map(PathBuf::from), "no file is called -");
    }
    assert!(target.path().join("stdout").is_symlink());

    let (_, csv, stderr) = target.output(&format!("{line} --check --csv -"));
    assert!(csv.lines().all(|line| line.contains(',')) && csv.contains("\nfloor,"), "{csv}");
    assert!(stderr.contains("\nfloor ") && stderr.contains("No tick is early."), "{stderr}");
    let (_, page, stderr) = target.output(&format!("{line} --page - --json report.json"));
    assert!(
        page.starts_with("<!") && page.trim_end().ends_with("</html>") && stderr.contains("\nReport: "),
        "{stderr}"
    );
    let (status, page, stderr) = target.output("--merge report.json --page -");
    assert_eq!((status, stderr.as_str()), (Some(0), ""), "{page}");
    assert!(page.starts_with("<!") && page.trim_end().ends_with("</html>"), "{page}");

    let (status, stdout, stderr) = target.output(&format!("{line} --json - --csv stdout"));
    assert_eq!((status, stdout.as_str()), (Some(2), ""), "{stderr}");
    assert!(stderr.contains("stdout would be written twice") && stderr.lines().count() == 1, "{stderr}");
}

#[test]
fn a_named_pipe_is_written_into_and_an_interruption_ends_the_wait_for_its_reader() {
    let target = Target::new(&[("floor", GOOD)]);
    let pipe = target.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let line = format!("{SHORT} --lanes floor --page page.html --json pipe");
    let copy = fs::File::create(target.path().join("copy.json")).unwrap();
    let mut reader = Command::new("cat").arg(&pipe).stdout(copy).spawn().unwrap();
    let mut compare = target.compare(&line).spawn().unwrap();
    let status = ended(&mut compare);
    if status != Some(0) {
        reader.kill().unwrap();
    }
    assert_eq!((status, ended(&mut reader)), (Some(0), Some(0)));
    let report: Value = serde_json::from_slice(&fs::read(target.path().join("copy.json")).unwrap()).unwrap();
    assert_eq!(report["lanes"][0]["id"], "floor");

    // The page is written first. Once it exists, `compare` waits for a reader of the pipe, or soon will.
    fs::remove_file(target.path().join("page.html")).unwrap();
    let mut compare = target.compare(&line).spawn().unwrap();
    wait_until(|| target.path().join("page.html").exists());
    kill_process(Pid::from_child(&compare), Signal::INT).unwrap();
    assert_eq!(ended(&mut compare), Some(130));
}

#[test]
fn a_class_becomes_one_page() {
    let target = Target::new(&[("floor", GOOD)]);
    for name in ["one", "two"] {
        let (status, _, stderr) =
            target.output(&format!("{SHORT} --lanes floor --name {name} --json {name}.json --page p"));
        assert_eq!(status, Some(0), "{stderr}");
    }
    let (status, stdout, stderr) = target.output("--merge one.json two.json --page class.html");
    assert_eq!((status, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.ends_with("class.html\n") && target.files().contains(&"class.html".into()), "{stdout}");

    fs::write(target.path().join("no.json"), "{}").unwrap();
    for (file, why) in [("no.json", "its format is not"), ("none.json", "cannot be read")] {
        let (status, stdout, stderr) = target.output(&format!("--merge one.json {file} --page another.html"));
        assert_eq!((status, stdout.as_str(), stderr.lines().count()), (Some(2), "", 1), "{stderr}");
        assert!(stderr.starts_with(&format!("compare: {file} ")) && stderr.contains(why), "{stderr}");
        assert!(!target.files().contains(&"another.html".into()));
    }
}

fn wait_until(condition: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < end, "it never happened");
        thread::sleep(Duration::from_millis(1));
    }
}

fn ended(child: &mut Child) -> Option<i32> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether there is such a process. A zombie does not count: its new parent may be slow to reap it.
fn is_running(pid: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !(status.is_empty() || status.contains(") Z "))
}
