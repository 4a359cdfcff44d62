//! The table in the terminal.

use std::fmt::Write as _;

use anstyle::Style;

use crate::figure::{CROWD_FIGURES, FIGURES, Figure, NOT_IN_THE_TABLE, Reading, Shown};
use crate::number::float;
use crate::report::{Figures, Kind, LaneReport, Machine, Noise, Outcome, Report, Settings};

/// How a table is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// How many columns there are.
    pub(crate) width: usize,
    /// Whether the best figures may be bold. They have an asterisk anyway.
    pub(crate) bold: bool,
}

/// A column: its heading, and for each measured lane what it shows.
struct Column {
    heading: [String; 3],
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    best: bool,
}

/// The whole table with what is to be known to read it.
pub(crate) fn table(report: &Report, look: Look) -> String {
    let lanes = measured(report);
    let mut text = title(&report.settings);
    if !lanes.is_empty() {
        let names = names(&lanes);
        for columns in blocks(&columns(&lanes), &names, look.width) {
            text.push('\n');
            draw(&mut text, columns, &names, look.bold);
        }
        text.push('\n');
        text.push_str(&wrapped(&legend(report, &lanes), look.width, 2));
    }
    text.push_str(&wrapped(&footer(report), look.width, 2));
    text
}

/// The lines of `text`, broken between words where they are longer than `width`, and then indented.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut broken = String::new();
    for line in text.lines() {
        let mut used = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if used > indent && used + length > width {
                broken.truncate(broken.trim_end_matches(' ').len());
                broken.push('\n');
                broken.push_str(&" ".repeat(indent));
                used = indent;
            }
            broken.push_str(word);
            broken.push(' ');
            used += length + 1;
        }
        broken.truncate(broken.trim_end_matches(' ').len());
        broken.push('\n');
    }
    broken
}

type Lanes<'a> = Vec<(&'a LaneReport, &'a Figures)>;

fn measured(report: &Report) -> Lanes<'_> {
    report.lanes.iter().filter_map(|lane| Some((lane, lane.outcome.figures()?))).collect()
}

fn title(settings: &Settings) -> String {
    let millis =
        |nanos: u64| Shown::Milliseconds.format(float(nanos)).trim_end_matches(".00").trim_end_matches(".0").to_owned();
    format!(
        "A line every {} ms for {} ms, {} {}; crowds of {} every {} ms for {} ms.\n",
        millis(settings.every_ns),
        millis(settings.limit_ns),
        settings.rounds,
        if settings.rounds == 1 { "round" } else { "rounds" },
        settings.crowd_sizes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        millis(settings.crowd_every_ns),
        millis(settings.crowd_limit_ns),
    )
}

/// What the rows are called: a lane by hand only that, if it stands under its runtime.
fn names(lanes: &Lanes<'_>) -> Vec<String> {
    let name = |(index, (lane, _)): (usize, &(&LaneReport, &Figures))| {
        let above = index.checked_sub(1).map(|above| lanes[above].0.id.as_str());
        let stands_under_it = lane.id.strip_suffix("-by-hand").is_some_and(|runtime| above == Some(runtime));
        if stands_under_it { "  by hand".into() } else { lane.title.clone() }
    };
    lanes.iter().enumerate().map(name).collect()
}

fn columns(lanes: &Lanes<'_>) -> Vec<Column> {
    let of_lanes = FIGURES.iter().filter(|figure| !NOT_IN_THE_TABLE.contains(&figure.key));
    let of_lanes = of_lanes.filter_map(|figure| column(figure, lanes, |figures| (figure.read)(figures)));
    let of_crowds = CROWD_FIGURES.iter();
    let of_crowds =
        of_crowds.filter_map(|figure| column(figure, lanes, |figures| (figure.read)(figures.crowds.last()?)));
    let mut columns = of_lanes.collect::<Vec<_>>();
    // Before what is known of the program.
    let program = columns.iter().position(|column| column.heading[0] == "pro-").unwrap_or(columns.len());
    columns.splice(program..program, of_crowds);
    columns
}

/// The column of a figure; `None` if no lane has it.
fn column<Of>(figure: &Figure<Of>, lanes: &Lanes<'_>, read: impl Fn(&Figures) -> Option<Reading>) -> Option<Column> {
    let readings = lanes.iter().map(|(lane, figures)| (lane.kind, read(figures))).collect::<Vec<_>>();
    if readings.iter().all(|(_, reading)| reading.is_none()) {
        return None;
    }
    let floor = readings.iter().find(|(kind, _)| *kind == Kind::Floor && figure.over_floor);
    let floor = floor.and_then(|(_, reading)| reading.as_ref()).map(Reading::value);
    let best = best(&readings);
    let cell = |(index, (kind, reading)): (usize, &(Kind, Option<Reading>))| {
        let text = reading.as_ref().map_or_else(
            || "-".into(),
            |reading| match floor {
                Some(floor) if *kind != Kind::Floor => over(figure.shown.format(reading.value() - floor)),
                _ => figure.shown.format(reading.value()),
            },
        );
        Cell { text, best: best == Some(index) }
    };
    let [first, second] = figure.heading;
    Some(Column {
        heading: [first, second, figure.shown.unit()].map(str::to_owned),
        cells: readings.iter().enumerate().map(cell).collect(),
    })
}

/// A difference, with its sign.
fn over(text: String) -> String {
    if text.starts_with('-') { text } else { format!("+{text}") }
}

/// Which lane is better than every other beyond doubt. The floor does not take part: it does nothing but sleep.
fn best(readings: &[(Kind, Option<Reading>)]) -> Option<usize> {
    let running = || {
        let running = readings.iter().enumerate().filter(|(_, (kind, _))| *kind != Kind::Floor);
        running.filter_map(|(index, (_, reading))| Some((index, reading.as_ref()?)))
    };
    let (index, least) = running().min_by(|(_, one), (_, other)| one.value().total_cmp(&other.value()))?;
    let mut others = running().filter(|(other, _)| *other != index).peekable();
    others.peek()?;
    others.all(|(_, other)| least.is_clearly_less(other)).then_some(index)
}

impl Column {
    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| cell.text.len());
        // Room for the asterisk, and two columns to the one before.
        self.heading.iter().map(String::len).chain(cells).max().unwrap_or(0) + 2
    }
}

/// As many columns under each other as fit.
fn blocks<'a>(columns: &'a [Column], names: &[String], width: usize) -> Vec<&'a [Column]> {
    let room = width.saturating_sub(name_width(names) + 1);
    let mut blocks = Vec::new();
    let mut rest = columns;
    while !rest.is_empty() {
        let mut used = 0;
        let fits = |column: &&Column| {
            used += column.width();
            used <= room
        };
        let (block, more) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        blocks.push(block);
        rest = more;
    }
    blocks
}

fn name_width(names: &[String]) -> usize {
    names.iter().map(|name| name.chars().count()).max().unwrap_or(0)
}

fn draw(text: &mut String, columns: &[Column], names: &[String], bold: bool) {
    let bold = if bold { Style::new().bold() } else { Style::new() };
    let first = name_width(names);
    let mut line = |name: &str, cells: &mut dyn Iterator<Item = (usize, &str, bool)>| {
        let mut line = format!("{name:first$}");
        for (width, cell, best) in cells {
            let padding = " ".repeat(width - 1 - cell.len());
            let cell = if best { format!("{bold}{cell}{bold:#}*") } else { format!("{cell} ") };
            let _ = write!(line, "{padding}{cell}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    for row in 0..3 {
        line("", &mut columns.iter().map(|column| (column.width(), column.heading[row].as_str(), false)));
    }
    for (row, name) in names.iter().enumerate() {
        line(
            name,
            &mut columns.iter().map(|column| {
                let Cell { text, best } = &column.cells[row];
                (column.width(), text.as_str(), *best)
            }),
        );
    }
}

/// How the table is read.
fn legend(report: &Report, lanes: &Lanes<'_>) -> String {
    let mut legend = String::new();
    let floor = lanes.iter().any(|(lane, _)| lane.kind == Kind::Floor);
    legend.push_str(if floor {
        "late, drift, end late: the floor's as it is, the others' over the floor.\n"
    } else {
        "late, drift, end late: as they are, as there is no floor to quote them over.\n"
    });
    legend.push_str("drift: how late the last tick was by the schedule. end late: the message at the deadline.\n");
    if let Some(tasks) = lanes.iter().filter_map(|(_, figures)| Some(figures.crowds.last()?.tasks)).max() {
        let _ =
            writeln!(legend, "crowd: of {tasks}: memory each, processor time per tick, lateness of the last deadline.");
    }
    let rounds = if report.settings.rounds > 1 { "" } else { " One round shows no spread: see --rounds." };
    let _ = writeln!(
        legend,
        "*: best. Differences within the spread of the rounds are not marked, nor what has none: p99, max, polls.{rounds}"
    );
    legend
}

/// What became of the other lanes, on what machine it was measured, and how quiet that was.
fn footer(report: &Report) -> String {
    let mut footer = String::from("\n");
    for lane in &report.lanes {
        let _ = match &lane.outcome {
            Outcome::Measured { .. } => Ok(()),
            Outcome::Absent { reason } => writeln!(footer, "{} is absent: {reason}.", lane.title),
            Outcome::Failed { reason } => writeln!(footer, "{} FAILED: {reason}.", lane.title),
        };
    }
    footer.push_str(&machine(&report.machine));
    footer.push_str(&noise(&report.noise));
    footer
}

fn machine(machine: &Machine) -> String {
    let slack = machine.timer_slack_ns.map(|slack| format!("timer slack {} us", slack / 1000));
    let governor = machine.governor.as_ref().map(|governor| format!("governor {governor}"));
    let kernel =
        machine.kernel.as_ref().map_or_else(|| machine.os.clone(), |kernel| format!("{} {kernel}", machine.os));
    let python = machine.python.as_ref().map(|python| format!("Python {python}"));
    let parts = [
        Some(machine.cpu.clone().unwrap_or_else(|| machine.arch.clone())),
        Some(format!("{} cores", machine.cores)),
        Some(kernel),
        governor,
        slack,
        machine.rustc.clone(),
        python,
    ];
    format!("Machine: {}.\n", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn noise(noise: &Noise) -> String {
    if noise.reasons.is_empty() {
        return if noise.others.is_some() { "It was quiet.\n".into() } else { String::new() };
    }
    format!("It was NOISY, so take the figures with care. {}\n", noise.reasons.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_reports::{report, without};

    const WIDE: Look = Look { width: 120, bold: false };

    #[test]
    fn the_table_shows_every_lane_and_marks_only_what_is_clear() {
        let expected = include_str!("../tests/expected/table.txt");
        assert_eq!(table(&report(), WIDE), expected);
    }

    #[test]
    fn it_fits_the_terminal() {
        for width in [40, 80, 100, 120] {
            let table = table(&report(), Look { width, bold: false });
            assert!(table.lines().skip(1).all(|line| line.len() <= width), "{width}\n{table}");
            let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                words.contains("Machine: A CPU, 2 cores, Linux 6.1, timer slack 50 us, rustc 1.88.0. It was quiet.")
            );
        }
        let wide = table(&report(), WIDE);
        assert_eq!(wide.matches("\nasyncio ").count(), 1, "{wide}");
    }

    #[test]
    fn a_pipe_gets_plain_text_and_a_terminal_the_best_in_bold() {
        assert!(!table(&report(), WIDE).contains('\x1b'));
        assert!(table(&report(), Look { bold: true, ..WIDE }).contains("\x1b[1m+0.05\x1b[0m*"));
    }

    #[test]
    fn without_a_floor_nothing_is_over_it() {
        let table = table(&without(&report(), "floor"), WIDE);
        assert!(!table.contains('+') && table.contains("no floor to quote them over"), "{table}");
    }

    #[test]
    fn with_nothing_measured_it_says_why() {
        let mut report = report();
        for lane in &mut report.lanes {
            lane.outcome = Outcome::Failed { reason: "it crashed".into() };
        }
        let table = table(&report, WIDE);
        assert!(table.contains("tokio FAILED: it crashed.\n") && !table.contains("late"), "{table}");
    }
}
