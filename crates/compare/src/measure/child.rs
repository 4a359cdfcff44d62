//! One measured run of a program: its output, and what the operating system reports about it.

use std::fs;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use lanes::Interrupt;
pub(crate) use lanes::{Line, Stop};

use super::clocks::Clocks;
use super::usage::Usage;

/// How a program ended, and what it used.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Just before it was started.
    pub(crate) started: Instant,
    /// Both clocks, just before `started`.
    pub(crate) clocks: Clocks,
    /// By how many nanoseconds somebody set the wall clock during the run. If nobody did, it is about 0.
    pub(crate) wall_clock_set: i64,
    pub(crate) status: ExitStatus,
    pub(crate) lines: Vec<Line>,
    /// The last line on its stderr, or an empty string.
    pub(crate) complaint: String,
    /// Processor time and voluntary context switches, of this process alone.
    pub(crate) usage: Option<Usage>,
    /// The most memory that was resident at any time, in bytes, as seen at the last glance. This is `VmHWM` of
    /// `/proc/PID/status` (proc(5)).
    ///
    /// `VmHWM` belongs to the program that runs now. It only grows, so every glance reads it. Memory that came after
    /// the last glance is missing. `ru_maxrss` of `getrusage(2)` would be wrong: it survives `execve(2)`, so a child
    /// begins with the high-water mark of the process that forked it.
    pub(crate) peak_memory: Option<u64>,
    /// The most threads that any glance saw.
    pub(crate) threads: Option<u64>,
}

impl Ended {
    /// Whether the exit status is 0.
    ///
    /// # Errors
    ///
    /// A sentence with the status and the complaint.
    pub(crate) fn succeeded(&self) -> Result<(), String> {
        lanes::succeeded(self.status, &self.complaint)
    }
}

/// Runs `command` to its end and measures it.
///
/// # Errors
///
/// The errors of [`lanes::run`].
pub(crate) fn run(command: &mut Command, patience: Duration, interrupt: &Interrupt) -> Result<Ended, Stop> {
    let (mut peak_memory, mut threads) = (None, None);
    let (before, clocks) = (Usage::of_children(), Clocks::read());
    let ended = lanes::run(command, patience, interrupt, |id| {
        if let Ok(status) = fs::read_to_string(format!("/proc/{id}/status")) {
            peak_memory = field(&status, "VmHWM:").map(|kibibytes| kibibytes * 1024).or(peak_memory);
            threads = threads.max(field(&status, "Threads:"));
        }
    })?;
    // Only one child runs at a time, so the increase belongs to it.
    let usage = Usage::of_children().zip(before).map(|(after, before)| after.since(before));
    let wall_clock_set = Clocks::read().set_since(clocks);
    let lanes::Ended { started, status, lines, complaint } = ended;
    Ok(Ended { started, clocks, wall_clock_set, status, lines, complaint, usage, peak_memory, threads })
}

/// Reads a number from `/proc/PID/status`. Some are missing once the process has ended.
fn field(status: &str, name: &str) -> Option<u64> {
    let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_threads_and_processor_time_are_those_of_the_child() {
        let mut command = Command::new("sh");
        command.args(["-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; sleep 0.1"]);
        let ended = run(&mut command, Duration::from_secs(60), &Interrupt::default()).unwrap();
        let memory = ended.peak_memory.unwrap();
        assert!((100_000..100_000_000).contains(&memory), "{memory}");
        assert_eq!(ended.threads, Some(1));
        let usage = ended.usage.unwrap();
        assert!(usage.cpu > Duration::from_millis(1) && usage.switches > 0, "{usage:?}");
    }
}
