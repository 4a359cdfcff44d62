//! An executor for one future, in twenty lines: `cargo run -p small-steps --bin block-on`.
//!
//! The future waits for another thread. Until that thread wakes it, the executor's thread sleeps and uses no processor.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

// ANCHOR: block-on
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return output,
            // Until somebody wakes us. If that has happened already, `park` returns at once.
            Poll::Pending => thread::park(),
        }
    }
}

/// What the waker does: it ends the `park` of the executor's thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
// ANCHOR_END: block-on

// ANCHOR: ask
/// A question to a worker on another thread. The future is ready when the worker has answered.
struct Ask {
    worker: Sender<Question>,
    answer: Option<Arc<Mutex<Option<u32>>>>,
}

/// Where the answer goes, and whom to wake then.
struct Question {
    answer: Arc<Mutex<Option<u32>>>,
    waker: Waker,
}

impl Future for Ask {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if let Some(answer) = &self.answer {
            let answer = answer.lock().expect("nobody panics with the answer");
            return answer.map_or(Poll::Pending, Poll::Ready);
        }
        println!("first poll: I ask, and leave my waker");
        let answer = Arc::default();
        let question = Question { answer: Arc::clone(&answer), waker: cx.waker().clone() };
        self.worker.send(question).expect("the worker waits for questions");
        self.answer = Some(answer);
        Poll::Pending
    }
}
// ANCHOR_END: ask

// ANCHOR: main
fn main() {
    let (worker, questions) = mpsc::channel::<Question>();
    thread::spawn(move || {
        for question in questions {
            println!("worker: the answer is there, so I wake");
            *question.answer.lock().expect("nobody panics with the answer") = Some(42);
            question.waker.wake();
        }
    });

    let answer = block_on(async {
        println!("the body begins");
        let answer = Ask { worker, answer: None }.await;
        println!("the body goes on");
        answer
    });
    println!("block_on returns {answer}");
}
// ANCHOR_END: main
