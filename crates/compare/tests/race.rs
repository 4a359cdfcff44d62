//! Races of shell scripts, told in lines.

#![cfg(unix)]

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write};
use std::process::Command;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use compare::race::{Course, Finish, Runner, race_in_lines};
use rustix::io::Errno;
use rustix::process::Pid;

/// Longer than any machine is busy.
const PATIENCE: Duration = Duration::from_secs(60);

const COURSE: Course = Course { every: Duration::from_millis(500), limit: Duration::from_secs(3600) };

fn script(name: &str, text: &str) -> Runner {
    let mut command = Command::new("sh");
    command.args(["-c", text]);
    Runner { name: name.into(), command }
}

/// A reader that keeps what it was given; and, when it was given something, does as it was told.
struct Reader<F> {
    seen: Arc<Mutex<String>>,
    then: F,
}

impl<F: FnMut() -> io::Result<()>> Write for Reader<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.seen.lock().unwrap() += str::from_utf8(bytes).expect("each line is written whole");
        (self.then)().map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a race and returns how it ended, and what was printed until then.
fn race(runners: Vec<Runner>, then: impl FnMut() -> io::Result<()> + Send + 'static) -> (io::Result<Finish>, String) {
    let seen = Arc::<Mutex<String>>::default();
    let finish = race_in_lines(runners, COURSE, Reader { seen: seen.clone(), then });
    let seen = seen.lock().unwrap().clone();
    (finish, seen)
}

/// The lines without the time since the start that they begin with.
fn told(seen: &str) -> Vec<&str> {
    seen.lines().map(|line| line.split_once(" s  ").map_or(line, |(_, told)| told)).collect()
}

#[test]
fn each_tick_is_a_line_and_each_runner_has_one_at_the_end() {
    let late = "echo 2026-11-22 06:48:50.000000; echo 2026-11-22 06:48:50.501200; echo 시간 종료";
    let early = "echo 2026-11-22 06:48:50.1; echo 2026-11-22 06:48:50.599; echo 시간 종료";
    let (finish, seen) = race(vec![script("late", late), script("early", early)], || Ok(()));
    assert_eq!(finish.unwrap(), Finish::Over);

    let of = |name: &str| told(&seen).into_iter().filter(|line| line.starts_with(name)).map(str::to_owned).collect();
    let (late, early): (Vec<String>, Vec<String>) = (of("late "), of("early "));
    assert_eq!(late[..2], ["late   2026-11-22 06:48:50.000000", "late   2026-11-22 06:48:50.501200   +1.2 ms"]);
    assert_eq!(early[..2], ["early  2026-11-22 06:48:50.1", "early  2026-11-22 06:48:50.599      -1.0 ms"]);
    for (lines, summary) in [(&late, "worst  +1.2 ms   drift  +1.2 ms"), (&early, "worst  -1.0 ms   drift  -1.0 ms")] {
        let [_, _, deadline, end] = &lines[..] else { panic!("four lines each: {seen}") };
        // They are as wide as each other on the screen: a Korean syllable takes two columns.
        assert!(deadline[7..].starts_with("시간 종료                    deadline -"), "{deadline}");
        assert!(end[7..].starts_with(&format!("2 ticks         {summary}   deadline -")), "{end}");
    }
    assert!(told(&seen)[6..] == [late[3].as_str(), early[3].as_str()], "the summary is the end: {seen}");
}

#[test]
fn a_runner_in_trouble_says_why_and_the_others_go_on() {
    let runners = vec![
        Runner { name: "absent".into(), command: Command::new("/no/such/runner") },
        script("failed", "echo first >&2; echo out of cheese >&2; exit 3"),
        script("killed", "kill -9 $$"),
        script("early", "echo tick"),
        // Most likely it is the last to end.
        script("well", "echo tick; sleep 0.2; echo tick; echo 시간 종료"),
    ];
    let (finish, seen) = race(runners, || Ok(()));
    assert_eq!(finish.unwrap(), Finish::Over);
    let lines = told(&seen);
    for line in [
        "absent  cannot start: No such file or directory (os error 2): /no/such/runner",
        "failed  exit status: 3: out of cheese",
        "killed  signal: 9 (SIGKILL)",
        "early   ended without 시간 종료",
        "absent  0 ticks         cannot start: No such file or directory (os error 2): /no/such/runner",
        "failed  0 ticks         exit status: 3: out of cheese",
        "killed  0 ticks         signal: 9 (SIGKILL)",
        "early   1 tick          ended without 시간 종료",
    ] {
        assert!(lines.contains(&line), "`{line}` is missing: {seen}");
    }
    assert!(lines.last().is_some_and(|line| line.starts_with("well    2 ticks         worst ")), "{seen}");
}

/// Prints its process's number and then nothing for an hour; nor does the process that it starts.
const ENDLESS: &str = "echo $$; sleep 3600 & sleep 3600";

/// Whether the processes whose numbers were printed are gone, and waited for.
fn are_gone(seen: &str) -> bool {
    let process = |line: &str| Pid::from_raw(line.split_whitespace().last()?.parse().ok()?);
    let mut processes = told(seen).into_iter().map(|line| process(line).expect("a process has printed its number"));
    !seen.is_empty() && processes.all(|process| rustix::process::test_kill_process(process) == Err(Errno::SRCH))
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let gone = || Err(ErrorKind::BrokenPipe.into());
    let (finish, seen) = race(vec![script("endless", ENDLESS)], gone);
    assert_eq!(finish.unwrap(), Finish::Quit);
    assert!(are_gone(&seen), "{seen}");
}

#[test]
fn a_reader_that_fails_is_an_error() {
    let full = || Err(ErrorKind::StorageFull.into());
    let (finish, seen) = race(vec![script("endless", ENDLESS)], full);
    assert_eq!(finish.unwrap_err().kind(), ErrorKind::StorageFull);
    assert!(are_gone(&seen), "{seen}");
}

#[test]
fn a_panic_leaves_nobody_behind() {
    let seen = Arc::<Mutex<String>>::default();
    let reader = Reader { seen: seen.clone(), then: || panic!("as it should in this test") };
    let race = thread::spawn(|| race_in_lines(vec![script("endless", ENDLESS)], COURSE, reader));
    assert!(race.join().is_err(), "a panic goes on to the caller");
    assert!(are_gone(&seen.lock().unwrap()), "{seen:?}");
}

#[test]
fn what_a_runner_has_started_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // The pipe has an end once nobody holds it open any more, neither the runner nor who it has started.
    let (tell, ended) = mpsc::channel();
    let reader = pipe.clone();
    thread::spawn(move || tell.send(File::open(reader).unwrap().read(&mut [0]).unwrap()));

    let mut runner = script("endless", &format!("exec 3> \"$PIPE\"; {ENDLESS}"));
    runner.command.env("PIPE", &pipe);
    let (finish, seen) = race(vec![runner], || Err(ErrorKind::BrokenPipe.into()));
    assert_eq!(finish.unwrap(), Finish::Quit);
    assert_eq!(ended.recv_timeout(PATIENCE), Ok(0), "someone still holds it: {seen}");
}
