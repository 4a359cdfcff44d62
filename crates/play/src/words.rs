//! The words around the game, in both languages: titles, notes and keys. [`game`] has the words of the game.

use std::env;

use game::{Language, Level, View};

/// Returns the language of the surroundings: of the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
pub(crate) fn of_environment() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    Language::of_locale(&locale.into_iter().find(|value| !value.is_empty()).unwrap_or_default())
}

/// The words in one language.
pub(crate) struct Words {
    pub(crate) goal: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) told: &'static str,
    pub(crate) tasks: &'static str,
    pub(crate) timers: &'static str,
    pub(crate) output: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) next: &'static str,
    pub(crate) no_move: &'static str,
    pub(crate) no_undo: &'static str,
    pub(crate) last_level: &'static str,
    pub(crate) commands: &'static str,
}

/// Returns the words in this language.
pub(crate) const fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

const ENGLISH: Words = Words {
    goal: "Goal",
    hint: "Hint",
    told: "What happens, and why",
    tasks: "Tasks: a digit polls",
    timers: "Timers: a letter fires",
    output: "Output",
    keys: "u undo  r restart  h hint  s save  n next level  Tab code  ↑ ↓ scroll  q quit",
    next: "n next level  u undo  r restart  s save  q quit",
    no_move: "This key does nothing now.",
    no_undo: "There is no move to take back.",
    last_level: "This is the last level.",
    commands: "A line is a move, such as p0, f1 or t; or u undo, r restart, h hint, s save, n next level, q quit.",
};

const KOREAN: Words = Words {
    goal: "목표",
    hint: "힌트",
    told: "무슨 일이, 왜 일어나는가",
    tasks: "태스크: 숫자 키로 폴링",
    timers: "타이머: 글자 키로 만료",
    output: "출력",
    keys: "u 무르기  r 처음부터  h 힌트  s 저장  n 다음 레벨  Tab 코드  ↑ ↓ 스크롤  q 종료",
    next: "n 다음 레벨  u 무르기  r 처음부터  s 저장  q 종료",
    no_move: "지금은 이 키로 할 수 있는 일이 없습니다.",
    no_undo: "무를 수가 없습니다.",
    last_level: "마지막 레벨입니다.",
    commands: "한 줄에 수 하나(p0, f1, t 등) 또는 u 무르기, r 처음부터, h 힌트, s 저장, n 다음 레벨, q 종료를 입력합니다.",
};

/// Which level it is, and its title.
pub(crate) fn title(language: Language, view: &View) -> String {
    let (number, levels, title) = (view.level.number(), Level::ALL.len(), view.title);
    match language {
        Language::English => format!("Level {number} of {levels}: {title}"),
        Language::Korean => format!("레벨 {number}/{levels}: {title}"),
    }
}

/// How many moves were made.
pub(crate) fn moves(language: Language, moves: usize) -> String {
    match (language, moves) {
        (Language::English, 1) => "1 move".into(),
        (Language::English, _) => format!("{moves} moves"),
        (Language::Korean, _) => format!("{moves}수"),
    }
}

/// That the game was saved.
pub(crate) fn saved(language: Language, line: &str) -> String {
    match language {
        Language::English => format!("Saved: {line}"),
        Language::Korean => format!("저장: {line}"),
    }
}
