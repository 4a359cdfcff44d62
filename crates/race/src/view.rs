//! The picture of a race: a few rows for each runner, above one time axis.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::{Color, Style, Stylize as _};
use ratatui::text::{Line, Span};
use screen_parts::Ink;
use unicode_width::UnicodeWidthStr;

use crate::model::{MESSAGE, Race, Signed, Track};

/// The most rows for the bars of one runner.
const BARS: u16 = 8;

/// A bar in one row, from nothing to eight eighths.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The space between two things in a row.
const GAP: &str = "   ";

/// Draws the race.
///
/// Each runner has at least two rows: its head, and its rail with the ticks. When there is room it also has its
/// numbers, a gap, and bars that show how late each tick was. On a very small screen it has only its head.
pub(crate) fn draw(race: &Race, ink: Ink, frame: &mut Frame<'_>) {
    let area = frame.area();
    let legend = u16::from(area.height >= 12);
    let each = area.height.saturating_sub(3 + legend) / count(race).max(1);
    if area.width < 30 || each < 2 {
        draw_heads(race, ink, frame);
        return;
    }

    let area = area.inner(Margin::new(1, 0));
    let mut rows = area.rows();
    let mut row = move || rows.next().unwrap_or_default();
    sides(frame, row(), course(race, area).bold(), clock(race, area));
    let (numbers, gap, bars) = (each > 2, each > 3, each.saturating_sub(4).min(BARS));
    let scale = scale(race);
    for track in &race.tracks {
        head(race, track, numbers && area.width >= 60, ink, frame, row());
        let heights = heights(race, track, area.width, bars * 8, scale);
        for bar in (0..bars).rev() {
            frame.render_widget(bars_in(bar, &heights).style(ink.of(Color::Yellow)), row());
        }
        frame.render_widget(rail(race, track, area.width, ink), row());
        if numbers {
            let row = row();
            let numbers = fitting(&track.numbers(race.course), row.width.into());
            let room = usize::from(row.width) >= numbers.width() + 1 + track.last.width();
            sides(frame, row, numbers, Line::from(if room { &track.last } else { "" }).dim());
        }
        if gap {
            row();
        }
    }
    let [marks, labels] = axis(race, area.width);
    frame.render_widget(marks.dim(), row());
    frame.render_widget(labels, row());
    if legend > 0 {
        frame.render_widget(key(scale, bars, area).dim(), row());
    }
}

/// Draws the head of each runner, and how many are left out.
fn draw_heads(race: &Race, ink: Ink, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut rows = area.rows();
    let mut row = move || rows.next().unwrap_or_default();
    let tracks = count(race);
    if area.height > tracks {
        frame.render_widget(clock(race, area).bold(), row());
    }
    let shown = if area.height < tracks { area.height.saturating_sub(1) } else { tracks };
    for track in &race.tracks[..shown.into()] {
        head(race, track, false, ink, frame, row());
    }
    if shown < tracks {
        frame.render_widget(format!("and {} more", tracks - shown), row());
    }
}

/// What every runner does.
fn course(race: &Race, row: Rect) -> Line<'static> {
    let [every, limit] = [race.course.every, race.course.limit].map(humantime::format_duration);
    fitting(&["race".into(), format!("every {every} for {limit}")], room(row, &clock(race, row).to_string()))
}

/// The time so far, or after the end the total time. Then how to leave.
fn clock(race: &Race, row: Rect) -> Line<'static> {
    let (now, limit) = (race.now.as_secs_f64(), seconds(race.course.limit.into()));
    let now = if race.is_over() { format!("over after {now:.1} s") } else { format!("{now:.1} / {limit} s") };
    fitting(&[now, "q quits".into()], row.width.into())
}

/// The name of a runner on the left and its state on the right, `in_full` or in short.
fn head(race: &Race, track: &Track, in_full: bool, ink: Ink, frame: &mut Frame<'_>, row: Rect) {
    let tick = format!("tick {}", track.ticks.len());
    let delay = |name, delay: Option<Signed>| delay.map(|delay| format!("{name}{delay}"));
    let deadline = delay(if in_full { "deadline " } else { "" }, track.deadline_late(race.course));
    let message = track.deadline.map(|_| MESSAGE.into());
    let (style, parts) = match (track.trouble(), track.deadline) {
        (Some(trouble), _) => (ink.of(Color::Red), vec![Some(trouble), message, deadline]),
        (None, Some(_)) => (ink.of(Color::Green), vec![message, deadline]),
        (None, None) if track.ticks.is_empty() => (Style::new(), vec![Some("starting".into())]),
        // In full, the number is in a row of its own.
        (None, None) => (Style::new(), vec![Some(tick), delay("", track.late()).filter(|_| !in_full)]),
    };
    let parts = parts.into_iter().flatten().collect::<Vec<_>>();
    let state = fitting(&parts, room(row, track.name)).style(style);
    sides(frame, row, Line::from(track.name).bold(), state);
}

/// The ticks on the time axis. The future is blank, except for the deadline.
fn rail(race: &Race, track: &Track, width: u16, ink: Ink) -> Line<'static> {
    let column = |at| column(race, at, width);
    let mut rail = vec![Span::raw(" "); width.into()];
    let end = track.ended.as_ref().map(|(at, _)| *at);
    if let (Some(due), None, None) = (track.due(race.course), track.deadline, end) {
        rail[column(due)] = "┊".into();
    }
    rail[..=column(end.unwrap_or(race.now))].fill("─".dim());
    for tick in &track.ticks {
        rail[column(tick.at)] = Span::styled("●", ink.of(Color::Cyan));
    }
    if let Some(deadline) = track.deadline {
        rail[column(deadline)] = Span::styled("│", ink.of(Color::Green)).bold();
    }
    if let (Some(end), Some(_)) = (end, track.trouble()) {
        rail[column(end)] = Span::styled("✗", ink.of(Color::Red)).bold();
    }
    rail.into()
}

/// The height of the bar in each column, from 0 to `top`: the lateness of the tick there, where `scale` is `top`.
fn heights(race: &Race, track: &Track, width: u16, top: u16, scale: Signed) -> Vec<usize> {
    let mut heights = vec![0; width.into()];
    for tick in &track.ticks {
        let height = &mut heights[column(race, tick.at, width)];
        *height = tick.late.map_or(0, |late| share(late, scale, top)).max(*height);
    }
    heights
}

/// The part of the bars in one row. Row 0 is the lowest.
fn bars_in(row: u16, heights: &[usize]) -> Line<'static> {
    let below = usize::from(row) * 8;
    heights.iter().map(|height| EIGHTHS[height.saturating_sub(below).min(8)]).collect::<String>().into()
}

/// The axis: its marks, and the seconds below them.
fn axis(race: &Race, width: u16) -> [Line<'static>; 2] {
    let span = Signed::from(span(race));
    // Most labels fit into five columns and a gap.
    let step = round_up(span.0 * 6 / i128::from(width));
    let (mut marks, mut labels) = (vec!["─"; width.into()], String::from("0 s"));
    marks[0] = "┴";
    for at in (1..).map(|mark| Signed(mark * step)).take_while(|at| *at < span) {
        let column = share(at, span, width);
        marks[column] = "┴";
        if column > labels.width() {
            labels += &" ".repeat(column - labels.width());
            labels += &seconds(at);
        }
    }
    [marks.concat().into(), labels.into()]
}

/// The legend: what the signs mean, and how late a bar of full height is.
fn key(scale: Signed, bars: u16, row: Rect) -> Line<'static> {
    let mut parts = vec!["● tick".into(), "┊ deadline".into(), format!("│ {MESSAGE}"), "✗ failed".into()];
    if bars > 0 {
        parts.push(format!("█ {} ms late", scale.0 / 1_000_000));
    }
    fitting(&parts, row.width.into())
}

/// Draws both in one row, at least one column apart. If there is no room for both, the end is cut off.
fn sides<'a>(frame: &mut Frame<'_>, row: Rect, left: Line<'a>, right: Line<'a>) {
    let taken = u16::try_from(left.width() + 1).unwrap_or(u16::MAX).min(row.width);
    let rest = Rect { x: row.x + taken, width: row.width - taken, ..row };
    let fits = right.width() <= rest.width.into();
    frame.render_widget(left, row);
    frame.render_widget(if fits { right.right_aligned() } else { right }, rest);
}

/// How many columns of a row are left beside `what`.
fn room(row: Rect, what: &str) -> usize {
    usize::from(row.width).saturating_sub(what.width() + 1)
}

/// The first of `parts`, and as many of the others as there is `room` for.
fn fitting(parts: &[String], room: usize) -> Line<'static> {
    let lines = (1..=parts.len()).map(|count| parts[..count].join(GAP));
    lines
        .enumerate()
        .take_while(|(others, line)| *others == 0 || line.width() <= room)
        .last()
        .unwrap_or_default()
        .1
        .into()
}

/// The column of a time.
fn column(race: &Race, at: Duration, width: u16) -> usize {
    share(at.into(), span(race).into(), width).min(usize::from(width) - 1)
}

/// The time that the axis spans: a little more than the limit, or longer if a runner needs longer.
fn span(race: &Race) -> Duration {
    let limit = race.course.limit;
    let due = race.tracks.iter().filter_map(|track| track.due(race.course)).max().unwrap_or_default();
    limit.saturating_add(limit / 20).max(due).max(race.now).max(Duration::from_millis(1))
}

/// The lateness of a bar of full height: a round number of milliseconds, at least the greatest lateness.
fn scale(race: &Race) -> Signed {
    let worst = race.tracks.iter().filter_map(Track::worst).max().map_or(0, |worst| worst.0);
    Signed(round_up(worst.max(1_000_000)))
}

/// The share `part / whole`, scaled to `of`.
fn share(part: Signed, whole: Signed, of: u16) -> usize {
    let share = part.0.clamp(0, whole.0) * i128::from(of) / whole.0;
    usize::try_from(share).expect("it is no more than `of`")
}

/// The first number from `least` on that is 1, 2 or 5 followed by zeros.
fn round_up(least: i128) -> i128 {
    let mut zeros = 1;
    loop {
        if let Some(round) = [zeros, 2 * zeros, 5 * zeros].into_iter().find(|round| *round >= least) {
            return round;
        }
        zeros *= 10;
    }
}

/// A time in seconds, with as many decimals as it needs.
fn seconds(time: Signed) -> String {
    let text = format!("{}.{:09}", time.0 / 1_000_000_000, time.0 % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

fn count(race: &Race) -> u16 {
    u16::try_from(race.tracks.len()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::Course;

    const PLAIN: Ink = Ink::new(false);

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A race of four runners after `now` milliseconds. Every tick of a runner is a little late. One runner has one
    /// very late tick, and one ends early.
    fn race_after(now: u64) -> Race {
        let mut race = Race::new(["tokio", "async-std", "smol", "mini"], Course { every: ms(500), limit: ms(10_000) });
        for (track, micros) in [1_200, 200, 100, 300].into_iter().enumerate() {
            for tick in 0..20 {
                let spike = if track == 2 && tick >= 5 { 3_400 } else { 0 };
                let stamp = tick * (500_000 + micros) + spike;
                let at = Duration::from_micros(stamp) + ms(3);
                if at > ms(now) || track == 3 && tick > 5 {
                    break;
                }
                let text = format!("2026-11-22 06:48:5{}.{:06}", stamp / 1_000_000, stamp % 1_000_000);
                race.line(track, at, text);
            }
            if track == 3 && now > 2_700 {
                race.ended(track, ms(2_700), Err("exit status: 1: out of cheese".into()));
            } else if track != 3 && now > 10_005 {
                race.line(track, Duration::from_micros(10_003_000 + micros), MESSAGE.into());
                race.ended(track, ms(10_005), Ok(()));
            }
        }
        race.at(ms(now));
        race
    }

    fn picture(race: &Race, ink: Ink, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(race, ink, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The rows of a picture as text. A wide character stands for the two cells that it covers.
    fn text(picture: &Buffer) -> String {
        let row = |row: Rect| {
            let mut columns = row.columns();
            let mut text = String::new();
            while let Some(cell) = columns.next() {
                let symbol = picture[cell.as_position()].symbol();
                text += symbol;
                if symbol.width() > 1 {
                    columns.next();
                }
            }
            text.trim_end().to_owned() + "\n"
        };
        picture.area.rows().map(row).collect()
    }

    #[track_caller]
    fn assert_shows(race: &Race, width: u16, height: u16, expected: &str) {
        let shown = text(&picture(race, PLAIN, width, height));
        assert!(shown.trim_end().lines().eq(expected.lines()), "this is not the screen that was expected:\n{shown}");
    }

    #[test]
    fn a_screen_of_80_by_24_shows_all_there_is() {
        assert_shows(&race_after(4_200), 80, 24, include_str!("screens/80x24.txt"));
        assert_shows(&race_after(11_000), 80, 24, include_str!("screens/80x24-over.txt"));
    }

    #[test]
    fn a_wide_screen_has_a_longer_axis_and_higher_bars() {
        assert_shows(&race_after(4_200), 200, 50, include_str!("screens/200x50.txt"));
        assert_shows(&race_after(11_000), 200, 50, include_str!("screens/200x50-over.txt"));
    }

    #[test]
    fn a_small_screen_leaves_out_the_numbers() {
        assert_shows(&race_after(4_200), 40, 12, include_str!("screens/40x12.txt"));
        assert_shows(&race_after(11_000), 40, 12, include_str!("screens/40x12-over.txt"));
    }

    #[test]
    fn a_tiny_screen_is_a_list() {
        assert_shows(&race_after(4_200), 20, 5, include_str!("screens/20x5.txt"));
        assert_shows(&race_after(11_000), 20, 5, include_str!("screens/20x5-over.txt"));
        assert_shows(&race_after(4_200), 20, 3, "tokio         tick 9\nasync-std     tick 9\nand 2 more\n");
    }

    #[test]
    fn korean_takes_two_columns_a_syllable() {
        let screen = text(&picture(&race_after(11_000), PLAIN, 80, 24));
        let heads = screen.lines().filter(|line| line.contains("시간 종료   deadline +"));
        assert_eq!(heads.map(UnicodeWidthStr::width).collect::<Vec<_>>(), [79; 3], "they end in the same column");

        let mut race = Race::new(["mini"], race_after(0).course);
        race.ended(0, ms(1), Err("실패: 메모리가 부족합니다".into()));
        assert_shows(&race, 25, 1, "mini 실패: 메모리가 부족\n");
    }

    #[test]
    fn a_runner_that_fails_after_its_deadline_has_met_it_all_the_same() {
        let mut race = race_after(9_600);
        race.line(0, ms(10_004), MESSAGE.into());
        race.ended(0, ms(10_050), Err("exit status: 1".into()));
        let screen = text(&picture(&race, PLAIN, 80, 24));
        assert!(screen.contains(" exit status: 1   시간 종료   deadline +1.0 ms\n"), "{screen}");
    }

    #[test]
    fn nothing_is_told_by_colour_alone() {
        let race = race_after(11_000);
        let [plain, colourful] = [false, true].map(|color| picture(&race, Ink::new(color), 80, 24));
        assert_eq!(text(&plain), text(&colourful));
        let colours = |picture: &Buffer| picture.content.iter().map(|cell| (cell.fg, cell.bg)).collect::<HashSet<_>>();
        assert_eq!(colours(&plain), HashSet::from([(Color::Reset, Color::Reset)]));
        assert!(colours(&colourful).len() > 3, "{colourful:?}");
    }

    #[test]
    fn every_size_shows_something() {
        let course = race_after(0).course;
        let crowd = Race::new(["시간 종료"; 30], course);
        let mut overdue = race_after(4_200);
        overdue.at(ms(20_000));
        for race in [race_after(0), race_after(4_200), race_after(11_000), overdue, crowd, Race::new([], course)] {
            for (width, height) in (0..46).step_by(3).flat_map(|width| (0..36).map(move |height| (width, height))) {
                let shown = text(&picture(&race, PLAIN, width, height));
                assert_eq!(shown.trim().is_empty(), width * height == 0, "{width}×{height} shows {shown:?}");
            }
        }
    }

    #[test]
    fn an_axis_is_as_long_as_it_takes() {
        let labels = |limit: Duration, now: Duration, width| {
            let mut race = Race::new(["tokio"], Course { every: ms(500), limit });
            race.at(now);
            axis(&race, width)[1].to_string()
        };
        assert_eq!(labels(ms(10_000), ms(0), 42), "0 s     2       4       6       8       10");
        assert_eq!(labels(ms(10_000), ms(20_000), 42), "0 s       5          10        15");
        assert_eq!(labels(ms(90), ms(0), 42), "0 s     0.02     0.04     0.06     0.08");
        assert_eq!(labels(ms(0), ms(0), 20), "0 s       0.0005");
        assert_eq!(labels(Duration::MAX, ms(0), 42).split_whitespace().next(), Some("0"));
    }

    #[test]
    fn a_bar_is_as_high_as_its_tick_was_late() {
        let race = race_after(11_000);
        let scale = scale(&race);
        assert_eq!(scale, ms(5).into(), "the latest is 3.5 ms late");
        let heights = heights(&race, &race.tracks[2], 198, 40, scale);
        assert_eq!(heights.iter().max(), Some(&28), "3.5 of 5 ms, of 40 eighths");
        let column = heights.iter().position(|height| *height == 28).unwrap();
        let bar = (0..5).map(|row| bars_in(row, &heights).to_string().chars().nth(column).unwrap());
        assert_eq!(bar.collect::<String>(), "███▄ ");
    }
}
