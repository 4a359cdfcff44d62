//! An executor for several tasks: a queue: `cargo run -p small-steps --bin queue`.
//!
//! A task is a future in a box. To wake a task is to put it into the queue. The executor takes the first task of the queue
//! and polls it.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use futures_lite::future::yield_now;

// ANCHOR: executor
/// The tasks to poll, in order.
type Queue = Mutex<VecDeque<Arc<Task>>>;

/// A task: its future, until it is done, and the queue that it is put into.
struct Task {
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    queue: Arc<Queue>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let queue = Arc::clone(&self.queue);
        queue.lock().expect("nobody panics with the queue").push_back(self);
    }
}

fn spawn(queue: &Arc<Queue>, future: impl Future<Output = ()> + Send + 'static) {
    let future = Mutex::new(Some(Box::pin(future) as Pin<Box<_>>));
    // A new task has never been polled. So it is woken once.
    Arc::new(Task { future, queue: Arc::clone(queue) }).wake();
}

/// Polls until the queue is empty. Then nobody wants to be polled.
fn run(queue: &Queue) {
    let next = || queue.lock().expect("nobody panics with the queue").pop_front();
    while let Some(task) = next() {
        let waker = Waker::from(Arc::clone(&task));
        let mut slot = task.future.lock().expect("a task that panicked is not polled again");
        if let Some(future) = &mut *slot
            && future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
        {
            *slot = None;
        }
    }
}
// ANCHOR_END: executor

// ANCHOR: main
fn main() {
    let queue = Arc::default();
    for name in ["a", "b", "c"] {
        spawn(&queue, async move {
            for line in 1..=3 {
                println!("{name}{line}");
                yield_now().await;
            }
        });
    }
    println!("three tasks, and no line yet");
    run(&queue);
    println!("the queue is empty");
}
// ANCHOR_END: main
