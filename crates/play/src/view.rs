//! The picture of a game: its goal, the last move, the program, and what the executor can do.

use std::collections::BTreeSet;
use std::iter;

use anatomy::steps::time;
use game::{Language, Move, TaskView, TimerView, Verdict, View};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style, Stylize as _};
use ratatui::symbols::border;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Borders, Paragraph};
use screen_parts::{Ink, cut};

use crate::player::{Player, Shown};
use crate::words::{self, Words, moves, title, words};

/// The borders of a pane with another one below it.
const OPEN_BELOW: Borders = Borders::TOP.union(Borders::LEFT).union(Borders::RIGHT);

/// Draws the game.
///
/// It ends the scrolling where the code ends: only the picture knows how many rows there are.
pub(crate) fn draw(player: &mut Player, ink: Ink, frame: &mut Frame<'_>) {
    let (view, words) = (player.game.view(player.language), words(player.language));
    let [width, height] = [frame.area().width, frame.area().height];
    let goal = self::goal(player, &view, words, usize::from(width), ink);
    let told = self::told(&view, inside(frame.area())[0], ink);
    let [head, goal_area, told_area, body, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(length(&goal).min(height / 3)),
        // As high as the text, but leave half of the screen to the rest.
        Constraint::Length(length(&told).clamp(2, (height / 2).max(3)) + 2),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    frame.render_widget(self::head(&view, player.language), head);
    frame.render_widget(Paragraph::new(goal), goal_area);
    frame.render_widget(Paragraph::new(told).block(pane(words.told)), told_area);
    frame.render_widget(self::foot(player, &view, words), foot);

    let (code_area, executor_area) = match player.shown {
        Shown::Code => (Some(body), None),
        Shown::Output => (None, None),
        Shown::All if body.width < 70 => (None, Some(body)),
        Shown::All => {
            let [left, right] = Layout::horizontal([Constraint::Percentage(50), Constraint::Fill(1)]).areas(body);
            (Some(left), Some(right))
        }
    };
    if let Some(area) = code_area {
        let legend = if view.lines.is_empty() { String::new() } else { format!(" {} ", words.legend) };
        let code = code(&view, player, area, ink);
        let title = format!("{} · {}", view.level.file(), words.scroll);
        frame.render_widget(code.block(pane(&title).title_bottom(legend)), area);
    }
    if let Some(area) = executor_area {
        executor(&view, player.language, area, ink, frame);
    }
    if player.shown == Shown::Output {
        output(&view, player.language, pane, body, frame);
    }
}

/// What the executor has: the tasks, the timers and the output. Each line begins with its key.
fn executor(view: &View, language: Language, area: Rect, ink: Ink, frame: &mut Frame<'_>) {
    let words = words(language);
    let [width, _] = inside(area);
    let (tasks, timers) = (tasks(view, width, ink), timers(view, width, ink));
    let [tasks_area, timers_area, output_area] = Layout::vertical([
        Constraint::Length(length(&tasks) + 1),
        Constraint::Length(length(&timers) + 1),
        Constraint::Fill(1),
    ])
    .areas(area);
    // The panes share their borders: a row more for the output.
    frame.render_widget(Paragraph::new(tasks).block(pane(words.tasks).borders(OPEN_BELOW)), tasks_area);
    frame.render_widget(Paragraph::new(timers).block(below(words.timers).borders(OPEN_BELOW)), timers_area);
    output(view, language, below, output_area, frame);
}

/// The last lines that the program has printed. The title says how many are left out.
fn output(view: &View, language: Language, pane: fn(&str) -> Block<'static>, area: Rect, frame: &mut Frame<'_>) {
    let [width, room] = inside(area);
    let lines: Vec<_> = view.output.lines().collect();
    let shown = &lines[lines.len().saturating_sub(room)..];
    let title = words::output(language, shown.len(), lines.len());
    let text: Text<'_> = shown.iter().map(|line| Line::from(cut(line, width))).collect();
    frame.render_widget(Paragraph::new(text).block(pane(&title)), area);
}

/// The first row: which level, how many moves, and when.
fn head(view: &View, language: Language) -> Line<'static> {
    let (title, moves, now) = (title(language, view), moves(language, view.moves.len()), time(view.now));
    Line::from(format!(" {title} · {moves} · {now}")).bold()
}

/// The goal, and the hint if the player has asked for it.
fn goal(player: &Player, view: &View, words: &Words, width: usize, ink: Ink) -> Text<'static> {
    let said = |name: &str, text: &str| {
        let name = format!(" {name}: ");
        let mut rows = wrapped(&format!("{name}{text}"), width).into_iter();
        let first = rows.next().unwrap_or_default();
        // On a very small screen the name does not fit in a row.
        let first = match first.strip_prefix(&name) {
            Some(rest) => Line::from(vec![Span::from(name).style(ink.bold(Color::Cyan)), Span::from(rest.to_owned())]),
            None => Line::from(first),
        };
        iter::once(first).chain(rows.map(Line::from))
    };
    let hint = player.hint.then(|| said(words.hint, view.hint));
    said(words.goal, view.goal).chain(hint.into_iter().flatten()).collect()
}

/// What the last move did, and the verdict.
fn told(view: &View, width: usize, ink: Ink) -> Text<'static> {
    let color = if matches!(view.verdict, Verdict::Won(_)) { Color::Green } else { Color::Red };
    let rows = |text: &str, style| wrapped(text, width).into_iter().map(move |row| Line::from(row).style(style));
    let verdict = (!view.verdict_text.is_empty()).then(|| rows(&view.verdict_text, ink.bold(color)));
    rows(&view.sentence, Style::new()).chain(verdict.into_iter().flatten()).collect()
}

/// The last row: the keys, or what a key did.
fn foot(player: &Player, view: &View, words: &Words) -> Line<'static> {
    let keys = match view.level.next() {
        _ if !view.verdict.is_won() => words.keys,
        Some(_) => words.next,
        None => words.won_last,
    };
    match &player.note {
        Some(note) => Line::from(format!(" {note}")).bold(),
        None => Line::from(format!(" {keys}")).dim(),
    }
}

/// The program. The lines that the last move was about are marked, also without colour. It is scrolled to the function
/// that was polled, or else to the marked lines. At first it is scrolled past the description and the imports.
///
/// If the code has the screen for itself, its long lines are wrapped. Beside other panes they are cut.
fn code(view: &View, player: &mut Player, area: Rect, ink: Ink) -> Paragraph<'static> {
    let [width, room] = inside(area);
    let rows = |(number, line): (u32, &str)| {
        let is_marked = view.lines.contains(&number);
        let mark = if is_marked { '▶' } else { ' ' };
        let style = if is_marked { ink.bold(Color::Yellow) } else { Style::new() };
        let width = width.saturating_sub(4);
        let rows = if player.shown == Shown::Code { wrapped(line, width) } else { vec![cut(line, width)] };
        let numbers = iter::once(format!("{mark}{number:>2} ")).chain(iter::repeat("    ".into()));
        numbers.zip(rows).map(move |(number, row)| Line::from(number + &row).style(style)).collect()
    };
    let rows: Vec<Vec<_>> = (1..).zip(view.code.lines()).map(rows).collect();
    let rows_above = |line: usize| rows[..line].iter().map(Vec::len).sum::<usize>();

    let is_above = |line: &str| line.is_empty() || line.starts_with("//") || line.starts_with("use ");
    let begin = rows_above(view.code.lines().position(|line| !is_above(line)).unwrap_or(0));
    let function = view.function.map(|line| rows_above(line as usize - 1));
    let marked = || middle(&view.lines).map(|line| rows_above(line).saturating_sub(room / 2).max(begin));
    let end = rows_above(rows.len()).saturating_sub(room);
    let unscrolled = function.or_else(marked).unwrap_or(begin).min(end);
    let first = unscrolled.saturating_add_signed(player.scrolled as isize).min(end);
    player.scrolled = i32::try_from(first).unwrap_or(0) - i32::try_from(unscrolled).unwrap_or(0);
    Paragraph::new(rows.into_iter().flatten().skip(first).collect::<Text<'_>>())
}

/// The columns and rows inside the border of a pane.
fn inside(area: Rect) -> [usize; 2] {
    [area.width, area.height].map(|length| usize::from(length.saturating_sub(2)))
}

/// Returns the rows of a text that is not wider than this. The space where a row ends is left out.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    screen_parts::wrapped(text, width).into_iter().map(|row| row.trim_end().into()).collect()
}

/// Returns the line in the middle of some lines.
fn middle(lines: &BTreeSet<u32>) -> Option<usize> {
    Some(u32::midpoint(*lines.first()?, *lines.last()?) as usize)
}

/// The rows of a task or a timer: its key, a mark if it is time for it, and a text.
fn item(next: Move, is_time: bool, text: &str, view: &View, width: usize, ink: Ink) -> Vec<Line<'static>> {
    let is_possible = view.choices.iter().any(|choice| choice.next == next);
    let key = next.key().filter(|_| is_possible).unwrap_or(' ');
    let mark = if is_time { '*' } else { ' ' };
    let style = if is_time { ink.bold(Color::Yellow) } else { Style::new() };
    wrapped(&format!("{key} {mark}{text}"), width).into_iter().map(|row| Line::from(row).style(style)).collect()
}

fn tasks(view: &View, width: usize, ink: Ink) -> Text<'static> {
    let task = |task: &TaskView| {
        let text = format!("{}: {}", task.name, task.status);
        item(Move::Poll(task.number), task.ready, &text, view, width, ink)
    };
    view.tasks.iter().flat_map(task).collect()
}

fn timers(view: &View, width: usize, ink: Ink) -> Text<'static> {
    let timer = |timer: &TimerView| item(Move::Fire(timer.number), timer.is_due, &timer.text, view, width, ink);
    let passes = view.choices.iter().filter(|choice| choice.next == Move::LetTimePass);
    let passes = passes.flat_map(|choice| item(choice.next, false, &choice.text, view, width, ink));
    view.timers.iter().flat_map(timer).chain(passes).collect()
}

fn pane(title: &str) -> Block<'static> {
    Block::bordered().title(format!(" {title} "))
}

/// A pane that goes on where another one ends.
fn below(title: &str) -> Block<'static> {
    pane(title).border_set(border::Set { top_left: "├", top_right: "┤", ..border::PLAIN })
}

/// How many rows a text has.
fn length(text: &Text<'_>) -> u16 {
    u16::try_from(text.lines.len()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use game::{Game, Level, replay};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::buffer::Cell;

    use super::*;

    /// The screen with this size, as text. The test's terminal fills the second column of each Korean syllable with a
    /// space, so all spaces are left out.
    fn screen(width: u16, height: u16, player: &mut Player) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(player, Ink::new(true), frame)).unwrap();
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
                let screen = screen(80, 24, &mut Player::new(game, language));
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
                let mut player = Player::new(replay(level, save.split_once(':').unwrap().1).unwrap(), language);
                player.hint = true;
                let screen = self::screen(80, 24, &mut player);
                let last = view.output.lines().last().unwrap_or_default();
                assert!(screen.contains(last), "{save}, with the hint\n{screen}");
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
                screen(width, height, &mut player);
                (player.shown, player.scrolled) = (Shown::Code, 1000);
                screen(width, height, &mut player);
                player.shown = Shown::Output;
                screen(width, height, &mut player);
            }
        }
    }

    #[test]
    fn the_code_can_have_the_screen_for_itself_and_be_scrolled() {
        let mut player = Player::new(Game::new(Level::TwoPrinters), Language::English);
        player.shown = Shown::Code;
        assert!(screen(100, 24, &mut player).contains("Duration::from_millis(500), 3));"));
        player.shown = Shown::All;
        assert!(!screen(100, 24, &mut player).contains("Duration::from_millis(500), 3));"));
        player.shown = Shown::Code;
        player.scrolled = -100;
        assert!(screen(100, 24, &mut player).contains("  1 //! Two printers"));
    }

    #[test]
    fn every_column_of_the_code_can_be_seen_on_a_small_screen() {
        for level in Level::ALL {
            let mut player = Player::new(Game::new(*level), Language::English);
            player.shown = Shown::Code;
            // So high that the screen has the whole code.
            let screen = screen(80, 300, &mut player);
            let rows = screen.lines().map(|line| line.split(" Hidden by").next().unwrap_or_default());
            let screen = rows.collect::<String>().replace(['"', '│', ' '], "");
            for (number, line) in (1..).zip(level.source().lines()) {
                let line = format!("{number}{}", line.replace(['"', ' '], ""));
                assert!(screen.contains(&line), "{level}: {line}");
            }
        }
        let mut player = Player::new(Game::new(Level::TwoPrinters), Language::English);
        assert!(screen(80, 24, &mut player).contains("…│"), "a cut line says so");
    }

    #[test]
    fn scrolling_ends_where_the_code_ends() {
        let mut player = Player::new(Game::new(Level::ForgottenWaker), Language::English);
        for (far, back) in [(40, -1), (-400, 1)] {
            player.press(crate::player::Key::Scroll(far));
            let end = screen(80, 24, &mut player);
            player.press(crate::player::Key::Scroll(back));
            assert_ne!(screen(80, 24, &mut player), end, "the first step back is seen");
        }
    }

    #[test]
    fn the_keys_fit_in_the_last_row() {
        for words in Language::ALL.map(words) {
            for keys in [words.keys, words.next, words.won_last] {
                assert!(Span::from(keys).width() < 80, "{keys}");
            }
        }
    }

    #[test]
    fn the_output_says_what_is_left_out_and_can_be_seen_whole() {
        let lost = [(Level::DeadlineAndTick, "p0 t f1 p0 t f3 p0"), (Level::LostWake, "p0 p1 p2 p2 p1 p1")];
        for ((level, moves), language) in lost.iter().flat_map(|lost| Language::ALL.map(|language| (lost, language))) {
            let mut player = Player::new(replay(*level, moves).unwrap(), language);
            player.hint = true;
            let printed = player.game.view(language).output.lines().last().unwrap().to_owned();
            let screen = screen(80, 24, &mut player);
            let is_shown = screen.lines().any(|line| line.contains(&format!("││{printed} ")));
            assert!(is_shown, "{level}: {moves}\n{screen}");
        }
        let game = replay(Level::TwoPrinters, Level::TwoPrinters.ideal()).unwrap();
        let mut player = Player::new(game, Language::English);
        player.hint = true;
        assert!(screen(80, 18, &mut player).contains("of 5 lines"));
        player.shown = Shown::Output;
        assert_eq!(screen(80, 24, &mut player).lines().filter(|line| line.starts_with("\"│quick")).count(), 3);
    }

    #[test]
    fn no_syllable_hangs_over_an_edge() {
        for (level, hint) in Level::ALL.iter().flat_map(|level| [(*level, false), (*level, true)]) {
            for game in games(level) {
                let save = game.save();
                let mut player = Player::new(game, Language::Korean);
                player.hint = hint;
                let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
                terminal.draw(|frame| draw(&mut player, Ink::new(true), frame)).unwrap();
                let cells = terminal.backend().buffer().content();
                for row in cells.chunks(80) {
                    for (column, cell) in
                        row.iter().enumerate().filter(|(_, cell)| Span::from(cell.symbol()).width() == 2)
                    {
                        let next = row.get(column + 1).map(Cell::symbol);
                        assert_eq!(next, Some(" "), "{save}: column {column}: {}", cell.symbol());
                    }
                }
            }
        }
    }
}
