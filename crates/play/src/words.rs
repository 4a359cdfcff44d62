//! The words around the game, in both languages: titles, notes and keys. [`game`] has the words of the game.

use game::{Language, Level, Move, TaskView, View};

/// The words in one language.
pub(crate) struct Words {
    pub(crate) goal: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) told: &'static str,
    pub(crate) tasks: &'static str,
    pub(crate) timers: &'static str,
    pub(crate) output: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) next: &'static str,
    pub(crate) won_last: &'static str,
    pub(crate) scroll: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) how_to_quit: &'static str,
    pub(crate) no_undo: &'static str,
    pub(crate) first_level: &'static str,
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
    tasks: "Tasks: digit polls, * woken or new",
    timers: "Timers: letter fires, * due",
    output: "Output",
    saved: "Saved",
    keys: "u undo  r restart  h hint  s save  n next  v previous level  Tab zoom  q quit",
    next: "n next level  v previous level  u undo  r restart  s save  Tab zoom  q quit",
    won_last: "v previous level  u undo  r restart  s save  Tab zoom  q quit",
    scroll: "↑ ↓ scroll",
    legend: "▶ made what this move uses",
    how_to_quit: "q quits.",
    no_undo: "There is no move to take back.",
    first_level: "This is the first level.",
    last_level: "This is the last level.",
    commands: "A line is a move, such as 0, a or t (or p0 or f1, as in a saved game); or u undo, r restart, h hint, s save, \
               n next level, v previous level, q quit.",
};

const KOREAN: Words = Words {
    goal: "목표",
    hint: "힌트",
    told: "무슨 일이, 왜 일어나는가",
    tasks: "태스크: 숫자로 폴링, * 깨어남·새것",
    timers: "타이머: 글자로 만료, * 때가 됨",
    output: "출력",
    saved: "저장",
    keys: "u 무르기  r 처음부터  h 힌트  s 저장  n 다음  v 이전 레벨  Tab 확대  q 종료",
    next: "n 다음 레벨  v 이전 레벨  u 무르기  r 처음부터  s 저장  Tab 확대  q 종료",
    won_last: "v 이전 레벨  u 무르기  r 처음부터  s 저장  Tab 확대  q 종료",
    scroll: "↑ ↓ 스크롤",
    legend: "▶ 이 수에 쓰인 것을 만든 줄",
    how_to_quit: "q를 누르면 종료합니다.",
    no_undo: "무를 수가 없습니다.",
    first_level: "첫 레벨입니다.",
    last_level: "마지막 레벨입니다.",
    commands: "한 줄에 수 하나(0, a, t 등. 저장된 판처럼 p0, f1도 됩니다) 또는 u 무르기, r 처음부터, h 힌트, s 저장, n 다음 레벨, \
               v 이전 레벨, q 종료를 입력합니다.",
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
        Language::English => format!("Saved, and printed when you quit: {line}"),
        Language::Korean => format!("저장했습니다. 종료할 때 출력합니다: {line}"),
    }
}

/// That the player has left a level which is not won. `back` is the key that comes back.
pub(crate) fn left(language: Language, level: Level, back: char) -> String {
    let number = level.number();
    match language {
        Language::English => format!("Level {number} is not won yet. {back} goes back to your game."),
        Language::Korean => format!("레벨 {number}: 아직 이기지 못했습니다. {back} 키로 두던 판에 돌아갑니다."),
    }
}

/// That a text is no move that is possible now, and which ones are.
pub(crate) fn refused(language: Language, text: &str, possible: &[Move]) -> String {
    let keys: Vec<_> = possible.iter().filter_map(|next| next.key()).map(String::from).collect();
    let keys = keys.join(" ");
    match (language, keys.is_empty()) {
        (Language::English, false) => format!("{text} is not possible now; the possible moves are: {keys}"),
        (Language::English, true) => format!("{text} is not possible now: the game is over"),
        (Language::Korean, false) => format!("{text}: 지금은 둘 수 없습니다. 둘 수 있는 수: {keys}"),
        (Language::Korean, true) => format!("{text}: 판이 끝나서 둘 수 없습니다"),
    }
}

/// Which lines of the output are shown, if not all.
pub(crate) fn output(language: Language, shown: usize, all: usize) -> String {
    let title = words(language).output;
    match language {
        _ if shown >= all => title.into(),
        Language::English => format!("{title}: the last {shown} of {all} lines"),
        Language::Korean => format!("{title}: {all}줄 중 마지막 {shown}줄"),
    }
}

/// Whether nobody has polled a task yet, or somebody has woken it since.
pub(crate) fn readiness(language: Language, task: &TaskView) -> &'static str {
    let (english, korean) = match (task.ready, task.polls) {
        (true, 0) => ("new", "새 태스크"),
        (true, _) => ("woken", "깨어남"),
        (false, _) => ("not woken", "깨어나지 않음"),
    };
    match language {
        Language::English => english,
        Language::Korean => korean,
    }
}
