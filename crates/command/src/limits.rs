//! Checks that a runtime can start its threads, if the system allows only a few.

use std::io;
use std::thread;

use lessons::Lesson;

/// The most threads that a lesson may need: for blocking work and for the work-stealing executor.
///
/// A thread pool may start a new thread although another one will soon be idle. And if a pool is refused a thread, it
/// may try for ever. So this counts three threads for each job, and two more.
pub(crate) fn threads(lesson: Lesson) -> usize {
    let (jobs, others) = match lesson {
        Lesson::Blocking => (2, 0),
        Lesson::Concurrent => (4, 0),
        Lesson::Threads => (5, thread::available_parallelism().map_or(1, usize::from)),
        _ => (1, 0),
    };
    jobs * 3 + 2 + others
}

/// Checks that this process may start this number of `threads`.
///
/// A runtime that is refused a thread cannot report it: it panics, or tries again for ever. So if the operating system
/// allows only a few threads, this function starts all of them first.
///
/// # Errors
///
/// A sentence with the number of threads and the error of the operating system.
#[cfg(unix)]
pub(crate) fn can_start(threads: usize) -> io::Result<()> {
    use std::sync::RwLock;
    use std::time::Duration;

    /// A limit of this many threads is enough for every lesson.
    const PLENTY: u64 = 1024;
    /// How long the operating system may still count a thread that has ended.
    const REAPING: Duration = Duration::from_millis(20);

    let allowed = rustix::process::getrlimit(rustix::process::Resource::Nproc).current;
    if allowed.is_none_or(|allowed| allowed >= PLENTY) {
        return Ok(());
    }
    let gate = RwLock::new(());
    thread::scope(|scope| {
        // While the gate is closed, no thread ends. So all of them run at the same time.
        let _closed = gate.write();
        for _ in 0..threads {
            let wait = || drop(gate.read());
            thread::Builder::new().stack_size(64 * 1024).spawn_scoped(scope, wait).map_err(|refused| {
                io::Error::other(format!("it may need {threads} threads, and the system refused one: {refused}"))
            })?;
        }
        io::Result::Ok(())
    })?;
    thread::sleep(REAPING);
    Ok(())
}

/// Does nothing: this system has no limit for the number of threads.
#[cfg(not(unix))]
pub(crate) fn can_start(_threads: usize) -> io::Result<()> {
    Ok(())
}
