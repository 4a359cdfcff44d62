//! The race on a terminal: draws it and listens for keys.

use std::io::{self, Write as _};
use std::thread;
use std::time::Duration;

use lanes::{Interrupt, Stop};
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, KeyCode, KeyModifiers};
use screen_parts::Ink;

use crate::model::Race;
use crate::runners::{News, Runners};
use crate::view;
use crate::{Course, Runner, lines};

/// How long a picture stays, unless a key comes. Drawing more often would slow down the runners.
const FRAME: Duration = Duration::from_millis(40);

/// The most news in one picture. So a flood of lines cannot delay the keys.
const NEWS: usize = 10_000;

/// Runs the race and draws it until the viewer quits. Then the terminal shows again what it showed before, followed by
/// a line for each runner if the race was over.
pub(crate) fn race(runners: Vec<Runner>, course: Course, interrupt: &Interrupt) -> Result<(), Stop> {
    let mut race = Race::new(runners.iter().map(|runner| runner.name), course);
    show(&mut race, runners, interrupt)?;
    if race.is_over() {
        let mut stdout = io::stdout();
        stdout.write_all(lines::summary(&race).as_bytes())?;
        stdout.flush()?;
    }
    Ok(())
}

fn show(race: &mut Race, runners: Vec<Runner>, interrupt: &Interrupt) -> Result<(), Stop> {
    let ink = Ink::from_environment();
    let mut screen = Screen::new()?;
    let mut runners = Runners::start(runners.into_iter().map(|runner| runner.command));
    loop {
        let all = hear(race, &mut runners);
        race.at(runners.now());
        screen.0.draw(|frame| view::draw(race, ink, frame))?;

        // After a change of size, the next picture is enough.
        if quits_within(if all { FRAME } else { Duration::ZERO })? {
            return Ok(());
        }
        interrupt.check()?;
    }
}

/// Takes the news so far into the race. Returns whether that was all.
fn hear(race: &mut Race, runners: &mut Runners) -> bool {
    for _ in 0..NEWS {
        match runners.news(Duration::ZERO) {
            Some(News::Line { runner, at, text }) => race.line(runner, at, text),
            Some(News::Ended { runner, at, how }) => race.ended(runner, at, how),
            None => return true,
        }
    }
    false
}

/// Waits for an event of the terminal. Returns whether it is a key that quits: q, Esc or Ctrl-C. In raw mode Ctrl-C is
/// a key like any other.
fn quits_within(patience: Duration) -> io::Result<bool> {
    let event = event::poll(patience).and_then(|ready| ready.then(event::read).transpose());
    let event = event.map_err(|error| io::Error::other(format!("the terminal cannot be read: {error}")))?;
    Ok(event.and_then(|event| event.as_key_press_event()).is_some_and(|key| match key.code {
        KeyCode::Char('c') => key.modifiers.contains(KeyModifiers::CONTROL),
        // The second is the same key on a Korean keyboard.
        KeyCode::Char('q' | 'ㅂ') | KeyCode::Esc => true,
        _ => false,
    }))
}

/// A terminal that shows one picture instead of lines. Dropping this restores it; a panic restores it before its
/// message.
struct Screen(DefaultTerminal);

impl Screen {
    fn new() -> io::Result<Self> {
        // If one step fails, undo the others.
        ratatui::try_init().map(Self).inspect_err(|_| drop(ratatui::try_restore()))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // After a panic the terminal is restored already. A second time would erase the panic's message.
        if !thread::panicking() {
            // It fails only when the terminal has gone.
            ratatui::try_restore().ok();
        }
    }
}
