//! Whatever moves a player makes, nothing panics, and undo is exact.

use std::time::Duration;

use game::{Game, Language, Level, Move, replay};
use proptest::prelude::*;
use proptest::sample::Index;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_moves_can_be_undone_and_saved(
        level in prop::sample::select(Level::ALL),
        moves in prop::collection::vec(any::<Index>(), 0..25),
    ) {
        let mut game = Game::new(level);
        let mut views = vec![game.view(Language::English)];
        for which in moves {
            let possible = game.possible();
            if possible.is_empty() {
                break;
            }
            game.play(*which.get(&possible)).unwrap();
            views.push(game.view(Language::English));
        }
        let read: Game = game.save().parse().unwrap();
        prop_assert_eq!(read.view(Language::English), views.last().unwrap().clone());
        while let Some(view) = views.pop() {
            prop_assert_eq!(game.view(Language::English), view);
            prop_assert_eq!(game.undo(), !views.is_empty());
        }
    }
}

#[test]
fn a_move_that_is_not_possible_changes_nothing() {
    let mut game = Game::new(Level::TwoPrinters);
    game.play(Move::Poll(0)).unwrap();
    let before = game.view(Language::English);
    for refused in [Move::Poll(3), Move::Fire(0), Move::Fire(1), Move::LetTimePass, Move::Poll(u64::MAX)] {
        assert!(game.play(refused).unwrap_err().to_string().ends_with("the possible moves are: p0 p1 p2"));
    }
    assert_eq!(game.view(Language::English), before);
}

#[test]
fn time_passes_only_until_a_timer_is_due_and_restart_takes_it_back() {
    let mut game = replay(Level::OneCoroutine, "p0 t").unwrap();
    assert_eq!(game.now(), Duration::from_millis(500));
    let view = game.view(Language::English);
    assert_eq!(view.sentence, "Time passes until 500 ms. 2 timers are due, and have not fired yet.");
    assert!(view.timers.iter().all(|timer| timer.is_due));
    assert_eq!(game.possible(), [Move::Poll(0), Move::Fire(1), Move::Fire(2)], "no timer is due later");
    game.restart();
    assert_eq!((game.now(), game.moves().len(), game.possible()), (Duration::ZERO, 0, vec![Move::Poll(0)]));
}

#[test]
fn a_text_that_is_no_game_is_refused_with_a_sentence() {
    for (text, reason) in [
        ("", "'' is no game; a game is a level and its moves, such as 'lost-wake: p0 p1 t f1'"),
        ("two-printers p0", "'two-printers p0' is no game; a game is a level and its moves"),
        ("chess: e4", "there is no level 'chess'; choose one of one-coroutine, two-printers, "),
        ("two-printers: p0 e4", "'e4' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)"),
        ("two-printers: p0 f1", "f1 is not possible now; the possible moves are: p0 p1 p2"),
        ("one-coroutine: p0 t f1 f2 p0 t f3 p0 p0", "p0 is not possible now: the game is over"),
    ] {
        let error = text.parse::<Game>().unwrap_err().to_string();
        assert!(error.starts_with(reason), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
    let game: Game = " lost-wake :  p0\tp1  ".parse().unwrap();
    assert_eq!(game.save(), "lost-wake: p0 p1");
    assert_eq!(Game::new(Level::LostWake).save().parse::<Game>().unwrap().moves(), []);
}

#[test]
fn a_game_has_an_end_even_if_its_program_has_none() {
    let mut game = Game::new(Level::OneCoroutine);
    while !game.possible().is_empty() {
        game.play(Move::Poll(0)).unwrap();
    }
    assert_eq!(game.moves().len(), 500);
}
