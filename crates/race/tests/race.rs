//! The real command without a terminal, with shell scripts in place of the programs that cargo would build.
#![cfg(unix)]

use std::fs::{self, File, Permissions};
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tempfile::TempDir;

/// Longer than any machine is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A target directory whose programs are shell scripts.
struct Target(TempDir);

impl Target {
    /// A script is a runner's name and text.
    fn new(scripts: &[(&str, &str)]) -> Self {
        let target = Self(tempfile::tempdir().unwrap());
        let release = target.0.path().join("release");
        fs::create_dir(&release).unwrap();
        for (name, text) in scripts {
            let path = release.join(format!("run-{name}"));
            fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        }
        target
    }

    fn race(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_race"));
        command.arg("--no-build").env("CARGO_TARGET_DIR", self.0.path()).current_dir(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn output(&self) -> (Option<i32>, String, String) {
        let Output { status, stdout, stderr } = self.race().output().unwrap();
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }
}

/// The lines without the time since the start.
fn told(stdout: &str) -> Vec<&str> {
    stdout.lines().map(|line| line.split_once(" s  ").map_or(line, |(_, told)| told)).collect()
}

#[test]
fn each_tick_is_a_line_and_each_runner_has_one_at_the_end() {
    let target = Target::new(&[
        ("tokio", "echo 2026-11-22 06:48:50.000000; echo 2026-11-22 06:48:50.501200; echo 시간 종료"),
        ("smol", "echo 2026-11-22 06:48:50.1; echo 2026-11-22 06:48:50.599; echo 시간 종료"),
    ]);
    let (status, seen, stderr) = target.output();
    assert_eq!(status, Some(0), "{stderr}");
    assert!(stderr.contains("mini does not take part: run-mini is not built"), "{stderr}");

    let of = |name: &str| told(&seen).into_iter().filter(|line| line.starts_with(name)).map(str::to_owned).collect();
    let (tokio, smol): (Vec<String>, Vec<String>) = (of("tokio "), of("smol "));
    assert_eq!(tokio[..2], ["tokio  2026-11-22 06:48:50.000000", "tokio  2026-11-22 06:48:50.501200   +1.2 ms"]);
    assert_eq!(smol[..2], ["smol   2026-11-22 06:48:50.1", "smol   2026-11-22 06:48:50.599      -1.0 ms"]);
    for (lines, summary) in [(&tokio, "worst  +1.2 ms   drift  +1.2 ms"), (&smol, "worst  -1.0 ms   drift  -1.0 ms")] {
        let [_, _, deadline, end] = &lines[..] else { panic!("four lines each: {seen}") };
        // A Korean syllable takes two columns, so the message is padded to the width of a time.
        assert!(deadline[7..].starts_with("시간 종료                    deadline -"), "{deadline}");
        assert!(end[7..].starts_with(&format!("2 ticks         {summary}   deadline -")), "{end}");
    }
    assert_eq!(told(&seen)[6..], [&tokio[3], &smol[3]], "the summary comes last: {seen}");
}

#[test]
fn a_runner_in_trouble_says_why_and_the_others_go_on() {
    let target = Target::new(&[
        ("tokio", "echo first >&2; echo out of cheese >&2; exit 3"),
        ("async-std", "kill -9 $$"),
        ("smol", "echo tick; sleep 1000 &"),
        // Most likely it is the last to end.
        ("mini", "echo tick; sleep 0.2; echo tick; echo 시간 종료"),
    ]);
    let (status, seen, _) = target.output();
    assert_eq!(status, Some(0), "{seen}");
    let lines = told(&seen);
    for line in [
        "tokio      exit status: 3: out of cheese",
        "async-std  signal: 9 (SIGKILL)",
        "smol       ended without 시간 종료",
        "tokio      0 ticks         exit status: 3: out of cheese",
        "async-std  0 ticks         signal: 9 (SIGKILL)",
        "smol       1 tick          ended without 시간 종료",
    ] {
        assert!(lines.contains(&line), "`{line}` is missing: {seen}");
    }
    assert!(lines.last().is_some_and(|line| line.starts_with("mini       2 ticks         worst ")), "{seen}");
}

#[test]
fn a_runner_that_cannot_be_started_says_why() {
    let target = Target::new(&[("tokio", "echo tick; echo 시간 종료"), ("smol", "")]);
    fs::set_permissions(target.0.path().join("release/run-smol"), Permissions::from_mode(0o644)).unwrap();
    let (status, seen, _) = target.output();
    assert_eq!(status, Some(0), "{seen}");
    assert!(seen.contains(" s  smol   cannot start: Permission denied (os error 13): "), "{seen}");
    assert!(seen.contains("\ntokio  1 tick          deadline "), "{seen}");
}

#[test]
fn without_a_program_there_is_no_race() {
    let (status, stdout, stderr) = Target::new(&[]).output();
    assert_eq!((status, stdout.as_str()), (Some(1), ""));
    assert!(stderr.ends_with("Error: there is no program to race\n"), "{stderr}");
}

/// Prints its number and that of the process that it starts, then nothing for an hour.
const ENDLESS: &str = "sleep 3600 & echo $$ $!; wait";

/// The numbers of the processes in a line of the race.
fn numbers(line: &str) -> Vec<Pid> {
    let words = told(line)[0].split_whitespace().skip(1);
    words.map(|number| Pid::from_raw(number.parse().unwrap()).unwrap()).collect()
}

/// Whether there is such a process. A zombie does not count: its new parent may be slow to reap it.
fn is_running(number: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", number.as_raw_nonzero()));
    test_kill_process(number) != Err(Errno::SRCH) && !stat.is_ok_and(|stat| stat.contains(") Z "))
}

#[track_caller]
fn assert_gone(line: &str) {
    let (end, numbers) = (Instant::now() + PATIENCE, numbers(line));
    assert_eq!(numbers.len(), 2, "{line}");
    while numbers.iter().copied().any(is_running) {
        assert!(Instant::now() < end, "one of {numbers:?} still runs");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let target = Target::new(&[("tokio", ENDLESS), ("smol", "while sleep 0.01; do echo tick; done")]);
    let mut race = target.race().spawn().unwrap();
    let mut lines = BufReader::new(race.stdout.take().unwrap()).lines();
    let line = lines.find(|line| line.as_ref().unwrap().contains("tokio ")).unwrap().unwrap();
    drop(lines);
    let Output { status, stderr, .. } = race.wait_with_output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(status.success() && stderr.lines().all(|line| line.contains("does not take part")), "{stderr}");
    assert_gone(&line);
}

#[test]
#[cfg(target_os = "linux")]
fn a_stdout_that_fails_is_an_error() {
    let target = Target::new(&[("tokio", ENDLESS)]);
    let Output { status, stderr, .. } = target.race().stdout(File::create("/dev/full").unwrap()).output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{stderr}");
    assert!(stderr.ends_with("Error: No space left on device (os error 28)\n"), "{stderr}");
}

#[test]
fn a_signal_ends_it_even_while_its_reader_stalls() {
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        // More than a pipe holds. Nobody reads it after the first byte.
        let target = Target::new(&[("tokio", "yes 시간이_흐른다 | head -n 100000; touch printed; sleep 3600")]);
        let mut race = target.race().spawn().unwrap();
        race.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        let end = Instant::now() + PATIENCE;
        while !target.0.path().join("printed").exists() {
            assert!(Instant::now() < end, "the lines of a runner are read even while nobody reads those of the race");
            thread::sleep(Duration::from_millis(1));
        }
        kill_process(Pid::from_child(&race), signal).unwrap();
        assert_eq!(race.wait().unwrap().code(), Some(status));
    }
}

#[test]
fn bad_usage_is_a_sentence() {
    for (option, value) in [("--every", "soon"), ("--for", "-1s"), ("--every", "10us")] {
        let Output { status, stdout, stderr } = Target::new(&[]).race().args([option, value]).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!((status.code(), stdout), (Some(2), vec![]));
        assert!(stderr.contains(&format!("invalid value '{value}' for '{option} <")), "{stderr}");
    }
}
