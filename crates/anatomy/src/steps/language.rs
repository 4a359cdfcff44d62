//! The languages in which a step can be told.

use super::clause::{Awaits, Clause};
use super::state::{State, Status, Timer};
use super::{Steps, english, korean};

/// A language in which a step can be told.
///
/// # Examples
///
/// ```
/// use anatomy::steps::{Language, task_name};
///
/// let names = Language::ALL.map(|language| task_name(1, language));
/// assert_eq!(names, ["task 1", "태스크 1"]);
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

    /// Returns the language of a locale: Korean if it begins with `ko`, as `ko_KR.UTF-8` and a browser's `ko-KR` do. Else
    /// English.
    ///
    /// # Examples
    ///
    /// ```
    /// use anatomy::steps::Language;
    ///
    /// assert_eq!(Language::of_locale("ko_KR.UTF-8"), Language::Korean);
    /// assert_eq!(Language::of_locale("C"), Language::English);
    /// assert_eq!(Language::of_locale("kok-IN"), Language::English, "this is Konkani");
    /// ```
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        match locale.split(|char: char| !char.is_ascii_alphabetic()).next() {
            Some(language) if language.eq_ignore_ascii_case("ko") => Self::Korean,
            _ => Self::English,
        }
    }

    pub(crate) fn tell(self, clauses: &[Clause<'_>]) -> String {
        match self {
            Self::English => english::tell(clauses),
            Self::Korean => korean::tell(clauses),
        }
    }
}

/// Returns the name of the task with this number: `main` for number 0, else `task 1` and so on.
///
/// # Examples
///
/// ```
/// use anatomy::steps::{Language, task_name};
///
/// assert_eq!([0, 1].map(|task| task_name(task, Language::English)), ["main", "task 1"]);
/// assert_eq!([0, 1].map(|task| task_name(task, Language::Korean)), ["main", "태스크 1"]);
/// ```
#[must_use]
pub fn task_name(number: usize, language: Language) -> String {
    match language {
        Language::English => english::name(number),
        Language::Korean => korean::name(number),
    }
}

impl State {
    /// Says what a task waits for. The text is empty if the record does not know.
    #[must_use]
    pub fn awaits(&self, task: usize, language: Language) -> String {
        let awaits: Vec<Awaits> = self.awaited(task);
        match language {
            Language::English => english::awaits(&awaits),
            Language::Korean => korean::awaits(&awaits),
        }
    }

    /// Says how far a task is, and how often it was polled: `waits for a sleep until 1 s (2 polls)`, or `never polled`. The
    /// text is empty if there is no such task.
    #[must_use]
    pub fn status(&self, task: usize, language: Language) -> String {
        let Some(known) = self.task(task) else { return String::new() };
        let (woken, awaits) = (known.wake.is_some(), self.awaited(task));
        let (status, polls) = match language {
            Language::English => (english::status(known.status, woken, &awaits), english::polls(known.polls)),
            Language::Korean => (korean::status(known.status, woken, &awaits), korean::polls(known.polls)),
        };
        if known.status == Status::New { status } else { format!("{status} ({polls})") }
    }
}

impl Steps {
    /// Says on which thread a step happens: `on thread 1 (main)`. Another thread may call a waker: `called from thread 2`.
    /// A thread that has no name has only a number.
    ///
    /// # Panics
    ///
    /// If there is no such step.
    #[must_use]
    pub fn thread_text(&self, step: usize, language: Language) -> String {
        let thread = self.record().thread(self.thread(step));
        match language {
            Language::English => english::on_thread(thread, self.is_call(step)),
            Language::Korean => korean::on_thread(thread, self.is_call(step)),
        }
    }
}

impl Timer {
    /// Says when the timer is due, and which task it wakes: `due at 500 ms, wakes task 1`.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => english::timer(self),
            Language::Korean => korean::timer(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::clause::{Already, Caller, Deed, Thread, Who, Why, Woken};
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const THREAD: Thread<'_> = Thread { number: 2, name: Some("other") };

    /// Checks what is said of a clause.
    fn check(clause: &Clause<'_>, expected: [&str; 2]) {
        let said = Language::ALL.map(|language| language.tell(std::slice::from_ref(clause)));
        assert_eq!(said, expected, "{clause:?}");
    }

    #[test]
    fn why_a_task_is_polled() {
        for (task, why, english, korean) in [
            (0, Why::First, "Main is polled for the first time.", "main을 처음으로 폴링합니다."),
            (
                2,
                Why::Nobody,
                "Task 2 is polled again, although nobody has woken it.",
                "아무도 깨우지 않았는데도 태스크 2를 다시 폴링합니다.",
            ),
            (
                1,
                Why::TimerFired { sleep: Some(SECOND / 2) },
                "Task 1 is polled again, because its 500 ms timer has fired.",
                "500 ms짜리 타이머가 만료되었으므로 태스크 1을 다시 폴링합니다.",
            ),
            (
                1,
                Why::StdoutReady,
                "Task 1 is polled again, because stdout is ready.",
                "stdout이 준비되었으므로 태스크 1을 다시 폴링합니다.",
            ),
            (
                0,
                Why::TaskDone(2),
                "Main is polled again, because task 2 is done.",
                "태스크 2가 완료되었으므로 main을 다시 폴링합니다.",
            ),
            (
                0,
                Why::WorkDone,
                "Main is polled again, because the work that may block is done.",
                "블로킹 작업이 끝났으므로 main을 다시 폴링합니다.",
            ),
            (
                0,
                Why::WokeItself,
                "Main is polled again, because it woke itself.",
                "스스로를 깨웠으므로 main을 다시 폴링합니다.",
            ),
            (
                0,
                Why::WokenBy(Who::Task(10)),
                "Main is polled again, because task 10 woke it.",
                "태스크 10이 깨웠으므로 main을 다시 폴링합니다.",
            ),
            (
                0,
                Why::WokenBy(Who::Thread(THREAD)),
                "Main is polled again, because thread 2 (other) woke it.",
                "스레드 2(other)가 깨웠으므로 main을 다시 폴링합니다.",
            ),
        ] {
            check(&Clause::Polled { task, why }, [english, korean]);
        }
    }

    #[test]
    fn what_a_task_does() {
        let wakes = |already| Deed::Wakes(Woken { task: 2, already });
        for (what, english, korean) in [
            (Deed::Spawns { task: 1 }, "Main spawns task 1.", "main은 태스크 1을 생성합니다."),
            (
                Deed::WakesItself,
                "Main wakes itself: it wants another turn.",
                "main은 한 번 더 폴링되도록 스스로를 깨웁니다.",
            ),
            (wakes(None), "Main wakes task 2.", "main은 태스크 2를 깨웁니다."),
            (
                wakes(Some(Already::Awake)),
                "Main wakes task 2, which is awake already.",
                "main은 이미 깨어 있는 태스크 2를 깨웁니다.",
            ),
            (
                wakes(Some(Already::Done)),
                "Main wakes task 2, which is done already.",
                "main은 이미 완료된 태스크 2를 깨웁니다.",
            ),
            (
                wakes(Some(Already::Dropped)),
                "Main wakes task 2, which is dropped already.",
                "main은 이미 드롭된 태스크 2를 깨웁니다.",
            ),
            (
                Deed::AsksForSleep { duration: SECOND / 2, due: SECOND },
                "Main asks the timer for a sleep of 500 ms, until 1 s.",
                "main은 1 s에 끝나는 500 ms짜리 슬립을 타이머에 요청합니다.",
            ),
            (
                Deed::SeesSleepOver { due: Some(SECOND) },
                "Main sees that its sleep until 1 s is over.",
                "main은 1 s에 끝나는 슬립이 끝난 것을 확인합니다.",
            ),
            (
                Deed::SeesSleepOver { due: None },
                "Main sees that its sleep is over.",
                "main은 슬립이 끝난 것을 확인합니다.",
            ),
            (
                Deed::DropsSleep { due: Some(SECOND) },
                "Main no longer needs the sleep until 1 s, and drops it.",
                "main은 1 s에 끝나는 슬립이 더는 필요하지 않아 드롭합니다.",
            ),
            (
                Deed::DropsSleep { due: None },
                "Main no longer needs a sleep, and drops it.",
                "main은 슬립이 더는 필요하지 않아 드롭합니다.",
            ),
            (
                Deed::Blocks { duration: Some(SECOND) },
                "Main blocks its thread for 1 s: nothing else runs there meanwhile.",
                "main은 1 s 동안 스레드를 블로킹하므로, 그 스레드에서는 다른 것이 실행되지 못합니다.",
            ),
            (
                Deed::Blocks { duration: None },
                "Main blocks its thread: nothing else runs there meanwhile.",
                "main은 스레드를 블로킹하므로, 그 스레드에서는 다른 것이 실행되지 못합니다.",
            ),
            (Deed::AnswersPending { awaits: Vec::new() }, "Main answers pending.", "main은 Pending을 반환합니다."),
            (
                Deed::AnswersPending { awaits: vec![Awaits::Sleep { due: SECOND }, Awaits::Task(2)] },
                "Main answers pending: it waits for a sleep until 1 s, task 2.",
                "main은 Pending을 반환하고 1 s에 끝나는 슬립, 태스크 2를 기다립니다.",
            ),
            (Deed::IsDone, "Main is done.", "main은 완료됩니다."),
        ] {
            check(&Clause::Does { who: Who::Task(0), what }, [english, korean]);
        }
    }

    #[test]
    fn what_a_task_does_with_stdout() {
        for (what, english, korean) in [
            (
                Deed::Prints { text: "시간 종료\n" },
                "Main prints \"시간 종료\".",
                "main은 다음을 출력합니다: \"시간 종료\".",
            ),
            (
                Deed::PrintsPart { bytes: 2 },
                "Main prints 2 of the bytes of a character.",
                "main은 한 글자를 이루는 바이트 중 2개만 출력합니다.",
            ),
            (
                Deed::PrintsNothing,
                "Main prints nothing: stdout takes no bytes.",
                "main은 stdout이 한 바이트도 받지 않아 아무것도 출력하지 못합니다.",
            ),
            (
                Deed::StdoutNotReady,
                "Main wants to print, but stdout is not ready.",
                "main은 출력하려고 하지만 stdout이 아직 준비되지 않았습니다.",
            ),
            (
                Deed::WaitsForFlush { several: false },
                "Main waits until stdout has written the line.",
                "main은 stdout이 이 줄을 내보낼 때까지 기다립니다.",
            ),
            (
                Deed::WaitsForFlush { several: true },
                "Main waits until stdout has written the lines.",
                "main은 stdout이 이 줄들을 내보낼 때까지 기다립니다.",
            ),
            (
                Deed::StdoutFailed,
                "Main cannot print: stdout has failed.",
                "main은 stdout에 오류가 나서 출력하지 못합니다.",
            ),
        ] {
            check(&Clause::Does { who: Who::Task(0), what }, [english, korean]);
        }
    }

    #[test]
    fn what_a_thread_does_outside_a_poll() {
        let does = |what| Clause::Does { who: Who::Thread(THREAD), what };
        check(
            &does(Deed::Wakes(Woken { task: 1, already: None })),
            ["Thread 2 (other) wakes task 1.", "스레드 2(other)는 태스크 1을 깨웁니다."],
        );
        check(
            &does(Deed::Blocks { duration: Some(SECOND) }),
            [
                "Thread 2 (other) blocks for 1 s: nothing else runs there meanwhile.",
                "스레드 2(other)는 1 s 동안 스레드를 블로킹하므로, 그 스레드에서는 다른 것이 실행되지 못합니다.",
            ],
        );
        let nameless = Thread { number: 3, name: None };
        check(
            &Clause::WorkBegins { thread: nameless },
            ["Work that may block starts, on thread 3.", "스레드 3에서 블로킹 작업이 시작됩니다."],
        );
        check(&Clause::WorkDone { at: SECOND }, ["The work is done at 1 s.", "블로킹 작업이 1 s에 끝납니다."]);
    }

    #[test]
    fn what_calls_a_waker() {
        let (task, sleep, at, late) = (2, SECOND / 2, SECOND, Some(SECOND / 1000));
        let woken = Some(Woken { task: 0, already: None });
        for (caller, woken, english, korean) in [
            (
                Caller::Timer { of: Some(task), sleep, at, late: None },
                Some(Woken { task, already: None }),
                "The 500 ms timer of task 2 fires at 1 s: it calls the waker of task 2.",
                "태스크 2의 500 ms짜리 타이머가 1 s에 만료되어 태스크 2의 웨이커를 호출합니다.",
            ),
            (
                Caller::Timer { of: None, sleep, at, late },
                None,
                "A 500 ms timer fires at 1 s, 1 ms late: it calls the waker.",
                "500 ms짜리 타이머가 예정보다 1 ms 늦게 1 s에 만료되어 웨이커를 호출합니다.",
            ),
            (
                Caller::NeedlessTimer,
                Some(Woken { task, already: Some(Already::Done) }),
                "A timer fires, although its sleep is over: it calls the waker of task 2, which is done already.",
                "슬립은 이미 끝났지만 타이머가 만료되어 이미 완료된 태스크 2의 웨이커를 호출합니다.",
            ),
            (
                Caller::Stdout,
                woken,
                "Stdout is ready again: it calls the waker of main.",
                "stdout이 다시 준비되어 main의 웨이커를 호출합니다.",
            ),
            (
                Caller::Task(task),
                woken,
                "The result of task 2 is there: it calls the waker of main.",
                "태스크 2의 결과가 나와 main의 웨이커를 호출합니다.",
            ),
            (
                Caller::Work,
                woken,
                "The work that may block is done: it calls the waker of main.",
                "블로킹 작업이 끝나 main의 웨이커를 호출합니다.",
            ),
        ] {
            check(&Clause::Calls { caller, woken }, [english, korean]);
        }
    }

    #[test]
    fn what_happens_to_a_task() {
        check(&Clause::GoesOn { task: 1 }, ["The poll of task 1 goes on.", "태스크 1의 폴링이 이어집니다."]);
        check(&Clause::Spawned { task: 3 }, ["Task 3 is spawned.", "태스크 3이 생성됩니다."]);
        check(
            &Clause::Dropped { task: 9 },
            ["Task 9 is dropped before it is done.", "태스크 9가 완료되기 전에 드롭됩니다."],
        );
        check(&Clause::WokenMeanwhile { task: 1 }, ["Meanwhile it was woken.", "그사이에 이미 깨어났습니다."]);
    }

    #[test]
    fn a_task_is_named_when_the_sentences_turn_to_it() {
        let does = |what| Clause::Does { who: Who::Task(1), what };
        let clauses = [
            Clause::Polled { task: 1, why: Why::First },
            does(Deed::Spawns { task: 2 }),
            does(Deed::WakesItself),
            Clause::Dropped { task: 2 },
            does(Deed::IsDone),
        ];
        assert_eq!(
            Language::English.tell(&clauses),
            "Task 1 is polled for the first time. It spawns task 2. It wakes itself: it wants another turn. Task 2 is \
             dropped before it is done. Task 1 is done."
        );
        assert_eq!(
            Language::Korean.tell(&clauses),
            "태스크 1을 처음으로 폴링합니다. 태스크 1은 태스크 2를 생성합니다. 한 번 더 폴링되도록 스스로를 깨웁니다. 태스크 2가 \
             완료되기 전에 드롭됩니다. 태스크 1은 완료됩니다."
        );
    }

    #[test]
    fn what_is_too_much_to_name_is_counted() {
        let awaits = [Awaits::Stdout, Awaits::Sleep { due: SECOND }, Awaits::Work, Awaits::Task(1), Awaits::Task(2)];
        assert_eq!(english::awaits(&awaits), "stdout, a sleep until 1 s, work that may block, and 2 more");
        assert_eq!(korean::awaits(&awaits), "stdout, 1 s에 끝나는 슬립, 블로킹 작업 외 2개");
        // To count one would be no shorter.
        assert_eq!(english::awaits(&awaits[..4]), "stdout, a sleep until 1 s, work that may block, task 1");
        assert_eq!(korean::awaits(&awaits[..4]), "stdout, 1 s에 끝나는 슬립, 블로킹 작업, 태스크 1");
        assert_eq!([english::awaits(&[]), korean::awaits(&[])], ["", ""]);
    }

    #[test]
    fn sleeps_until_the_same_time_are_counted() {
        let sleeps = [0, 999, 60_000_000].map(|nanos| Awaits::Sleep { due: SECOND + Duration::from_nanos(nanos) });
        assert_eq!(english::awaits(&sleeps), "2 sleeps until 1 s, a sleep until 1.06 s");
        assert_eq!(korean::awaits(&sleeps), "1 s에 끝나는 슬립 2개, 1.06 s에 끝나는 슬립");
        check(
            &Clause::Does { who: Who::Task(0), what: Deed::AnswersPending { awaits: sleeps[..2].to_vec() } },
            [
                "Main answers pending: it waits for 2 sleeps until 1 s.",
                "main은 Pending을 반환하고 1 s에 끝나는 슬립 2개를 기다립니다.",
            ],
        );
    }

    #[test]
    fn how_far_a_task_is() {
        let sleep = [Awaits::Sleep { due: SECOND }];
        for (status, woken, awaits, english, korean) in [
            (Status::New, false, &[][..], "never polled", "아직 폴링되지 않음"),
            (Status::Running(1), false, &[], "is being polled, on thread 1", "스레드 1에서 폴링 중"),
            (Status::Waiting, true, &sleep, "woken, waits for its poll", "깨어남, 폴링을 기다림"),
            (Status::Waiting, false, &[], "waits", "기다림"),
            (Status::Waiting, false, &sleep, "waits for a sleep until 1 s", "1 s에 끝나는 슬립을 기다림"),
            (Status::Done, false, &[], "done", "완료됨"),
            (Status::Dropped, false, &[], "dropped", "드롭됨"),
        ] {
            assert_eq!(english::status(status, woken, awaits), english);
            assert_eq!(korean::status(status, woken, awaits), korean);
        }
        assert_eq!([1, 2].map(english::polls), ["1 poll", "2 polls"]);
        assert_eq!(korean::polls(2), "폴링 2회");
    }

    #[test]
    fn when_a_timer_is_due() {
        let mut timer = Timer { duration: SECOND, due: SECOND, task: None, fired: false };
        for (task, fired, expected) in [
            (None, false, ["due at 1 s, wakes no task yet", "1 s 예정, 아직 깨울 태스크 없음"]),
            (Some(2), false, ["due at 1 s, wakes task 2", "1 s 예정, 만료되면 태스크 2를 깨움"]),
            (Some(2), true, ["due at 1 s, has fired and woken task 2", "1 s 예정, 만료되어 태스크 2를 깨웠음"]),
            (None, true, ["due at 1 s, has fired", "1 s 예정, 만료됨"]),
        ] {
            timer = Timer { task, fired, ..timer };
            assert_eq!(Language::ALL.map(|language| timer.text(language)), expected);
        }
    }
}
