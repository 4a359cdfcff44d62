//! A stdout that another process has made non-blocking.
//!
//! `O_NONBLOCK` belongs to the open file. All processes that inherited it share the flag, and any of them may set it,
//! as Node does. Then a write to a full pipe fails ("Resource temporarily unavailable") where it should wait.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use super::reader::full_pipe;
use super::signals::wait_until_it_listens;
use super::stdout::terminal;
use super::{ENDING, FOREVER, each, one_of_many, sentence, time, times};
use crate::Run;

/// What kind of stdout two processes share.
#[derive(Clone, Copy, Debug)]
enum Shared {
    Pipe,
    Terminal,
    Socket,
}

/// When the other process makes stdout non-blocking: before the command starts, or while it runs.
#[derive(Clone, Copy, Debug)]
enum When {
    Before,
    During,
}

/// A slow reader is no error. The next line waits for it, and every line is whole. A pipe and a terminal may become
/// non-blocking at any time, a socket only before the start.
pub fn a_stdout_made_non_blocking_waits_for_its_reader(command: &str) {
    for (shared, when) in [
        (Shared::Pipe, When::Before),
        (Shared::Pipe, When::During),
        (Shared::Terminal, When::Before),
        (Shared::Terminal, When::During),
        (Shared::Socket, When::Before),
    ] {
        let (reader, ours) = shared.open();
        let theirs = ours.try_clone().expect("a file can be shared");
        let mut lines = BufReader::with_capacity(64, &reader).lines().map(|line| line.expect("the output is UTF-8"));
        if let When::Before = when {
            make_non_blocking(ours.as_fd());
        }
        let run = Run::spawn(Run::prepare(command, [FOREVER, "--every", "1us"]).stdout(theirs));
        let mut printed: Vec<_> = lines.by_ref().take(5).collect();
        if let When::During = when {
            make_non_blocking(ours.as_fd());
        }
        while run.is_running() && !is_full(&reader, ours.as_fd()) {}
        assert!(run.is_running(), "{shared:?}, {when:?}: it ended: {:?}", run.end());
        drop(ours);
        printed.extend(lines.take(1000));
        assert_eq!(printed.len(), 1005, "{shared:?}, {when:?}: it ended: {:?}", run.end());
        let times: Vec<_> = printed.iter().map(|line| time(line)).collect();
        assert!(times.is_sorted(), "{shared:?}, {when:?}: {times:?}");
    }
}

/// When nobody reads, the deadline holds. The command ends as it does with a blocking pipe.
pub fn a_stdout_made_non_blocking_does_not_hold_up_the_end(command: &str) {
    each(ENDING, |lesson| {
        let (_reader, writer) = full_pipe();
        make_non_blocking(writer.as_fd());
        let arguments = ["--every", "1ms", "--for", "300ms", "--tasks", "100", lesson];
        let ended = Run::spawn(Run::prepare(command, arguments).stdout(writer)).end();
        assert!(sentence(&ended).contains("stdout was stalled"), "{lesson}: {ended:?}");
        assert!(ended.took >= Duration::from_millis(300), "{lesson}: the deadline came early: {ended:?}");
    });
}

/// A reader that starts late still gets whole lines, and the deadline message at the end.
pub fn a_stdout_made_non_blocking_still_ends_with_the_message(command: &str) {
    let in_time = one_of_many(|| {
        let (mut reader, writer) = full_pipe();
        make_non_blocking(writer.as_fd());
        let started = Instant::now();
        let run = Run::spawn(Run::prepare(command, ["--every", "1ms", "--for", "2s"]).stdout(writer));
        wait_until_it_listens(&run);
        // This is time for a line. The pipe is full, so the line cannot be written yet.
        thread::sleep(Duration::from_millis(50));
        // The machine is so busy that the reader would come after the deadline.
        if started.elapsed() > Duration::from_secs(1) {
            return false;
        }
        let mut printed = String::new();
        reader.read_to_string(&mut printed).expect("the output is UTF-8");
        let ended = run.end();
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
        let times = times(printed.trim_start_matches('\n'));
        assert!(!times.is_empty() && times.is_sorted(), "{times:?}");
        true
    });
    assert!(in_time, "every attempt took more than a second to start");
}

impl Shared {
    /// The end to read from, and the end that the command writes to.
    fn open(self) -> (File, OwnedFd) {
        match self {
            Self::Pipe => {
                let (reader, writer) = std::io::pipe().expect("there is a pipe");
                rustix::pipe::fcntl_setpipe_size(&writer, 1).expect("a pipe can be shrunk");
                (OwnedFd::from(reader).into(), writer.into())
            }
            Self::Terminal => terminal(),
            Self::Socket => {
                let (reader, writer) = UnixStream::pair().expect("there is a socket");
                (OwnedFd::from(reader).into(), writer.into())
            }
        }
    }
}

fn make_non_blocking(file: BorrowedFd<'_>) {
    let set = fcntl_getfl(file).and_then(|flags| fcntl_setfl(file, flags | OFlags::NONBLOCK));
    set.expect("a file can be made non-blocking");
}

/// Whether stdout is full: it accepts no more, and for 50 ms nothing was added.
fn is_full(reader: &File, writer: BorrowedFd<'_>) -> bool {
    let unread = || rustix::io::ioctl_fionread(reader).expect("the system knows how much there is to read");
    let before = unread();
    thread::sleep(Duration::from_millis(50));
    let mut files = [PollFd::from_borrowed_fd(writer, PollFlags::OUT)];
    poll(&mut files, Some(&Timespec::default())).expect("a file can be polled");
    unread() == before && !files[0].revents().contains(PollFlags::OUT)
}
