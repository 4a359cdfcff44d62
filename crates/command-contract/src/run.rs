//! A command that was started, and how it ended.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::PATIENCE;

/// A command that runs, with its stdout in our hands. It is killed when dropped.
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
    child: Child,
    stdout: Option<BufReader<ChildStdout>>,
    started: Instant,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit status; `None` if a signal killed it.
    pub status: Option<i32>,
    /// What it printed that no one had read before.
    pub stdout: String,
    /// Its diagnostics.
    pub stderr: String,
    /// From its start to its end.
    pub took: Duration,
}

impl Run {
    /// Starts `program` with `arguments`.
    ///
    /// # Panics
    ///
    /// If it cannot be started: these are tests.
    pub fn start<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
        let stdout = child.stdout.take().map(BufReader::new);
        Self { child, stdout, started }
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

    /// Stops reading: what it writes from now on meets a closed pipe.
    pub fn close_stdout(&mut self) {
        self.stdout = None;
    }

    /// Whether it still runs.
    ///
    /// # Panics
    ///
    /// If the operating system does not say.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("a child can be waited for").is_none()
    }

    /// Waits for its end.
    ///
    /// # Panics
    ///
    /// If it is still running after [`PATIENCE`], or what it printed is not UTF-8.
    pub fn end(mut self) -> Ended {
        let stdout = self.stdout.take();
        let stdout = thread::spawn(move || stdout.map_or(Ok(String::new()), read_all));
        let stderr = self.child.stderr.take();
        let stderr = thread::spawn(move || stderr.map_or(Ok(String::new()), read_all));

        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(self.started.elapsed() < PATIENCE, "the command hangs");
            thread::sleep(Duration::from_millis(1));
        };
        let took = self.started.elapsed();
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
        // Both fail only for a command that has ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn read_all(mut from: impl std::io::Read) -> std::io::Result<String> {
    let mut all = String::new();
    from.read_to_string(&mut all).map(|_| all)
}
