//! What a player reads: titles, goals, hints, moves and verdicts, in both languages.

use std::time::Duration;

use anatomy::steps::{Language, task_name, time};

use crate::{Fault, Level, Move, Verdict};

/// Returns the text in this language.
fn of<T>(language: Language, english: T, korean: T) -> T {
    match language {
        Language::English => english,
        Language::Korean => korean,
    }
}

impl Level {
    /// Returns the title.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::{Language, Level};
    ///
    /// let titles = Language::ALL.map(|language| Level::TwoPrinters.title(language));
    /// assert_eq!(titles, ["Two printers", "프린터 두 개"]);
    /// ```
    #[must_use]
    pub fn title(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Self::OneCoroutine => ("One coroutine", "코루틴 하나"),
            Self::TwoPrinters => ("Two printers", "프린터 두 개"),
            Self::DeadlineAndTick => ("The deadline and the tick", "데드라인과 틱"),
            Self::ForgottenWaker => ("The forgotten waker", "잊힌 웨이커"),
            Self::LostWake => ("The lost wake", "사라진 깨움"),
            Self::LastTicket => ("The last ticket", "마지막 표"),
        };
        of(language, english, korean)
    }

    /// Says what the player has to do.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::{Language, Level};
    ///
    /// assert!(Level::TwoPrinters.goal_text(Language::English).ends_with("No line may come late."));
    /// ```
    #[must_use]
    pub fn goal_text(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Self::OneCoroutine => (
                "Poll the coroutine until it is done. Use as few polls as you can.",
                "코루틴이 완료될 때까지 폴링합니다. 폴링 횟수를 되도록 줄이십시오.",
            ),
            Self::TwoPrinters => (
                "Run both printers to their end. No line may come late.",
                "두 프린터를 끝까지 실행합니다. 한 줄도 늦으면 안 됩니다.",
            ),
            Self::DeadlineAndTick => (
                "At 1 s the deadline and a tick are due. Let the program print two ticks and the message, and no third tick.",
                "1 s에 데드라인과 틱의 시각이 함께 옵니다. 틱 두 번과 메시지만 출력하고, 세 번째 틱은 출력하지 않게 하십시오.",
            ),
            Self::ForgottenWaker => (
                "The guest's future leaves its waker nowhere. Find an order in which the program waits for ever.",
                "손님의 퓨처는 웨이커를 아무 데도 남기지 않습니다. 프로그램이 영원히 기다리게 되는 순서를 찾으십시오.",
            ),
            Self::LostWake => (
                "Between the reader's check and its waker, a wake can get lost. Find an order in which the program waits for \
                 ever.",
                "읽는 쪽이 확인한 뒤 웨이커를 남기기 전에 깨움이 사라질 수 있습니다. 프로그램이 영원히 기다리게 되는 순서를 찾으십시오.",
            ),
            Self::LastTicket => (
                "The program promises that no ticket is sold twice. Find an order in which it breaks this promise.",
                "이 프로그램은 같은 표를 두 번 팔지 않겠다고 약속합니다. 그 약속이 깨지는 순서를 찾으십시오.",
            ),
        };
        of(language, english, korean)
    }

    /// Returns a hint.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::{Language, Level};
    ///
    /// assert!(Level::ForgottenWaker.hint(Language::English).ends_with("What if the guest comes first?"));
    /// ```
    #[must_use]
    pub fn hint(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Self::OneCoroutine => (
                "A poll is useful only after a wake. Two wakes before one poll are as good as one.",
                "폴링은 깨어난 뒤에만 쓸모가 있습니다. 폴링 한 번 전에 두 번 깨워도 한 번 깨운 것과 같습니다.",
            ),
            Self::TwoPrinters => (
                "Before you let time pass: poll every task that is ready, and fire every timer that is due.",
                "시간을 보내기 전에, 깨어난 태스크를 모두 폴링하고 때가 된 타이머를 모두 만료시키십시오.",
            ),
            Self::DeadlineAndTick => (
                "`wait_for` polls the printing before the deadline. So the tick's timer must not have fired yet when the \
                 deadline ends it.",
                "`wait_for`는 데드라인보다 출력하는 퓨처를 먼저 폴링합니다. 그러니 데드라인이 끝낼 때까지 틱의 타이머가 만료되지 않아야 합니다.",
            ),
            Self::ForgottenWaker => (
                "If the door is open when the guest comes, the guest walks in. What if the guest comes first?",
                "손님이 왔을 때 문이 열려 있으면 그냥 들어갑니다. 손님이 먼저 오면 어떻게 됩니까?",
            ),
            Self::LostWake => (
                "The reader answers pending between its check and its waker. Let the writer put the letter there just then.",
                "읽는 쪽은 확인한 뒤 웨이커를 남기기 전에 Pending을 반환합니다. 바로 그때 쓰는 쪽이 편지를 넣게 하십시오.",
            ),
            Self::LastTicket => (
                "Both clerks have to see the last ticket before one of them sells it. You may poll a task several times in a \
                 row, as long as it is ready.",
                "어느 한 명이 팔기 전에 두 직원이 모두 마지막 표를 보아야 합니다. 깨어난 태스크는 여러 번 이어서 폴링해도 됩니다.",
            ),
        };
        of(language, english, korean)
    }
}

/// What a level teaches, for the verdict on a won game.
fn lesson(level: Level, language: Language) -> &'static str {
    let (english, korean) = match level {
        Level::OneCoroutine => (
            "An executor polls a task after a wake, and not before.",
            "실행기는 태스크가 깨어난 뒤에 폴링하며, 그 전에는 폴링하지 않습니다.",
        ),
        Level::TwoPrinters => (
            "One thread keeps both on time, because neither holds it.",
            "어느 쪽도 스레드를 붙잡지 않으므로, 스레드 하나로 둘 다 제시간에 출력합니다.",
        ),
        Level::DeadlineAndTick => (
            "A runtime may also fire the tick's timer first. Then there is a third tick. Either way, the printing ends here: \
             `wait_for` promises that.",
            "런타임은 틱의 타이머를 먼저 만료시켜도 됩니다. 그러면 틱이 세 번 나옵니다. 어느 쪽이든 출력은 여기서 끝납니다. \
             `wait_for`가 약속하는 것은 이것입니다.",
        ),
        Level::ForgottenWaker => (
            "The door is open, but nobody can tell the guest. A future that answers pending must leave its waker where it \
             waits.",
            "문은 열렸지만 손님에게 알려 줄 방법이 없습니다. Pending을 반환하는 퓨처는 기다리는 곳에 웨이커를 남겨야 합니다.",
        ),
        Level::LostWake => (
            "The letter is there, and the reader sleeps. Leave the waker first, then check; or check again after that.",
            "편지는 와 있는데 읽는 쪽은 잠들어 있습니다. 웨이커를 먼저 남기고 확인하거나, 남긴 뒤에 다시 확인해야 합니다.",
        ),
        Level::LastTicket => (
            "Between two awaits nobody interferes. During an await, anybody may. So check and sell without an await in between.",
            "await과 await 사이에는 아무도 끼어들지 못하지만, await하는 동안에는 누구든 끼어들 수 있습니다. 확인과 판매 사이에 await을 두지 마십시오.",
        ),
    };
    of(language, english, korean)
}

/// Says what the referee says. `error` is that of the program. The text is empty while the game is open.
pub(crate) fn verdict(verdict: &Verdict, level: Level, error: Option<&str>, language: Language) -> String {
    match verdict {
        Verdict::Open => String::new(),
        Verdict::Won(score) => {
            let moves = score.moves;
            let score = if moves <= score.ideal {
                of(
                    language,
                    format!("Won in {moves} moves, and no game is shorter."),
                    format!("{moves}수 만에 이겼습니다. 더 짧은 판은 없습니다."),
                )
            } else {
                let ideal = score.ideal;
                of(
                    language,
                    format!("Won in {moves} moves. The ideal executor needs {ideal}."),
                    format!("{moves}수 만에 이겼습니다. 이상적인 실행기는 {ideal}수면 됩니다."),
                )
            };
            let error = error.map_or(String::new(), |error| {
                of(language, format!(" The program says: {error}."), format!(" 프로그램의 오류: {error}."))
            });
            format!("{score}{error} {}", lesson(level, language))
        }
        Verdict::Lost(fault) => {
            let told = format!("{} {}", of(language, "Lost:", "졌습니다."), self::fault(fault, error, language));
            match fault.promise() {
                Some(promise) => {
                    format!("{told} {}: {promise}.", of(language, "The contract's promise", "계약의 약속"))
                }
                None => told,
            }
        }
    }
}

fn fault(fault: &Fault, error: Option<&str>, language: Language) -> String {
    let name = |task: u64| task_name(usize::try_from(task).unwrap_or(usize::MAX), language);
    match fault {
        Fault::Early { timer, at, due } => {
            let (at, due) = (time(*at), time(*due));
            of(
                language,
                format!("Timer {timer} fired at {at}, but it is due at {due}. Its sleep ends too early."),
                format!("타이머 {timer}: {due}에 만료되어야 하는데 {at}에 만료되었습니다. 슬립이 너무 일찍 끝납니다."),
            )
        }
        Fault::Late { timer, due } => {
            let due = time(*due);
            of(
                language,
                format!(
                    "Timer {timer} was due at {due}, and time passed before it fired. What waits for it comes late."
                ),
                format!(
                    "타이머 {timer}: {due}에 만료되어야 하는데 만료되지 않은 채 시간이 지나갔습니다. 기다리던 일이 늦어집니다."
                ),
            )
        }
        Fault::NotPolled { task, at } => {
            let (task, at) = (name(*task), time(*at));
            of(
                language,
                format!(
                    "{} was ready at {at}, and time passed without a poll. Its next line comes late.",
                    capital(&task)
                ),
                format!("{task}: {at}에 깨어 있었는데 폴링되지 않은 채 시간이 지나갔습니다. 다음 줄이 늦어집니다."),
            )
        }
        Fault::NotWoken { task } => {
            let task = name(*task);
            of(
                language,
                format!(
                    "{} was polled, but nobody had woken it. Such a poll is wasted, and it can hide a lost wake.",
                    capital(&task)
                ),
                format!(
                    "{task}: 아무도 깨우지 않았는데 폴링되었습니다. 이런 폴링은 헛일이고, 사라진 깨움을 가릴 수도 있습니다."
                ),
            )
        }
        Fault::TooManyPolls { polls, fewest } => of(
            language,
            format!("It is done, with {polls} polls. {fewest} are enough."),
            format!("폴링 {polls}번으로 완료되었습니다. {fewest}번이면 됩니다."),
        ),
        Fault::OtherLines { lines } => of(
            language,
            format!(
                "The program printed {lines} lines. A runtime may do that: at one instant, timers may fire in any order. \
                 But the goal is two ticks and the message."
            ),
            format!(
                "프로그램이 {lines}줄을 출력했습니다. 같은 시각의 타이머는 어떤 순서로 만료되어도 되므로 런타임은 그래도 됩니다. \
                 하지만 목표는 틱 두 번과 메시지입니다."
            ),
        ),
        Fault::Ended => of(
            language,
            "The program has ended well. Look for another order.",
            "프로그램이 잘 끝났습니다. 다른 순서를 찾아보십시오.",
        )
        .into(),
        Fault::PromiseKept => of(
            language,
            "The program has kept its promise. Look for another order.",
            "프로그램이 약속을 지켰습니다. 다른 순서를 찾아보십시오.",
        )
        .into(),
        Fault::Failed => {
            let error = error.unwrap_or_default();
            of(language, format!("The program has failed: {error}."), format!("프로그램이 실패했습니다: {error}."))
        }
    }
}

/// Says what a move is. `timer` is when the timer is due, and its task.
pub(crate) fn choice(next: Move, timer: Option<&str>, until: Option<Duration>, language: Language) -> String {
    match next {
        Move::Poll(task) => {
            let task = task_name(usize::try_from(task).unwrap_or(usize::MAX), language);
            of(language, format!("poll {task}"), format!("{task} 폴링"))
        }
        Move::Fire(number) => {
            let timer = timer.unwrap_or_default();
            of(language, format!("fire timer {number} ({timer})"), format!("타이머 {number} 만료 ({timer})"))
        }
        Move::LetTimePass => {
            let until = until.map(time).unwrap_or_default();
            of(language, format!("let time pass until {until}"), format!("{until}까지 시간 보내기"))
        }
    }
}

/// What is said before the first move.
pub(crate) fn begin(language: Language) -> &'static str {
    of(
        language,
        "Main is given to you, the executor. Nothing runs until you poll it.",
        "main이 실행기인 당신에게 맡겨졌습니다. 폴링하기 전에는 아무것도 실행되지 않습니다.",
    )
}

/// What is said after time has passed.
pub(crate) fn time_passes(now: Duration, language: Language) -> String {
    let now = time(now);
    of(
        language,
        format!("Time passes until {now}. A timer is due, and has not fired yet."),
        format!("{now}까지 시간이 지나갑니다. 때가 된 타이머가 있지만 아직 만료되지 않았습니다."),
    )
}

/// What is said when a timer fires that no task has polled.
pub(crate) fn unheard(language: Language) -> &'static str {
    of(language, "The timer fires. No task waits for it yet.", "타이머가 만료됩니다. 아직 기다리는 태스크가 없습니다.")
}

/// How far a task is that was spawned and never polled: main has no record before its first poll.
pub(crate) fn never_polled(language: Language) -> &'static str {
    of(language, "never polled", "아직 폴링되지 않음")
}

/// What is said of a level that there is not.
pub(crate) fn no_level(text: &str, language: Language) -> String {
    let names = Level::ALL.iter().map(|level| level.name()).collect::<Vec<_>>().join(", ");
    of(
        language,
        format!("there is no level '{text}'; choose one of {names}"),
        format!("'{text}': 그런 레벨은 없습니다. 다음 중에서 고르십시오: {names}"),
    )
}

/// What is said of a text that is no move.
pub(crate) fn no_move(text: &str, language: Language) -> String {
    of(
        language,
        format!("'{text}' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)"),
        format!("'{text}': 수가 아닙니다. 수는 p0(태스크 0 폴링), f1(타이머 1 만료), t(시간 보내기)처럼 씁니다"),
    )
}

/// What is said of a move that is not possible.
pub(crate) fn impossible(refused: Move, possible: &[Move], language: Language) -> String {
    let moves = possible.iter().map(Move::to_string).collect::<Vec<_>>().join(" ");
    if possible.is_empty() {
        return of(
            language,
            format!("{refused} is not possible now: the game is over"),
            format!("{refused}: 판이 끝나서 둘 수 없습니다"),
        );
    }
    of(
        language,
        format!("{refused} is not possible now; the possible moves are: {moves}"),
        format!("{refused}: 지금은 둘 수 없습니다. 둘 수 있는 수: {moves}"),
    )
}

/// What is said of a text that is no saved game.
pub(crate) fn no_game(text: &str, language: Language) -> String {
    of(
        language,
        format!("'{text}' is no game; a game is a level and its moves, such as 'lost-wake: p0 p1 t f1'"),
        format!("'{text}': 저장된 판이 아닙니다. 'lost-wake: p0 p1 t f1'처럼 레벨 이름과 수를 씁니다"),
    )
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
