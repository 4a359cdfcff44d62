//! A record shows which promises a runtime breaks. Here is a small runtime with a simulated clock, and a fault.
#![cfg(feature = "steps")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{self, Future, pending, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use anatomy::steps::{Broken, Language};
use anatomy::{Steps, Traced};
use any_runtime::{BlockOn, Runtime};
use futures_lite::future::{poll_once, yield_now};
use futures_lite::{AsyncWrite, FutureExt};
use keep_printing::{Clock, Timer, wait_for};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// Every timer fires half a second early.
    FiresEarly,
    /// Every timer fires two seconds late.
    FiresLate,
    /// A wake that arrives while the task is being polled is lost.
    LosesWakes,
    /// A task is polled once more after it is done.
    PollsWhatIsDone,
    /// A sleep that was dropped still wakes its task.
    KeepsDroppedSleeps,
}

/// The runtime. `block_on` ends with an error if nothing can happen any more. Then a minute has passed.
struct Small {
    fault: Fault,
    /// In milliseconds.
    clock: Arc<AtomicU64>,
    tasks: RefCell<Vec<Task>>,
    timers: Rc<RefCell<BTreeMap<(u64, usize), Waker>>>,
    sleeps: Rc<Cell<usize>>,
}

type Task = (Pin<Box<dyn Future<Output = ()>>>, Arc<Flag>);

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Small {
    fn new(fault: Fault) -> Self {
        let (clock, tasks, timers, sleeps) = Default::default();
        Self { fault, clock, tasks, timers, sleeps }
    }

    /// Polls a future if it was woken.
    fn poll<F: Future + ?Sized>(&self, future: Pin<&mut F>, flag: &Arc<Flag>) -> Poll<F::Output> {
        if !flag.0.swap(false, Ordering::Relaxed) {
            return Poll::Pending;
        }
        let polled = future.poll(&mut Context::from_waker(&flag.clone().into()));
        if self.fault == Fault::LosesWakes {
            flag.0.store(false, Ordering::Relaxed);
        }
        polled
    }

    fn poll_tasks(&self) {
        for (mut task, flag) in self.tasks.take() {
            let polled = self.poll(task.as_mut(), &flag);
            if polled.is_ready() && self.fault == Fault::PollsWhatIsDone {
                let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            }
            if polled.is_pending() {
                self.tasks.borrow_mut().push((task, flag));
            }
        }
    }
}

impl BlockOn for Small {
    fn block_on<F: Future>(&self, future: F) -> io::Result<F::Output> {
        let (mut future, main) = (pin!(future), Arc::new(Flag(true.into())));
        loop {
            if let Poll::Ready(output) = self.poll(future.as_mut(), &main) {
                return Ok(output);
            }
            self.poll_tasks();
            let is_woken = |flag: &Arc<Flag>| flag.0.load(Ordering::Relaxed);
            if is_woken(&main) || self.tasks.borrow().iter().any(|(_, flag)| is_woken(flag)) {
                continue;
            }
            let first = self.timers.borrow_mut().pop_first();
            let Some(((due, _), waker)) = first else {
                self.clock.fetch_add(60_000, Ordering::Relaxed);
                return Err(io::Error::other("nothing can happen any more"));
            };
            self.clock.fetch_max(due, Ordering::Relaxed);
            waker.wake();
        }
    }
}

impl Runtime for Small {
    const NAME: &'static str = "small";

    fn timer(&self) -> impl Timer + 'static {
        let (fault, clock, timers, sleeps) = (self.fault, self.clock.clone(), self.timers.clone(), self.sleeps.clone());
        move |duration: Duration| {
            let now = clock.load(Ordering::Relaxed);
            let due = now + u64::try_from(duration.as_millis()).unwrap();
            let due = match fault {
                Fault::FiresEarly => due.saturating_sub(500).max(now),
                Fault::FiresLate => due + 2000,
                _ => due,
            };
            sleeps.set(sleeps.get() + 1);
            let key = (due, sleeps.get());
            Sleep { key, fault, clock: clock.clone(), timers: timers.clone() }
        }
    }

    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        let clock = self.clock.clone();
        move || Duration::from_millis(clock.load(Ordering::Relaxed))
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Vec::new()
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let result = Rc::new((Cell::new(None), Cell::new(None::<Waker>)));
        let theirs = result.clone();
        let mut future = Box::pin(future);
        // Like a real executor, it polls the future itself again if it is polled when it is done.
        let task = poll_fn(move |cx| {
            future.as_mut().poll(cx).map(|output| {
                theirs.0.set(Some(output));
                theirs.1.take().inspect(Waker::wake_by_ref);
            })
        });
        self.tasks.borrow_mut().push((Box::pin(task), Arc::new(Flag(true.into()))));
        poll_fn(move |cx| {
            result.1.set(Some(cx.waker().clone()));
            result.0.take().map_or(Poll::Pending, Poll::Ready)
        })
    }

    fn unblock<T, W>(&self, work: W) -> impl Future<Output = T>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        future::ready(work())
    }
}

struct Sleep {
    key: (u64, usize),
    fault: Fault,
    clock: Arc<AtomicU64>,
    timers: Rc<RefCell<BTreeMap<(u64, usize), Waker>>>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.key.0 <= self.clock.load(Ordering::Relaxed) {
            return Poll::Ready(());
        }
        self.timers.borrow_mut().insert(self.key, cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if self.fault != Fault::KeepsDroppedSleeps {
            self.timers.borrow_mut().remove(&self.key);
        }
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// A coroutine that gives a runtime the opportunity to break each promise.
async fn program(rt: &Traced<Small>) {
    let timer = rt.timer();
    timer.sleep(SECOND).await;
    // A sleep that is dropped long before it is due.
    wait_for(timer.sleep(5 * SECOND), timer.sleep(SECOND)).await.ok();
    // A task that answers pending once, waits, and is done.
    let task = rt.spawn(poll_fn({
        let mut left = 1;
        move |cx| {
            left -= 1;
            if left < 0 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    }));
    task.or(async {
        timer.sleep(3 * SECOND).await;
    })
    .await;
    timer.sleep(3 * SECOND).await;
}

/// The promises that a runtime with this fault breaks.
fn broken(fault: Fault) -> Vec<Broken> {
    let rt = Traced::new(Small::new(fault));
    rt.block_on(program(&rt)).ok();
    let steps = Steps::new(rt.record(None));
    (0..steps.len()).filter_map(|step| steps.broken(step)).collect()
}

#[track_caller]
fn assert_first(fault: Fault, [english, korean]: [&str; 2]) {
    let broken = broken(fault);
    assert_eq!(broken[0].sentence(Language::English), english, "{broken:?}");
    assert_eq!(broken[0].sentence(Language::Korean), korean);
}

#[test]
fn a_runtime_without_a_fault_breaks_no_promise() {
    assert_eq!(broken(Fault::Nothing), []);
}

#[test]
fn a_sleep_that_ends_early() {
    assert_first(
        Fault::FiresEarly,
        [
            "A promise is broken: the sleep of main ended at 500 ms, but it was due at 1 s.",
            "약속이 깨졌습니다: 1 s에 끝나야 하는 main의 슬립이 500 ms에 끝났습니다.",
        ],
    );
}

#[test]
fn a_timer_that_does_not_fire_while_nothing_else_happens() {
    assert_first(
        Fault::FiresLate,
        [
            "A promise is broken: the timer of main was due at 1 s, but it did not fire. The executor polled nothing from 0 s \
         to 3 s.",
            "약속이 깨졌습니다: main의 타이머가 1 s에 만료되지 않았습니다. 실행기는 0 s부터 3 s까지 아무것도 폴링하지 않았습니다.",
        ],
    );
}

#[test]
fn a_wake_that_is_lost() {
    assert_first(
        Fault::LosesWakes,
        [
            "A promise is broken: task 1 was woken at 2 s, but it was not polled. The executor polled nothing from 2 s to 5 s.",
            "약속이 깨졌습니다: 태스크 1은 2 s에 깨어났지만 폴링되지 않았습니다. 실행기는 2 s부터 5 s까지 아무것도 폴링하지 않았습니다.",
        ],
    );
}

#[test]
fn a_wake_that_is_lost_for_ever() {
    let rt = Traced::new(Small::new(Fault::LosesWakes));
    rt.block_on(yield_now()).unwrap_err();
    let steps = Steps::new(rt.record(None));
    let until = Duration::from_secs(60);
    let since = Duration::ZERO;
    assert_eq!(steps.broken(steps.len() - 1), Some(Broken::NotPolled { task: 0, woken: since, since, until }));
}

#[test]
fn a_task_that_is_polled_when_it_is_done() {
    assert_first(
        Fault::PollsWhatIsDone,
        [
            "A promise is broken: task 1 is polled, although it is done.",
            "약속이 깨졌습니다: 이미 완료된 태스크 1을 폴링합니다.",
        ],
    );
}

#[test]
fn a_dropped_sleep_that_wakes_its_task() {
    assert_first(
        Fault::KeepsDroppedSleeps,
        [
            "A promise is broken: a timer calls the waker of main, but its sleep was dropped at 2 s.",
            "약속이 깨졌습니다: 2 s에 드롭된 슬립의 타이머가 main의 웨이커를 호출합니다.",
        ],
    );
}

/// Nothing of this breaks a promise of the runtime.
#[test]
fn what_only_looks_like_a_broken_promise() {
    // A future that is watched is no task. So it is not the executor that does not poll it.
    let rt = Traced::new(Small::new(Fault::Nothing));
    let timer = rt.timer();
    let watched = rt.recorder().watch(yield_now());
    rt.block_on(async {
        let mut watched = pin!(watched);
        assert!(poll_once(&mut watched).await.is_none());
        timer.sleep(3 * SECOND).await;
    })
    .unwrap();
    // A runtime that waits for ever because nobody wakes its task.
    rt.block_on(pending::<()>()).unwrap_err();
    let steps = Steps::new(rt.record(None));
    assert_eq!((0..steps.len()).find_map(|step| steps.broken(step)), None);
}
