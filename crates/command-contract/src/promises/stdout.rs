//! What stdout may be: a pipe, a file, a terminal, a full disk, nothing at all.

use std::io::{Read as _, Seek as _};

use super::{ENDING, assert_done, each, run, times};
use crate::Run;

/// Into a pipe, a command writes no escape codes and no line longer than 80 columns.
pub fn every_lesson_fits_80_columns_and_is_plain_in_a_pipe(command: &str) {
    each(ENDING, |lesson| {
        let ended = run(command, &format!("{lesson} --every 20ms --for 200ms --tasks 1000"));
        assert_done(lesson, &ended);
        assert!(!ended.stdout.contains('\x1b'), "{lesson}: an escape code: {ended:?}");
        assert_80_columns(lesson, &ended.stdout);
    });
}

/// A file receives the same output as a pipe.
pub fn every_lesson_prints_to_a_file(command: &str) {
    each(ENDING, |lesson| {
        let mut file = tempfile::tempfile().expect("there is room for a file");
        let arguments = [lesson, "--every", "20ms", "--for", "200ms", "--tasks", "10"];
        let stdout = file.try_clone().expect("a file can be shared");
        let mut ended = Run::spawn(Run::prepare(command, arguments).stdout(stdout)).end();
        file.rewind().and_then(|()| file.read_to_string(&mut ended.stdout)).expect("it is UTF-8");
        assert_done(lesson, &ended);
        assert!(!ended.stdout.contains('\x1b'), "{lesson}: an escape code: {ended:?}");
        if lesson == "async-main" {
            assert!(!times(&ended.stdout).is_empty(), "{ended:?}");
        }
    });
}

/// When the disk is full, the command exits with 1 and says so in a sentence.
#[cfg(target_os = "linux")]
pub fn a_full_disk_is_a_sentence(command: &str) {
    let arguments = ENDING.into_iter().chain([super::FOREVER, "--help", "--list"]);
    each(arguments, |lesson| {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has a full device");
        let arguments = [lesson, "--every", "10ms", "--for", "1s", "--tasks", "10"];
        let ended = Run::spawn(Run::prepare(command, arguments).stdout(full)).end();
        let sentence = super::sentence(&ended);
        assert!(sentence.contains("cannot write to stdout: No space left on device"), "{lesson}: {ended:?}");
    });
}

/// When stdout is closed (`>&-`), every lesson ends as usual, or with a sentence.
#[cfg(unix)]
pub fn a_closed_stdout_is_no_panic(command: &str) {
    each(ENDING, |lesson| {
        let closed = r#"exec "$0" "$@" >&-"#;
        let arguments = ["-c", closed, command, lesson, "--every", "10ms", "--for", "200ms", "--tasks", "10"];
        let ended = Run::start("sh", arguments);
        let ended = ended.end();
        if ended.status != Some(0) || !ended.stderr.is_empty() {
            super::sentence(&ended);
        }
        assert_eq!(ended.stdout, "", "{lesson}: {ended:?}");
    });
}

/// A terminal shows colours, unless `NO_COLOR` has a value. Each line has at most 80 columns and ends with `\r\n`.
#[cfg(target_os = "linux")]
pub fn a_terminal_shows_colours_unless_told_not_to(command: &str) {
    each(ENDING, |lesson| {
        for no_color in ["", "1"] {
            let (mut screen, terminal) = terminal();
            let arguments = [lesson, "--every", "20ms", "--for", "200ms", "--tasks", "10"];
            let run = Run::spawn(Run::prepare(command, arguments).env("NO_COLOR", no_color).stdout(terminal));
            let mut shown = Vec::new();
            // When no writer is left, reading a terminal gives an error, not an end of file.
            let end = screen.read_to_end(&mut shown).map_err(|error| error.raw_os_error());
            assert_eq!(end, Err(Some(rustix::io::Errno::IO.raw_os_error())));
            let shown = String::from_utf8(shown).expect("it is UTF-8");
            let mut ended = run.end();
            ended.stdout = shown.replace("\r\n", "\n");

            assert_done(lesson, &ended);
            assert!(!ended.stdout.contains('\r') && shown.ends_with("\r\n"), "{lesson}: {shown:?}");
            // These lessons print only the time: no heading, no conclusion.
            let colourful = no_color.is_empty() && !matches!(lesson, "async-main" | "unhandled");
            assert_eq!(shown.contains("\x1b["), colourful, "{lesson}, NO_COLOR={no_color}: {shown:?}");
            assert_80_columns(lesson, &without_colours(&ended.stdout));
        }
    });
}

/// A terminal: the side that a test reads, and the side that a command writes to.
#[cfg(target_os = "linux")]
pub(super) fn terminal() -> (std::fs::File, std::os::fd::OwnedFd) {
    use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};

    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let open = || {
        let screen = openpt(flags)?;
        grantpt(&screen)?;
        unlockpt(&screen)?;
        let terminal = ioctl_tiocgptpeer(&screen, flags)?;
        rustix::io::Result::Ok((screen.into(), terminal))
    };
    open().expect("a terminal can be opened")
}

#[cfg(target_os = "linux")]
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('m').expect("a colour ends with an m").1);
    [first].into_iter().chain(rest).collect()
}

fn assert_80_columns(lesson: &str, text: &str) {
    for line in text.lines() {
        // Hangul is two columns wide.
        let columns: usize = line.chars().map(|char| if char.is_ascii() { 1 } else { 2 }).sum();
        assert!(columns <= 80, "{lesson}: {columns} columns: {line}");
    }
}
