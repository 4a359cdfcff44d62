//! A web page as a runtime: its event loop is the executor, `setTimeout` is the timer, and the page is the screen.
//!
//! The page that runs this is made by `just run-browser`.
//!
//! A page has one thread, and that thread also draws. So it may never block, and there is no `block_on` here: JavaScript
//! starts a lesson (`Run::start`), and is told when it has ended.

#![cfg(target_family = "wasm")]

mod runtime;
mod sleep;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use anatomy::Traced;
use futures_lite::future;
use js_sys::Function;
use lessons::{Lesson, Options};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::spawn_local;

pub use crate::runtime::Browser;

/// The lessons, as the page lists them: the name of each, then its claim, then its code.
#[wasm_bindgen]
pub fn lessons() -> Vec<String> {
    let lessons = Lesson::ALL.iter().flat_map(|lesson| [lesson.name(), lesson.claim(), lesson.source()]);
    lessons.map(str::to_owned).collect()
}

/// A lesson that runs in the page, or has run.
#[wasm_bindgen]
pub struct Run {
    rt: Rc<Traced<Browser>>,
    lesson: Lesson,
    options: Options,
    stop: Rc<Stop>,
}

#[wasm_bindgen]
impl Run {
    /// Starts a lesson. It runs when the caller has returned to the event loop, and between the page's other events.
    ///
    /// `print` is called with each line. `ended` is called once, at the end: with a sentence if the lesson failed, else with
    /// `undefined`.
    ///
    /// # Errors
    ///
    /// A sentence, when there is no such lesson.
    #[wasm_bindgen(constructor)]
    pub fn start(
        lesson: &str,
        every_ms: f64,
        limit_ms: f64,
        tasks: usize,
        print: Function,
        ended: Function,
    ) -> Result<Self, String> {
        let lesson = Lesson::named(lesson).ok_or_else(|| format!("there is no lesson '{lesson}'"))?;
        let options = Options { every: millis(every_ms), limit: millis(limit_ms), tasks, ..Options::default() };
        let rt = Rc::new(Traced::new(Browser::printing_to(print)));
        let stop = Rc::new(Stop::default());

        let (theirs, stopped) = (rt.clone(), stop.clone());
        spawn_local(async move {
            let running = theirs.watch_main(lesson.run(&*theirs, &options));
            let outcome = future::or(running, async {
                stopped.wait().await;
                Ok(())
            });
            let outcome: io::Result<()> = outcome.await;
            let sentence = outcome.map_or_else(|error| JsValue::from(error.to_string()), |()| JsValue::UNDEFINED);
            // What the page does with it is the page's affair.
            ended.call1(&JsValue::NULL, &sentence).ok();
        });
        Ok(Self { rt, lesson, options, stop })
    }

    /// What has happened so far, as Chrome trace-event JSON.
    pub fn trace(&self) -> String {
        self.rt.to_chrome_so_far(self.lesson, &self.options)
    }

    /// Drops the lesson where it waits. Its destructors run, and then `ended` is called.
    pub fn stop(&self) {
        self.stop.set();
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("lesson", &self.lesson).field("options", &self.options).finish_non_exhaustive()
    }
}

/// A duration as JavaScript has it. What is no duration is zero, and what is too long is the longest.
fn millis(millis: f64) -> Duration {
    Duration::try_from_secs_f64((millis / 1000.0).max(0.0)).unwrap_or(Duration::MAX)
}

/// Whether the page has asked for the end.
#[derive(Default)]
struct Stop {
    set: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Stop {
    fn set(&self) {
        self.set.set(true);
        let waker = self.waker.take();
        waker.inspect(Waker::wake_by_ref);
    }

    async fn wait(&self) {
        poll_fn(|cx| {
            self.waker.replace(Some(cx.waker().clone()));
            if self.set.get() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}
