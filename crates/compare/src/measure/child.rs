//! A program that runs to its end, and what is seen of it from outside.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::clocks::Clocks;
use super::usage::Usage;
use crate::interrupt::{Interrupt, Interrupted};

/// How often a child is looked at. It is no divisor of the usual periods, so that the looking, which takes some 20 µs
/// of a processor, does not meet every tick of the child, nor every tick of one lane and none of another.
const GLANCE: Duration = Duration::from_millis(7);

/// A child that prints more than this is not what it should be.
const MOST_OUTPUT: u64 = 64 << 20;

/// A line of output.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// When it arrived here: after the pipe, and after the thread that waits for it was woken.
    pub(crate) at: Instant,
    /// Without the end of the line.
    pub(crate) text: String,
    /// Whether there was an end of the line.
    pub(crate) whole: bool,
}

/// How a child ended, and what it used.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The instant before it was started.
    pub(crate) started: Instant,
    /// Both clocks, just before that.
    pub(crate) clocks: Clocks,
    /// By how many nanoseconds the wall clock was set meanwhile: 0, or a little, if nobody did.
    pub(crate) wall_clock_set: i64,
    pub(crate) status: ExitStatus,
    pub(crate) lines: Vec<Line>,
    /// The last line of its diagnostics, or nothing.
    pub(crate) complaint: String,
    /// Processor time and voluntary context switches, of the child alone.
    pub(crate) usage: Option<Usage>,
    /// `VmHWM`, in bytes: the most memory that was resident at once, as seen at the last glance.
    ///
    /// Not `ru_maxrss` of `getrusage(2)`, which survives `execve(2)`: a child begins with the high-water mark of whoever
    /// forked it. `VmHWM` of `/proc/PID/status` (proc(5)) belongs to the program that runs now. It is read at every
    /// glance, and only ever grows; what came in the last moments, after the last glance, is not in it.
    pub(crate) peak_memory: Option<u64>,
    /// The most threads at any glance.
    pub(crate) threads: Option<u64>,
}

/// Why a child was not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// This process was asked to end.
    Interrupted(Interrupted),
    /// A sentence about the child.
    Failed(String),
}

impl From<Interrupted> for Stop {
    fn from(interrupted: Interrupted) -> Self {
        Self::Interrupted(interrupted)
    }
}

impl Ended {
    /// # Errors
    ///
    /// A sentence, unless the exit status is 0.
    pub(crate) fn succeeded(&self) -> Result<(), String> {
        if self.status.success() {
            return Ok(());
        }
        let status = self.status.to_string().replace(": ", " ");
        let complaint = &self.complaint;
        Err(if complaint.is_empty() {
            format!("it ended with {status}")
        } else {
            format!("it ended with {status}: {complaint}")
        })
    }
}

/// Runs `command` to its end, reading what it prints as it comes.
///
/// Its stdin is empty; its stderr is read as well if the caller made it a pipe.
///
/// # Errors
///
/// When it cannot be started, takes longer than `patience`, or this process is interrupted meanwhile. It has been killed
/// then, with all that it started.
pub(crate) fn run(command: &mut Command, patience: Duration, interrupt: &Interrupt) -> Result<Ended, Stop> {
    // Whoever reads waits already when the first line comes.
    let (stdout, ours) = io::pipe().map_err(|error| Stop::Failed(format!("there is no pipe for it: {error}")))?;
    let lines = thread::spawn(move || read_lines(stdout));
    let (before, clocks) = (Usage::of_children(), Clocks::read());
    let started = Instant::now();
    let mut child = Running::start(command.stdout(ours))?;
    let stderr = child.0.stderr.take();
    let complaint = thread::spawn(move || stderr.map_or_else(Vec::new, read_lines).pop());

    let (mut peak_memory, mut threads) = (None, None);
    while !(child.has_ended()? && lines.is_finished() && complaint.is_finished()) {
        interrupt.check()?;
        if started.elapsed() > patience {
            return Err(Stop::Failed(format!("it hung: it had not ended after {:.1} s", patience.as_secs_f64())));
        }
        if let Ok(status) = fs::read_to_string(format!("/proc/{}/status", child.0.id())) {
            peak_memory = field(&status, "VmHWM:").map(|kibibytes| kibibytes * 1024).or(peak_memory);
            threads = threads.max(field(&status, "Threads:"));
        }
        thread::sleep(GLANCE);
    }
    let status = child.0.wait().map_err(|error| Stop::Failed(format!("it cannot be waited for: {error}")))?;
    // Only one child is waited for at a time, so what was added meanwhile is this one's.
    let usage = Usage::of_children().zip(before).map(|(after, before)| after.since(before));
    let lines = lines.join().unwrap_or_default();
    let complaint = complaint.join().ok().flatten().map_or_else(String::new, |line| line.text);
    let wall_clock_set = Clocks::read().set_since(clocks);
    Ok(Ended { started, clocks, wall_clock_set, status, lines, complaint, usage, peak_memory, threads })
}

/// Reads lines and notes when each arrived. What is not UTF-8 is replaced.
fn read_lines(from: impl Read) -> Vec<Line> {
    let mut from = BufReader::new(from.take(MOST_OUTPUT));
    let mut lines = Vec::new();
    let mut bytes = Vec::new();
    while from.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
        let at = Instant::now();
        let text = String::from_utf8_lossy(&bytes);
        let whole = text.ends_with('\n');
        lines.push(Line { at, text: text.trim_end_matches(['\n', '\r']).into(), whole });
        bytes.clear();
    }
    lines
}

/// A number in `/proc/PID/status`. A process that has ended has fewer of them.
fn field(status: &str, name: &str) -> Option<u64> {
    let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// A child that does not outlive this value, come what may: return, interruption, panic.
///
/// It has a process group of its own. So Ctrl-C at the terminal reaches this process alone, which then ends the child and
/// all that it started. Should this process be killed in a way that it cannot notice (SIGKILL), a child that prints ends
/// at its next line, as nobody reads it, and one that does not, at its limit.
#[derive(Debug)]
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Result<Self, Stop> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn().map(Self);
        // The command keeps its end of the pipe otherwise, which then never closes.
        command.stdout(Stdio::null());
        child.map_err(|error| Stop::Failed(format!("{program} cannot be started: {error}")))
    }

    /// Whether it has ended. Whatever it left behind ends, too: it might keep the pipes open.
    ///
    /// The child is not reaped yet, so its number cannot meanwhile become that of another process group.
    #[cfg(unix)]
    fn has_ended(&mut self) -> Result<bool, Stop> {
        use rustix::process::{WaitId, WaitIdOptions, waitid};

        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let ended = waitid(WaitId::Pid(rustix::process::Pid::from_child(&self.0)), options)
            .map_err(|error| Stop::Failed(format!("it cannot be waited for: {error}")))?
            .is_some();
        if ended {
            self.kill_group();
        }
        Ok(ended)
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> Result<bool, Stop> {
        self.0.try_wait().map(|ended| ended.is_some()).map_err(|error| Stop::Failed(error.to_string()))
    }

    #[cfg(unix)]
    fn kill_group(&self) {
        // It fails when there is nobody left in the group.
        let group = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL).ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It fails once the child was reaped, whose number may be another's by now.
        if self.has_ended().is_err() {
            return;
        }
        #[cfg(unix)]
        self.kill_group();
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[cfg(all(test, unix))]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stderr(Stdio::piped());
        command
    }

    const PATIENCE: Duration = Duration::from_secs(60);

    fn is_running(pid: &str) -> bool {
        // A zombie, whose parent has ended, is not running; who adopted it may be slow to reap it.
        let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !(status.is_empty() || status.contains(") Z "))
    }

    #[test]
    fn lines_come_in_order_with_the_instants_of_their_arrival() {
        let ended = run(&mut sh("echo one; sleep 1; printf 'two\\ntorn'"), PATIENCE, &Interrupt::default()).unwrap();
        let texts = ended.lines.iter().map(|line| (line.text.as_str(), line.whole)).collect::<Vec<_>>();
        assert_eq!(texts, [("one", true), ("two", true), ("torn", false)]);
        assert!(ended.started <= ended.lines[0].at);
        assert!(ended.lines[1].at - ended.lines[0].at >= Duration::from_millis(50), "{ended:?}");
        assert_eq!(ended.succeeded(), Ok(()));
    }

    #[test]
    fn a_crash_is_told_with_its_status_and_its_last_words() {
        let told = |script| run(&mut sh(script), PATIENCE, &Interrupt::default()).unwrap().succeeded().unwrap_err();
        assert_eq!(told("echo first >&2; echo last >&2; exit 3"), "it ended with exit status 3: last");
        assert!(told("kill -9 $$").starts_with("it ended with signal 9"));
    }

    #[test]
    fn a_child_that_hangs_is_killed_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let pids = folder.path().join("pids");
        let script = format!("sleep 1000 & echo $! $$ > {}; wait", pids.display());
        let stop = run(&mut sh(&script), Duration::from_secs(3), &Interrupt::default()).unwrap_err();
        assert_eq!(stop, Stop::Failed("it hung: it had not ended after 3.0 s".into()));
        let pids = fs::read_to_string(pids).unwrap();
        assert_eq!(pids.split_whitespace().count(), 2, "{pids}");
        for pid in pids.split_whitespace() {
            let end = Instant::now() + PATIENCE;
            while is_running(pid) && Instant::now() < end {
                thread::sleep(Duration::from_millis(1));
            }
            assert!(!is_running(pid), "{pid} of {pids}");
        }
    }

    #[test]
    fn what_a_child_leaves_behind_does_not_hold_up_its_end() {
        let started = Instant::now();
        let ended = run(&mut sh("sleep 1000 & echo done"), PATIENCE, &Interrupt::default()).unwrap();
        assert_eq!(ended.lines[0].text, "done");
        assert!(started.elapsed() < PATIENCE);
    }

    #[test]
    fn a_program_that_is_not_there_is_a_sentence() {
        let stop = run(&mut Command::new("no-such-program"), PATIENCE, &Interrupt::default()).unwrap_err();
        assert!(matches!(stop, Stop::Failed(why) if why.starts_with("no-such-program cannot be started: ")));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_threads_and_processor_time_are_those_of_the_child() {
        let script = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; sleep 0.1";
        let ended = run(&mut sh(script), PATIENCE, &Interrupt::default()).unwrap();
        let memory = ended.peak_memory.unwrap();
        assert!((100_000..100_000_000).contains(&memory), "{memory}");
        assert_eq!(ended.threads, Some(1));
        let usage = ended.usage.unwrap();
        assert!(usage.cpu > Duration::from_millis(1) && usage.switches > 0, "{usage:?}");
    }
}
