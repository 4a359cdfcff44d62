//! The steps on a terminal: draws them and listens for keys.

use std::io;
use std::time::{Duration, Instant};

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyModifiers};
use screen_parts::Ink;

use crate::view;
use crate::viewer::{Key, Viewer};

/// The longest wait for a key. A terminal whose size changes draws again at once.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Shows the steps until the viewer quits.
pub(crate) fn show(mut viewer: Viewer) -> io::Result<()> {
    let ink = Ink::from_environment();
    ratatui::run(|terminal| drive(terminal, &mut viewer, ink))
}

fn drive(terminal: &mut DefaultTerminal, viewer: &mut Viewer, ink: Ink) -> io::Result<()> {
    let mut shown = Instant::now();
    loop {
        terminal.draw(|frame| view::draw(viewer, ink, frame))?;
        let patience = viewer.pace().map_or(PATIENCE, |pace| pace.saturating_sub(shown.elapsed()));
        if event::poll(patience)? {
            if let Event::Key(key) = event::read()?
                && key.is_press()
                && (is_interrupt(key) || pressed(key.code, viewer.typed.is_some()).is_some_and(|key| viewer.press(key)))
            {
                return Ok(());
            }
        } else {
            viewer.tick();
            shown = Instant::now();
        }
    }
}

/// In raw mode Ctrl-C is a key like any other.
fn is_interrupt(key: event::KeyEvent) -> bool {
    key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL)
}

/// What a key asks for. While a time is `typed`, letters are letters. The second letter of a pair is the same key on a
/// Korean keyboard.
fn pressed(code: KeyCode, typed: bool) -> Option<Key> {
    if let (KeyCode::Char(char), true) = (code, typed) {
        return Some(Key::Char(char));
    }
    Some(match code {
        KeyCode::Right | KeyCode::Char(' ') => Key::Next,
        KeyCode::Left => Key::Back,
        KeyCode::PageDown => Key::NextLine,
        KeyCode::PageUp => Key::LastLine,
        KeyCode::Home => Key::First,
        KeyCode::End => Key::Last,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Char('q' | 'ㅂ') => Key::Quit,
        KeyCode::Tab => Key::OnlyCode,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Backspace => Key::Erase,
        KeyCode::Char('p' | 'ㅔ') => Key::Play,
        KeyCode::Char('+' | '=') => Key::Faster,
        KeyCode::Char('-') => Key::Slower,
        KeyCode::Char('b' | 'ㅠ') => Key::NextStop,
        KeyCode::Char('/') => Key::Search,
        _ => return None,
    })
}
