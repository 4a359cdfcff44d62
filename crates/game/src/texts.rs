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
                "Ticks come at 0 s, 500 ms and 1 s; at 1 s the deadline is due, too. Let the program print two ticks and the \
                 message (\"time is up\" in Korean).",
                "틱은 0 s, 500 ms, 1 s에 나옵니다. 1 s에는 데드라인의 시각도 함께 옵니다. 틱 두 번과 메시지만 출력하게 하십시오.",
            ),
            Self::ForgottenWaker => (
                "The guest's future never hands its waker to anybody. Find an order in which the program waits for ever.",
                "손님(guest)의 퓨처는 웨이커를 아무에게도 맡기지 않습니다. 프로그램이 영원히 기다리게 되는 순서를 찾으십시오.",
            ),
            Self::LostWake => (
                "The reader checks the mailbox first, and stores its waker there later. In between, a wake can get lost. Find \
                 an order in which the program waits for ever.",
                "읽는 쪽(reader)이 우편함을 확인한 뒤 웨이커를 넣어 두기 전에 깨움이 사라질 수 있습니다. 프로그램이 영원히 기다리게 되는 순서를 찾으십시오.",
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
                "The first poll starts it. After that, a poll is useful only after a wake. Two wakes before one poll are as \
                 good as one.",
                "첫 폴링은 코루틴을 시작합니다. 그 뒤의 폴링은 깨어난 뒤에만 쓸모가 있습니다. 폴링 한 번 전에 두 번 깨워도 한 번 깨운 것과 같습니다.",
            ),
            Self::TwoPrinters => (
                "Before you let time pass: poll every task that is new or woken, and fire every timer that is due.",
                "시간을 보내기 전에, 새 태스크와 깨어난 태스크를 모두 폴링하고 때가 된 타이머를 모두 만료시키십시오.",
            ),
            Self::DeadlineAndTick => (
                "`wait_for` polls the printing first. So fire the deadline's timer, which was set first, and poll before the \
                 tick's timer has fired.",
                "`wait_for`는 출력하는 퓨처를 먼저 폴링합니다. 그러니 먼저 설정된 데드라인의 타이머를 만료시키고, 틱의 타이머가 만료되기 \
                 전에 폴링하십시오.",
            ),
            Self::ForgottenWaker => (
                "If the door is open when the guest comes, the guest walks in. What if the guest comes first?",
                "손님이 왔을 때 문이 열려 있으면 그냥 들어갑니다. 손님이 먼저 오면 어떻게 됩니까?",
            ),
            Self::LostWake => (
                "After its check, and before it stores its waker, the reader answers pending. Let the writer put the letter \
                 there just then.",
                "읽는 쪽은 확인한 뒤 웨이커를 넣어 두기 전에 Pending을 반환합니다. 바로 그때 쓰는 쪽(writer)이 편지를 넣게 하십시오.",
            ),
            Self::LastTicket => (
                "Both clerks have to see the last ticket before one of them sells it. You may poll a task several times in a \
                 row, as long as it wakes itself each time.",
                "어느 한 명이 팔기 전에 두 직원(here, away)이 모두 마지막 표를 보아야 합니다. 매번 스스로를 깨우는 태스크는 여러 번 이어서 폴링해도 됩니다.",
            ),
        };
        of(language, english, korean)
    }
}

/// What a level teaches, for the verdict on a won game.
fn lesson(level: Level, language: Language) -> &'static str {
    let (english, korean) = match level {
        Level::OneCoroutine => (
            "A task is polled once when it starts, and after that only after a wake. Two timers woke main, and one poll was \
             enough for both.",
            "태스크는 시작할 때 한 번 폴링하고, 그 뒤로는 깨어난 뒤에만 폴링합니다. 두 타이머가 main을 깨웠지만 폴링은 한 번으로 \
             충분했습니다.",
        ),
        Level::TwoPrinters => (
            "One thread keeps both on time, because neither holds the thread while it waits.",
            "어느 쪽도 기다리는 동안 스레드를 붙잡지 않으므로, 스레드 하나로 둘 다 제시간에 출력합니다.",
        ),
        Level::DeadlineAndTick => (
            "A runtime may also fire the tick's timer before it polls. Then there is a third tick. Either way, the printing \
             ends at the deadline: `wait_for` promises that.",
            "런타임은 폴링하기 전에 틱의 타이머도 만료시킬 수 있습니다. 그러면 틱이 세 번 나옵니다. 어느 쪽이든 출력은 데드라인에서 \
             끝납니다. `wait_for`가 약속하는 것은 이것입니다.",
        ),
        Level::ForgottenWaker => (
            "The door is open, but nobody can tell the guest. A future that answers pending must hand its waker to \
             whatever will wake it.",
            "문은 열렸지만 손님에게 알려 줄 방법이 없습니다. Pending을 반환하는 퓨처는 자신을 깨울 쪽에 웨이커를 맡겨야 합니다.",
        ),
        Level::LostWake => (
            "The letter is there, and the reader sleeps. Store the waker first, then check; or check again after that.",
            "편지는 와 있는데 읽는 쪽은 잠들어 있습니다. 웨이커를 먼저 넣어 두고 확인하거나, 넣어 둔 뒤에 다시 확인해야 합니다.",
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
            let told = format!("{} {}", of(language, "Lost:", "졌습니다."), self::fault(fault, level, error, language));
            match fault.promise() {
                Some(promise) => format!("{told} ({}: {promise})", of(language, "Promise", "약속")),
                None => told,
            }
        }
    }
}

fn fault(fault: &Fault, level: Level, error: Option<&str>, language: Language) -> String {
    match fault {
        Fault::Early { timer, at, due } => {
            let (timer, at, due) = (self::timer(*timer), time(*at), time(*due));
            of(
                language,
                format!("timer {timer} fired at {at}, but it is due at {due}. A timer must not fire early."),
                format!("타이머 {timer}: {due}에 만료되어야 하는데 {at}에 만료되었습니다. 타이머는 일찍 만료되면 안 됩니다."),
            )
        }
        Fault::Late { timer, due } => {
            let (timer, due) = (self::timer(*timer), time(*due));
            of(
                language,
                format!("timer {timer} was due at {due}, and had not fired. A due timer must fire before time goes on."),
                format!(
                    "타이머 {timer}: {due}에 만료되어야 하는데 만료되지 않았습니다. 때가 된 타이머는 시간이 지나기 전에 만료되어야 합니다."
                ),
            )
        }
        Fault::NotPolled { task, at, is_new } => {
            let (task, at) = (self::task(*task, level, language), time(*at));
            let was = if *is_new { "never been polled" } else { "been woken" };
            let korean = if *is_new { "한 번도 폴링되지 않았는데" } else { "깨어나 있었는데" };
            of(
                language,
                format!(
                    "{task} had {was} at {at}, and time went on. A new or woken task must be polled before time goes on."
                ),
                format!(
                    "{task}: {at}에 {korean} 시간이 지나갔습니다. 새 태스크와 깨어난 태스크는 시간이 지나기 전에 폴링되어야 합니다."
                ),
            )
        }
        Fault::NotWoken { task, helped } => {
            let task = self::task(*task, level, language);
            let (english, korean) = if *helped {
                (
                    "Nobody had woken it, and nobody would have. This poll saved it by luck, and so it hides the fault.",
                    "앞으로도 깨울 곳이 없었습니다. 이 폴링은 운 좋게 태스크를 살렸고, 그래서 결함을 가립니다.",
                )
            } else {
                (
                    "Nobody had woken it, so the poll is wasted.",
                    "그래서 이 폴링은 헛일입니다.",
                )
            };
            of(language, format!("{task} was polled. {english}"), format!("{task}: 아무도 깨우지 않았는데 폴링되었습니다. {korean}"))
        }
        Fault::TooManyPolls { polls, fewest } => of(
            language,
            format!(
                "it is done with {polls} polls, and {fewest} are enough. At 500 ms, two timers wake main. If both fire before \
                 you poll, one poll is enough for both."
            ),
            format!(
                "폴링 {polls}번으로 완료되었습니다. {fewest}번이면 됩니다. 500 ms에 두 타이머가 main을 깨웁니다. 둘 다 만료된 \
                 뒤에 폴링하면 한 번으로 충분합니다."
            ),
        ),
        Fault::OtherLines { .. } => of(
            language,
            "the program printed a third tick. When you polled, the tick's timer had fired, and `wait_for` polls the \
             printing before the deadline.",
            "프로그램이 세 번째 틱을 출력했습니다. 폴링할 때 틱의 타이머가 이미 만료되어 있었고, `wait_for`는 데드라인보다 \
             출력하는 퓨처를 먼저 폴링합니다.",
        )
        .into(),
        Fault::Ended => of(
            language,
            "the program has ended well. Look for another order.",
            "프로그램이 잘 끝났습니다. 다른 순서를 찾아보십시오.",
        )
        .into(),
        Fault::PromiseKept => of(
            language,
            "the program has kept its promise. Look for another order.",
            "프로그램이 약속을 지켰습니다. 다른 순서를 찾아보십시오.",
        )
        .into(),
        Fault::Failed => {
            let error = error.unwrap_or_default();
            of(language, format!("the program has failed: {error}."), format!("프로그램이 실패했습니다: {error}."))
        }
    }
}

/// The name of a task, and what the program calls it.
pub(crate) fn task(number: u64, level: Level, language: Language) -> String {
    let name = task_name(usize::try_from(number).unwrap_or(usize::MAX), language);
    match level.role(number) {
        Some(role) => of(language, format!("{name} ({role})"), format!("{name}({role})")),
        None => name,
    }
}

/// Says in a text about the tasks what the program calls each of them.
///
/// The record of a run only knows their numbers. No program prints such a name.
pub(crate) fn with_roles(mut text: String, level: Level, language: Language) -> String {
    for number in (1..).take_while(|number| level.role(*number).is_some()) {
        let name = task_name(usize::try_from(number).unwrap_or(usize::MAX), language);
        let called = task(number, level, language);
        text = text.replace(&name, &called);
        if capital(&name) != name {
            text = text.replace(&capital(&name), &capital(&called));
        }
    }
    text
}

/// The name of a timer: the letter of its key.
fn timer(number: u64) -> String {
    Move::Fire(number).key().map_or_else(|| number.to_string(), String::from)
}

/// When a timer is due, and which task it wakes.
pub(crate) fn due(due: Duration, task: Option<&str>, language: Language) -> String {
    let due = time(due);
    match task {
        Some(task) => of(language, format!("due at {due}, wakes {task}"), format!("{due} 예정, {task} 깨움")),
        None => of(language, format!("due at {due}, wakes nobody yet"), format!("{due} 예정, 깨울 태스크 아직 없음")),
    }
}

/// Says what a move is. `due` is when the timer is due, and which task it wakes.
pub(crate) fn choice(next: Move, level: Level, due: &str, until: Option<Duration>, language: Language) -> String {
    match next {
        Move::Poll(task) => {
            let task = self::task(task, level, language);
            of(language, format!("poll {task}"), format!("{task} 폴링"))
        }
        Move::Fire(number) => {
            let timer = timer(number);
            of(language, format!("fire timer {timer}: {due}"), format!("타이머 {timer} 만료: {due}"))
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

/// What is said after time has passed. `timers` is how many are due now.
pub(crate) fn time_passes(now: Duration, timers: usize, language: Language) -> String {
    let now = time(now);
    let due = if timers == 1 {
        "A timer is due, and has not fired yet.".into()
    } else {
        format!("{timers} timers are due, and have not fired yet.")
    };
    of(
        language,
        format!("Time passes until {now}. {due}"),
        format!("{now}까지 시간이 지나갑니다. 때가 된 타이머가 {timers}개 있고, 아직 만료되지 않았습니다."),
    )
}

/// What is said when a timer fires that no task has polled.
pub(crate) fn unheard(language: Language) -> &'static str {
    of(language, "The timer fires. No task waits for it yet.", "타이머가 만료됩니다. 아직 기다리는 태스크가 없습니다.")
}

/// How far a task is that was never polled.
pub(crate) fn never_polled(language: Language) -> &'static str {
    of(language, "never polled", "아직 폴링되지 않음")
}

/// How far a task is that nobody will wake.
pub(crate) fn never_woken(polls: usize, language: Language) -> String {
    let number = if polls == 1 { "1 poll".into() } else { format!("{polls} polls") };
    of(
        language,
        format!("waits, and nobody will wake it ({number})"),
        format!("기다리지만 깨울 곳이 없음 (폴링 {polls}회)"),
    )
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
