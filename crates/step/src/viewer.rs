//! What the viewer looks at, and how keys change it. It knows no terminal.

use std::time::Duration;

use anatomy::Steps;
use anatomy::steps::Language;

use crate::words::{self, words};

/// The speeds of playing, in steps per second.
const SPEEDS: [u32; 5] = [1, 2, 5, 10, 30];

/// The steps, and the one that is shown.
pub(crate) struct Viewer {
    pub(crate) steps: Steps,
    /// Another run, beside this one.
    pub(crate) beside: Option<Steps>,
    pub(crate) language: Language,
    /// The number of the step that is shown. The first is 0.
    pub(crate) step: usize,
    /// The index of the speed, while it plays.
    playing: Option<usize>,
    /// The time that the viewer types, after `/`.
    pub(crate) typed: Option<String>,
    /// Why the last key did nothing.
    pub(crate) note: Option<String>,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Next,
    Back,
    NextLine,
    LastLine,
    First,
    Last,
    /// Goes on until a task is woken, or a promise is broken.
    NextStop,
    Play,
    Faster,
    Slower,
    Search,
    Char(char),
    Erase,
    Enter,
    Escape,
}

impl Viewer {
    pub(crate) fn new(steps: Steps, beside: Option<Steps>, language: Language) -> Self {
        Self { steps, beside, language, step: 0, playing: None, typed: None, note: None }
    }

    /// How long a step is shown. `None` if it does not play.
    pub(crate) fn pace(&self) -> Option<Duration> {
        self.playing.map(|speed| Duration::from_secs(1) / SPEEDS[speed])
    }

    /// Does what a key asks for. Returns whether to quit.
    pub(crate) fn press(&mut self, key: Key) -> bool {
        self.note = None;
        match &mut self.typed {
            Some(typed) => match key {
                Key::Char(char) => typed.push(char),
                Key::Erase => drop(typed.pop()),
                Key::Enter => self.jump(),
                Key::Escape => self.typed = None,
                _ => {}
            },
            None => return self.command(key),
        }
        false
    }

    fn command(&mut self, key: Key) -> bool {
        if !matches!(key, Key::Play | Key::Faster | Key::Slower) {
            self.playing = None;
        }
        let (last, words) = (self.steps.len() - 1, words(self.language));
        match key {
            Key::Next => self.to(Some(self.step + 1).filter(|step| *step <= last), words.last),
            Key::Back => self.to(self.step.checked_sub(1), words.first),
            Key::NextLine => {
                let next = (self.step + 1..=last).find(|step| self.steps.prints(*step));
                self.to(next, words.prints_no_more);
            }
            Key::LastLine => {
                let before = (0..self.step).rev().find(|step| self.steps.prints(*step));
                self.to(before, words.printed_nothing);
            }
            Key::NextStop => {
                let next =
                    (self.step + 1..=last).find(|step| self.steps.wakes(*step) || self.steps.broken(*step).is_some());
                self.to(next, words.no_later_stop);
            }
            Key::First => self.step = 0,
            Key::Last => self.step = last,
            Key::Play => self.playing = if self.playing.is_some() { None } else { Some(1) },
            Key::Faster => self.playing = self.playing.map(|speed| (speed + 1).min(SPEEDS.len() - 1)),
            Key::Slower => self.playing = self.playing.map(|speed| speed.saturating_sub(1)),
            Key::Search => self.typed = Some(String::new()),
            Key::Escape => return true,
            Key::Char(_) | Key::Erase | Key::Enter => {}
        }
        false
    }

    /// The time for a step is over. It plays on, until the last step.
    pub(crate) fn tick(&mut self) {
        if self.step + 1 < self.steps.len() {
            self.step += 1;
        } else {
            self.playing = None;
        }
    }

    fn to(&mut self, step: Option<usize>, otherwise: &str) {
        match step {
            Some(step) => self.step = step,
            None => self.note = Some(otherwise.into()),
        }
    }

    /// Goes to the time that was typed.
    fn jump(&mut self) {
        let typed = self.typed.take().unwrap_or_default();
        match humantime::parse_duration(typed.trim()) {
            Ok(time) => self.step = self.steps.from_time(time),
            Err(_) => self.note = Some(words::no_time(self.language, &typed)),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {

    use anatomy::{Record, Recorder};
    use futures_lite::future::{block_on, yield_now};

    use super::*;

    /// A viewer of three tasks, each polled twice. So there are nine steps, and the seventh is the first of the third task.
    pub(crate) fn viewer() -> Viewer {
        let recorder = Recorder::new(|| Duration::ZERO);
        for _ in 0..3 {
            block_on(recorder.watch(yield_now()));
        }
        Viewer::new(Steps::new(recorder.record()), None, Language::English)
    }

    /// A trace in which a sleep of one second ends at once.
    pub(crate) fn early() -> String {
        let poll = |poll: usize, answer: &str, first: usize| {
            format!(
                r#"{{"ph":"X","cat":"poll","name":"poll main","pid":1,"tid":1,"ts":0,"dur":0,"args":{{"task":0,"poll":{poll},"answer":"{answer}","seq":{first},"end":{}}}}}"#,
                first + 2
            )
        };
        let begin = r#"{"ph":"b","cat":"timer","name":"sleep","pid":1,"tid":1,"ts":0,"id":0,"args":{"duration_ns":1000000000,"seq":1}}"#;
        let end = r#"{"ph":"e","cat":"timer","name":"sleep","pid":1,"tid":1,"ts":0,"id":0,"args":{"answer":"done","late_ns":0,"seq":4}}"#;
        let events = [poll(1, "pending", 0), begin.into(), poll(2, "ready", 3), end.into()].join(",");
        format!(r#"{{"traceEvents":[{events}],"otherData":{{"version":2,"runtime":"early","lesson":"none"}}}}"#)
    }

    #[test]
    fn the_arrows_step_and_stop_at_both_ends() {
        let mut viewer = viewer();
        assert_eq!(viewer.steps.len(), 9);
        viewer.press(Key::Back);
        assert_eq!((viewer.step, viewer.note.as_deref()), (0, Some("This is the first step.")));
        viewer.press(Key::Next);
        assert_eq!((viewer.step, viewer.note.as_deref()), (1, None));
        viewer.press(Key::Last);
        viewer.press(Key::Next);
        assert_eq!((viewer.step, viewer.note.as_deref()), (8, Some("This is the last step.")));
        viewer.press(Key::First);
        assert_eq!(viewer.step, 0);
    }

    #[test]
    fn b_stops_at_each_wake() {
        let mut viewer = viewer();
        let mut stops = Vec::new();
        while viewer.note.is_none() {
            viewer.press(Key::NextStop);
            stops.push(viewer.step);
        }
        assert_eq!(stops, [1, 4, 7, 7], "each task wakes itself at its first poll");
    }

    #[test]
    fn b_stops_at_a_broken_promise() {
        let mut viewer = Viewer::new(Steps::new(Record::from_chrome(&early()).unwrap()), None, Language::English);
        viewer.press(Key::NextStop);
        assert_eq!((viewer.step, viewer.steps.wakes(1), viewer.steps.broken(1).is_some()), (1, false, true));
        viewer.press(Key::NextStop);
        assert_eq!(viewer.note.as_deref(), Some("No later step wakes a task or breaks a promise."));
    }

    #[test]
    fn a_run_that_prints_nothing_says_so() {
        let mut viewer = viewer();
        viewer.press(Key::NextLine);
        assert_eq!((viewer.step, viewer.note.as_deref()), (0, Some("No later step prints a line.")));
    }

    #[test]
    fn playing_ends_at_the_last_step_and_any_step_stops_it() {
        let mut viewer = viewer();
        viewer.press(Key::Play);
        let slow = viewer.pace().unwrap();
        viewer.press(Key::Faster);
        assert!(viewer.pace().unwrap() < slow);
        for _ in 0..9 {
            viewer.tick();
        }
        assert_eq!((viewer.step, viewer.pace()), (8, None));
        viewer.press(Key::Play);
        viewer.press(Key::Back);
        assert_eq!((viewer.step, viewer.pace()), (7, None));
    }

    #[test]
    fn a_time_is_typed_and_a_wrong_one_is_explained() {
        let mut viewer = viewer();
        let mut type_in = |text: &str, end| {
            viewer.press(Key::Search);
            text.chars().for_each(|char| {
                viewer.press(Key::Char(char));
            });
            viewer.press(end);
            (viewer.step, viewer.note.clone().unwrap_or_default())
        };
        assert_eq!(type_in("1s", Key::Enter), (8, String::new()), "all happened before, so it is the last step");
        assert_eq!(type_in("0s", Key::Enter), (0, String::new()));
        assert_eq!(type_in("5s", Key::Escape), (0, String::new()));
        let (step, note) = type_in("soon", Key::Enter);
        assert_eq!((step, note.as_str()), (0, "'soon' is no time. Type a time such as 500ms or 1s 500ms."));
    }

    #[test]
    fn only_escape_quits() {
        let mut viewer = viewer();
        assert!(!viewer.press(Key::Next));
        viewer.press(Key::Search);
        assert!(!viewer.press(Key::Escape), "it only leaves the search");
        assert!(viewer.press(Key::Escape));
    }
}
