//! The race without a terminal: a line for each tick, then a line for each runner.

use std::io::{self, ErrorKind, Write as _};
use std::panic;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lanes::{Interrupt, Stop};
use unicode_width::UnicodeWidthStr;

use crate::model::{Race, Track};
use crate::runners::{News, Runners};
use crate::{Course, Runner};

/// How long to wait for news before looking for a signal.
const GLANCE: Duration = Duration::from_millis(20);

/// The width of a line with the time.
const STAMP: usize = "2026-11-22 06:48:50.032303".len();

/// Runs the race and prints a line for each tick, then one for each runner.
///
/// When nobody reads stdout anymore, the race ends quietly. When stdout stalls, only the writing thread waits. Runners
/// and signals are not delayed.
pub(crate) fn race(runners: Vec<Runner>, course: Course, interrupt: &Interrupt) -> Result<(), Stop> {
    let mut race = Race::new(runners.iter().map(|runner| runner.name), course);
    let (sender, writer) = write_lines()?;
    let mut printed = Some(sender);
    let mut runners = Runners::start(runners.into_iter().map(|runner| runner.command));

    // The writer ends after the last line, or earlier if it fails.
    while !writer.is_finished() {
        interrupt.check()?;
        let line = runners.news(GLANCE).and_then(|news| tell(&mut race, news));
        // A writer that failed accepts no more lines. The loop will notice.
        if let (Some(printed), Some(line)) = (&printed, line) {
            printed.send(line).ok();
        }
        if race.is_over()
            && let Some(printed) = printed.take()
        {
            printed.send(summary(&race)).ok();
        }
    }
    match writer.join().unwrap_or_else(|panic| panic::resume_unwind(panic)) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Takes `news` into the race. Returns a line about it: the time since the start, the runner's name, what it printed,
/// and how late that was. An end without trouble needs no line.
fn tell(race: &mut Race, news: News) -> Option<String> {
    let (runner, at, told) = match news {
        News::Line { runner, at, text } => {
            let padded = format!("{text}{:1$}", "", STAMP.saturating_sub(text.width()));
            race.line(runner, at, text);
            (runner, at, format!("{padded}   {}", how_late(race, runner)))
        }
        News::Ended { runner, at, how } => {
            race.ended(runner, at, how);
            (runner, at, race.tracks[runner].trouble()?)
        }
    };
    let told = format!("{:>7}.{:03} s  {}  {told}", at.as_secs(), at.subsec_millis(), name(race, runner));
    Some(format!("{}\n", told.trim_end()))
}

/// How late the last line of a runner was, if it has a lateness.
fn how_late(race: &Race, runner: usize) -> String {
    let track = &race.tracks[runner];
    let deadline = track.deadline_late(race.course).map(|late| format!("deadline {late}"));
    deadline.or_else(|| track.late().map(|late| late.to_string())).unwrap_or_default()
}

/// A line for each runner: how it did.
pub(crate) fn summary(race: &Race) -> String {
    let line = |(runner, track): (usize, &Track)| {
        let mut told = track.numbers(race.course);
        told.extend(track.deadline_late(race.course).map(|late| format!("deadline {late:>8}")));
        told.extend(track.trouble());
        format!("{}  {}\n", name(race, runner), told.join("   "))
    };
    race.tracks.iter().enumerate().map(line).collect()
}

/// The name of a runner, padded to the width of the widest.
fn name(race: &Race, runner: usize) -> String {
    let widest = race.tracks.iter().map(|track| track.name.width()).max().unwrap_or_default();
    let name = race.tracks[runner].name;
    format!("{name}{:1$}", "", widest - name.width())
}

/// Starts a thread that writes to stdout what it is sent, until there is no more or stdout fails.
fn write_lines() -> io::Result<(Sender<String>, JoinHandle<io::Result<()>>)> {
    let (sender, texts) = mpsc::channel::<String>();
    let mut out = io::stdout();
    let mut write = move |text: String| out.write_all(text.as_bytes()).and_then(|()| out.flush());
    let writer = thread::Builder::new().spawn(move || texts.into_iter().try_for_each(&mut write))?;
    Ok((sender, writer))
}
