//! The steps of a run for a web page: forward and back, in any page that has the steps as JSON.
//!
//! 1. Rust makes the steps (`anatomy::steps`). A [`Run`] and its [`Frame`]s are what a page needs to know of them, as
//!    JSON. (`run.rs`, `frame.rs`)
//! 2. JavaScript shows them. [`SCRIPT`], [`STYLE`] and [`TEXTS`] are the parts that a page includes. (`page/`)
//!
//! Two pages do this. The page of `run-browser` makes the steps in the browser, from a run that has just ended. The page
//! of `compare` has them in it, from the traces of the measurement.
//!
//! # In a page
//!
//! The page defines `STEP_TEXTS` as the JSON of [`TEXTS`], and includes the style and the script. Then it says:
//!
//! ```js
//! const stepper = new Stepper(element);       // draws into this element
//! stepper.speak("ko");                        // the language, "en" at first
//! stepper.show(run, step => frame(step), code);  // a run, a function that returns its frames, and the lesson's file
//! ```

mod frame;
mod run;

pub use crate::frame::{Counters, Frame, Task, TaskStatus, Timer, Words};
pub use crate::run::Run;

/// The script of the stepper: it defines the class `Stepper`.
pub const SCRIPT: &str = include_str!("page/step.js");

/// The style sheet of the stepper. It takes the colours of text and ground from the page.
pub const STYLE: &str = include_str!("page/step.css");

/// The texts of the stepper in English and Korean, as JSON.
///
/// # Examples
///
/// ```
/// let texts: serde_json::Value = serde_json::from_str(step_page::TEXTS)?;
/// assert_eq!(texts["en"]["timers"], "Timers");
/// assert_eq!(texts["ko"]["timers"], "타이머");
/// # serde_json::Result::Ok(())
/// ```
pub const TEXTS: &str = include_str!("page/texts.json");

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        let texts: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(TEXTS).unwrap();
        let (english, korean) = (&texts["en"], &texts["ko"]);
        assert!(english.keys().eq(korean.keys()), "a text is missing in one of them");
        for (key, text) in english {
            assert_eq!(placeholders(&korean[key]), placeholders(text), "{key}");
        }
    }

    /// The names between braces.
    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|piece| piece.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn what_is_put_into_a_page_ends_no_element_early_and_refers_to_nothing_outside() {
        for part in [SCRIPT, STYLE, TEXTS] {
            for end in ["</script", "</style", "<!--", "-->", "http", "@import", "fetch(", "innerHTML"] {
                assert!(!part.contains(end), "{end}");
            }
        }
    }
}
