//! A waker puts its task into a queue, and unparks the executor's thread.
//!
//! A waker may be called from any thread and at any time: before the task is polled, during the poll, twice, or long
//! after the task has ended. No wake may be lost, and no task may be in the queue twice. In `tests/wakes.rs` a model
//! checker tries every order in which the threads can run.

use std::collections::VecDeque;
use std::mem;

use crate::sync::{Arc, AtomicBool, Mutex, MutexGuard, Ordering, Thread, thread};

/// The tasks that were woken, in order, and the thread that will poll them.
#[derive(Debug)]
pub(crate) struct Woken {
    queue: Mutex<VecDeque<usize>>,
    thread: Thread,
}

impl Woken {
    pub(crate) fn new() -> Self {
        Self { queue: Mutex::new(VecDeque::new()), thread: thread::current() }
    }

    /// Takes all tasks that were woken, at once. The last `round` must be empty: it becomes the new queue.
    pub(crate) fn swap(&self, round: &mut VecDeque<usize>) {
        mem::swap(&mut *self.lock(), round);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<usize>> {
        self.queue.lock().expect("no code panics while it holds the queue")
    }
}

/// What wakes one task.
#[derive(Debug)]
pub(crate) struct TaskWaker {
    id: usize,
    pub(crate) queued: AtomicBool,
    woken: Arc<Woken>,
}

impl TaskWaker {
    pub(crate) fn new(id: usize, woken: Arc<Woken>) -> Self {
        Self { id, queued: AtomicBool::new(false), woken }
    }

    /// Must be called before each poll. A wake after this call puts the task into the queue again.
    ///
    /// Why `swap`, although the result is not used, and not `store`? A wake that finds the task in the queue does
    /// nothing more. It relies on the coming poll to see what it announces. The `swap` reads the `true` that this wake
    /// wrote, and so acquires everything that was written before it. A `store` reads nothing, so the poll could miss
    /// it.
    pub(crate) fn about_to_poll(&self) {
        self.queued.swap(false, Ordering::Acquire);
    }

    /// What [`Wake`](std::task::Wake) does; the model checker calls it by this name.
    pub(crate) fn enqueue(&self) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.woken.lock().push_back(self.id);
            self.woken.thread.unpark();
        }
    }
}
