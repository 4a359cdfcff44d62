//! `--trace FILE` writes what the runtime did. The file is complete, or it is not there.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{ENDING, FOREVER, assert_done, each, run, sentence, start};
use crate::{Run, Trace};

/// A temporary folder, and the path of a trace in it.
fn place() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("trace.json");
    let path = path.to_str().expect("its name is UTF-8").into();
    (folder, path)
}

/// The names of the files in a folder.
fn files(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder can be read").flatten();
    files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
}

/// Every lesson writes a trace, even one that fails. It is JSON in the trace-event format, in the order of time. It
/// has an event for everything that was counted, such as each poll.
pub fn every_lesson_leaves_a_trace_that_agrees_with_its_counters(command: &str) {
    each(ENDING, |lesson| {
        let (folder, path) = place();
        let ended = run(command, &format!("{lesson} --every 20ms --for 200ms --tasks 10 --trace {path}"));
        assert_done(lesson, &ended);
        assert_eq!(files(folder.path()), ["trace.json"], "{lesson}");
        let trace = Trace::read(path.as_ref());
        trace.assert_sound();
        assert_eq!((trace.about("lesson"), trace.counter("dropped_events")), (lesson, 0));
        assert!(command.ends_with(&format!("run-{}", trace.about("runtime"))), "{lesson}: {}", trace.about("runtime"));
        let main = trace.events("X", "poll").filter(|poll| poll.number("task") == 0);
        assert_eq!(main.last().map(|poll| poll.arg("answer")), Some("ready"), "{lesson}: the last poll of main");
        assert!(trace.counter("polls") >= 1 && trace.counter("timers") >= 1, "{lesson}: {trace:?}");
        // Every byte was counted, except those of a write that the deadline cancelled before the answer came.
        let mut lines: Vec<_> = ended.stdout.lines().map(|line| line.len() + "\n".len()).collect();
        lines.sort_unstable_by(|one, other| other.cmp(one));
        let unanswered: usize = lines.iter().take(printers(lesson)).sum();
        assert!(trace.counter("bytes") + unanswered >= ended.stdout.len(), "{lesson}: {trace:?}: {ended:?}");
    });
}

/// How many coroutines of a lesson print under a deadline. Each prints one line at a time.
fn printers(lesson: &str) -> usize {
    match lesson {
        "unhandled" | "async-main" | "drift" => 1,
        "concurrent" => 3,
        "threads" => 4,
        _ => 0,
    }
}

/// A reader that goes away ends the lesson, and the trace shows how.
pub fn a_trace_is_left_when_the_reader_goes_away(command: &str) {
    let (_folder, path) = place();
    let mut run = start(command, &format!("{FOREVER} --every 1ms --trace {path}"));
    run.line().expect("it prints");
    run.close_stdout();
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    Trace::read(path.as_ref()).assert_sound();
}

/// Without `--trace` there is no file. With it, there is only the trace.
pub fn a_trace_is_left_only_where_it_is_asked_for(command: &str) {
    for (option, left) in [(&[][..], &[][..]), (&["--trace", "here.json"], &["here.json"])] {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let arguments = ["--every", "10ms", "--for", "50ms"].iter().chain(option).copied();
        let ended = Run::spawn(Run::prepare(command, arguments).current_dir(folder.path())).end();
        assert_done("async-main", &ended);
        assert_eq!(files(folder.path()), left, "{ended:?}");
    }
}

/// When no file can be written there, the command exits with 2 and prints nothing. One sentence names the file and
/// the reason.
pub fn a_trace_that_has_no_place_is_refused_before_the_lesson_runs(command: &str) {
    let (folder, path) = place();
    fs::write(&path, "a file").expect("there is room for a file");
    let folder_itself = folder.path().to_str().expect("its name is UTF-8");
    let no_folder = format!("{folder_itself}/no/such/folder/trace.json");
    let within_a_file = format!("{path}/trace.json");
    for no_place in [folder_itself, &no_folder, &within_a_file] {
        let ended = run(command, &format!("--for 0 --trace {no_place}"));
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        assert!(ended.stderr.contains(&format!("'{no_place}'")) && ended.stderr.contains("accepted"), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
    assert_eq!(files(folder.path()), ["trace.json"]);
}

/// When the folder is gone at the end of the lesson, the command exits with 1 and a sentence.
pub fn a_trace_whose_place_is_gone_in_the_end_is_a_failure(command: &str) {
    let (folder, path) = place();
    let mut run = start(command, &format!("--every 1h --for 1500ms --trace {path}"));
    run.line().expect("it prints");
    folder.close().expect("an empty folder can be removed");
    let ended = run.end();
    assert!(sentence(&ended).contains("cannot write the trace: "), "{ended:?}");
}

/// The old trace stays until the new one is complete. Ctrl-C leaves no other file beside it.
#[cfg(unix)]
pub fn a_signal_leaves_an_older_trace_alone(command: &str) {
    let (folder, path) = place();
    fs::write(&path, "an older trace").expect("there is room for a file");
    let mut run = start(command, &format!("{FOREVER} --every 1ms --trace {path}"));
    for _ in 0..5 {
        run.line().expect("it prints");
    }
    run.signal(rustix::process::Signal::INT);
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(130), ""), "{ended:?}");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "an older trace");
    assert_eq!(files(folder.path()), ["trace.json"]);
}
