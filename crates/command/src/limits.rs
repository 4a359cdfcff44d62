//! Asking for threads before a runtime does, where there may be few.

use std::io;
use std::thread;

use lessons::Lesson;

/// The most threads that a lesson may need: for blocking work and for the work-stealing executor.
///
/// A pool may start a thread while another is about to be idle. And a pool that is refused a thread may try for ever. So this
/// counts three threads for each job, and two more.
pub(crate) fn threads(lesson: Lesson) -> usize {
    let (jobs, others) = match lesson {
        Lesson::Blocking => (2, 0),
        Lesson::Concurrent => (4, 0),
        Lesson::Threads => (5, thread::available_parallelism().map_or(1, usize::from)),
        _ => (1, 0),
    };
    jobs * 3 + 2 + others
}

/// Makes sure that this process may start so many `threads`.
///
/// A runtime that starts threads by itself cannot report that it was refused one: it panics, or tries again for ever. So where the
/// operating system allows few threads, this asks for all of them first.
///
/// # Errors
///
/// A sentence that says how many threads were asked for, and what the operating system said.
#[cfg(unix)]
pub(crate) fn can_start(threads: usize) -> io::Result<()> {
    use std::sync::RwLock;
    use std::time::Duration;

    /// With this many or more, no lesson will notice the limit.
    const PLENTY: u64 = 1024;
    /// How long the operating system may still count a thread that has ended.
    const REAPING: Duration = Duration::from_millis(20);

    let allowed = rustix::process::getrlimit(rustix::process::Resource::Nproc).current;
    if allowed.is_none_or(|allowed| allowed >= PLENTY) {
        return Ok(());
    }
    let gate = RwLock::new(());
    thread::scope(|scope| {
        // While the gate is closed, none of them ends.
        let _closed = gate.write();
        for _ in 0..threads {
            let wait = || drop(gate.read());
            thread::Builder::new().stack_size(64 * 1024).spawn_scoped(scope, wait).map_err(|refused| {
                io::Error::other(format!("of the {threads} threads it may need, one was refused: {refused}"))
            })?;
        }
        io::Result::Ok(())
    })?;
    thread::sleep(REAPING);
    Ok(())
}

/// Where threads are not limited in number, there is nothing to ask.
#[cfg(not(unix))]
pub(crate) fn can_start(_threads: usize) -> io::Result<()> {
    Ok(())
}
