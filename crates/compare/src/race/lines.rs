//! The race where there is no terminal: a line for each tick as it comes in, then one for each runner.

use std::io::{self, ErrorKind, Write};
use std::panic;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::lanes::{Lanes, News};
use super::model::{Lane, Race};
use super::signals::Signals;
use super::{Course, Finish, Runner};

/// How long to wait for news before looking for a signal.
const GLANCE: Duration = Duration::from_millis(20);

/// As wide as a line with the time.
const STAMP: usize = "2026-11-22 06:48:50.032303".len();

pub(super) fn race(runners: Vec<Runner>, course: Course, out: impl Write + Send + 'static) -> io::Result<Finish> {
    let signals = Signals::catch()?;
    let mut race = Race::new(runners.iter().map(|runner| runner.name.as_str()), course);
    let (sender, writer) = write_to(out)?;
    let mut printed = Some(sender);
    let mut lanes = Lanes::start(runners);

    // The writer is done after the last line, and sooner if it fails.
    while !writer.is_finished() {
        if let Some(signal) = signals.caught() {
            return Ok(Finish::Signal(signal));
        }
        let told = lanes.news(GLANCE).and_then(|news| tell(&mut race, news));
        // A writer that failed takes no more. The loop will notice.
        if let (Some(printed), Some(told)) = (&printed, told) {
            printed.send(told).ok();
        }
        if race.is_over()
            && let Some(printed) = printed.take()
        {
            printed.send(summary(&race)).ok();
        }
    }
    match writer.join().unwrap_or_else(|panic| panic::resume_unwind(panic)) {
        Ok(()) => Ok(Finish::Over),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Finish::Quit),
        Err(error) => Err(error),
    }
}

/// Takes `news` into the race, and returns the line that tells it, if it is worth one.
fn tell(race: &mut Race, news: News) -> Option<String> {
    let (lane, at, told) = match news {
        News::Line { lane, at, text } => {
            let padded = format!("{text}{:1$}", "", STAMP.saturating_sub(text.width()));
            race.line(lane, at, text);
            (lane, at, format!("{padded}   {}", how_late(race, lane)))
        }
        News::Ended { lane, at, how } => {
            race.ended(lane, at, how);
            (lane, at, race.lanes[lane].trouble()?)
        }
    };
    let told = format!("{:>7}.{:03} s  {}  {told}", at.as_secs(), at.subsec_millis(), name(race, lane));
    Some(format!("{}\n", told.trim_end()))
}

/// How late what a runner printed last was, if that can be said.
fn how_late(race: &Race, lane: usize) -> String {
    let lane = &race.lanes[lane];
    let deadline = lane.deadline_late(race.course).map(|late| format!("deadline {late}"));
    deadline.or_else(|| lane.late().map(|late| late.to_string())).unwrap_or_default()
}

/// A line for each runner: how it did.
pub(super) fn summary(race: &Race) -> String {
    let line = |(lane, state): (usize, &Lane)| {
        let mut told = state.numbers(race.course);
        told.extend(state.deadline_late(race.course).map(|late| format!("deadline {late:>8}")));
        told.extend(state.trouble());
        format!("{}  {}\n", name(race, lane), told.join("   "))
    };
    race.lanes.iter().enumerate().map(line).collect()
}

/// The name of a lane's runner, as wide as the widest.
fn name(race: &Race, lane: usize) -> String {
    let widest = race.lanes.iter().map(|lane| lane.name.width()).max().unwrap_or_default();
    let name = &race.lanes[lane].name;
    format!("{name}{:1$}", "", widest - name.width())
}

/// Starts a thread that writes what it is sent to `out`, until there is no more or `out` fails.
fn write_to(mut out: impl Write + Send + 'static) -> io::Result<(Sender<String>, JoinHandle<io::Result<()>>)> {
    let (sender, texts) = mpsc::channel::<String>();
    let mut write = move |text: String| out.write_all(text.as_bytes()).and_then(|()| out.flush());
    let writer = thread::Builder::new().spawn(move || texts.into_iter().try_for_each(&mut write))?;
    Ok((sender, writer))
}
