//! The picture of a game: its goal, the last move, the program, and what the executor can do.

use std::collections::BTreeSet;

use anatomy::steps::time;
use game::{Language, Move, Verdict, View};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize as _};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

use crate::player::Player;
use crate::words::{Words, moves, title, words};

/// Whether to use colour. Without colour, the picture shows the same.
#[derive(Clone, Copy)]
pub(crate) struct Ink {
    color: bool,
}

impl Ink {
    /// Uses colour unless `NO_COLOR` is set to a text that is not empty: <https://no-color.org>.
    pub(crate) fn from_environment() -> Self {
        Self { color: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
    }

    fn bold(self, color: Color) -> Style {
        let style = Style::new().add_modifier(Modifier::BOLD);
        if self.color { style.fg(color) } else { style }
    }
}

/// Draws the game.
pub(crate) fn draw(player: &Player, ink: Ink, frame: &mut Frame<'_>) {
    let (view, words) = (player.game.view(player.language), words(player.language));
    let goal = self::goal(player, &view, words, ink);
    let told = self::told(&view, ink);
    let [width, height] = [frame.area().width, frame.area().height];
    let inner = width.saturating_sub(2);
    let [head, goal_area, told_area, body, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(lines(&goal, width).min(height / 3)),
        // As high as the text, but leave half of the screen to the rest.
        Constraint::Length(lines(&told, inner).clamp(2, (height / 2).max(3)) + 2),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    frame.render_widget(self::head(&view, player.language), head);
    frame.render_widget(goal, goal_area);
    frame.render_widget(told.block(pane(words.told)), told_area);
    frame.render_widget(self::foot(player, &view, words), foot);

    let mut right = body;
    if player.code_alone || body.width >= 70 {
        let share = if player.code_alone { 100 } else { 52 };
        let [code_area, rest] = Layout::horizontal([Constraint::Percentage(share), Constraint::Fill(1)]).areas(body);
        right = rest;
        let code = self::code(&view, player.scrolled, code_area, ink);
        frame.render_widget(code.block(pane(view.level.file())), code_area);
    }
    executor(&view, words, right, ink, frame);
}

/// What the executor has: the tasks, the timers and the output. Each line begins with its key.
fn executor(view: &View, words: &Words, area: Rect, ink: Ink, frame: &mut Frame<'_>) {
    let (tasks, timers) = (tasks(view, ink), timers(view, ink));
    let width = area.width.saturating_sub(2);
    let [tasks_area, timers_area, output_area] = Layout::vertical([
        Constraint::Length(lines(&tasks, width) + 2),
        Constraint::Length(lines(&timers, width).max(1) + 2),
        Constraint::Fill(1),
    ])
    .areas(area);
    frame.render_widget(tasks.block(pane(words.tasks)), tasks_area);
    frame.render_widget(timers.block(pane(words.timers)), timers_area);
    frame.render_widget(end_of(&view.output, output_area).block(pane(words.output)), output_area);
}

/// The first row: which level, how many moves, and when.
fn head(view: &View, language: Language) -> Line<'static> {
    let (title, moves, now) = (title(language, view), moves(language, view.moves.len()), time(view.now));
    Line::from(format!(" {title} · {moves} · {now}")).bold()
}

/// The goal, and the hint if the player has asked for it.
fn goal(player: &Player, view: &View, words: &Words, ink: Ink) -> Paragraph<'static> {
    let said = |name: &str, text: &str, style| {
        Line::from(vec![Span::from(format!(" {name}: ")).style(style), Span::from(text.to_owned())])
    };
    let mut text = vec![said(words.goal, view.goal, ink.bold(Color::Cyan))];
    if player.hint {
        text.push(said(words.hint, view.hint, ink.bold(Color::Cyan)));
    }
    Paragraph::new(text).wrap(Wrap { trim: true })
}

/// What the last move did, and the verdict.
fn told(view: &View, ink: Ink) -> Paragraph<'static> {
    let mut text = vec![Line::from(view.sentence.clone())];
    if !view.verdict_text.is_empty() {
        let color = if matches!(view.verdict, Verdict::Won(_)) { Color::Green } else { Color::Red };
        text.push(Line::from(view.verdict_text.clone()).style(ink.bold(color)));
    }
    Paragraph::new(text).wrap(Wrap { trim: true })
}

/// The last row: the keys, or what a key did.
fn foot(player: &Player, view: &View, words: &Words) -> Line<'static> {
    let keys = if view.verdict.is_won() { words.next } else { words.keys };
    Line::from(format!(" {}", player.note.as_deref().unwrap_or(keys))).dim()
}

/// The program. The lines that the last move was about are marked, also without colour. It is scrolled to the function
/// that was polled, or else to the marked lines. At first it is scrolled past the description and the imports.
fn code(view: &View, scrolled: i32, area: Rect, ink: Ink) -> Paragraph<'static> {
    let room = usize::from(area.height.saturating_sub(2));
    let count = view.code.lines().count();
    let is_above = |line: &str| line.is_empty() || line.starts_with("//") || line.starts_with("use ");
    let begin = view.code.lines().position(|line| !is_above(line)).unwrap_or(0);
    let function = view.function.map(|line| line as usize - 1);
    let marked = || middle(&view.lines).map(|middle| middle.saturating_sub(room / 2).max(begin));
    let first = function.or_else(marked).unwrap_or(begin).min(count.saturating_sub(room));
    let first = first.saturating_add_signed(scrolled as isize).min(count.saturating_sub(room));
    let lines = (1..).zip(view.code.lines()).skip(first).take(room).map(|(number, line)| {
        let is_marked = view.lines.contains(&number);
        let mark = if is_marked { '▶' } else { ' ' };
        let line = Line::from(format!("{mark}{number:>2} {line}"));
        if is_marked { line.style(ink.bold(Color::Yellow)) } else { line }
    });
    Paragraph::new(lines.collect::<Text<'_>>())
}

/// Returns the line in the middle of some lines.
fn middle(lines: &BTreeSet<u32>) -> Option<usize> {
    Some(u32::midpoint(*lines.first()?, *lines.last()?) as usize)
}

/// A line of the executor: its key, a mark if it is time for it, and a text.
fn item(next: Move, is_time: bool, text: &str, view: &View, ink: Ink) -> Line<'static> {
    let is_possible = view.choices.iter().any(|choice| choice.next == next);
    let key = next.key().filter(|_| is_possible).unwrap_or(' ');
    let mark = if is_time { '▶' } else { ' ' };
    let line = Line::from(format!("{key} {mark}{text}"));
    if is_time { line.style(ink.bold(Color::Yellow)) } else { line }
}

fn tasks(view: &View, ink: Ink) -> Paragraph<'static> {
    let task = |task: &game::TaskView| {
        let text = format!("{}: {}", task.name, task.status);
        item(Move::Poll(task.number), task.ready, &text, view, ink)
    };
    Paragraph::new(view.tasks.iter().map(task).collect::<Text<'_>>()).wrap(Wrap { trim: false })
}

fn timers(view: &View, ink: Ink) -> Paragraph<'static> {
    let timer = |timer: &game::TimerView| {
        let text = format!("{}: {}", timer.number, timer.text);
        item(Move::Fire(timer.number), timer.is_due, &text, view, ink)
    };
    let passes = view.choices.iter().find(|choice| choice.next == Move::LetTimePass);
    let passes = passes.map(|choice| item(choice.next, false, &choice.text, view, ink));
    Paragraph::new(view.timers.iter().map(timer).chain(passes).collect::<Text<'_>>()).wrap(Wrap { trim: false })
}

/// The last lines of a text.
fn end_of(text: &str, area: Rect) -> Paragraph<'static> {
    let room = usize::from(area.height.saturating_sub(2));
    let lines: Vec<_> = text.lines().collect();
    Paragraph::new(lines[lines.len().saturating_sub(room)..].join("\n"))
}

fn pane(title: &str) -> Block<'static> {
    Block::bordered().title(format!(" {title} "))
}

/// How many lines a paragraph has at this width.
fn lines(paragraph: &Paragraph<'_>, width: u16) -> u16 {
    u16::try_from(paragraph.line_count(width)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use game::{Game, Level, replay};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    /// The screen with this size, as text. The test's terminal fills the second column of each Korean syllable with a
    /// space, so all spaces are left out.
    fn screen(width: u16, height: u16, player: &Player) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(player, Ink { color: true }, frame)).unwrap();
        terminal.backend().to_string()
    }

    /// The games that begin like the ideal game.
    fn games(level: Level) -> impl Iterator<Item = Game> {
        let words: Vec<_> = level.ideal().split(' ').collect();
        (0..=words.len()).map(move |length| replay(level, &words[..length].join(" ")).unwrap())
    }

    #[test]
    fn a_small_screen_shows_every_key_the_goal_and_the_last_line_of_output() {
        for (level, language) in Level::ALL.iter().flat_map(|level| Language::ALL.map(|language| (*level, language))) {
            for game in games(level) {
                let (view, save) = (game.view(language), game.save());
                let screen = screen(80, 24, &Player::new(game, language));
                let shown: Vec<_> = screen.lines().map(|line| line.replace([' ', '"'], "")).collect();
                let begins = |text: &str| shown.iter().any(|line| line.contains(&text.replace(' ', "")));
                for choice in &view.choices {
                    let key = choice.next.key().unwrap();
                    assert!(begins(&format!("│{key}")), "{save}: {key}\n{screen}");
                }
                for task in &view.tasks {
                    assert!(begins(&format!("{}:", task.name)), "{save}: {}\n{screen}", task.name);
                }
                assert!(begins(view.output.lines().last().unwrap_or_default()), "{save}\n{screen}");
                assert!(begins(&view.goal.chars().take(30).collect::<String>()), "{save}\n{screen}");
                assert!(begins(&view.verdict_text.chars().take(20).collect::<String>()), "{save}\n{screen}");
            }
        }
    }

    #[test]
    fn any_size_is_drawn() {
        for (width, height) in [(1, 1), (10, 3), (20, 5), (40, 10), (69, 24), (200, 50)] {
            for level in Level::ALL {
                let game = replay(*level, level.ideal()).unwrap();
                let mut player = Player::new(game, Language::Korean);
                (player.hint, player.scrolled) = (true, -3);
                screen(width, height, &player);
                (player.code_alone, player.scrolled) = (true, 1000);
                screen(width, height, &player);
            }
        }
    }

    #[test]
    fn the_code_can_have_the_screen_for_itself_and_be_scrolled() {
        let mut player = Player::new(Game::new(Level::TwoPrinters), Language::English);
        player.code_alone = true;
        assert!(screen(100, 24, &player).contains("Duration::from_millis(500), 3));"));
        player.code_alone = false;
        assert!(!screen(100, 24, &player).contains("Duration::from_millis(500), 3));"));
        player.code_alone = true;
        player.scrolled = -100;
        assert!(screen(100, 24, &player).contains("  1 //! Two printers"));
    }
}
