//! The processes of a race, and what comes out of them.

use std::io::{self, BufRead as _, BufReader, Read};
use std::mem;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Runner;

/// Something that happened in a lane, with the time since the start of the race.
pub(super) enum News {
    /// A line was printed.
    Line { lane: usize, at: Duration, text: String },
    /// The process ended, all it printed was read, and nothing more will come. If it failed: why, in a sentence.
    Ended { lane: usize, at: Duration, how: Result<(), String> },
}

/// The processes, one a lane. Dropping this kills those that still run.
pub(super) struct Lanes {
    start: Instant,
    all: Vec<Lane>,
    events: Receiver<Event>,
    // Held so that the channel stays open, and a wait for news lasts as long as it should.
    _events: Sender<Event>,
}

/// What the threads that read say to the one that shows.
enum Event {
    Line(usize, Instant, String),
    Closed(usize),
}

enum Lane {
    /// It could not be started, for this reason.
    Refused(String),
    Runs {
        process: Process,
        /// How many of its two outputs are open.
        open: u8,
        /// The last line on its stderr.
        words: Arc<Mutex<String>>,
    },
    Ended,
}

impl Lanes {
    /// Starts all, one right after the other.
    pub(super) fn start(commands: impl IntoIterator<Item = Runner>) -> Self {
        let (sender, events) = mpsc::channel();
        let start = Instant::now();
        let lanes = commands.into_iter().enumerate().map(|(lane, runner)| Lane::start(lane, runner.command, &sender));
        Self { start, all: lanes.collect(), events, _events: sender }
    }

    /// The time since the start.
    pub(super) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// The next thing that happens, if it does within `patience`.
    pub(super) fn news(&mut self, patience: Duration) -> Option<News> {
        loop {
            if let Some(news) = self.ended() {
                return Some(news);
            }
            match self.events.recv_timeout(patience).ok()? {
                Event::Line(lane, at, text) => return Some(News::Line { lane, at: at - self.start, text }),
                Event::Closed(lane) => {
                    if let Lane::Runs { open, .. } = &mut self.all[lane] {
                        *open -= 1;
                    }
                }
            }
        }
    }

    /// A lane that has ended and not said so.
    fn ended(&mut self) -> Option<News> {
        let at = self.now();
        self.all.iter_mut().enumerate().find_map(|(lane, state)| {
            let how = state.ended()?;
            *state = Lane::Ended;
            Some(News::Ended { lane, at, how })
        })
    }
}

impl Lane {
    fn start(lane: usize, mut command: Command, events: &Sender<Event>) -> Self {
        Self::run(lane, &mut command, events).unwrap_or_else(|error| {
            Self::Refused(format!("cannot start: {error}: {}", command.get_program().display()))
        })
    }

    fn run(lane: usize, command: &mut Command, events: &Sender<Event>) -> io::Result<Self> {
        let mut process = Process::start(command)?;
        let stdout = process.child.stdout.take();
        let stderr = process.child.stderr.take();
        let words = Arc::<Mutex<String>>::default();

        // These threads end with what they read. Once the race has ended nobody listens to them.
        let tell = events.clone();
        thread::Builder::new().spawn(move || {
            for_each_line(stdout, |text| drop(tell.send(Event::Line(lane, Instant::now(), text))));
            tell.send(Event::Closed(lane)).ok();
        })?;
        let (tell, last) = (events.clone(), words.clone());
        thread::Builder::new().spawn(move || {
            for_each_line(stderr, |text| *last.lock().unwrap_or_else(PoisonError::into_inner) = text);
            tell.send(Event::Closed(lane)).ok();
        })?;
        Ok(Self::Runs { process, open: 2, words })
    }

    /// How it ended, once it has.
    fn ended(&mut self) -> Option<Result<(), String>> {
        match self {
            Self::Refused(why) => Some(Err(mem::take(why))),
            Self::Runs { process, open: 0, words } => {
                let status = match process.status()? {
                    Ok(status) if status.success() => return Some(Ok(())),
                    Ok(status) => status.to_string(),
                    Err(error) => format!("its exit status is unknown: {error}"),
                };
                let words = words.lock().unwrap_or_else(PoisonError::into_inner);
                Some(Err(if words.is_empty() { status } else { format!("{status}: {words}") }))
            }
            Self::Runs { .. } | Self::Ended => None,
        }
    }
}

/// Calls `each` with every line, until the end. Bytes that are no UTF-8 show as `�`.
fn for_each_line(from: Option<impl Read>, mut each: impl FnMut(String)) {
    let Some(mut from) = from.map(BufReader::new) else { return };
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        each(String::from_utf8_lossy(&line).trim_end().into());
        line.clear();
    }
}

/// A process and all that it starts in turn. Killed and reaped when dropped.
struct Process {
    child: Child,
    ended: bool,
}

impl Process {
    fn start(command: &mut Command) -> io::Result<Self> {
        // A group of its own can be killed as a whole. It is also out of the terminal's reach: a Ctrl-C there is for
        // the race, which then ends everyone.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(Self { child: command.spawn()?, ended: false })
    }

    /// How it ended, once it has.
    fn status(&mut self) -> Option<io::Result<ExitStatus>> {
        let status = self.child.try_wait().transpose();
        self.ended = status.is_some();
        status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Its number belongs to it until it has been waited for, and may be someone else's after that.
        if self.ended {
            return;
        }
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            kill_process_group(Pid::from_child(&self.child), Signal::KILL).ok();
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
