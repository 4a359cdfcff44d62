//! The languages in which a player can read the game.

use anatomy::Steps;
use anatomy::steps::{State, Status, Task};

/// A language in which a player can read the game.
///
/// # Examples
///
/// ```
/// use game::{Language, Level};
///
/// let titles = Language::ALL.map(|language| Level::TwoPrinters.title(language));
/// assert_eq!(titles, ["Two printers", "프린터 두 개"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];
}

pub(crate) fn sentence(steps: &Steps, step: usize, _: Language) -> String {
    steps.sentence(step)
}

pub(crate) fn task_name(task: usize, language: Language) -> String {
    match language {
        Language::English => anatomy::steps::task_name(task),
        Language::Korean if task == 0 => "main".into(),
        Language::Korean => format!("태스크 {task}"),
    }
}

/// Says how far a task is.
pub(crate) fn status(state: &State, number: usize, task: &Task) -> String {
    let awaits = state.awaits(number);
    let is = match task.status {
        Status::New => "spawned, never polled".into(),
        Status::Running(_) => "is being polled".into(),
        Status::Waiting if state.woken().contains(&number) => "woken, waits for its poll".into(),
        Status::Waiting if awaits.is_empty() => "waits".into(),
        Status::Waiting => format!("waits for {awaits}"),
        Status::Done => "done".into(),
        Status::Dropped => "dropped".into(),
    };
    let polls = if task.polls == 1 { "1 poll".into() } else { format!("{} polls", task.polls) };
    format!("{is} ({polls})")
}
