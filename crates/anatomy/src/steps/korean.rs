//! The sentences in Korean. The terms are those of `docs/glossary.md`.
//!
//! Korean leaves out what is clear. So a task is named when the sentences turn to it, and not again while they are about
//! it.

use std::time::Duration;

use super::Broken;
use super::clause::{Already, Awaits, Caller, Clause, Deed, Thread, Who, Why, Woken, counted};
use super::state::{Status, Timer};
use super::text::{named, quoted, time};
use crate::event::MAIN;

/// Makes a sentence of each clause.
pub(crate) fn tell(clauses: &[Clause<'_>]) -> String {
    let mut topic = None;
    let sentences = clauses.iter().map(|clause| {
        let sentence = self::clause(clause, topic);
        topic = match clause {
            // In these two, the executor acts. So the task that answers it is named again.
            Clause::Polled { .. } | Clause::GoesOn { .. } => None,
            _ => clause.it(),
        };
        sentence + "."
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// The clause, if this task has been the topic up to now.
fn clause(clause: &Clause<'_>, topic: Option<usize>) -> String {
    match clause {
        Clause::Polled { task, why } => polled(*task, *why),
        Clause::GoesOn { task } => format!("{}의 폴링이 이어집니다", name(*task)),
        Clause::Does { who, what } => match who {
            Who::Task(task) if topic == Some(*task) => deed(what),
            _ => format!("{} {}", self::who(*who).topic(), deed(what)),
        },
        Clause::WokenMeanwhile { .. } => "그사이에 이미 깨어났습니다".into(),
        Clause::Spawned { task } => format!("{} 생성됩니다", noun(*task).subject()),
        Clause::Dropped { task } => format!("{} 완료되기 전에 드롭됩니다", noun(*task).subject()),
        Clause::Calls { caller, woken } => {
            let of = woken.map_or(String::new(), |task| format!("{}의 ", self::woken(task).text));
            format!("{} {of}웨이커를 호출합니다", self::caller(*caller))
        }
        Clause::WorkBegins { thread } => format!("{}에서 블로킹 작업이 시작됩니다", self::thread(*thread).text),
        Clause::WorkDone { at } => format!("블로킹 작업이 {}에 끝납니다", time(*at)),
    }
}

fn polled(task: usize, why: Why<'_>) -> String {
    let task = noun(task).object();
    let because = match why {
        Why::First => return format!("{task} 처음으로 폴링합니다"),
        Why::Nobody => "아무도 깨우지 않았는데도".into(),
        Why::TimerFired { sleep } => format!("{}타이머가 만료되었으므로", long(sleep)),
        Why::StdoutReady => "stdout이 준비되었으므로".into(),
        Why::TaskDone(other) => format!("{} 완료되었으므로", noun(other).subject()),
        Why::WorkDone => "블로킹 작업이 끝났으므로".into(),
        Why::WokeItself => "스스로를 깨웠으므로".into(),
        Why::WokenBy(other) => format!("{} 깨웠으므로", who(other).subject()),
    };
    format!("{because} {task} 다시 폴링합니다")
}

fn deed(deed: &Deed<'_>) -> String {
    let sleep = |due: &Option<_>| due.map_or("슬립".into(), sleep_until);
    match deed {
        Deed::Spawns { task } => format!("{} 생성합니다", noun(*task).object()),
        Deed::WakesItself => "한 번 더 폴링되도록 스스로를 깨웁니다".into(),
        Deed::Wakes(task) => format!("{} 깨웁니다", woken(*task).object()),
        Deed::AsksForSleep { duration, due } => {
            format!("{}에 끝나는 {}짜리 슬립을 타이머에 요청합니다", time(*due), time(*duration))
        }
        Deed::SeesSleepOver { due } => format!("{}이 끝난 것을 확인합니다", sleep(due)),
        Deed::DropsSleep { due } => format!("{}이 더는 필요하지 않아 드롭합니다", sleep(due)),
        Deed::Prints { text } => format!("다음을 출력합니다: {}", quoted(text)),
        Deed::PrintsPart { bytes } => format!("한 글자를 이루는 바이트 중 {bytes}개만 출력합니다"),
        Deed::PrintsNothing => "stdout이 한 바이트도 받지 않아 아무것도 출력하지 못합니다".into(),
        Deed::StdoutNotReady => "출력하려고 하지만 stdout이 아직 준비되지 않았습니다".into(),
        Deed::WaitsForFlush { several: false } => "stdout이 이 줄을 내보낼 때까지 기다립니다".into(),
        Deed::WaitsForFlush { several: true } => "stdout이 이 줄들을 내보낼 때까지 기다립니다".into(),
        Deed::StdoutFailed => "stdout에 오류가 나서 출력하지 못합니다".into(),
        Deed::Blocks { duration } => {
            let long = duration.map_or(String::new(), |long| format!("{} 동안 ", time(long)));
            format!("{long}스레드를 블로킹하므로, 그 스레드에서는 다른 것이 실행되지 못합니다")
        }
        Deed::AnswersPending { awaits } if awaits.is_empty() => "Pending을 반환합니다".into(),
        Deed::AnswersPending { awaits } => format!("Pending을 반환하고 {} 기다립니다", self::awaited(awaits).object()),
        Deed::IsDone => "완료됩니다".into(),
    }
}

fn woken(Woken { task, already }: Woken) -> Noun {
    let already = match already {
        Some(Already::Done) => "이미 완료된 ",
        Some(Already::Dropped) => "이미 드롭된 ",
        Some(Already::Awake) => "이미 깨어 있는 ",
        None => "",
    };
    let Noun { text, closed } = noun(task);
    Noun { text: format!("{already}{text}"), closed }
}

fn caller(caller: Caller) -> String {
    match caller {
        Caller::Timer { of, sleep, at, late } => {
            let of = of.map_or(String::new(), |task| format!("{}의 ", name(task)));
            let late = late.map_or(String::new(), |late| format!("예정보다 {} 늦게 ", time(late)));
            format!("{of}{}타이머가 {late}{}에 만료되어", long(Some(sleep)), time(at))
        }
        Caller::NeedlessTimer => "슬립은 이미 끝났지만 타이머가 만료되어".into(),
        Caller::Stdout => "stdout이 다시 준비되어".into(),
        Caller::Task(task) => format!("{}의 결과가 나와", name(task)),
        Caller::Work => "블로킹 작업이 끝나".into(),
    }
}

/// Which promise is broken, and how.
pub(crate) fn broken(broken: &Broken) -> String {
    let of = |task: Option<usize>| task.map_or("어떤 태스크".into(), name);
    let idle = |since, until| format!("실행기는 {}부터 {}까지 아무것도 폴링하지 않았습니다", time(since), time(until));
    let how = match *broken {
        Broken::SleptTooShort { task, due, at } => {
            format!("{}에 끝나야 하는 {}의 슬립이 {}에 끝났습니다", time(due), of(task), time(at))
        }
        Broken::NotFired { task, due, since, until } => {
            format!("{}의 타이머가 {}에 만료되지 않았습니다. {}", name(task), time(due), idle(since, until))
        }
        Broken::NotPolled { task, woken, since, until } => {
            format!("{} {}에 깨어났지만 폴링되지 않았습니다. {}", noun(task).topic(), time(woken), idle(since, until))
        }
        Broken::PolledWhenDone { task } => format!("이미 완료된 {} 폴링합니다", noun(task).object()),
        Broken::WokenByDroppedSleep { task, dropped } => {
            format!("{}에 드롭된 슬립의 타이머가 {}의 웨이커를 호출합니다", time(dropped), of(task))
        }
    };
    format!("약속이 깨졌습니다: {how}.")
}

/// What a task waits for. The text is empty if it is nothing.
pub(crate) fn awaits(awaits: &[Awaits]) -> String {
    awaited(awaits).text
}

fn awaited(awaits: &[Awaits]) -> Noun {
    let awaits = counted(awaits);
    let named = named(awaits.len());
    let nouns: Vec<_> = awaits[..named]
        .iter()
        .map(|(awaited, number)| match awaited {
            Awaits::Sleep { due } if *number > 1 => {
                Noun { text: format!("{} {number}개", sleep_until(*due)), closed: false }
            }
            Awaits::Sleep { due } => Noun { text: sleep_until(*due), closed: true },
            Awaits::Stdout => Noun { text: "stdout".into(), closed: true },
            Awaits::Task(task) => noun(*task),
            Awaits::Work => Noun { text: "블로킹 작업".into(), closed: true },
        })
        .collect();
    let closed = nouns.last().is_some_and(|noun| noun.closed);
    let text = nouns.into_iter().map(|noun| noun.text).collect::<Vec<_>>().join(", ");
    match awaits[named..].iter().map(|(_, number)| number).sum::<usize>() {
        0 => Noun { text, closed },
        more => Noun { text: format!("{text} 외 {more}개"), closed: false },
    }
}

fn sleep_until(due: Duration) -> String {
    format!("{}에 끝나는 슬립", time(due))
}

/// How long a sleep is, before the word that it describes. This tells the timer of a deadline from that of a tick.
fn long(sleep: Option<Duration>) -> String {
    sleep.map_or(String::new(), |sleep| format!("{}짜리 ", time(sleep)))
}

/// How far a task is.
pub(crate) fn status(status: Status, woken: bool, awaits: &[Awaits]) -> String {
    match status {
        Status::New => "아직 폴링되지 않음".into(),
        Status::Running(thread) => format!("스레드 {thread}에서 폴링 중"),
        Status::Waiting if woken => "깨어남, 폴링을 기다림".into(),
        Status::Waiting if awaits.is_empty() => "기다림".into(),
        Status::Waiting => format!("{} 기다림", awaited(awaits).object()),
        Status::Done => "완료됨".into(),
        Status::Dropped => "드롭됨".into(),
    }
}

/// The number of polls of a task.
pub(crate) fn polls(polls: usize) -> String {
    format!("폴링 {polls}회")
}

/// When a timer is due, and which task it wakes.
pub(crate) fn timer(timer: &Timer) -> String {
    let fires = match (timer.fired, timer.task.map(noun)) {
        (false, Some(task)) => format!("만료되면 {} 깨움", task.object()),
        (false, None) => "아직 깨울 태스크 없음".into(),
        (true, Some(task)) => format!("만료되어 {} 깨웠음", task.object()),
        (true, None) => "만료됨".into(),
    };
    format!("{} 예정, {fires}", time(timer.due))
}

/// On which thread a step happens, or from which thread a waker is called.
pub(crate) fn on_thread(thread: Thread<'_>, is_call: bool) -> String {
    format!("{}에서{}", self::thread(thread).text, if is_call { " 호출" } else { "" })
}

/// The name of a task.
pub(crate) fn name(task: usize) -> String {
    if task == MAIN { "main".into() } else { format!("태스크 {task}") }
}

/// A noun that needs a particle. There are two forms of most particles. Which one is right depends on the last sound.
struct Noun {
    text: String,
    /// Whether the last syllable, as it is spoken, ends in a consonant.
    closed: bool,
}

impl Noun {
    fn topic(&self) -> String {
        self.with("은", "는")
    }

    fn subject(&self) -> String {
        self.with("이", "가")
    }

    fn object(&self) -> String {
        self.with("을", "를")
    }

    fn with(&self, closed: &str, open: &str) -> String {
        format!("{}{}", self.text, if self.closed { closed } else { open })
    }
}

fn noun(task: usize) -> Noun {
    // 메인 ends in a consonant.
    Noun { text: name(task), closed: task == MAIN || ends_closed(task) }
}

fn who(who: Who<'_>) -> Noun {
    match who {
        Who::Task(task) => noun(task),
        Who::Thread(thread) => self::thread(thread),
    }
}

fn thread(Thread { number, name }: Thread<'_>) -> Noun {
    let name = name.map_or(String::new(), |name| format!("({name})"));
    Noun { text: format!("스레드 {number}{name}"), closed: ends_closed(number) }
}

/// Whether a number, read aloud, ends in a consonant: 영, 일, 삼, 육, 칠, 팔 and 십, 백, 천 do; 이, 사, 오, 구 do not.
fn ends_closed(number: usize) -> bool {
    !matches!(number % 10, 2 | 4 | 5 | 9)
}
