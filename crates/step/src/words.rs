//! The words around the steps, in both languages: titles, notes and keys. [`anatomy`] has the words of the steps.

use anatomy::steps::Language;

/// The words in one language.
pub(crate) struct Words {
    pub(crate) told: &'static str,
    pub(crate) tasks: &'static str,
    pub(crate) woken: &'static str,
    pub(crate) timers: &'static str,
    pub(crate) output: &'static str,
    pub(crate) keys: &'static str,
    /// The keys while only the code is shown.
    pub(crate) code_keys: &'static str,
    /// What the mark in the code means.
    pub(crate) mark: &'static str,
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) prints_no_more: &'static str,
    pub(crate) printed_nothing: &'static str,
    pub(crate) no_later_stop: &'static str,
    pub(crate) no_code: &'static str,
}

/// Returns the words in this language.
pub(crate) const fn words(language: Language) -> &'static Words {
    match language {
        Language::Korean => &KOREAN,
        Language::English => &ENGLISH,
    }
}

const ENGLISH: Words = Words {
    told: "What happens, and why",
    tasks: "Tasks",
    woken: "woken",
    timers: "Timers",
    output: "Output",
    keys: "q quit  ←→ step  PgDn printed line  b next wake  p play  / go to time  Tab code",
    code_keys: "q quit  ←→ step  ↑↓ scroll  Tab or Esc back",
    mark: "▶ made what this step uses",
    first: "This is the first step.",
    last: "This is the last step.",
    prints_no_more: "No later step prints a line.",
    printed_nothing: "No earlier step prints a line.",
    no_later_stop: "No later step wakes a task or breaks a promise.",
    no_code: "The code of this run is not known.",
};

const KOREAN: Words = Words {
    told: "무슨 일이, 왜 일어나는가",
    tasks: "태스크",
    woken: "깨어남",
    timers: "타이머",
    output: "출력",
    keys: "q 종료  ←→ 단계  PgDn 출력한 줄  b 다음 깨움  p 재생  / 시각으로 이동  Tab 코드",
    code_keys: "q 종료  ←→ 단계  ↑↓ 스크롤  Tab 또는 Esc 돌아가기",
    mark: "▶ 이 단계가 쓰는 것을 만든 줄",
    first: "첫 단계입니다.",
    last: "마지막 단계입니다.",
    prints_no_more: "이 뒤로는 출력하는 단계가 없습니다.",
    printed_nothing: "이 앞에는 출력하는 단계가 없습니다.",
    no_later_stop: "이 뒤로는 태스크를 깨우거나 약속을 깨는 단계가 없습니다.",
    no_code: "이 실행의 코드는 알 수 없습니다.",
};

/// The head of a paragraph: which step, and when.
pub(crate) fn step(language: Language, step: usize, steps: usize, at: &str) -> String {
    match language {
        Language::Korean => format!("{steps}단계 중 {step}단계, {at}"),
        Language::English => format!("Step {step} of {steps}, at {at}"),
    }
}

/// The same in the first row of the screen.
pub(crate) fn place(language: Language, step: usize, steps: usize, at: &str) -> String {
    match language {
        Language::Korean => format!("{step}/{steps}단계 · {at}"),
        Language::English => format!("step {step} of {steps} · {at}"),
    }
}

/// That the record is not whole.
pub(crate) fn missing(language: Language, events: usize) -> String {
    match language {
        Language::Korean => format!("이후 이벤트 {events}개는 기록에 없음"),
        Language::English => format!("the record lacks {events} later events"),
    }
}

/// What the last row says while a time is typed. A `note` says what is wrong with it.
pub(crate) fn typing(language: Language, typed: &str, note: Option<&str>) -> String {
    let (prompt, help) = match language {
        Language::Korean => ("이동할 시각", "(예: 1s, 500ms. Enter 이동, Esc 취소)"),
        Language::English => ("Go to time", "(such as 1s or 500ms; Enter goes there, Esc does not)"),
    };
    format!("{prompt}: {typed}▏ {}", note.unwrap_or(help))
}

/// What the last row says while it plays.
pub(crate) fn playing(language: Language, pace: &str) -> String {
    match language {
        Language::Korean => format!("재생 중, {pace}마다 한 단계. + 빠르게  - 느리게  p 멈춤"),
        Language::English => format!("Playing, a step every {pace}. + faster  - slower  p stop"),
    }
}

/// Why a text is no time.
pub(crate) fn no_time(language: Language, typed: &str) -> String {
    let is_number = typed.parse::<f64>().is_ok();
    match language {
        Language::Korean if is_number => format!("단위가 없습니다. {typed}ms나 {typed}s처럼 입력하십시오."),
        Language::Korean => "시각이 아닙니다. 500ms나 1s 500ms처럼 입력하십시오.".into(),
        Language::English if is_number => format!("The unit is missing. Type {typed}ms or {typed}s."),
        Language::English => "This is no time. Type a time such as 500ms or 1s 500ms.".into(),
    }
}

/// That nothing happens at the time that was typed, nor later.
pub(crate) fn after_the_end(language: Language, end: &str) -> String {
    match language {
        Language::Korean => format!("마지막 단계의 시각은 {end}입니다."),
        Language::English => format!("The last step is at {end}."),
    }
}

/// How many lines of a list are left out.
pub(crate) fn more(language: Language, lines: usize) -> String {
    match language {
        Language::Korean => format!("외 {lines}개"),
        Language::English => format!("and {lines} more"),
    }
}
