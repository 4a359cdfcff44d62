//! Every level can be won, and the ways in which it is lost have names.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use any_runtime::BlockOn;
use game::{Fault, Game, Language, Level, Move, Verdict, replay};
use run_simulated::{Simulated, WriteFaults};

const SECOND: Duration = Duration::from_secs(1);
const HALF: Duration = Duration::from_millis(500);

/// Plays a game, and returns the verdict.
fn verdict(level: Level, moves: &str) -> Verdict {
    replay(level, moves).unwrap_or_else(|error| panic!("{level}: {moves}: {error}")).verdict().clone()
}

fn lost(level: Level, games: &[(&str, Fault)]) {
    for (moves, fault) in games {
        assert_eq!(verdict(level, moves), Verdict::Lost(fault.clone()), "{level}: {moves}");
    }
}

#[test]
fn the_ideal_games_win_with_the_best_score() {
    for level in Level::ALL {
        let game = replay(*level, level.ideal()).unwrap();
        let Verdict::Won(score) = game.verdict() else { panic!("{level}: {:?}", game.verdict()) };
        assert_eq!((score.moves, score.ideal), (game.moves().len(), game.moves().len()), "{level}");
    }
}

/// Tries all games without a fault.
#[test]
fn no_game_is_shorter_than_the_ideal_one() {
    fn shorter(level: Level, moves: &mut Vec<Move>, ideal: usize) {
        let mut game = Game::new(level);
        for next in moves.iter() {
            game.play(*next).unwrap();
        }
        assert!(!game.verdict().is_won(), "{level} is won by a shorter game: {}", game.save());
        if *game.verdict() == Verdict::Open && moves.len() + 1 < ideal {
            for next in game.possible() {
                moves.push(next);
                shorter(level, moves, ideal);
                moves.pop();
            }
        }
    }
    for level in Level::ALL {
        shorter(*level, &mut Vec::new(), level.ideal().split(' ').count());
    }
}

#[test]
fn one_coroutine_is_lost() {
    lost(
        Level::OneCoroutine,
        &[
            ("p0 f1", Fault::Early { timer: 1, at: Duration::ZERO, due: HALF }),
            ("p0 p0", Fault::NotWoken { task: 0, helped: false }),
            ("p0 t f1 p0 f2 p0 t f3 p0", Fault::TooManyPolls { polls: 4, fewest: 3 }),
        ],
    );
}

#[test]
fn two_printers_are_lost() {
    lost(
        Level::TwoPrinters,
        &[
            ("p0 p1 t", Fault::NotPolled { task: 2, at: Duration::ZERO, is_new: true }),
            ("p0 p1 p2 t t", Fault::Late { timer: 1, due: HALF }),
            ("p0 p1 p2 t f1 t", Fault::NotPolled { task: 1, at: HALF, is_new: false }),
            ("p0 p1 p2 t f2", Fault::Early { timer: 2, at: HALF, due: SECOND }),
            ("p0 p1 p2 p1", Fault::NotWoken { task: 1, helped: false }),
        ],
    );
}

#[test]
fn two_printers_may_be_won_with_more_moves() {
    let Verdict::Won(score) = verdict(Level::TwoPrinters, "p0 p1 p2 t f1 p1 t f3 p1 p0 f2 p2 p0") else { panic!() };
    assert_eq!((score.moves, score.ideal), (13, 12), "main is polled once more than it has to be");
}

#[test]
fn deadline_and_tick_is_lost() {
    lost(
        Level::DeadlineAndTick,
        &[
            ("p0 t f1 p0 t f3 p0", Fault::OtherLines { lines: 3 }),
            ("p0 t f1 p0 t f3 p0 f2 p0", Fault::OtherLines { lines: 3 }),
            ("p0 t f1 p0 t f2 f3 p0", Fault::OtherLines { lines: 4 }),
            ("p0 t f1 p0 t f3 f2 p0", Fault::OtherLines { lines: 4 }),
            ("p0 t f2", Fault::Early { timer: 2, at: HALF, due: SECOND }),
            ("p0 t t", Fault::Late { timer: 1, due: HALF }),
        ],
    );
}

#[test]
fn forgotten_waker_is_lost() {
    lost(
        Level::ForgottenWaker,
        &[
            ("p0 p1 p2 t f2 p2 f1 p1 p0", Fault::Ended),
            ("p0 p1 p2 t f1 f2 p2 p1 p0", Fault::Ended),
            ("p0 p1 p2 t f1 p1 f2 p2 p1", Fault::NotWoken { task: 1, helped: true }),
            ("p0 p1 f1", Fault::Early { timer: 1, at: Duration::ZERO, due: SECOND }),
            ("p0 p1 t", Fault::NotPolled { task: 2, at: Duration::ZERO, is_new: true }),
        ],
    );
}

#[test]
fn lost_wake_is_lost() {
    lost(
        Level::LostWake,
        &[
            ("p0 p1 p1 p2 p2 p1 p0", Fault::Ended),
            ("p0 p2 p2 p1 p0", Fault::Ended),
            ("p0 p1 p2 p1 p2 p1 p0", Fault::Ended),
            ("p0 p1 p2 p2 p1 p1", Fault::NotWoken { task: 1, helped: true }),
        ],
    );
}

#[test]
fn last_ticket_is_lost() {
    lost(
        Level::LastTicket,
        &[
            ("p0 p1 p1 p2 p2 p2 p0", Fault::PromiseKept),
            ("p0 p1 p2 p1 p2 p2 p0", Fault::PromiseKept),
            ("p0 p2 p2 p2 p2 p1 p0", Fault::PromiseKept),
            ("p0 p0", Fault::NotWoken { task: 0, helped: false }),
        ],
    );
}

#[test]
fn the_first_verdict_stays() {
    let game = replay(Level::OneCoroutine, "p0 p0 t f1 f2 p0 t f3 p0").unwrap();
    assert_eq!(*game.verdict(), Verdict::Lost(Fault::NotWoken { task: 0, helped: false }));
    assert!(game.possible().is_empty(), "main is done");
    let won = format!("{} p1", Level::ForgottenWaker.ideal());
    assert!(verdict(Level::ForgottenWaker, &won).is_won(), "the goal was reached before the last move");
}

#[test]
fn the_promises_are_those_of_the_contract() {
    let faults = [
        Fault::Early { timer: 1, at: Duration::ZERO, due: SECOND },
        Fault::Late { timer: 1, due: SECOND },
        Fault::NotPolled { task: 1, at: SECOND, is_new: false },
    ];
    for fault in faults {
        let promise = fault.promise().unwrap();
        assert!(runtime_contract::GROUPS.iter().any(|group| group.promises.contains(&promise)), "{promise}");
    }
}

#[test]
fn a_program_fits_on_a_page_and_its_first_line_says_what_it_is_about() {
    for level in Level::ALL {
        let lines = level.source().lines().count();
        assert!((20..=75).contains(&lines), "{level} has {lines} lines");
        assert!(level.source().starts_with("//! "), "{level}");
    }
}

/// Runs the program without a player. Returns its output.
fn run_alone(level: Level, rt: Simulated) -> (io::Result<()>, String) {
    let mut rt = rt;
    let output = rt.record(WriteFaults::None);
    let rt = Rc::new(rt);
    (rt.block_on(level.run(rt.clone())).unwrap(), output.text())
}

#[test]
fn a_game_that_an_executor_may_play_has_a_schedule() {
    for (level, moves) in [
        (Level::TwoPrinters, Level::TwoPrinters.ideal()),
        (Level::DeadlineAndTick, Level::DeadlineAndTick.ideal()),
        (Level::DeadlineAndTick, "p0 t f1 p0 t f3 p0 f2 p0"),
        (Level::ForgottenWaker, "p0 p2 p1 t f1 p2 p0 f2 p1 p0"),
        (Level::LostWake, "p0 p2 p2 p1 p0"),
        (Level::LastTicket, Level::LastTicket.ideal()),
    ] {
        let game = replay(level, moves).unwrap();
        let schedule = game.schedule().unwrap_or_else(|| panic!("{level}: {moves}"));
        let (ended, output) = run_alone(level, Simulated::new().schedule(schedule));
        assert_eq!(output, game.view(Language::English).output, "{level}: {moves}");
        assert_eq!(ended.err().map(|error| error.to_string()), game.error(), "{level}: {moves}");
    }
    for (level, moves) in [
        (Level::OneCoroutine, "p0 f1"),
        (Level::OneCoroutine, "p0 p0"),
        (Level::TwoPrinters, "p0 p1 t"),
        (Level::TwoPrinters, "p0 p1 p2 t t"),
        (Level::DeadlineAndTick, "p0 t f1 p0 t f2 f3 p0"),
    ] {
        assert_eq!(replay(level, moves).unwrap().schedule(), None, "{level}: {moves}");
    }
}

#[test]
fn the_last_ticket_is_sold_twice_with_some_seeds_only() {
    assert!(run_alone(Level::LastTicket, Simulated::new()).0.is_ok());
    let fails = (0..100).filter(|seed| run_alone(Level::LastTicket, Simulated::new().seed(*seed)).0.is_err()).count();
    assert!((1..50).contains(&fails), "{fails} of 100");
}

#[test]
fn the_function_of_each_task_is_known() {
    for level in Level::ALL {
        let mut game = Game::new(*level);
        for word in level.ideal().split(' ') {
            let next = word.parse().unwrap();
            game.play(next).unwrap();
            let view = game.view(Language::English);
            assert_eq!(view.function.is_some(), matches!(next, Move::Poll(_)), "{}", game.save());
        }
    }
    let view = replay(Level::LostWake, "p0 p2").unwrap().view(Language::English);
    let line = view.code.lines().nth(view.function.unwrap() as usize - 1).unwrap();
    assert!(line.starts_with("async fn writer<"), "{line}");
}

#[test]
fn every_text_is_there_in_both_languages() {
    for level in Level::ALL {
        let texts = Language::ALL.map(|language| {
            let view = replay(*level, level.ideal()).unwrap().view(language);
            let texts = [view.title, view.goal, view.hint, &view.verdict_text].map(String::from);
            assert!(texts.iter().all(|text| !text.is_empty()), "{level}");
            texts
        });
        let [english, korean] = texts;
        let is_korean = |text: &String| text.chars().any(|char| ('가'..='힣').contains(&char));
        assert!(!english.iter().any(is_korean), "{level}: {english:?}");
        assert!(korean.iter().all(is_korean), "{level}: {korean:?}");
    }
}
