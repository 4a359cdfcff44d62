//! The threads of the small runtime: for blocking work, and for a work-stealing executor.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread::{self, JoinHandle};

use any_runtime::WorkStealing;
use futures_lite::{AsyncWrite, future};
use keep_printing::Timer;

use crate::fault::Fault;

/// Does the work on its own thread. Returns the future of the result, and the thread.
pub(crate) fn on_a_thread<T, W>(fault: Fault, work: W) -> (impl Future<Output = T> + use<T, W>, JoinHandle<()>)
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    let slot = Arc::new(Mutex::new((None, None::<Waker>)));
    let theirs = slot.clone();
    let thread = thread::spawn(move || {
        let done = if fault == Fault::LosesPanics { Ok(work()) } else { panic::catch_unwind(AssertUnwindSafe(work)) };
        let mut slot = theirs.lock().unwrap();
        slot.0 = Some(done);
        slot.1.take().inspect(Waker::wake_by_ref);
        drop(slot);
        if fault == Fault::LeaksThreads {
            loop {
                thread::park();
            }
        }
    });
    let result = poll_fn(move |cx| {
        let mut slot = slot.lock().unwrap();
        slot.1 = Some(cx.waker().clone());
        slot.0
            .take()
            .map_or(Poll::Pending, |done| Poll::Ready(done.unwrap_or_else(|panic| panic::resume_unwind(panic))))
    });
    (result, thread)
}

/// An executor with one thread for each task. If it is not `HONEST`, it declares that the process shares its threads.
pub(crate) struct Stealing<const HONEST: bool> {
    fault: Fault,
    threads: RefCell<Vec<JoinHandle<()>>>,
}

impl<const HONEST: bool> Stealing<HONEST> {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, threads: RefCell::default() }
    }
}

impl<const HONEST: bool> WorkStealing for Stealing<HONEST> {
    const SHARED: bool = !HONEST;

    fn timer(&self) -> impl Timer<Sleep: Send> + Send + 'static {
        async_io::Timer::after
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin + Send + 'static {
        Vec::new()
    }

    fn spawn<T>(&self, future: T) -> impl Future<Output = T::Output>
    where
        T: Future + Send + 'static,
        T::Output: Send + 'static,
    {
        let (fault, mut future) = (self.fault, Box::pin(future));
        if fault == Fault::HasNoThreads {
            return future as Pin<Box<dyn Future<Output = T::Output>>>;
        }
        let (result, thread) = on_a_thread(fault, move || {
            if fault != Fault::LosesWakes {
                return future::block_on(future);
            }
            match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(output) => output,
                Poll::Pending => loop {
                    thread::park();
                },
            }
        });
        self.threads.borrow_mut().push(thread);
        Box::pin(result)
    }
}

impl<const HONEST: bool> Drop for Stealing<HONEST> {
    fn drop(&mut self) {
        if self.fault == Fault::JoinsThreads {
            self.threads.take().into_iter().for_each(|thread| thread.join().unwrap());
        }
    }
}
