//! Starts a command, talks to it, and reports how it ended.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::PATIENCE;

/// A command that runs. A test reads its output. The command is killed when this is dropped, and after [`PATIENCE`].
///
/// # Examples
///
/// ```
/// use command_contract::Run;
///
/// let mut cargo = Run::start("cargo", ["--version"]);
/// assert!(cargo.line().is_some_and(|line| line.starts_with("cargo ")));
/// assert_eq!(cargo.end().status, Some(0));
/// ```
#[derive(Debug)]
pub struct Run {
    /// The command line.
    said: String,
    child: Arc<Mutex<Child>>,
    stdout: Option<BufReader<ChildStdout>>,
    stderr: Option<ChildStderr>,
    started: Instant,
    /// When this is dropped, the watchdog knows that the test no longer waits.
    _waiting: Sender<()>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status; `None` if a signal killed it.
    pub status: Option<i32>,
    /// What it printed on stdout, without the lines that were read already.
    pub stdout: String,
    /// What it printed on stderr.
    pub stderr: String,
    /// From its start to its end.
    pub took: Duration,
}

impl Run {
    /// Starts `program` with `arguments`.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn start<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        Self::spawn(&mut Self::prepare(program, arguments))
    }

    /// The command that [`start`](Run::start) would start. Use this to change its environment or its stdout first.
    ///
    /// # Examples
    ///
    /// ```
    /// use command_contract::Run;
    ///
    /// let file = tempfile::tempfile()?;
    /// let ended = Run::spawn(Run::prepare("cargo", ["--version"]).env_remove("TZ").stdout(file)).end();
    /// assert_eq!((ended.status, ended.stdout.as_str()), (Some(0), ""), "it is all in the file");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn prepare<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts a command that [`prepare`](Run::prepare) has returned.
    ///
    /// # Panics
    ///
    /// If it cannot be started.
    pub fn spawn(command: &mut Command) -> Self {
        let started = Instant::now();
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
        let stdout = child.stdout.take().map(BufReader::new);
        let stderr = child.stderr.take();
        let child = Arc::new(Mutex::new(child));

        // A test that waits for a hanging command would hang as well.
        let (waiting, ended) = mpsc::channel();
        let watched = child.clone();
        thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                lock(&watched).kill().ok();
            }
        });
        Self { said: format!("{command:?}"), child, stdout, stderr, started, _waiting: waiting }
    }

    /// Waits for its next line of output; `None` at the end.
    ///
    /// # Panics
    ///
    /// If stdout was closed, or is not UTF-8.
    pub fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.stdout.as_mut().expect("stdout is open").read_line(&mut line).expect("the output is UTF-8");
        (!line.is_empty()).then(|| line.trim_end_matches('\n').into())
    }

    /// Stops reading. From now on the command writes into a closed pipe.
    pub fn close_stdout(&mut self) {
        self.stdout = None;
    }

    /// Whether the command still runs.
    ///
    /// # Panics
    ///
    /// If the operating system does not know.
    pub fn is_running(&self) -> bool {
        lock(&self.child).try_wait().expect("a child can be waited for").is_none()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        lock(&self.child).id()
    }

    /// Sends it a signal.
    ///
    /// # Panics
    ///
    /// If there is no such process anymore.
    ///
    /// # Examples
    ///
    /// ```
    /// use command_contract::Run;
    /// use rustix::process::Signal;
    ///
    /// let sleep = Run::start("sleep", ["60"]);
    /// sleep.signal(Signal::TERM);
    /// assert_eq!(sleep.end().status, None, "it was killed");
    /// ```
    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let process = rustix::process::Pid::from_child(&lock(&self.child));
        rustix::process::kill_process(process, signal).expect("a child keeps its number until somebody waits for it");
    }

    /// Waits for its end.
    ///
    /// # Panics
    ///
    /// If it still runs after [`PATIENCE`], or if its output is not UTF-8.
    pub fn end(mut self) -> Ended {
        let stdout = self.stdout.take();
        let stdout = thread::spawn(move || stdout.map_or(Ok(String::new()), read_all));
        let stderr = self.stderr.take();
        let stderr = thread::spawn(move || stderr.map_or(Ok(String::new()), read_all));

        while self.is_running() {
            thread::sleep(Duration::from_millis(1));
        }
        let took = self.started.elapsed();
        assert!(took < PATIENCE, "{} hangs", self.said);
        let status = lock(&self.child).wait().expect("a child can be waited for");
        let read = "the output is UTF-8";
        Ended {
            status: status.code(),
            stdout: stdout.join().expect(read).expect(read),
            stderr: stderr.join().expect(read).expect(read),
            took,
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // Both fail only if the command has ended already.
        let mut child = lock(&self.child);
        child.kill().ok();
        child.wait().ok();
    }
}

fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_all(mut from: impl std::io::Read) -> std::io::Result<String> {
    let mut all = String::new();
    from.read_to_string(&mut all).map(|_| all)
}
