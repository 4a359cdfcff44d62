//! The table in the terminal.
//!
//! It is drawn by hand. `comfy-table` and `tabled` wrap cells that are too wide, but do not split columns into blocks
//! that fit. And a bold cell would need their parsers of escape sequences.

use std::fmt::Write as _;

use anstyle::Style;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

use crate::figure::{FIGURES, Figure, Shown};
use crate::number::float;
use crate::report::{Figures, Kind, LaneReport, Machine, Noise, Outcome, Report, Settings, Value};

/// How a table is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// The width in columns of text.
    pub(crate) width: usize,
    /// Whether the best figures may be bold. They have an asterisk anyway.
    pub(crate) bold: bool,
    /// Whether to show all columns, not only those that help to choose a runtime.
    pub(crate) all: bool,
}

/// A column: its heading, and a cell for each measured lane.
struct Column {
    figure: &'static Figure,
    cells: Vec<Cell>,
}

struct Cell {
    text: String,
    /// Set if it is clearly lower, or clearly higher, than all others.
    extreme: Option<Extreme>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extreme {
    Lowest,
    Highest,
}

/// The whole table, with the text that explains it.
pub(crate) fn table(report: &Report, look: Look) -> String {
    let lanes = measured(report);
    let mut text = title(&report.settings);
    if !lanes.is_empty() {
        let names = names(&lanes);
        let columns = columns(&lanes, look.all);
        for columns in blocks(&columns, &names, look.width) {
            text.push('\n');
            draw(&mut text, columns, &names, look.bold);
        }
        text.push('\n');
        text.push_str(&wrapped(&stand_out(&columns, &lanes), look.width, 2));
        text.push('\n');
        text.push_str(&wrapped(&legend(report, &lanes, look.all), look.width, 2));
    }
    text.push_str(&wrapped(&footer(report), look.width, 2));
    text
}

/// Breaks lines of `text` that are longer than `width` between words. It indents the continued lines.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let options = Options::new(width)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    text.lines().map(|line| textwrap::fill(line, &options) + "\n").collect()
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

/// The names of the rows. A lane by hand is called only that if it stands below its runtime.
fn names(lanes: &Lanes<'_>) -> Vec<String> {
    let name = |(index, (lane, _)): (usize, &(&LaneReport, &Figures))| {
        let above = index.checked_sub(1).map(|above| lanes[above].0.id.as_str());
        let stands_under_it = lane.id.strip_suffix("-by-hand").is_some_and(|runtime| above == Some(runtime));
        if stands_under_it { "  by hand".into() } else { lane.title.clone() }
    };
    lanes.iter().enumerate().map(name).collect()
}

fn columns(lanes: &Lanes<'_>, all: bool) -> Vec<Column> {
    let shown = FIGURES.iter().filter(|figure| all || figure.extremes.is_some());
    shown.filter_map(|figure| column(figure, lanes)).collect()
}

/// The column of a figure; `None` if no lane has it.
fn column(figure: &'static Figure, lanes: &Lanes<'_>) -> Option<Column> {
    let values = lanes.iter().map(|(lane, figures)| (lane.kind, value(figure, figures))).collect::<Vec<_>>();
    if values.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    let floor = values.iter().find(|(kind, _)| *kind == Kind::Floor && figure.over_floor);
    let floor = floor.and_then(|(_, value)| *value).map(Value::number);
    let extreme = extremes(figure, &values);
    let cell = |(index, (kind, value)): (usize, &(Kind, Option<&Value>))| {
        let text = match (value.map(Value::number), floor) {
            (None, _) => "-".into(),
            (Some(value), Some(floor)) if *kind != Kind::Floor => over(figure.shown.format(value - floor)),
            (Some(value), _) => figure.shown.format(value),
        };
        Cell { text, extreme: extreme(index) }
    };
    Some(Column { figure, cells: values.iter().enumerate().map(cell).collect() })
}

/// The value of a figure. A figure of crowds is that of the largest crowd.
fn value<'a>(figure: &Figure, figures: &'a Figures) -> Option<&'a Value> {
    let values = if figure.is_of_crowds() { &figures.crowds.last()?.values } else { &figures.values };
    values.0.get(figure.key)
}

/// A difference with its sign.
fn over(text: String) -> String {
    if text.starts_with('-') { text } else { format!("+{text}") }
}

/// Finds the lane that is clearly lower than every other, and the lane that is clearly higher. The floor does not take
/// part, because it only sleeps. Lanes by hand do not count for the highest: each is the same runtime again.
fn extremes(figure: &Figure, values: &[(Kind, Option<&Value>)]) -> impl Fn(usize) -> Option<Extreme> + use<> {
    let running = |wanted: fn(Kind) -> bool| {
        let running = values.iter().enumerate().filter(move |(_, (kind, _))| wanted(*kind));
        running.filter_map(|(index, (_, value))| Some((index, (*value)?))).collect::<Vec<_>>()
    };
    let outlier = |lanes: &[(usize, &Value)], order: &dyn Fn(&Value, &Value) -> bool| {
        let is_it = |(index, value): &&(usize, &Value)| {
            lanes.iter().all(|(other, other_value)| other == index || order(value, other_value))
        };
        lanes.iter().find(is_it).filter(|_| lanes.len() > 1).map(|(index, _)| *index)
    };
    let less = |one: &Value, other: &Value| figure.is_clearly_less(one, other);
    let lowest = outlier(&running(|kind| kind != Kind::Floor), &less);
    let runtimes = running(|kind| !matches!(kind, Kind::Floor | Kind::ByHand));
    let highest = outlier(&runtimes, &|one, other| less(other, one));
    move |index| match Some(index) {
        it if it == lowest => Some(Extreme::Lowest),
        it if it == highest => Some(Extreme::Highest),
        _ => None,
    }
}

/// A sentence for each row: what stands out, and the reason if the runtime declares one.
fn stand_out(columns: &[Column], lanes: &Lanes<'_>) -> String {
    let floor = lanes.iter().find(|(lane, _)| lane.kind == Kind::Floor).and_then(|(_, figures)| lateness(figures));
    let mut text = String::new();
    for (row, (lane, figures)) in lanes.iter().enumerate() {
        let sentence = match (lateness(figures), floor) {
            _ if lane.kind == Kind::Floor => lane.kind.describe().into(),
            (Some(late), Some(floor)) => ticks(late - floor, figures.timer.as_deref()),
            (Some(late), None) => format!("ticks come {} ms late", tenths(late)),
            (None, _) => "how late its ticks are is not known".into(),
        };
        // The sentence already says how late the ticks are.
        let extremes = columns.iter().filter(|column| column.figure.key != LATENESS).filter_map(|column| {
            let [low, high] = column.figure.extremes?;
            let cell = &column.cells[row];
            let name = if cell.extreme? == Extreme::Lowest { low } else { high };
            Some(format!("{name} ({})", format!("{} {}", cell.text, column.figure.shown.unit()).trim_end()))
        });
        let extremes = extremes.collect::<Vec<_>>();
        let more = if extremes.is_empty() { String::new() } else { format!(" It has the {}.", listed(&extremes)) };
        let _ = writeln!(text, "{}: {sentence}.{more}", lane.title);
    }
    text
}

/// Joins names: `one, the two and the three`.
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and the {last}", first.join(", the ")),
        _ => names.concat(),
    }
}

/// How late a tick is. The timer's own step is a reason only if the tick is about that late.
fn ticks(over_floor: f64, timer: Option<&str>) -> String {
    const WORTH_A_REASON_NS: f64 = 500_000.0;
    match timer.filter(|timer| timer.contains(" ms")) {
        Some(timer) if over_floor >= WORTH_A_REASON_NS => {
            format!("ticks come {} ms later than the floor's, because its timer is {timer}", tenths(over_floor))
        }
        _ if over_floor >= WORTH_A_REASON_NS => format!("ticks come {} ms later than the floor's", tenths(over_floor)),
        _ => format!("ticks come within {} ms of the floor's", tenths(over_floor.abs().max(100_000.0))),
    }
}

const LATENESS: &str = "tick_lateness_p50";

fn lateness(figures: &Figures) -> Option<f64> {
    figures.values.number(LATENESS)
}

/// Milliseconds with one decimal. Rounded up, so that "within 0.1 ms" is true.
fn tenths(nanos: f64) -> String {
    format!("{:.1}", (nanos / 1e5).ceil() / 10.0)
}

impl Column {
    fn heading(&self) -> [&'static str; 3] {
        let [first, second] = self.figure.heading;
        [first, second, self.figure.shown.unit()]
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| cell.text.len());
        // One column for the asterisk, and two to the column before.
        self.heading().into_iter().map(str::len).chain(cells).max().unwrap_or(0) + 2
    }
}

/// Splits the columns into blocks that fit, one below the other.
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
        line("", &mut columns.iter().map(|column| (column.width(), column.heading()[row], false)));
    }
    for (row, name) in names.iter().enumerate() {
        line(
            name,
            &mut columns.iter().map(|column| {
                let Cell { text, extreme } = &column.cells[row];
                (column.width(), text.as_str(), *extreme == Some(Extreme::Lowest))
            }),
        );
    }
}

/// Explains how to read the table.
fn legend(report: &Report, lanes: &Lanes<'_>, all: bool) -> String {
    let mut legend = String::new();
    let floor = lanes.iter().any(|(lane, _)| lane.kind == Kind::Floor);
    legend.push_str(if floor {
        "Lateness: the floor's own; for the others, how much later than the floor. Half of the ticks are later.\n"
    } else {
        "Lateness: there is no floor to compare with. Half of the ticks are later.\n"
    });
    if all {
        legend.push_str("Drift: how late the last tick was. p90, p99: 90 % and 99 % of the ticks were less late.\n");
        legend.push_str("Crates: without those of the workshop. Crowd last: the latest deadline in a crowd.\n");
    }
    if let Some(tasks) = lanes.iter().filter_map(|(_, figures)| Some(figures.crowds.last()?.tasks)).max() {
        let _ = writeln!(
            legend,
            "Coroutine, crowd: what one of {tasks} coroutines takes, in memory and in CPU time for each tick. The program itself is not counted."
        );
    }
    legend.push_str(if report.settings.rounds > 1 {
        "`*` marks a clear winner: best in every round.\n"
    } else {
        "`*` marks a clear winner: best in every round. One round of printing cannot show that; use --rounds.\n"
    });
    if !all {
        legend.push_str("More columns: --all.\n");
    }
    legend
}

/// Why other lanes have no figures, on which machine this was measured, and how quiet it was.
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
        return if noise.others.is_some() { "The machine was quiet.\n".into() } else { String::new() };
    }
    let reasons = noise.reasons.iter().map(ToString::to_string).collect::<Vec<_>>();
    format!("The machine was NOISY: do not rely on these figures. {}\n", reasons.join(" "))
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::test_reports::{report, without};

    const PLAIN: Look = Look { width: 80, bold: false, all: false };

    #[test]
    fn the_table_shows_every_lane_and_marks_only_what_is_clear() {
        let expected = include_str!("../tests/expected/table.txt");
        assert_eq!(table(&report(), PLAIN), expected);
    }

    #[test]
    fn it_fits_the_terminal() {
        for (width, all) in [(40, false), (80, false), (80, true), (120, true)] {
            let table = table(&report(), Look { width, all, ..PLAIN });
            assert!(table.lines().skip(1).all(|line| line.len() <= width), "{width}\n{table}");
            let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(
                "Machine: A CPU, 2 cores, Linux 6.1, timer slack 50 us, rustc 1.88.0. The machine was quiet."
            ));
        }
        let wide = table(&report(), PLAIN);
        assert_eq!(wide.matches("\nasyncio ").count(), 1, "{wide}");
    }

    #[test]
    fn a_row_says_why_its_ticks_are_late_only_where_the_timer_bears_it() {
        let wheel = Some("a wheel in steps of 1 ms, rounded up");
        assert_eq!(
            ticks(1_040_000.0, wheel),
            "ticks come 1.1 ms later than the floor's, because its timer is a wheel in steps of 1 ms, rounded up"
        );
        assert_eq!(
            ticks(1_040_000.0, Some("an ordered map of nanoseconds")),
            "ticks come 1.1 ms later than the floor's"
        );
        assert_eq!(ticks(50_000.0, wheel), "ticks come within 0.1 ms of the floor's");
        assert_eq!(ticks(-50_000.0, None), "ticks come within 0.1 ms of the floor's");
    }

    #[test]
    fn a_korean_letter_takes_two_columns_and_a_long_word_stays_whole() {
        let reason = "smol FAILED: its last line was \"시간 종료 시간 종료\", not 시간 종료.\n";
        let broken = wrapped(reason, 40, 2);
        assert_eq!(broken, "smol FAILED: its last line was \"시간\n  종료 시간 종료\", not 시간 종료.\n");
        assert!(broken.lines().all(|line| line.width() <= 40), "{broken}");
        assert_eq!(wrapped("it wrote /a/long-way/to/a/file", 12, 2), "it wrote\n  /a/long-way/to/a/file\n");
        assert_eq!(wrapped("kept      a b\n          c d\n", 13, 10), "kept      a b\n          c d\n");
    }

    #[test]
    fn a_list_ends_with_and() {
        let list = |names: &[&str]| listed(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!([list(&[]), list(&["a"]), list(&["a", "b"])], ["", "a", "a and the b"]);
        assert_eq!(list(&["a", "b", "c"]), "a, the b and the c");
    }

    #[test]
    fn all_columns_are_shown_when_asked_for() {
        let all = table(&report(), Look { all: true, ..PLAIN });
        let eight = table(&report(), PLAIN);
        assert!(all.contains("switches") && all.contains("crates") && !eight.contains("switches"), "{all}");
    }

    #[test]
    fn a_pipe_gets_plain_text_and_a_terminal_the_best_in_bold() {
        assert!(!table(&report(), PLAIN).contains('\x1b'));
        assert!(table(&report(), Look { bold: true, ..PLAIN }).contains("\x1b[1m+0.05\x1b[0m*"));
    }

    #[test]
    fn without_a_floor_nothing_is_over_it() {
        let table = table(&without(&report(), "floor"), PLAIN);
        assert!(!table.contains('+') && table.contains("no floor to compare with"), "{table}");
    }

    #[test]
    fn with_nothing_measured_it_says_why() {
        let mut report = report();
        for lane in &mut report.lanes {
            lane.outcome = Outcome::Failed { reason: "it crashed".into() };
        }
        let table = table(&report, PLAIN);
        assert!(table.contains("tokio FAILED: it crashed.\n") && !table.contains("ticks"), "{table}");
    }
}
