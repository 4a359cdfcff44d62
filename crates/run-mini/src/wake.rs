//! A waker puts its task into a queue, and sees to it that the executor's thread looks there.
//!
//! A waker may be called from any thread, at any time: before the task is polled, while it is, twice, or long after the
//! task has ended. None of these may be lost, or put the task into the queue twice. `tests/wakes.rs` has a model checker
//! try every order in which the threads can take their steps.

use std::collections::VecDeque;
use std::mem;

use crate::sync::{Arc, AtomicBool, Mutex, MutexGuard, Ordering, Thread, thread};

/// The tasks that were woken, in that order; and the thread that will run them.
#[derive(Debug)]
pub(crate) struct Woken {
    queue: Mutex<VecDeque<usize>>,
    thread: Thread,
}

impl Woken {
    pub(crate) fn new() -> Self {
        Self { queue: Mutex::new(VecDeque::new()), thread: thread::current() }
    }

    /// Takes everyone who was woken, in one go. The `round` before has to be over: it becomes the queue.
    pub(crate) fn swap(&self, round: &mut VecDeque<usize>) {
        mem::swap(&mut *self.lock(), round);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<usize>> {
        self.queue.lock().expect("no one panics who holds the queue")
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

    /// Has to be called before each poll: a wake from here on puts the task into the queue again.
    ///
    /// Why `swap`, whose result nobody wants, and not `store`? Because a wake that finds the task queued does nothing
    /// else, and relies on the coming poll to see what it announces. The `swap` reads the `true` that such a wake has
    /// written, and with it acquires all that was written before. A `store` reads nothing, so the poll could miss it.
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
