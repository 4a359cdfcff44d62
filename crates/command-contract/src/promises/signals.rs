//! Ctrl-C and SIGTERM end a command at once, whatever it is doing.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{each, one_of_many, start};
use crate::Run;

const SIGNALS: [(Signal, i32); 2] = [(Signal::INT, 130), (Signal::TERM, 143)];

/// A signal ends a lesson that prints within 50 ms. Ctrl-C gives exit status 130, SIGTERM gives 143. There is no
/// message and no torn line.
pub fn a_signal_ends_a_lesson_that_prints(command: &str) {
    each(["forever", "unhandled", "async-main", "concurrent", "drift", "threads"], |lesson| {
        // A runtime without a work-stealing executor says so and ends by itself.
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

/// A signal ends a lesson that prints only at its end.
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

/// A signal ends `blocking` while it blocks. Then a coroutine holds the thread, so the executor cannot react.
pub fn a_signal_ends_a_lesson_that_blocks(command: &str) {
    assert_ends_at_once("blocking", || {
        // Each round takes a quarter of the limit: half a second. The second round blocks for that and for two
        // periods more.
        let mut run = start(command, "blocking --every 500ms --for 2s");
        let rows = [(); 2].map(|()| run.line().expect("it prints"));
        assert!(rows[1].starts_with("awaited"), "the first round is over: {rows:?}");
        thread::sleep(Duration::from_millis(100));
        run
    });
}

/// Sends each signal to a command that `start` starts. Checks its exit status every time, and that it ends within 50
/// ms at least once.
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

/// Waits until the command has installed its handlers for both signals and sleeps.
#[cfg(target_os = "linux")]
pub(super) fn wait_until_it_listens(run: &Run) {
    let wanted = SIGNALS.iter().fold(0, |mask, (signal, _)| mask | 1_u64 << (signal.as_raw() - 1));
    let status = format!("/proc/{}/status", run.id());
    while run.is_running() {
        let status = std::fs::read_to_string(&status).expect("Linux has a status for each process");
        let field =
            |name| status.lines().find_map(|line| line.strip_prefix(name)).expect("the status has this field").trim();
        let caught = u64::from_str_radix(field("SigCgt:"), 16).expect("the signals are a mask");
        if caught & wanted == wanted && field("State:").starts_with('S') {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
