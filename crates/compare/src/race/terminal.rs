//! The race on a terminal: draws what is known, listens for keys.

use std::io::{self, Write as _};
use std::thread;
use std::time::Duration;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, KeyCode, KeyModifiers};

use super::lanes::{Lanes, News};
use super::model::Race;
use super::signals::Signals;
use super::view::{self, Ink};
use super::{Course, Finish, Runner, lines};

/// How long a picture stays, unless a key comes. What is drawn takes from the machine that is being measured.
const FRAME: Duration = Duration::from_millis(40);

/// How much news goes into one picture, so that a flood of it cannot hold up the keys.
const NEWS: usize = 10_000;

pub(super) fn race(runners: Vec<Runner>, course: Course) -> io::Result<Finish> {
    let signals = Signals::catch()?;
    let mut race = Race::new(runners.iter().map(|runner| runner.name.as_str()), course);
    let finish = show(&mut race, runners, &signals)?;
    if finish == Finish::Over {
        let mut stdout = io::stdout();
        stdout.write_all(lines::summary(&race).as_bytes())?;
        stdout.flush()?;
    }
    Ok(finish)
}

/// Runs and shows it, until the viewer quits or a signal comes.
fn show(race: &mut Race, runners: Vec<Runner>, signals: &Signals) -> io::Result<Finish> {
    let ink = Ink::from_environment();
    let mut screen = Screen::new()?;
    let mut lanes = Lanes::start(runners);
    loop {
        let all = hear(race, &mut lanes);
        race.at(lanes.now());
        screen.0.draw(|frame| view::draw(race, ink, frame))?;

        // A change of size needs no answer but the next picture.
        if quits_within(if all { FRAME } else { Duration::ZERO })? {
            return Ok(if race.is_over() { Finish::Over } else { Finish::Quit });
        }
        if let Some(signal) = signals.caught() {
            return Ok(Finish::Signal(signal));
        }
    }
}

/// Takes the news so far into the race, and returns whether that was all.
fn hear(race: &mut Race, lanes: &mut Lanes) -> bool {
    for _ in 0..NEWS {
        match lanes.news(Duration::ZERO) {
            Some(News::Line { lane, at, text }) => race.line(lane, at, text),
            Some(News::Ended { lane, at, how }) => race.ended(lane, at, how),
            None => return true,
        }
    }
    false
}

/// Waits for a key, or anything else that the terminal has to say, and returns whether it is one to quit: q, Esc or
/// Ctrl-C, which comes as a key from a terminal in raw mode.
fn quits_within(patience: Duration) -> io::Result<bool> {
    let said = event::poll(patience).and_then(|said| said.then(event::read).transpose());
    let said = said.map_err(|error| io::Error::other(format!("the terminal cannot be read: {error}")))?;
    Ok(said.and_then(|event| event.as_key_press_event()).is_some_and(|key| match key.code {
        KeyCode::Char('c') => key.modifiers.contains(KeyModifiers::CONTROL),
        // The second is where q is on a Korean keyboard.
        KeyCode::Char('q' | 'ㅂ') | KeyCode::Esc => true,
        _ => false,
    }))
}

/// A terminal that shows one picture instead of lines. Dropped, and before a panic's message, it is as it was before.
struct Screen(DefaultTerminal);

impl Screen {
    fn new() -> io::Result<Self> {
        // Whatever was done before it failed is undone.
        ratatui::try_init().map(Self).inspect_err(|_| drop(ratatui::try_restore()))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A panic's message is below what the terminal showed before. To leave the picture twice would go back there.
        if !thread::panicking() {
            // It fails only where the terminal has gone away.
            ratatui::try_restore().ok();
        }
    }
}
