//! The processes of a race, and what they print.

use std::io;
use std::mem;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use lanes::{Line, Process};

/// Something that happened to a runner, with the time since the start of the race.
pub(crate) enum News {
    /// It printed a line.
    Line { runner: usize, at: Duration, text: String },
    /// It ended, and everything that it printed was read. The reason, if it failed.
    Ended { runner: usize, at: Duration, how: Result<(), String> },
}

/// The processes, in the order of the screen. Dropping this kills those that still run.
pub(crate) struct Runners {
    start: Instant,
    all: Vec<Runner>,
    lines: Receiver<(usize, Line)>,
    // This keeps the channel open. Otherwise waiting for news would return at once.
    _sender: Sender<(usize, Line)>,
}

enum Runner {
    /// It could not be started, for this reason.
    Refused(String),
    /// The threads read what it prints. The second returns the last line on stderr.
    Runs { process: Process, stdout: JoinHandle<()>, stderr: JoinHandle<String> },
    /// It has ended, and that was reported.
    Ended,
}

impl Runners {
    /// Starts all, one right after the other.
    pub(crate) fn start(commands: impl IntoIterator<Item = Command>) -> Self {
        let (sender, lines) = mpsc::channel();
        let start = Instant::now();
        let runner = |(runner, mut command): (usize, Command)| {
            Runner::start(runner, &mut command, sender.clone()).unwrap_or_else(|error| {
                Runner::Refused(format!("cannot start: {error}: {}", command.get_program().display()))
            })
        };
        let all = commands.into_iter().enumerate().map(runner).collect();
        Self { start, all, lines, _sender: sender }
    }

    /// The time since the start.
    pub(crate) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// The next thing that happens, or `None` when nothing does within `patience`.
    pub(crate) fn news(&mut self, patience: Duration) -> Option<News> {
        let done = self.all.iter_mut().position(Runner::is_done);
        // Its last lines come before its end.
        let patience = if done.is_some() { Duration::ZERO } else { patience };
        if let Ok((runner, line)) = self.lines.recv_timeout(patience) {
            return Some(News::Line { runner, at: line.at - self.start, text: line.text });
        }
        let how = mem::replace(&mut self.all[done?], Runner::Ended).how();
        Some(News::Ended { runner: done?, at: self.now(), how })
    }
}

impl Runner {
    fn start(runner: usize, command: &mut Command, lines: Sender<(usize, Line)>) -> io::Result<Self> {
        let mut process = Process::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let (out, err) = (process.stdout(), process.stderr());
        // These threads end at the end of what they read. After the race nobody receives the lines.
        let stdout = thread::Builder::new().spawn(move || {
            if let Some(out) = out {
                Line::read_all(out, |line| drop(lines.send((runner, line))));
            }
        })?;
        let stderr = thread::Builder::new().spawn(move || {
            let mut last = String::new();
            if let Some(err) = err {
                Line::read_all(err, |line| last = line.text);
            }
            last
        })?;
        Ok(Self::Runs { process, stdout, stderr })
    }

    /// Whether it has ended, its output was read, and the end was not reported yet.
    fn is_done(&mut self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Runs { process, stdout, stderr } => {
                !matches!(process.try_wait(), Ok(None)) && stdout.is_finished() && stderr.is_finished()
            }
            Self::Ended => false,
        }
    }

    /// The reason, if it failed.
    fn how(self) -> Result<(), String> {
        let (mut process, stderr) = match self {
            Self::Refused(why) => return Err(why),
            Self::Runs { process, stderr, .. } => (process, stderr),
            Self::Ended => return Ok(()),
        };
        let status = match process.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(status) => status.map_or_else(String::new, |status| status.to_string()),
            Err(error) => format!("its exit status is unknown: {error}"),
        };
        let complaint = stderr.join().unwrap_or_default();
        Err(if complaint.is_empty() { status } else { format!("{status}: {complaint}") })
    }
}
