//! What a player sees: everything that a screen or a page shows after a move.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use anatomy::Steps;
use anatomy::steps::{Language, State, Status};

use crate::game::last_state;
use crate::{Game, Level, Move, Verdict, texts};

/// Everything that a player sees after a move: plain data, for a terminal or a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The level.
    pub level: Level,
    /// Its title.
    pub title: &'static str,
    /// What the player has to do.
    pub goal: &'static str,
    /// A hint, to be shown when the player asks for it.
    pub hint: &'static str,
    /// The source text of the program.
    pub code: &'static str,
    /// The lines that the last move was about, as far as they are known: see [`Steps::lines`].
    pub lines: BTreeSet<u32>,
    /// The time since the start.
    pub now: Duration,
    /// The moves so far.
    pub moves: Vec<Move>,
    /// The line where the function of the polled task begins. `None` if the last move was no poll.
    pub function: Option<u32>,
    /// What the last move did, and why.
    pub sentence: String,
    /// The tasks by number. Main is the first.
    pub tasks: Vec<TaskView>,
    /// The timers that have not fired. The first is due first.
    pub timers: Vec<TimerView>,
    /// What the program has printed.
    pub output: String,
    /// What the referee says.
    pub verdict: Verdict,
    /// The same in words. It is empty while the game is open.
    pub verdict_text: String,
    /// The moves that are possible now.
    pub choices: Vec<Choice>,
}

/// A task, as a player sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// Its number. Main is number 0.
    pub number: u64,
    /// Its name, and what the program calls it: `task 1 (guest)`.
    pub name: String,
    /// Whether it is ready: it was spawned or woken, and not polled since.
    pub ready: bool,
    /// How often it was polled.
    pub polls: usize,
    /// How far it is, in words.
    pub status: String,
}

/// A timer, as a player sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerView {
    /// Its number.
    pub number: u64,
    /// When it is due, from the start.
    pub due: Duration,
    /// Whether it is due now.
    pub is_due: bool,
    /// When it is due, and which task it wakes, in words.
    pub text: String,
}

/// A move that is possible, and what it is in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The move.
    pub next: Move,
    /// What it does.
    pub text: String,
}

impl Game {
    /// Returns what the player sees now.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::{Game, Language, Level};
    ///
    /// let view = Game::new(Level::OneCoroutine).view(Language::Korean);
    /// assert_eq!((view.title, view.choices[0].text.as_str()), ("코루틴 하나", "main 폴링"));
    /// ```
    pub fn view(&self, language: Language) -> View {
        let (level, now) = (self.level(), self.now());
        let (steps, last) = self.steps();
        let state = last_state(&steps);
        let timers = timers(self, &state, language);
        let until = timers.iter().map(|timer| timer.due).find(|due| *due > now);
        let choice = |next| {
            let timer = timers.iter().find(|timer| next == Move::Fire(timer.number));
            let due = timer.map_or("", |timer| &timer.text);
            Choice { next, text: texts::choice(next, level, due, until, language) }
        };
        View {
            level,
            title: level.title(language),
            goal: level.goal_text(language),
            hint: level.hint(language),
            code: level.source(),
            lines: last.clone().flat_map(|step| steps.lines_of(level.file(), step)).collect(),
            function: function(self),
            now,
            moves: self.moves().to_vec(),
            sentence: texts::with_roles(sentence(self, &steps, last, language), level, language),
            tasks: tasks(self, &state, language),
            output: steps.output(&state),
            verdict: self.verdict().clone(),
            verdict_text: texts::verdict(self.verdict(), level, self.error().as_deref(), language),
            choices: self.possible().into_iter().map(choice).collect(),
            timers,
        }
    }
}

/// Returns the line where the function of the polled task begins.
fn function(game: &Game) -> Option<u32> {
    let Some(Move::Poll(task)) = game.moves().last() else { return None };
    let begin = format!("async fn {}<", game.level().function(*task)?);
    (1..).zip(game.level().source().lines()).find(|(_, line)| line.contains(&begin)).map(|(number, _)| number)
}

/// Says what the last move did.
fn sentence(game: &Game, steps: &Steps, last: Range<usize>, language: Language) -> String {
    match game.moves().last() {
        None => texts::begin(language).into(),
        Some(Move::LetTimePass) => {
            let due = game.hand().timers().into_iter().filter(|(_, due)| *due <= game.now()).count();
            texts::time_passes(game.now(), due, language)
        }
        Some(_) if last.is_empty() => texts::unheard(language).into(),
        Some(_) => last.map(|step| steps.sentence(step, language)).collect::<Vec<_>>().join(" "),
    }
}

fn tasks(game: &Game, state: &State, language: Language) -> Vec<TaskView> {
    let (level, hand) = (game.level(), game.hand());
    let ready = hand.ready();
    let hangs = ready.is_empty() && hand.timers().is_empty() && hand.output().is_none();
    let view = |number: usize, polls: usize, status: String| TaskView {
        number: number as u64,
        name: texts::task(number as u64, level, language),
        ready: ready.contains(&(number as u64)),
        polls,
        status: texts::with_roles(status, level, language),
    };
    let mut tasks: Vec<_> = state
        .tasks()
        .map(|(number, task)| {
            let waits_for_nothing = task.status == Status::Waiting && state.awaits(number, language).is_empty();
            let status = match task.status {
                Status::New => texts::never_polled(language).into(),
                _ if hangs && waits_for_nothing => texts::never_woken(task.polls, language),
                _ => state.status(number, language),
            };
            view(number, task.polls, status)
        })
        .collect();
    // Main has no record before its first poll.
    if game.moves().is_empty() {
        tasks.push(view(0, 0, texts::never_polled(language).into()));
    }
    tasks
}

/// The executor knows the timers; the record knows whose they are.
fn timers(game: &Game, state: &State, language: Language) -> Vec<TimerView> {
    let mut known: Vec<_> = state.timers().into_iter().filter(|timer| !timer.fired).collect();
    let timer = |(number, due)| {
        let same = known.iter().position(|timer| timer.due == due).map(|place| known.remove(place));
        let task = same.and_then(|timer| timer.task).map(|task| texts::task(task as u64, game.level(), language));
        TimerView { number, due, is_due: due <= game.now(), text: texts::due(due, task.as_deref(), language) }
    };
    game.hand().timers().into_iter().map(timer).collect()
}
