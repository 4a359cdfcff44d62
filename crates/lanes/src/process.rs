//! Processes that never outlive the value that holds them.

use std::io::{self, BufRead as _, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::interrupt::{Interrupt, Interrupted};

/// How often [`run`] looks at its process. One look takes about 20 µs of processor time and may delay a tick. The usual
/// periods are no multiple of 7 ms, so the looks do not come at every tick, and they disturb all programs alike.
const GLANCE: Duration = Duration::from_millis(7);

/// The most bytes to read. No program of the workshop prints more.
const MOST_OUTPUT: u64 = 64 << 20;

/// A running process, with all processes that it starts in turn. Dropping this kills and reaps them, also when a panic
/// unwinds.
///
/// On Unix it is a process group. So Ctrl-C at the terminal reaches only this process, which then ends the others. If
/// this process gets a SIGKILL, it cannot end them. Then a program that prints ends at its next line, because nobody
/// reads it. Any other program ends at its limit.
///
/// # Examples
///
/// ```
/// use std::process::Command;
/// use lanes::Process;
///
/// let mut cargo = Process::start(Command::new("cargo").arg("--version"))?;
/// let status = loop {
///     match cargo.try_wait()? {
///         Some(status) => break status,
///         None => std::thread::yield_now(),
///     }
/// };
/// assert!(status.success());
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// The exit status, once the process was reaped. From then on another process may get its number.
    status: Option<ExitStatus>,
}

impl Process {
    /// Starts `command` with an empty stdin.
    ///
    /// # Errors
    ///
    /// The operating system cannot start it.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        Ok(Self { child: command.stdin(Stdio::null()).spawn()?, status: None })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its stdout, once, if the command made that a pipe.
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Its stderr, once, if the command made that a pipe.
    pub fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Its exit status, or `None` while it runs. Processes that it leaves behind are killed: they might hold its pipes
    /// open.
    ///
    /// # Errors
    ///
    /// The operating system does not know the status, because somebody else has reaped the process.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        if self.status.is_none() && self.has_ended()? {
            self.kill_group();
            self.status = Some(self.child.wait()?);
        }
        Ok(self.status)
    }

    /// Does not reap the process. The group keeps its number until the process is reaped.
    #[cfg(unix)]
    fn has_ended(&mut self) -> io::Result<bool> {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(Pid::from_child(&self.child)), options)?.is_some())
    }

    #[cfg(not(unix))]
    fn has_ended(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    fn kill_group(&self) {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // This fails only when the group is empty.
            kill_process_group(Pid::from_child(&self.child), Signal::KILL).ok();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Ok(None) = self.try_wait() {
            self.kill_group();
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

/// A line of output.
#[derive(Clone, Debug)]
pub struct Line {
    /// When it arrived here: after the pipe, and after the reading thread woke up.
    pub at: Instant,
    /// The text without the line end. Bytes that are not UTF-8 show as `�`.
    pub text: String,
    /// Whether there was a line end.
    pub whole: bool,
}

impl Line {
    /// Reads lines until the end and calls `each` with every one. A read error counts as the end.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut texts = Vec::new();
    /// lanes::Line::read_all(&b"one\ntwo"[..], |line| texts.push((line.text, line.whole)));
    /// assert_eq!(texts, [("one".into(), true), ("two".into(), false)]);
    /// ```
    pub fn read_all(from: impl Read, mut each: impl FnMut(Self)) {
        let mut from = BufReader::new(from);
        let mut bytes = Vec::new();
        while from.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            let at = Instant::now();
            let text = String::from_utf8_lossy(&bytes);
            let whole = text.ends_with('\n');
            each(Self { at, text: text.trim_end_matches(['\n', '\r']).into(), whole });
            bytes.clear();
        }
    }
}

/// How a process ended, and what it printed.
#[derive(Debug)]
pub struct Ended {
    /// Just before it was started.
    pub started: Instant,
    /// Its exit status.
    pub status: ExitStatus,
    /// What it printed on stdout.
    pub lines: Vec<Line>,
    /// The last line on its stderr, or an empty string.
    pub complaint: String,
}

impl Ended {
    /// Whether the exit status is 0.
    ///
    /// # Errors
    ///
    /// The sentence of [`succeeded`].
    pub fn succeeded(&self) -> Result<(), String> {
        succeeded(self.status, &self.complaint)
    }
}

/// Whether an exit status is 0.
///
/// # Errors
///
/// A sentence with the status, and with the `complaint` if there is one.
pub fn succeeded(status: ExitStatus, complaint: &str) -> Result<(), String> {
    if status.success() {
        return Ok(());
    }
    let status = status.to_string().replace(": ", " ");
    let complaint = if complaint.is_empty() { String::new() } else { format!(": {complaint}") };
    Err(format!("it ended with {status}{complaint}"))
}

/// Why a process did not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// This process was asked to end.
    Interrupted(Interrupted),
    /// A sentence about the process.
    Failed(String),
}

impl From<Interrupted> for Stop {
    fn from(interrupted: Interrupted) -> Self {
        Self::Interrupted(interrupted)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs `command` to its end, reads its stdout, and its stderr if that is a pipe. Calls `glance` with the number of the
/// process every few milliseconds while it runs.
///
/// # Errors
///
/// The command cannot be started, runs longer than `patience`, or this process is interrupted. The process has been
/// killed then, with all that it started.
///
/// # Examples
///
/// ```
/// use std::process::Command;
/// use std::time::Duration;
/// use lanes::{Interrupt, run};
///
/// let mut cargo = Command::new("cargo");
/// let ended = run(cargo.arg("--version"), Duration::from_secs(60), &Interrupt::default(), |_| {}).unwrap();
/// assert_eq!(ended.succeeded(), Ok(()));
/// assert!(ended.lines[0].text.starts_with("cargo 1."));
/// ```
pub fn run(
    command: &mut Command,
    patience: Duration,
    interrupt: &Interrupt,
    mut glance: impl FnMut(u32),
) -> Result<Ended, Stop> {
    // The reader starts before the process, so it is waiting when the first line comes.
    let (stdout, ours) = io::pipe().map_err(|error| Stop::Failed(format!("there is no pipe for it: {error}")))?;
    let lines = thread::spawn(move || read_lines(stdout));
    let program = command.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let process = Process::start(command.stdout(ours));
    // Otherwise the command would keep its end of the pipe, and the pipe would never close.
    command.stdout(Stdio::null());
    let mut process = process.map_err(|error| Stop::Failed(format!("{program} cannot be started: {error}")))?;
    let stderr = process.stderr();
    let complaint = thread::spawn(move || stderr.map_or_else(Vec::new, read_lines).pop());

    let status = loop {
        let status =
            process.try_wait().map_err(|error| Stop::Failed(format!("its exit status is unknown: {error}")))?;
        match status {
            Some(status) if lines.is_finished() && complaint.is_finished() => break status,
            Some(_) => {}
            None => glance(process.id()),
        }
        interrupt.check()?;
        if started.elapsed() > patience {
            return Err(Stop::Failed(format!("it hung: it had not ended after {:.1} s", patience.as_secs_f64())));
        }
        thread::sleep(GLANCE);
    };
    let lines = lines.join().unwrap_or_default();
    let complaint = complaint.join().ok().flatten().map_or_else(String::new, |line| line.text);
    Ok(Ended { started, status, lines, complaint })
}

fn read_lines(from: impl Read) -> Vec<Line> {
    let mut lines = Vec::new();
    Line::read_all(from.take(MOST_OUTPUT), |line| lines.push(line));
    lines
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stderr(Stdio::piped());
        command
    }

    fn run(command: &mut Command, patience: Duration) -> Result<Ended, Stop> {
        super::run(command, patience, &Interrupt::default(), |_| {})
    }

    /// Whether there is such a process. A zombie does not count: its new parent may be slow to reap it.
    fn is_running(pid: &str) -> bool {
        let number = Pid::from_raw(pid.parse().unwrap()).unwrap();
        let zombie = || fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "));
        test_kill_process(number) != Err(Errno::SRCH) && !zombie()
    }

    #[track_caller]
    fn assert_gone(pids: &str) {
        let end = Instant::now() + PATIENCE;
        while pids.split_whitespace().any(is_running) {
            assert!(Instant::now() < end, "one of {pids} still runs");
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn lines_come_in_order_with_the_instants_of_their_arrival() {
        let ended = run(&mut sh("echo one; sleep 1; printf 'two\\ntorn'"), PATIENCE).unwrap();
        let texts = ended.lines.iter().map(|line| (line.text.as_str(), line.whole)).collect::<Vec<_>>();
        assert_eq!(texts, [("one", true), ("two", true), ("torn", false)]);
        assert!(ended.started <= ended.lines[0].at);
        assert!(ended.lines[1].at - ended.lines[0].at >= Duration::from_millis(50), "{ended:?}");
        assert_eq!(ended.succeeded(), Ok(()));
    }

    #[test]
    fn a_crash_is_reported_with_its_status_and_its_last_line_on_stderr() {
        let told = |script| run(&mut sh(script), PATIENCE).unwrap().succeeded().unwrap_err();
        assert_eq!(told("echo first >&2; echo last >&2; exit 3"), "it ended with exit status 3: last");
        assert!(told("kill -9 $$").starts_with("it ended with signal 9"));
    }

    #[test]
    fn a_process_that_hangs_is_killed_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let pids = folder.path().join("pids");
        let script = format!("sleep 1000 & echo $! $$ > {}; wait", pids.display());
        let stop = run(&mut sh(&script), Duration::from_secs(3)).unwrap_err();
        assert_eq!(stop, Stop::Failed("it hung: it had not ended after 3.0 s".into()));
        let pids = fs::read_to_string(pids).unwrap();
        assert_eq!(pids.split_whitespace().count(), 2, "{pids}");
        assert_gone(&pids);
    }

    #[test]
    fn a_panic_leaves_no_process_behind() {
        let mut pids = String::new();
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut process = Process::start(sh("sleep 1000 & echo $! $$; wait").stdout(Stdio::piped())).unwrap();
            BufReader::new(process.stdout().unwrap()).read_line(&mut pids).unwrap();
            panic!("as it should in this test");
        }))
        .unwrap_err();
        assert_eq!(pids.split_whitespace().count(), 2, "{pids}");
        assert_gone(&pids);
    }

    #[test]
    fn a_process_left_behind_does_not_delay_the_end() {
        let ended = run(&mut sh("sleep 1000 & echo done"), PATIENCE).unwrap();
        assert_eq!(ended.lines[0].text, "done");
    }

    #[test]
    fn a_program_that_does_not_exist_is_a_sentence() {
        let stop = run(&mut Command::new("no-such-program"), PATIENCE).unwrap_err();
        assert!(matches!(stop, Stop::Failed(why) if why.starts_with("no-such-program cannot be started: ")));
    }
}
