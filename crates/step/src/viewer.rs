//! What the viewer looks at, and how keys change it. It knows no terminal.

use std::time::Duration;

use anatomy::Steps;
use anatomy::steps::Language;

use crate::code::Window;
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
    /// Whether the code has all the room below the sentence.
    pub(crate) only_code: bool,
    /// Where the code stands: that of the run, and that of the run beside it.
    pub(crate) windows: [Window; 2],
    /// Why the last key did nothing, or not what was asked for.
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
    /// Gives the code all the room, or takes it back.
    OnlyCode,
    Up,
    Down,
    Char(char),
    Erase,
    Enter,
    /// Leaves the prompt, or the view of the code. It does not quit.
    Escape,
    Quit,
}

impl Viewer {
    pub(crate) fn new(steps: Steps, beside: Option<Steps>, language: Language) -> Self {
        Self {
            steps,
            beside,
            language,
            step: 0,
            playing: None,
            typed: None,
            only_code: false,
            windows: Default::default(),
            note: None,
        }
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
        if !matches!(key, Key::Play | Key::Faster | Key::Slower | Key::OnlyCode | Key::Up | Key::Down) {
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
            Key::OnlyCode if self.steps.record().lesson().is_none() => self.note = Some(words.no_code.into()),
            Key::OnlyCode => self.only_code = !self.only_code,
            Key::Up => self.windows.iter_mut().for_each(|window| window.scroll(-1)),
            Key::Down => self.windows.iter_mut().for_each(|window| window.scroll(1)),
            Key::Escape => self.only_code = false,
            Key::Quit => return true,
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

    /// Goes to the time that was typed. A wrong one stays in the prompt, to be mended.
    fn jump(&mut self) {
        let typed = self.typed.as_deref().unwrap_or_default().trim();
        if !typed.is_empty() {
            let Ok(time) = humantime::parse_duration(typed) else {
                self.note = Some(words::no_time(self.language, typed));
                return;
            };
            self.step = self.steps.from_time(time);
            let end = self.steps.at(self.steps.len() - 1);
            self.note = (time > end).then(|| words::after_the_end(self.language, &anatomy::steps::time(end)));
        }
        self.typed = None;
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

    /// Types a text and presses a key. Returns the step, what stands in the prompt, and the note.
    fn typed(viewer: &mut Viewer, text: &str, end: Key) -> (usize, Option<String>, String) {
        text.chars().for_each(|char| {
            viewer.press(Key::Char(char));
        });
        viewer.press(end);
        (viewer.step, viewer.typed.clone(), viewer.note.clone().unwrap_or_default())
    }

    #[test]
    fn a_time_is_typed() {
        let mut viewer = viewer();
        viewer.press(Key::Last);
        viewer.press(Key::Search);
        assert_eq!(typed(&mut viewer, "0 s", Key::Enter), (0, None, String::new()));
        viewer.press(Key::Search);
        assert_eq!(typed(&mut viewer, "5s", Key::Escape), (0, None, String::new()));
        viewer.press(Key::Search);
        assert_eq!(typed(&mut viewer, "", Key::Enter), (0, None, String::new()));
    }

    #[test]
    fn a_time_after_the_end_leads_to_the_last_step_and_says_so() {
        let mut viewer = viewer();
        viewer.press(Key::Search);
        let note = "The last step is at 0 s.";
        assert_eq!(typed(&mut viewer, "99s", Key::Enter), (8, None, note.into()));
    }

    #[test]
    fn a_wrong_time_stays_to_be_mended() {
        let mut viewer = viewer();
        viewer.press(Key::Search);
        let (step, text, note) = typed(&mut viewer, "soon", Key::Enter);
        assert_eq!((step, text.as_deref()), (0, Some("soon")));
        assert_eq!(note, "This is no time. Type a time such as 500ms or 1s 500ms.");
        viewer.press(Key::Escape);
        viewer.press(Key::Search);
        let (_, text, note) = typed(&mut viewer, "1515", Key::Enter);
        assert_eq!((text.as_deref(), note.as_str()), (Some("1515"), "The unit is missing. Type 1515ms or 1515s."));
        assert_eq!(typed(&mut viewer, "ms", Key::Enter).1, None);
    }

    #[test]
    fn escape_leaves_the_prompt_and_never_quits() {
        let mut viewer = viewer();
        assert!(!viewer.press(Key::Next));
        viewer.press(Key::Search);
        assert!(!viewer.press(Key::Escape));
        assert_eq!(viewer.typed, None);
        assert!(!viewer.press(Key::Escape));
        assert!(viewer.press(Key::Quit));
    }

    #[test]
    fn a_run_without_a_lesson_has_no_code_to_show() {
        let mut viewer = viewer();
        viewer.press(Key::OnlyCode);
        assert_eq!((viewer.only_code, viewer.note.as_deref()), (false, Some("The code of this run is not known.")));
    }
}
