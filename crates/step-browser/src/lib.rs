//! Steps through a run in a web page: a run on the simulated clock, which takes no time, or one that left a trace. Or the
//! reader is the executor, and makes the run move by move.
//!
//! This is a WebAssembly module of its own. The page of `run-browser` loads it when somebody opens the tab "Step" or
//! "Play". The JavaScript of the crate `step-page` shows what a [`Stepping`] returns, and that of `run-browser` shows what
//! a [`Play`] returns.

mod play;

pub use crate::play::Play;

use std::fmt;
use std::time::{Duration, SystemTime};

use anatomy::{Record, Steps, Traced};
use any_runtime::{BlockOn as _, Runtime as _};
use futures_lite::future;
use keep_printing::Timer as _;
use lessons::{Lesson, Options};
use run_simulated::{Simulated, WriteFaults};
use step_page::{Frame, Run};
use wasm_bindgen::prelude::wasm_bindgen;

/// A run that has ended, in steps.
///
/// # Examples
///
/// ```
/// use step_browser::Stepping;
///
/// let stepping = Stepping::simulate("hello", 500.0, 2000.0, 0, None, 0.0)?;
/// assert!(stepping.run().starts_with(r#"{"runtime":"simulated","lesson":"hello""#));
/// assert!(stepping.frame(0).contains("Main is polled for the first time."));
/// assert_eq!(stepping.error(), None);
/// # Ok::<_, String>(())
/// ```
#[wasm_bindgen]
pub struct Stepping {
    steps: Steps,
    error: Option<String>,
}

#[wasm_bindgen]
impl Stepping {
    /// Runs a lesson on a simulated clock. The durations are in milliseconds.
    ///
    /// A `seed` shuffles what happens at the same instant; without one it happens in the order of registration. The wall
    /// clock begins at `start_ms`, which counts from 1970 in the time zone that is to be shown. A lesson that does not end
    /// by itself is dropped at the limit.
    ///
    /// # Errors
    ///
    /// A sentence, when there is no such lesson.
    pub fn simulate(
        lesson: &str,
        every_ms: f64,
        limit_ms: f64,
        tasks: usize,
        seed: Option<u32>,
        start_ms: f64,
    ) -> Result<Self, String> {
        let lesson = Lesson::named(lesson).ok_or_else(|| format!("there is no lesson '{lesson}'"))?;
        let options = Options { every: millis(every_ms), limit: millis(limit_ms), tasks, ..Options::default() };
        let start = SystemTime::UNIX_EPOCH.checked_add(millis(start_ms)).unwrap_or(SystemTime::UNIX_EPOCH);

        let mut rt = seed.map_or_else(Simulated::new, |seed| Simulated::new().seed(seed.into())).start(start);
        // The record keeps the output. So it is nowhere printed.
        rt.record(WriteFaults::None);
        let rt = Traced::new(rt);
        let running = rt.watch_main(lesson.run(&rt, &options));
        let ended = match lesson {
            Lesson::Forever => {
                let limit = rt.runtime().timer().sleep(options.limit);
                let stopped = async {
                    limit.await;
                    Ok(())
                };
                // The limit is asked first. Else the lesson would be polled once more, although nobody has woken it.
                rt.runtime().block_on(future::or(stopped, running))
            }
            _ => rt.runtime().block_on(running),
        };
        let error = ended.and_then(|ended| ended).err().map(|error| error.to_string());
        Ok(Self { steps: Steps::new(rt.record(Some(lesson))), error })
    }

    /// Reads a trace, such as the one of a run in the page.
    ///
    /// # Errors
    ///
    /// A sentence, when the text is no trace, or when nothing happens in it.
    pub fn read(trace: &str) -> Result<Self, String> {
        let steps = Steps::new(Record::from_chrome(trace).map_err(|error| error.to_string())?);
        if steps.is_empty() { Err("nothing happens in this trace".into()) } else { Ok(Self { steps, error: None }) }
    }

    /// Returns what is to be known of the run, as JSON: a [`Run`].
    pub fn run(&self) -> String {
        serde_json::to_string(&Run::of(&self.steps)).expect("a run holds nothing that JSON cannot say")
    }

    /// Returns a step, as JSON: a [`Frame`].
    ///
    /// # Panics
    ///
    /// If there is no such step.
    pub fn frame(&self, step: usize) -> String {
        serde_json::to_string(&Frame::of(&self.steps, step)).expect("a frame holds nothing that JSON cannot say")
    }

    /// Returns why the lesson failed, if it did.
    pub fn error(&self) -> Option<String> {
        self.error.clone()
    }
}

impl fmt::Debug for Stepping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stepping").field("steps", &self.steps.len()).field("error", &self.error).finish_non_exhaustive()
    }
}

/// A duration as JavaScript has it. What is no duration is zero, and what is too long is the longest.
fn millis(millis: f64) -> Duration {
    Duration::try_from_secs_f64((millis / 1000.0).max(0.0)).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use futures_lite::AsyncWriteExt as _;
    use serde_json::{Value, json};

    use super::*;

    fn simulate(lesson: Lesson, tasks: usize, seed: Option<u32>) -> Stepping {
        Stepping::simulate(lesson.name(), 500.0, 2000.0, tasks, seed, 0.0).unwrap()
    }

    fn frame(stepping: &Stepping, step: usize) -> Value {
        serde_json::from_str(&stepping.frame(step)).unwrap()
    }

    #[test]
    fn a_step_says_who_waits_for_what() {
        let stepping = simulate(Lesson::AsyncMain, 0, None);
        let first = frame(&stepping, 0);
        assert_eq!(first["clock"], "0 s");
        assert_eq!(first["tasks"][0]["status"], "waiting");
        assert_eq!(first["tasks"][0]["is"]["en"], "waits for a sleep until 500 ms, a sleep until 2 s (1 poll)");
        assert_eq!(
            first["timers"][0]["is"],
            json!({"en": "due at 500 ms, wakes main", "ko": "500 ms 예정, 만료되면 main을 깨움"})
        );
        assert_eq!(first["woken"], json!([]));
        let fired = frame(&stepping, 1);
        assert_eq!((&fired["timers"][0]["fired"], &fired["timers"][1]["fired"]), (&json!(true), &Value::Null));
        assert_eq!((&fired["tasks"][0]["status"], &fired["woken"]), (&json!("woken"), &json!([0])));
        assert!(fired["sentence"]["ko"].as_str().unwrap().contains("웨이커"), "{fired}");
    }

    #[test]
    fn every_lesson_ends_with_its_output_and_its_counters() {
        for lesson in Lesson::ALL.iter().copied() {
            let stepping = simulate(lesson, 3, None);
            let (steps, run) = (&stepping.steps, Run::of(&stepping.steps));
            assert_eq!((run.lesson, run.missing), (Some(lesson.name()), 0));
            assert_eq!(stepping.error.is_some(), lesson == Lesson::Unhandled, "{lesson}: {:?}", stepping.error);
            assert!(run.at.is_sorted(), "{lesson}");
            let frames: Vec<_> = (0..steps.len()).map(|step| Frame::of(steps, step)).collect();
            let mut printed_before = 0;
            for (step, frame) in frames.iter().enumerate() {
                assert_eq!(frame.printed > printed_before, run.prints.contains(&step), "{lesson}, {step}");
                printed_before = frame.printed;
            }
            let last = frames.last().unwrap();
            let counters = steps.record().counters();
            assert_eq!(last.printed, run.output.encode_utf16().count(), "{lesson}");
            assert_eq!((last.counters.polls, last.counters.wakes), (counters.polls, counters.wakes), "{lesson}");
        }
    }

    #[test]
    fn what_does_not_end_by_itself_is_dropped_at_the_limit() {
        let stepping = simulate(Lesson::Forever, 0, None);
        let last = frame(&stepping, stepping.steps.len() - 1);
        assert_eq!((&last["clock"], &last["timers"]), (&json!("2 s"), &json!([])));
        assert!(last["sentence"]["en"].as_str().unwrap().contains("no longer needs the sleep until 2 s"), "{last}");
        assert_eq!(Run::of(&stepping.steps).output.lines().count(), 4, "at 0 s, 500 ms, 1 s and 1.5 s");
    }

    #[test]
    fn a_seed_gives_the_same_run_again() {
        let run = |seed| simulate(Lesson::Concurrent, 0, seed);
        let frames = |run: &Stepping| (0..run.steps.len()).map(|step| run.frame(step)).collect::<Vec<_>>();
        assert_eq!(frames(&run(Some(7))), frames(&run(Some(7))));
        assert!((0..20).any(|seed| frames(&run(Some(seed))) != frames(&run(None))), "a seed shuffles");
    }

    #[test]
    fn a_trace_gives_the_frames_of_the_run_that_left_it() {
        let mut rt = Simulated::new().start(SystemTime::UNIX_EPOCH);
        rt.record(WriteFaults::None);
        let (rt, options) = (Traced::new(rt), Options { limit: Duration::from_secs(2), ..Options::default() });
        rt.block_on(Lesson::Cancel.run(&rt, &options)).unwrap().unwrap();
        let read = Stepping::read(&rt.to_chrome(Lesson::Cancel, &options)).unwrap();
        let simulated = simulate(Lesson::Cancel, 0, None);
        assert_eq!(read.run(), simulated.run());
        for step in 0..read.steps.len() {
            assert_eq!(read.frame(step), simulated.frame(step));
        }
    }

    #[test]
    fn a_broken_promise_is_said_at_its_step() {
        let rt = Traced::new(Simulated::new().start(SystemTime::UNIX_EPOCH));
        rt.block_on(async { rt.timer().sleep(Duration::from_secs(1)).await }).unwrap();
        // A runtime that fires its timers at once would leave such a trace.
        let trace = rt.to_chrome(Lesson::Hello, &Options::default());
        let early = trace.replace("\"ts\":1000000", "\"ts\":0");
        assert_ne!(early, trace);
        for (trace, broken) in [(trace, None), (early, Some("A promise is broken: the sleep of main ended at 0 s, "))] {
            let stepping = Stepping::read(&trace).unwrap();
            let found: Vec<_> =
                (0..stepping.steps.len()).filter(|step| !frame(&stepping, *step)["broken"].is_null()).collect();
            assert_eq!(found.len(), usize::from(broken.is_some()), "{trace}");
            assert_eq!(Run::of(&stepping.steps).broken, found);
            if let Some(broken) = broken {
                let said = &frame(&stepping, found[0])["broken"];
                assert!(said["en"].as_str().unwrap().starts_with(broken), "{said}");
                assert_ne!(said["ko"], said["en"]);
            }
        }
    }

    #[test]
    fn nonsense_is_a_sentence() {
        let unknown = Stepping::simulate("knitting", 1.0, 1.0, 0, None, 0.0);
        assert_eq!(unknown.unwrap_err(), "there is no lesson 'knitting'");
        assert!(Stepping::read("[]").unwrap_err().starts_with("this is no trace"));
    }

    #[test]
    fn a_crowd_shows_the_task_that_the_step_is_about() {
        let stepping = simulate(Lesson::Crowd, 1_000, None);
        let frame = frame(&stepping, stepping.steps.len() / 2);
        let tasks = frame["tasks"].as_array().unwrap();
        assert_eq!((tasks.len(), &frame["more_tasks"]), (50, &json!(951)));
        assert!(tasks.iter().any(|task| task["changed"] == true));
        assert!(frame["timers"].as_array().unwrap().len() <= 50);
    }

    #[test]
    fn half_a_character_is_not_printed_yet() {
        let mut rt = Simulated::new();
        rt.record(WriteFaults::None);
        let rt = Traced::new(rt);
        let (mut out, korean) = (rt.stdout(), "시".as_bytes());
        rt.block_on(async {
            out.write_all(&korean[..2]).await.unwrap();
            rt.timer().sleep(Duration::from_secs(1)).await;
            out.write_all(&korean[2..]).await.unwrap();
        })
        .unwrap();
        let steps = Steps::new(rt.record(None));
        let printed: Vec<_> = (0..steps.len()).map(|step| Frame::of(&steps, step).printed).collect();
        assert_eq!(printed, [0, 0, 1]);
    }
}
