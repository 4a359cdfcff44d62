//! The reader of stdout goes away, or stalls.

use std::io;

use super::{ENDING, FOREVER, each, start, time};
use crate::Run;

/// `| head -3` reads three lines and goes away. The command ends without an error.
pub fn a_reader_that_goes_away_ends_it_quietly(command: &str) {
    let mut run = start(command, "--every 10ms --for 1h");
    for _ in 0..3 {
        time(&run.line().expect("it prints three lines"));
    }
    run.close_stdout();
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
}

/// When the reader has gone before the first line, every lesson ends quietly at its first line.
pub fn a_reader_gone_before_the_first_line_ends_every_lesson_quietly(command: &str) {
    each(ENDING.into_iter().chain([FOREVER]), |lesson| {
        let (reader, writer) = io::pipe().expect("there is a pipe");
        drop(reader);
        let arguments = endless_where_it_prints(lesson);
        let ended = Run::spawn(Run::prepare(command, arguments.split_whitespace()).stdout(writer)).end();
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{lesson}: {ended:?}");
    });
}

/// When the reader goes away after the first line, every lesson ends quietly at its next line.
pub fn a_reader_gone_after_the_first_line_ends_every_lesson_quietly(command: &str) {
    each(ENDING.into_iter().chain([FOREVER]), |lesson| {
        let mut run = start(command, &endless_where_it_prints(lesson));
        run.line().unwrap_or_else(|| panic!("{lesson} prints a line"));
        run.close_stdout();
        let ended = run.end();
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{lesson}: {ended:?}");
    });
}

/// Arguments for a lesson whose reader goes away. It prints for an hour; a lesson that prints only at its end gets
/// 200 ms.
fn endless_where_it_prints(lesson: &str) -> String {
    let limit = if matches!(lesson, "hello" | "blocking" | "cancel" | "crowd") { "200ms" } else { "1h" };
    format!("{lesson} --every 10ms --for {limit} --tasks 10")
}

/// The pipe is full and nobody reads it. The deadline still holds. The command ends within half a second after it,
/// with exit 1 and a sentence that says why.
#[cfg(target_os = "linux")]
pub fn a_reader_that_stalls_does_not_hold_up_the_end(command: &str) {
    use std::time::{Duration, Instant};

    const LIMIT: Duration = Duration::from_millis(300);

    // If all lessons started at once, they would slow each other down.
    for few in ENDING.chunks(3) {
        each(few.iter().copied(), |lesson| {
            let mut attempts = Vec::new();
            let in_time = super::one_of_many(|| {
                let (_reader, writer) = full_pipe();
                let arguments = ["--every", "1ms", "--for", "300ms", "--tasks", "100", lesson];
                let run = Run::spawn(Run::prepare(command, arguments).stdout(writer));
                // Measure from here. A busy machine may take long to load a program.
                super::signals::wait_until_it_listens(&run);
                let begun = Instant::now();
                let ended = run.end();
                let took = begun.elapsed();
                assert!(super::sentence(&ended).contains("stdout was stalled"), "{lesson}: {ended:?}");
                assert!(ended.took >= LIMIT, "{lesson}: the deadline came early: {ended:?}");
                attempts.push(took);
                took < LIMIT + Duration::from_millis(500)
            });
            assert!(in_time, "{lesson} never ended within half a second of its deadline: {attempts:?}");
        });
    }
}

/// `forever` has no deadline. It waits for a stalled reader until a signal comes.
#[cfg(target_os = "linux")]
pub fn a_reader_that_stalls_does_not_end_forever(command: &str) {
    use std::{thread, time::Duration};

    let (_reader, writer) = full_pipe();
    let run = Run::spawn(Run::prepare(command, [FOREVER, "--every", "1ms", "--for", "1ms"]).stdout(writer));
    super::signals::wait_until_it_listens(&run);
    thread::sleep(Duration::from_millis(500));
    assert!(run.is_running(), "it ended: {:?}", run.end());
    run.signal(rustix::process::Signal::INT);
    let ended = run.end();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(130), ""), "{ended:?}");
}

/// A pipe of one page that is full.
#[cfg(target_os = "linux")]
pub(super) fn full_pipe() -> (io::PipeReader, io::PipeWriter) {
    use std::io::Write as _;

    let (reader, mut writer) = io::pipe().expect("there is a pipe");
    let size = rustix::pipe::fcntl_setpipe_size(&writer, 1).expect("a pipe can be shrunk");
    writer.write_all(&vec![b'\n'; size]).expect("a pipe holds its size");
    (reader, writer)
}
