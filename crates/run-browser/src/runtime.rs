//! The page, as the lessons see it.

use std::cell::Cell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use any_runtime::{CountsFrom, Declared, LocalTime, Nested, OnDrop, OnPanic, PolledBy, Runtime};
use chrono::NaiveDate;
use futures_lite::AsyncWrite;
use js_sys::{Date, Function};
use keep_printing::{Clock, Timer};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::spawn_local;

use crate::sleep::Sleep;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page began to load. This clock never goes back.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Long enough for the event loop to do other things in between.
const TURN: Duration = Duration::from_millis(1);

/// The page's clock.
pub(crate) fn now() -> Duration {
    Duration::from_secs_f64(performance_now() / 1000.0)
}

/// The page, as a runtime.
///
/// # Examples
///
/// ```ignore
/// // In JavaScript, this is all there is to it: see `page.js`.
/// let run = new Run("async-main", 500, 10000, 0, line => console.log(line), error => console.log(error));
/// ```
pub struct Browser {
    print: Function,
}

impl Browser {
    /// A runtime whose stdout is a JavaScript function. It is called with each line.
    pub fn printing_to(print: Function) -> Self {
        Self { print }
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").finish_non_exhaustive()
    }
}

impl Runtime for Browser {
    const NAME: &'static str = "browser";
    const DECLARED: Declared = Declared {
        timer: "setTimeout, in steps of 1 ms, rounded up",
        granularity: Duration::from_millis(1),
        sleep_counts_from: CountsFrom::Call,
        sleep_polled_by: PolledBy::AnyExecutor,
        on_panic: OnPanic::EndsBlockOn,
        on_drop: OnDrop::Detaches,
        nested: Nested::Panics,
        unblock: "nowhere: a page has one thread",
    };

    fn timer(&self) -> impl Timer + 'static {
        Sleep::new
    }

    fn stdout(&self) -> impl AsyncWrite + Unpin {
        Screen { print: self.print.clone() }
    }

    fn spawn<F>(&self, future: F) -> impl Future<Output = F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        // The task leaves its result in a cell, and wakes whoever waits for it.
        let cell = Rc::new((Cell::new(None), Cell::new(None::<Waker>)));
        let theirs = cell.clone();
        spawn_local(async move {
            theirs.0.set(Some(future.await));
            theirs.1.take().inspect(Waker::wake_by_ref);
        });
        poll_fn(move |cx| {
            cell.1.set(Some(cx.waker().clone()));
            cell.0.take().map_or(Poll::Pending, Poll::Ready)
        })
    }

    /// There is no other thread, so the work blocks the page. Before that, the page has a turn.
    async fn unblock<T, W>(&self, work: W) -> T
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        Sleep::new(TURN).await;
        work()
    }

    fn clock(&self) -> impl Clock + Clone + Send + Sync + 'static {
        now
    }

    fn wall_clock(&self) -> impl Fn() -> LocalTime + Clone + Send + 'static {
        local_time
    }

    /// Spins: a page cannot even wait.
    fn blocking_sleep(&self) -> impl Fn(Duration) + Clone + Send + 'static {
        |duration| {
            let end = now().saturating_add(duration);
            while now() < end {}
        }
    }
}

/// The time of day in the page's time zone, to the millisecond.
fn local_time() -> LocalTime {
    let date = Date::new_0();
    let day = i32::try_from(date.get_full_year())
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, date.get_month() + 1, date.get_date()));
    let time = day.and_then(|day| {
        day.and_hms_milli_opt(date.get_hours(), date.get_minutes(), date.get_seconds(), date.get_milliseconds())
    });
    time.unwrap_or_default().into()
}

/// A stdout that calls a JavaScript function with each line. Coroutines print a line in one piece.
struct Screen {
    print: Function,
}

impl AsyncWrite for Screen {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        for line in String::from_utf8_lossy(bytes).lines() {
            let printed = self.print.call1(&JsValue::NULL, &line.into());
            if printed.is_err() {
                return Poll::Ready(Err(io::Error::other("the page cannot show the line")));
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
