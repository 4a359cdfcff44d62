//! The real command, without a terminal: it reads moves as lines.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Runs the command with these lines on stdin.
fn play(arguments: &[&str], lines: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_play"))
        .args(arguments)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "en_GB.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // A command that refuses its arguments does not read them.
    child.stdin.take().unwrap().write_all(lines.as_bytes()).ok();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_level_is_won_line_by_line() {
    let (status, stdout, stderr) = play(&["lost-wake"], "p0\np1\np2\np2\np1\np0\nq\n");
    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    assert!(stdout.starts_with("Level 5 of 6: The lost wake\nGoal: "), "{stdout}");
    assert!(stdout.contains("\nWon in 6 moves, and no game is shorter. "), "{stdout}");
}

#[test]
fn a_saved_game_goes_on() {
    let (status, stdout, _) = play(&["lost-wake: p0 p1 p2 p2"], "p1\ns\np0");
    assert_eq!(status, Some(0));
    assert!(stdout.contains("\nSaved: lost-wake: p0 p1 p2 p2 p1\n") && stdout.contains("\nWon in 6 moves"), "{stdout}");
}

#[test]
fn the_language_is_chosen() {
    let (_, stdout, _) = play(&["--lang", "ko", "2"], "");
    assert!(stdout.starts_with("레벨 2/6: 프린터 두 개\n목표: "), "{stdout}");
}

#[test]
fn what_is_no_level_and_no_game_is_refused_with_a_sentence() {
    for (text, reason) in [
        ("chess", "Error: there is no level 'chess'; choose one of one-coroutine, "),
        ("9", "Error: there is no level '9'; choose one of one-coroutine, "),
        (
            "two-printers: e4",
            "Error: 'e4' is no move; a move is p0 (poll task 0), f1 (fire timer 1) or t (let time pass)",
        ),
        ("two-printers: t", "Error: t is not possible now; the possible moves are: p0"),
    ] {
        let (status, stdout, stderr) = play(&[text], "");
        assert_eq!((status, stdout.as_str()), (Some(2), ""));
        assert!(stderr.starts_with(reason), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let (status, _, stderr) = play(&["--lang", "ko", "chess"], "");
    assert_eq!(status, Some(2));
    assert!(stderr.starts_with("Error: 'chess': 그런 레벨은 없습니다."), "{stderr}");
}
