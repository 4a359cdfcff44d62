//! A signal ends a race, in a process of its own: a signal goes to everyone in it.

#![cfg(unix)]

use std::io::{self, Write};
use std::process::Command;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use compare::race::{Course, Finish, Runner, race_in_lines};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, getpid, kill_process, test_kill_process};

/// A reader that sends its process a signal when it gets the first line, and takes no more from then on.
struct Stalls(Signal, Sender<String>);

impl Write for Stalls {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.1.send(String::from_utf8_lossy(line).into()).unwrap();
        kill_process(getpid(), self.0)?;
        loop {
            thread::park();
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_signal_ends_it_even_while_the_reader_stalls() {
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut command = Command::new("sh");
        command.args(["-c", "echo $$; sleep 3600"]);
        let runner = Runner { name: "endless".into(), command };
        let course = Course { every: Duration::from_millis(500), limit: Duration::from_secs(10) };
        let (tell, told) = mpsc::channel();

        let finish = race_in_lines(vec![runner], course, Stalls(signal, tell)).unwrap();
        assert_eq!((finish, finish.status()), (Finish::Signal(signal.as_raw()), status));
        let line = told.recv().unwrap();
        let process = line.split_whitespace().last().and_then(|number| Pid::from_raw(number.parse().ok()?)).unwrap();
        assert_eq!(test_kill_process(process), Err(Errno::SRCH), "it was killed and waited for");
    }
}
