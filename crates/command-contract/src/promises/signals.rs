//! Ctrl-C and SIGTERM: the end, at once, whatever the command is doing.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{each, one_of_many, start};
use crate::Run;

const SIGNALS: [(Signal, i32); 2] = [(Signal::INT, 130), (Signal::TERM, 143)];

/// Ctrl-C ends a lesson that prints with 130, SIGTERM with 143, within 50 ms, without a word and without a torn line.
pub fn a_signal_ends_a_lesson_that_prints(command: &str) {
    each(["forever", "unhandled", "async-main", "concurrent", "drift", "threads"], |lesson| {
        // A runtime without a work-stealing executor has said so, and is done.
        if lesson == "threads" && start(command, "threads --for 0").end().stdout.contains("no work-stealing executor") {
            return;
        }
        assert_ends_at_once(lesson, || {
            let mut run = start(command, &format!("{lesson} --every 1ms --for 1h"));
            for _ in 0..5 {
                run.line().expect("it prints");
            }
            run
        });
    });
}

/// So do they end a lesson that is silent until it is over.
#[cfg(target_os = "linux")]
pub fn a_signal_ends_a_lesson_that_is_silent(command: &str) {
    each(["hello", "cancel", "crowd"], |lesson| {
        assert_ends_at_once(lesson, || {
            let run = start(command, &format!("{lesson} --every 1h --for 1h --tasks 100"));
            wait_until_it_listens(&run);
            run
        });
    });
}

/// And `blocking`, while it blocks: the thread sleeps in a coroutine, and no executor can do anything about that.
pub fn a_signal_ends_a_lesson_that_blocks(command: &str) {
    assert_ends_at_once("blocking", || {
        // Four rounds' time for three rounds; the second blocks for half a second and two periods of as much.
        let mut run = start(command, "blocking --every 500ms --for 2s");
        let rows = [(); 2].map(|()| run.line().expect("it prints"));
        assert!(rows[1].starts_with("awaited"), "the first round is over: {rows:?}");
        thread::sleep(Duration::from_millis(100));
        run
    });
}

/// Sends each signal to what `start` has started, and checks how it ends: the status every time, within 50 ms at least once.
fn assert_ends_at_once(lesson: &str, start: impl Fn() -> Run) {
    for (signal, status) in SIGNALS {
        let at_once = one_of_many(|| {
            let run = start();
            let sent = Instant::now();
            run.signal(signal);
            let ended = run.end();
            let took = sent.elapsed();
            assert_eq!((ended.status, ended.stderr.as_str()), (Some(status), ""), "{lesson}: {ended:?}");
            let whole = ended.stdout.is_empty() || ended.stdout.ends_with('\n');
            assert!(whole, "{lesson}: the last line is torn: {ended:?}");
            took < Duration::from_millis(50)
        });
        assert!(at_once, "{lesson} never ended within 50 ms of {signal:?}");
    }
}

/// Waits until it has a handler for both signals and sleeps, so that it is past setting them up.
#[cfg(target_os = "linux")]
pub(super) fn wait_until_it_listens(run: &Run) {
    let wanted = SIGNALS.iter().fold(0, |mask, (signal, _)| mask | 1_u64 << (signal.as_raw() - 1));
    let status = format!("/proc/{}/status", run.id());
    while run.is_running() {
        let status = std::fs::read_to_string(&status).expect("Linux tells about a process");
        let field = |name| status.lines().find_map(|line| line.strip_prefix(name)).expect("it tells all").trim();
        let caught = u64::from_str_radix(field("SigCgt:"), 16).expect("the signals are a mask");
        if caught & wanted == wanted && field("State:").starts_with('S') {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
