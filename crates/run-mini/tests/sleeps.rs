//! A sleep and the wakers it holds.

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use any_runtime::Runtime;
use keep_printing::Timer;
use run_mini::Mini;

thread_local! {
    /// A task that lives as long as its waker.
    static TASK: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>> = const { RefCell::new(None) };
}

/// The last waker of `TASK`: whoever drops it drops the task.
struct LastWaker;

impl Wake for LastWaker {
    fn wake(self: Arc<Self>) {}
}

impl Drop for LastWaker {
    fn drop(&mut self) {
        drop(TASK.take());
    }
}

async fn sleep_for_an_hour(mini: Rc<Mini>) {
    mini.timer().sleep(Duration::from_secs(3600)).await;
}

fn poll(future: Pin<&mut (impl Future + ?Sized)>, waker: &Waker) {
    assert!(future.poll(&mut Context::from_waker(waker)).is_pending());
}

/// Leaves the last waker of a task in `sleep`. The task sleeps as well, on the same runtime.
fn poll_with_the_last_waker_of_a_sleeping_task(mini: &Rc<Mini>, sleep: Pin<&mut impl Future>) {
    let mut task = Box::pin(sleep_for_an_hour(mini.clone()));
    poll(task.as_mut(), Waker::noop());
    TASK.set(Some(task));
    poll(sleep, &Waker::from(Arc::new(LastWaker)));
    assert!(TASK.with_borrow(Option::is_some));
}

#[test]
fn a_sleep_that_replaces_its_waker_may_drop_a_task_that_sleeps() {
    let mini = Rc::default();
    let mut sleep = pin!(sleep_for_an_hour(Rc::clone(&mini)));
    poll_with_the_last_waker_of_a_sleeping_task(&mini, sleep.as_mut());
    poll(sleep, Waker::noop());
    assert!(TASK.with_borrow(Option::is_none));
}

#[test]
fn a_sleep_that_is_dropped_may_drop_a_task_that_sleeps() {
    let mini = Rc::default();
    let mut sleep = Box::pin(sleep_for_an_hour(Rc::clone(&mini)));
    poll_with_the_last_waker_of_a_sleeping_task(&mini, sleep.as_mut());
    drop(sleep);
    assert!(TASK.with_borrow(Option::is_none));
}
