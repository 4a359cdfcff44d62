//! The picture of one step: its sentence, the lesson's code, the tasks, the timers and the output. Or the code alone.

use anatomy::Steps;
use anatomy::steps::{Language, State, task_name, time};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style, Stylize as _};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Paragraph};
use screen_parts::{Ink, cut};

use crate::beside::aligned;
use crate::code::{self, Window};
use crate::viewer::Viewer;
use crate::words::{self, words};

/// The most steps to go back for a line of code. More would make a key slow.
const SEARCHED: usize = 100;

/// How many columns the mark and the number of a line have.
const NUMBER: u16 = 5;

/// The most lines of a list. More do not fit on any screen.
const SHOWN: usize = 50;

/// Draws the step that the viewer looks at. If another run stands beside it, it has the right half of the screen.
pub(crate) fn draw(viewer: &mut Viewer, ink: Ink, frame: &mut Frame<'_>) {
    let [body, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(frame.area());
    frame.render_widget(self::foot(viewer, foot.width), foot);
    let Viewer { steps, beside, step, language, only_code, windows: [window, window_beside], .. } = viewer;
    let (step, manner) = (*step, Manner { language: *language, ink, only_code: *only_code });
    match beside {
        None => run(steps, step, manner, window, body, frame),
        Some(beside) => {
            let halves = [Constraint::Fill(1), Constraint::Fill(1)];
            let [left, right] = Layout::horizontal(halves).spacing(1).areas(body);
            run(steps, step, manner, window, left, frame);
            run(beside, aligned(beside, steps, step), manner, window_beside, right, frame);
        }
    }
}

/// How a run is drawn.
#[derive(Clone, Copy)]
struct Manner {
    language: Language,
    ink: Ink,
    only_code: bool,
}

/// Draws one step of a run.
fn run(steps: &Steps, step: usize, manner: Manner, window: &mut Window, area: Rect, frame: &mut Frame<'_>) {
    let Manner { language, ink, only_code } = manner;
    let (state, words) = (steps.state(step), words(language));
    let sentence = told(steps, step, language, ink, area.width.saturating_sub(2));
    // As high as the sentence, but leave half of the screen to the rest.
    let height = length(&sentence).clamp(2, (area.height / 2).max(3)) + 2;
    let [head, told, body] =
        Layout::vertical([Constraint::Length(1), Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    frame.render_widget(self::head(steps, step, language, head.width), head);
    frame.render_widget(Paragraph::new(sentence).block(pane(words.told)), told);

    if only_code {
        return code(steps, step, manner, window, body, frame);
    }
    let mut right = body;
    if steps.record().lesson().is_some() && body.width >= 70 {
        let [left, rest] = Layout::horizontal([Constraint::Percentage(52), Constraint::Fill(1)]).areas(body);
        right = rest;
        code(steps, step, manner, window, left, frame);
    }
    let width = right.width.saturating_sub(2);
    let (all_tasks, all_timers) = (state.tasks().count(), state.timers().len());
    let tasks = list(tasks(&state, language), all_tasks, language, width);
    let timers = list(timers(&state, language), all_timers, language, width);
    let [tasks_area, timers_area, output_area] = Layout::vertical([
        Constraint::Length((length(&tasks) + 2).clamp(3, (right.height / 2).max(3))),
        Constraint::Length((length(&timers) + 2).clamp(3, (right.height / 3).max(4))),
        Constraint::Fill(1),
    ])
    .areas(right);
    let woken: Vec<_> = woken(&state, language).take(SHOWN).collect();
    let title = if woken.is_empty() {
        words.tasks.into()
    } else {
        format!("{} · {}: {}", words.tasks, words.woken, woken.join(", "))
    };
    frame.render_widget(Paragraph::new(tasks).block(pane(&title)), tasks_area);
    frame.render_widget(Paragraph::new(timers).block(pane(words.timers)), timers_area);
    let output = steps.output(&state);
    frame.render_widget(end_of(&output, output_area).block(pane(words.output)), output_area);
}

/// The sentences of a step. A broken promise is on a line of its own.
fn told(steps: &Steps, step: usize, language: Language, ink: Ink, width: u16) -> Text<'static> {
    let sentence = rows(&steps.sentence(step, language), width, Style::new());
    let broken = steps.broken(step).map(|broken| rows(&broken.sentence(language), width, ink.bold(Color::Red)));
    sentence.into_iter().chain(broken.into_iter().flatten()).collect()
}

/// The first row: which run, which step, when, and on which thread if there are several. If there is little room, the name
/// of the lesson is left out, and then the thread.
fn head(steps: &Steps, step: usize, language: Language, width: u16) -> Line<'static> {
    let record = steps.record();
    let lesson = record.lesson().map_or(String::new(), |lesson| format!(" · {lesson}"));
    let place = words::place(language, step + 1, steps.len(), &time(steps.at(step)));
    let thread = match record.counters().threads {
        0 | 1 => String::new(),
        _ => format!(" · {}", steps.thread_text(step, language)),
    };
    let missing = match record.counters().dropped_events {
        0 => String::new(),
        events => format!(" · {}", words::missing(language, events)),
    };
    let line = |lesson: &str, thread: &str| {
        let run = format!(" {}{lesson} · {place}{thread}", record.runtime());
        Line::from(vec![Span::from(run).bold(), Span::from(missing.clone())])
    };
    let lines = [line(&lesson, &thread), line("", &thread)];
    lines.into_iter().find(|line| line.width() <= usize::from(width)).unwrap_or_else(|| line("", ""))
}

/// The last row: the keys, or what the viewer types, or why a key did nothing.
fn foot(viewer: &Viewer, width: u16) -> Line<'static> {
    let language = viewer.language;
    let text = match (&viewer.typed, &viewer.note, viewer.pace()) {
        (Some(typed), note, _) => words::typing(language, typed, note.as_deref()),
        (None, Some(note), _) => note.clone(),
        (None, None, Some(pace)) => words::playing(language, &time(pace)),
        (None, None, None) if viewer.only_code => words(language).code_keys.into(),
        (None, None, None) => words(language).keys.into(),
    };
    let line = Line::from(cut(&format!(" {text}"), width.into()));
    // A note is an answer, so it must be seen.
    if viewer.note.is_some() { line.bold() } else { line.dim() }
}

/// Draws the lesson's code. The lines that the step is about are marked, also without colour. A line that is too long is
/// cut, or wrapped if only the code is shown.
fn code(steps: &Steps, step: usize, manner: Manner, window: &mut Window, area: Rect, frame: &mut Frame<'_>) {
    let Some(lesson) = steps.record().lesson() else { return };
    let block = pane(lesson.file()).title_bottom(format!(" {} ", words(manner.language).mark));
    let inner = block.inner(area);
    let marked = steps.lines(step);
    // A step without a line leaves the code where it was. A record without lines is not searched to its begin.
    let near = (0..=step).rev().take(SEARCHED).map(|step| steps.lines(step)).find(|lines| !lines.is_empty());
    let rows = code::rows(lesson.source(), usize::from(inner.width.saturating_sub(NUMBER)), manner.only_code);
    let top = window.top(step, inner, &rows, &near.unwrap_or_default());
    let lines = rows.into_iter().skip(top).take(inner.height.into()).map(|row| {
        let is_marked = marked.contains(&row.line);
        let number = if row.begins { row.line.to_string() } else { String::new() };
        let mark = if is_marked && row.begins { '▶' } else { ' ' };
        let line = format!("{mark}{number:>3} {}", row.text);
        if is_marked { Line::from(line).style(manner.ink.bold(Color::Yellow)) } else { line.into() }
    });
    frame.render_widget(Paragraph::new(lines.collect::<Text<'_>>()).block(block), area);
}

/// One line for each task.
pub(crate) fn tasks(state: &State, language: Language) -> impl Iterator<Item = String> {
    let task = move |number| format!("{}: {}", task_name(number, language), state.status(number, language));
    state.tasks().map(move |(number, _)| task(number))
}

/// One line for each timer, in the order in which they are due.
pub(crate) fn timers(state: &State, language: Language) -> impl Iterator<Item = String> {
    state.timers().into_iter().map(move |timer| timer.text(language))
}

/// The names of the tasks that were woken, in this order.
pub(crate) fn woken(state: &State, language: Language) -> impl Iterator<Item = String> {
    state.woken().iter().map(move |task| task_name(*task, language))
}

/// A list of the first lines. If there are many, it says how many are missing. There are `all` of them.
fn list(lines: impl Iterator<Item = String>, all: usize, language: Language, width: u16) -> Text<'static> {
    let more = (all > SHOWN).then(|| words::more(language, all - SHOWN));
    lines.take(SHOWN).chain(more).flat_map(|line| rows(&line, width, Style::new())).collect()
}

/// The rows of a text that is not wider than this.
fn rows(text: &str, width: u16, style: Style) -> Vec<Line<'static>> {
    let rows = screen_parts::wrapped(text, width.into()).into_iter();
    rows.map(|row| Line::from(row.to_owned()).style(style)).collect()
}

/// The last lines of a text.
fn end_of(text: &str, area: Rect) -> Paragraph<'static> {
    let (room, width) = (usize::from(area.height.saturating_sub(2)), usize::from(area.width.saturating_sub(2)));
    let lines: Vec<_> = text.lines().collect();
    let end = lines[lines.len().saturating_sub(room)..].iter().map(|line| cut(line, width));
    Paragraph::new(end.collect::<Vec<_>>().join("\n"))
}

fn pane(title: &str) -> Block<'static> {
    Block::bordered().title(format!(" {title} "))
}

/// How many rows a text has.
fn length(text: &Text<'_>) -> u16 {
    u16::try_from(text.lines.len()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::buffer::Cell;

    use super::*;
    use crate::beside::tests::steps;
    use crate::viewer::Key;
    use crate::viewer::tests::viewer;

    /// The screen with this size, as text.
    fn screen(width: u16, height: u16, step: usize, language: Language) -> String {
        let mut viewer = viewer();
        (viewer.step, viewer.language) = (step, language);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(&mut viewer, Ink::new(true), frame)).unwrap();
        terminal.backend().to_string()
    }

    #[test]
    fn a_small_screen_shows_the_sentence_the_tasks_and_the_keys() {
        let screen = screen(80, 24, 1, Language::English);
        for part in [
            "step 2 of 9 · 0 s",
            "Task 1 is polled for the first time. It wakes itself",
            "Tasks · woken: task 1",
            "task 1: woken, waits for its poll (1 poll)",
            "Timers",
            "Output",
            "q quit",
        ] {
            assert!(screen.contains(part), "{part}\n{screen}");
        }
    }

    #[test]
    fn the_screen_speaks_korean() {
        // The test's terminal fills the second column of each syllable with a space.
        let screen = screen(80, 24, 1, Language::Korean).replace(' ', "");
        for part in [
            "2/9단계·0s",
            "무슨일이,왜일어나는가",
            "태스크1을처음으로폴링합니다.",
            "태스크·깨어남:태스크1",
            "태스크1:깨어남,폴링을기다림(폴링1회)",
            "타이머",
            "출력",
            "q종료",
        ] {
            assert!(screen.contains(part), "{part}\n{screen}");
        }
    }

    #[test]
    fn a_broken_promise_is_on_the_screen() {
        let record = anatomy::Record::from_chrome(&crate::viewer::tests::early()).unwrap();
        let mut viewer = Viewer::new(Steps::new(record), None, Language::English);
        viewer.step = 1;
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| draw(&mut viewer, Ink::new(false), frame)).unwrap();
        let screen = terminal.backend().to_string();
        let broken = "A promise is broken: the sleep of a task ended at 0 s, but it was due at 1";
        assert!(screen.contains(broken), "{screen}");
    }

    #[test]
    fn two_runs_stand_side_by_side() {
        let polls = [(0, 1), (500, 1)];
        let (left, right) = (steps("mini", &polls), steps("tokio", &polls));
        let mut viewer = Viewer::new(left, Some(right), Language::English);
        viewer.step = 1;
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| draw(&mut viewer, Ink::new(false), frame)).unwrap();
        let screen = terminal.backend().to_string();
        let head = screen.lines().next().unwrap();
        assert!(
            head.contains(" mini · step 2 of 2 · 500 ms") && head.contains(" tokio · step 2 of 2 · 500 ms"),
            "{screen}"
        );
    }

    #[test]
    fn a_narrow_head_names_no_thread_rather_than_half_of_one() {
        let trace = crate::beside::tests::run("mini", &[(0, 1)]).replace("\"version\"", "\"threads\":2,\"version\"");
        let steps = Steps::new(anatomy::Record::from_chrome(&trace).unwrap());
        let head = |width| head(&steps, 0, Language::English, width).to_string();
        assert_eq!(head(80), " mini · step 1 of 1 · 0 s · on thread 1");
        assert_eq!(head(38), " mini · step 1 of 1 · 0 s");
    }

    /// A viewer of the lesson `concurrent`, whose trace has only one poll.
    fn with_code() -> Viewer {
        let trace = crate::beside::tests::run("mini", &[(0, 1)]).replace("\"none\"", "\"concurrent\"");
        Viewer::new(Steps::new(anatomy::Record::from_chrome(&trace).unwrap()), None, Language::English)
    }

    fn drawn(viewer: &mut Viewer, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(viewer, Ink::new(false), frame)).unwrap();
        terminal.backend().to_string()
    }

    #[test]
    fn the_code_says_what_its_mark_means_and_where_a_line_is_cut() {
        let screen = drawn(&mut with_code(), 80, 24);
        assert!(screen.contains(" ▶ made what this step uses "), "{screen}");
        assert!(screen.contains("1 //! Several printers share one thr…│"), "{screen}");
    }

    #[test]
    fn tab_shows_the_whole_of_each_line() {
        let mut viewer = with_code();
        viewer.press(Key::OnlyCode);
        let screen = drawn(&mut viewer, 80, 24);
        assert!(
            screen.contains("1 //! Several printers share one thread and one deadline") && !screen.contains("Timers")
        );
        let first: String = screen.lines().nth(6).unwrap().into();
        viewer.press(Key::Down);
        let screen = drawn(&mut viewer, 80, 24);
        assert!(!screen.contains(&first), "{screen}");
        viewer.press(Key::Escape);
        assert!(drawn(&mut viewer, 80, 24).contains("Timers"));
    }

    #[test]
    fn the_keys_fit_on_a_terminal_of_80_columns() {
        for language in Language::ALL {
            for keys in [words(language).keys, words(language).code_keys] {
                let width = Line::from(keys).width();
                assert!(width < 80, "{width} columns: {keys}");
            }
        }
    }

    #[test]
    fn no_korean_syllable_hangs_over_the_edge_of_a_pane() {
        for (width, step) in (20..140).flat_map(|width| (0..9).map(move |step| (width, step))) {
            let mut viewer = viewer();
            (viewer.step, viewer.language) = (step, Language::Korean);
            let mut terminal = Terminal::new(TestBackend::new(width, 24)).unwrap();
            terminal.draw(|frame| draw(&mut viewer, Ink::new(true), frame)).unwrap();
            for row in terminal.backend().buffer().content().chunks(width.into()) {
                let [first, last] = [row.first(), row.last()].map(|cell| cell.map(Cell::symbol));
                assert_eq!(first == Some("│"), last == Some("│"), "{width} columns, step {step}");
            }
        }
    }

    #[test]
    fn any_size_is_drawn() {
        for (width, height) in [(1, 1), (10, 3), (20, 5), (40, 10), (69, 24), (200, 50)] {
            let mut viewer = with_code();
            for _ in 0..2 {
                drawn(&mut viewer, width, height);
                viewer.press(Key::OnlyCode);
            }
        }
        for (width, height) in [(1, 1), (10, 3), (20, 5), (40, 10), (69, 24), (200, 50)] {
            for step in [0, 8] {
                screen(width, height, step, Language::Korean);
            }
        }
    }
}
