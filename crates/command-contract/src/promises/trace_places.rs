//! A trace can go through a link, into a pipe or a device, or to stdout. Only a regular file is ever replaced.
//!
//! All links are in a temporary folder. So a command that breaks these promises destroys no link of the machine.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use super::{FOREVER, MESSAGE, assert_done, times};
use crate::{Ended, Run, Trace};

/// A temporary folder with links and pipes.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("there is room for a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Makes a link, and returns its path.
    fn link(&self, name: &str, target: impl AsRef<Path>) -> PathBuf {
        symlink(target, self.path(name)).expect("a link can be made");
        self.path(name)
    }

    /// Makes a named pipe, and returns its path.
    fn pipe(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let made = Run::start("mkfifo", [path.to_str().expect("its name is UTF-8")]).end();
        assert_eq!(made.status, Some(0), "{made:?}");
        path
    }

    fn is_link(&self, name: &str) -> bool {
        fs::symlink_metadata(self.path(name)).is_ok_and(|data| data.is_symlink())
    }

    /// Everything in it, sorted.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder can be read").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The command with `--trace PATH`, in this folder.
    fn traced(&self, command: &str, path: &str) -> std::process::Command {
        let mut run = Run::prepare(command, ["--every", "10ms", "--for", "50ms", "--trace", path]);
        run.current_dir(self.0.path());
        run
    }

    fn run(&self, command: &str, path: &str) -> Ended {
        Run::spawn(&mut self.traced(command, path)).end()
    }

    /// Checks that this is a sound trace.
    fn assert_trace(&self, text: &str) {
        let path = self.path("copy");
        fs::write(&path, text).expect("there is room for a file");
        Trace::read(&path).assert_sound();
        fs::remove_file(path).expect("a file can be removed");
    }

    /// Checks that these are the lines of the lesson, and the trace after them.
    fn assert_lines_and_trace(&self, text: &str) {
        let end = text.find(MESSAGE).unwrap_or_else(|| panic!("no message: {text}")) + MESSAGE.len() + 1;
        assert!(!times(&text[..end]).is_empty(), "{text}");
        self.assert_trace(&text[end..]);
    }
}

/// `-`, or a link such as `/dev/stdout`, means stdout. The lesson's lines come first, then the trace. The link stays.
#[cfg(target_os = "linux")]
pub fn a_trace_to_stdout_comes_after_the_lines(command: &str) {
    let folder = Folder::new();
    // This is what `/dev/stdout` is.
    folder.link("stdout", "/proc/self/fd/1");
    folder.link("link", "stdout");
    for place in ["-", "stdout", "./link", "/proc/self/fd/1", "/dev/fd/1"] {
        let ended = folder.run(command, place);
        assert_done(place, &ended);
        folder.assert_lines_and_trace(&ended.stdout);

        // When stdout is a file, the trace must not replace its lines.
        let (file, path) = (folder.path("file"), folder.path("file"));
        let file = fs::File::create(file).expect("there is room for a file");
        let ended = Run::spawn(folder.traced(command, place).stdout(file)).end();
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{place}: {ended:?}");
        folder.assert_lines_and_trace(&fs::read_to_string(&path).expect("it is UTF-8"));

        assert_eq!(folder.names(), ["file", "link", "stdout"], "{place}");
        assert!(folder.is_link("stdout") && folder.is_link("link"), "{place} is no longer a link");
    }
}

/// When the reader wants only the first lines (`--trace - | head -3`), the command ends quietly.
pub fn a_reader_that_does_not_want_the_trace_ends_it_quietly(command: &str) {
    let folder = Folder::new();
    let mut prepared = Run::prepare(command, [FOREVER, "--every", "1ms", "--trace", "-"]);
    let mut run = Run::spawn(prepared.current_dir(folder.0.path()));
    run.line().expect("it prints");
    run.close_stdout();
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    assert!(folder.names().is_empty(), "no file is called -");
}

/// A link is followed, even to a file that does not exist yet. The link stays, and a file keeps its permissions.
pub fn a_trace_goes_where_a_link_leads(command: &str) {
    let folder = Folder::new();
    fs::create_dir(folder.path("sub")).expect("a folder can be made");
    folder.link("dangling", "sub/new.json");
    folder.link("twice", "dangling");
    folder.link("absolute", folder.path("sub/other.json"));
    for (link, file) in [("dangling", "sub/new.json"), ("twice", "sub/new.json"), ("absolute/", "sub/other.json")] {
        let ended = folder.run(command, link);
        assert_done(link, &ended);
        Trace::read(&folder.path(file)).assert_sound();
        fs::write(folder.path(file), "old").expect("it can be replaced");
    }

    fs::write(folder.path("usual"), "").expect("there is room for a file");
    let mode = |name| fs::metadata(folder.path(name)).expect("it is there").mode() & 0o7777;
    assert_eq!(mode("sub/other.json"), mode("usual"), "a new file is as readable as any other");
    fs::set_permissions(folder.path("sub/new.json"), PermissionsExt::from_mode(0o640)).expect("it is ours");
    assert_done("twice", &folder.run(command, "twice"));
    Trace::read(&folder.path("sub/new.json")).assert_sound();
    assert_eq!(mode("sub/new.json"), 0o640);

    assert_eq!(folder.names(), ["absolute", "dangling", "sub", "twice", "usual"]);
    assert!(["absolute", "dangling", "twice"].iter().all(|link| folder.is_link(link)));
}

/// The trace is written into a pipe, through a link to a pipe, and into a device. None of them is replaced.
pub fn a_trace_is_streamed_into_a_pipe_or_a_device(command: &str) {
    let folder = Folder::new();
    let pipe = folder.pipe("pipe");
    folder.link("link", "pipe");
    folder.link("null", "/dev/null");
    for place in ["pipe", "link"] {
        let reader = Run::start("cat", [pipe.to_str().expect("its name is UTF-8")]);
        assert_done(place, &folder.run(command, place));
        folder.assert_trace(&reader.end().stdout);
    }
    assert_done("null", &folder.run(command, "null"));
    assert_eq!(folder.names(), ["link", "null", "pipe"]);
    assert!(folder.is_link("link") && folder.is_link("null"));
}

/// `--trace >(cat)` writes into a pipe that the shell has opened.
#[cfg(target_os = "linux")]
pub fn a_trace_is_streamed_into_a_pipe_of_the_shell(command: &str) {
    let folder = Folder::new();
    // What the command prints goes to stderr, the trace into the pipe.
    let script = r#"exec 3>&1; "$0" --every 10ms --for 50ms --trace /dev/fd/3 >&2"#;
    let ended = Run::start("sh", ["-c", script, command]).end();
    assert_eq!(ended.status, Some(0), "{ended:?}");
    assert!(!times(&ended.stderr).is_empty(), "{ended:?}");
    folder.assert_trace(&ended.stdout);
}

/// Links in a circle, a link to a folder, and a socket are refused before the lesson runs: exit 2 and one sentence.
pub fn a_trace_that_leads_nowhere_is_refused_before_the_lesson_runs(command: &str) {
    let folder = Folder::new();
    folder.link("self", "self");
    folder.link("a", "b");
    folder.link("b", "a");
    folder.link("folder", ".");
    folder.link("far", "no/such/folder/trace.json");
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket")).expect("a socket can be made");
    let names = folder.names();
    for place in ["self", "a", "folder", "far", "socket", ".", "..", "/"] {
        let ended = folder.run(command, place);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{place}: {ended:?}");
        assert!(ended.stderr.contains(&format!("'{place}'")) && ended.stderr.contains("accepted"), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    }
    assert_eq!(folder.names(), names);
    assert!(["self", "a", "b", "folder", "far"].iter().all(|link| folder.is_link(link)));
}

/// After the lesson, the command waits until someone reads the named pipe. Ctrl-C ends the wait.
pub fn a_signal_ends_a_trace_that_nobody_reads(command: &str) {
    let folder = Folder::new();
    folder.pipe("pipe");
    let mut run = Run::spawn(&mut folder.traced(command, "pipe"));
    while run.line().expect("the message comes") != MESSAGE {}
    // The command waits now, or will wait soon. The signal must end it either way.
    thread::sleep(Duration::from_millis(50));
    assert!(run.is_running(), "it waits for a reader: {:?}", run.end());
    run.signal(Signal::INT);
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(130), ""), "{ended:?}");
}

/// A signal may come while the trace is being written. Then the folder contains the old trace or the new one, and no
/// other file.
pub fn a_signal_while_a_trace_is_written_leaves_a_whole_one(command: &str) {
    const OLD: &str = "an older trace";
    let folder = Folder::new();
    let path = folder.path("trace.json");
    for micros in [0, 100, 200, 400, 800, 1600, 3200] {
        fs::write(&path, OLD).expect("there is room for a file");
        let mut prepared = Run::prepare(command, ["--every", "100us", "--for", "100ms", "--trace", "trace.json"]);
        let mut run = Run::spawn(prepared.current_dir(folder.0.path()));
        while run.line().expect("the message comes") != MESSAGE {}
        thread::sleep(Duration::from_micros(micros));
        if run.is_running() {
            run.signal(Signal::INT);
        }
        let ended = run.end();
        assert!(matches!(ended.status, Some(0 | 130)) && ended.stderr.is_empty(), "{ended:?}");
        if fs::read_to_string(&path).expect("it is there") != OLD {
            Trace::read(&path).assert_sound();
        }
        assert_eq!(folder.names(), ["trace.json"]);
    }
}
