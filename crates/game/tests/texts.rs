//! What a player reads after a move is true, and says why.

use game::{Language, Level, View, replay};

fn view(level: Level, moves: &str) -> View {
    replay(level, moves).unwrap_or_else(|error| panic!("{level}: {moves}: {error}")).view(Language::English)
}

fn verdict(level: Level, moves: &str) -> String {
    view(level, moves).verdict_text
}

#[test]
fn the_third_tick_is_lost_when_it_is_printed_and_not_at_the_end() {
    let told = "Lost: the program printed a third tick. When you polled, the tick's timer had fired, and `wait_for` polls \
                the printing before the deadline.";
    for moves in ["p0 t f1 p0 t f3 p0", "p0 t f1 p0 t f3 f2 p0", "p0 t f1 p0 t f2 f3 p0", "p0 t f1 p0 t f3 p0 f2 p0"] {
        assert_eq!(verdict(Level::DeadlineAndTick, moves), told, "{moves}");
    }
}

#[test]
fn a_poll_without_a_wake_is_wasted_or_hides_a_fault() {
    let wasted = "Nobody had woken it, so the poll is wasted.";
    let hides = "Nobody had woken it, and nobody would have. This poll saved it by luck, and so it hides the fault.";
    for (level, moves, told) in [
        (Level::OneCoroutine, "p0 p0", wasted),
        (Level::ForgottenWaker, "p0 p1 p1", wasted),
        (Level::ForgottenWaker, "p0 p1 p2 t f1 p1 p1", wasted),
        (Level::ForgottenWaker, "p0 p1 p2 t f1 p1 f2 p2 p1", hides),
        (Level::LostWake, "p0 p1 p2 p2 p1 p1", hides),
    ] {
        let verdict = verdict(level, moves);
        assert!(verdict.ends_with(told), "{level}: {moves}: {verdict}");
    }
}

#[test]
fn too_many_polls_are_explained() {
    assert_eq!(
        verdict(Level::OneCoroutine, "p0 t f1 p0 f2 p0 t f3 p0"),
        "Lost: it is done with 4 polls, and 3 are enough. At 500 ms, two timers wake main. If both fire before you poll, \
         one poll is enough for both."
    );
}

#[test]
fn a_promise_is_said_in_plain_words_before_its_name() {
    for (level, moves, told) in [
        (
            Level::OneCoroutine,
            "p0 f1",
            "Lost: timer a fired at 0 s, but it is due at 500 ms. A timer must not fire early. \
             (Promise: a_sleep_is_never_done_early)",
        ),
        (
            Level::TwoPrinters,
            "p0 p1 p2 t t",
            "Lost: timer a was due at 500 ms, and had not fired. A due timer must fire before time goes on. \
             (Promise: the_timer_is_as_fine_as_the_runtime_declares)",
        ),
        (
            Level::TwoPrinters,
            "p0 p1 t",
            "Lost: task 2 (slow) had never been polled at 0 s, and time went on. A new or woken task must be polled before \
             time goes on. (Promise: a_task_runs_beside_the_one_that_spawned_it)",
        ),
        (
            Level::TwoPrinters,
            "p0 p1 p2 t f1 t",
            "Lost: task 1 (quick) had been woken at 500 ms, and time went on. A new or woken task must be polled before \
             time goes on. (Promise: a_task_runs_beside_the_one_that_spawned_it)",
        ),
    ] {
        assert_eq!(verdict(level, moves), told, "{level}: {moves}");
    }
}

#[test]
fn a_task_has_the_name_that_the_program_gives_it() {
    let view = view(Level::ForgottenWaker, "p0 p1");
    assert_eq!(view.tasks[1].name, "task 1 (guest)");
    assert!(view.sentence.starts_with("Task 1 (guest) is polled for the first time."), "{}", view.sentence);
    assert_eq!(view.tasks[0].status, "waits for task 2 (host) (1 poll)");
    assert_eq!((view.tasks[2].status.as_str(), view.tasks[2].polls), ("never polled", 0));
    assert_eq!(view.timers[0].text, "due at 1 s, wakes task 1 (guest)");
    let choices: Vec<_> = view.choices.iter().map(|choice| choice.text.as_str()).collect();
    assert_eq!(
        choices,
        [
            "poll main",
            "poll task 1 (guest)",
            "poll task 2 (host)",
            "fire timer a: due at 1 s, wakes task 1 (guest)",
            "let time pass until 1 s"
        ]
    );
    let korean = replay(Level::ForgottenWaker, "p0 p1").unwrap().view(Language::Korean);
    assert!(korean.sentence.starts_with("태스크 1(guest)을 처음으로 폴링합니다."), "{}", korean.sentence);
}

#[test]
fn a_task_that_nobody_will_wake_is_seen() {
    for (level, hangs) in [(Level::ForgottenWaker, "task 1 (guest)"), (Level::LostWake, "task 1 (reader)")] {
        let view = view(level, level.ideal());
        let told = view.tasks.iter().find(|task| task.status.contains("nobody will wake it")).unwrap();
        assert_eq!((told.name.as_str(), told.status.as_str()), (hangs, "waits, and nobody will wake it (2 polls)"));
    }
    assert!(view(Level::LostWake, "p0 p1 p2 p2").output.ends_with("writer: no waker, so I wake nobody\n"));
}

#[test]
fn a_program_that_breaks_its_promise_prints_so() {
    assert!(view(Level::LastTicket, Level::LastTicket.ideal()).output.ends_with("the last ticket was sold twice\n"));
}

#[test]
fn the_timers_that_are_due_are_counted() {
    let due = |level, moves| view(level, moves).sentence;
    assert_eq!(due(Level::OneCoroutine, "p0 t"), "Time passes until 500 ms. 2 timers are due, and have not fired yet.");
    assert_eq!(due(Level::DeadlineAndTick, "p0 t"), "Time passes until 500 ms. A timer is due, and has not fired yet.");
}
