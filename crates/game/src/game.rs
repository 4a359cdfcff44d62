//! The game: the moves so far, and the run that they make.

use std::fmt::{self, Display};
use std::rc::Rc;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use anatomy::steps::State;
use anatomy::{Steps, Traced};
use any_runtime::Runtime;
use keep_printing::Clock;
use run_simulated::{Recording, Schedule, Simulated, WriteFaults};

use crate::levels::NoSuchLevel;
use crate::moves::NotAMove;
use crate::referee::{self, Hand};
use crate::{Language, Level, Move, Score, Verdict, texts};

/// The most moves of a game. The ideal games have a dozen.
const MOST_MOVES: usize = 500;

/// A game of one level: what the player has done so far, and what came of it.
///
/// It has the moves, and the run that they make. The same moves always make the same run. So to undo is to play all
/// moves but the last again.
///
/// # Examples
///
/// ```
/// use game::{Fault, Game, Language, Level, Move, Verdict};
///
/// let mut game = Game::new(Level::OneCoroutine);
/// game.play(Move::Poll(0))?;
/// let view = game.view(Language::English);
/// assert_eq!(view.output, "water and bread\n");
/// assert!(view.sentence.starts_with("Main is polled for the first time. It prints \"water and bread\"."));
///
/// game.play(Move::Poll(0))?;
/// assert_eq!(*game.verdict(), Verdict::Lost(Fault::NotWoken { task: 0, helped: false }));
/// game.undo();
/// assert_eq!(*game.verdict(), Verdict::Open);
/// # Ok::<_, game::Impossible>(())
/// ```
#[derive(Debug)]
pub struct Game {
    level: Level,
    moves: Vec<Move>,
    run: Run,
}

/// The run of a level, up to now.
struct Run {
    /// It is dropped before the runtime. So no task is left that has the runtime.
    hand: Hand,
    rt: Rc<Traced<Simulated>>,
    output: Recording,
    /// The number of steps before the last move.
    steps_before: usize,
    verdict: Verdict,
}

impl Game {
    /// Begins a game. No task has been polled yet.
    #[must_use]
    pub fn new(level: Level) -> Self {
        Self { level, moves: Vec::new(), run: Run::new(level) }
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The moves so far.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// What the referee says.
    pub fn verdict(&self) -> &Verdict {
        &self.run.verdict
    }

    /// The time since the start.
    pub fn now(&self) -> Duration {
        self.run.rt.clock().now()
    }

    /// Returns all moves that are possible now. Some of them break something.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::{Game, Level, Move};
    ///
    /// assert_eq!(Game::new(Level::OneCoroutine).possible(), [Move::Poll(0)]);
    /// ```
    pub fn possible(&self) -> Vec<Move> {
        let hand = &self.run.hand;
        if hand.output().is_some() || self.moves.len() >= MOST_MOVES {
            return Vec::new();
        }
        let polls = hand.tasks().into_iter().map(Move::Poll);
        let timers = hand.timers();
        let passes = timers.iter().any(|(_, due)| *due > self.now()).then_some(Move::LetTimePass);
        let fires = timers.iter().map(|(timer, _)| Move::Fire(*timer));
        polls.chain(fires).chain(passes).collect()
    }

    /// Makes a move.
    ///
    /// # Errors
    ///
    /// The move is not possible now: see [`possible`](Self::possible). Then nothing happens.
    pub fn play(&mut self, next: Move) -> Result<(), Impossible> {
        self.push(next, true)
    }

    /// Makes a move. `is_shown` is for the last one.
    fn push(&mut self, next: Move, is_shown: bool) -> Result<(), Impossible> {
        if !self.possible().contains(&next) {
            return Err(Impossible { refused: next, possible: self.possible() });
        }
        self.run.make(self.level, &self.moves, next, is_shown);
        self.moves.push(next);
        Ok(())
    }

    /// Takes the last move back. Returns `false` if there is none.
    pub fn undo(&mut self) -> bool {
        let undone = self.moves.pop().is_some();
        self.run = Run::new(self.level);
        for (number, next) in self.moves.iter().enumerate() {
            self.run.make(self.level, &self.moves[..number], *next, number + 1 == self.moves.len());
        }
        undone
    }

    /// Takes all moves back.
    pub fn restart(&mut self) {
        *self = Self::new(self.level);
    }

    /// Returns the game as a line of text, which [`Game::from_str`] reads.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::Game;
    ///
    /// let game: Game = "one-coroutine: p0 t f1".parse()?;
    /// assert_eq!(game.save(), "one-coroutine: p0 t f1");
    /// # Ok::<_, game::NotAGame>(())
    /// ```
    pub fn save(&self) -> String {
        let moves: Vec<_> = self.moves.iter().map(Move::to_string).collect();
        format!("{}: {}", self.level, moves.join(" ")).trim_end().into()
    }

    /// Returns the schedule with which [`Simulated`] makes the same moves by itself. `None` if one of the moves is none
    /// that it ever makes.
    ///
    /// # Examples
    ///
    /// A game that found a fault becomes a test that needs no game:
    ///
    /// ```
    /// use any_runtime::BlockOn;
    /// use game::Level;
    /// use run_simulated::{Simulated, WriteFaults};
    /// use std::rc::Rc;
    ///
    /// let found = game::replay(Level::LastTicket, Level::LastTicket.ideal())?;
    /// let schedule = found.schedule().expect("an executor may make these moves");
    ///
    /// let mut rt = Simulated::new().schedule(schedule);
    /// rt.record(WriteFaults::None);
    /// let rt = Rc::new(rt);
    /// let error = rt.block_on(Level::LastTicket.run(rt.clone())).unwrap().unwrap_err();
    /// assert_eq!(error.to_string(), "the last ticket was sold twice");
    /// # Ok::<_, game::NotAGame>(())
    /// ```
    pub fn schedule(&self) -> Option<Schedule> {
        self.run.hand.schedule()
    }

    /// Returns the error with which the program has ended.
    pub fn error(&self) -> Option<String> {
        self.run.hand.output()?.as_ref().err().map(ToString::to_string)
    }

    pub(crate) fn hand(&self) -> &Hand {
        &self.run.hand
    }

    /// The steps so far, and those of the last move.
    pub(crate) fn steps(&self) -> (Steps, std::ops::Range<usize>) {
        let steps = self.run.steps();
        let last = self.run.steps_before..steps.len();
        (steps, last)
    }
}

impl Run {
    fn new(level: Level) -> Self {
        let mut rt = Simulated::new().start(SystemTime::UNIX_EPOCH);
        let output = rt.record(WriteFaults::None);
        let rt = Rc::new(Traced::new(rt));
        let hand = rt.runtime().by_hand(rt.watch_main(level.run(rt.clone())));
        Self { hand, rt, output, steps_before: 0, verdict: Verdict::Open }
    }

    /// Makes a move. `before` are the moves so far.
    fn make(&mut self, level: Level, before: &[Move], next: Move, is_shown: bool) {
        // To divide the record into steps takes longer than the move.
        if is_shown {
            self.steps_before = self.steps().len();
        }
        let broken = referee::broken_by(&self.hand, self.rt.clock().now(), before, next);
        match next {
            Move::Poll(task) => self.hand.poll(task),
            Move::Fire(timer) => self.hand.fire(timer),
            Move::LetTimePass => self.hand.let_time_pass(),
        };
        if self.verdict == Verdict::Open {
            self.verdict = match broken {
                Some(fault) => Verdict::Lost(referee::seen_after(&self.hand, fault)),
                None => {
                    let score = Score { moves: before.len() + 1, ideal: level.ideal().split(' ').count() };
                    let polls = self.rt.recorder().counters().polls;
                    referee::judge(&self.hand, level.goal(), polls, self.output.text().lines().count(), score)
                }
            };
        }
    }

    fn steps(&self) -> Steps {
        Steps::new(self.rt.record(None))
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("hand", &self.hand).field("verdict", &self.verdict).finish_non_exhaustive()
    }
}

/// The state after all steps.
pub(crate) fn last_state(steps: &Steps) -> State {
    steps.len().checked_sub(1).map_or_else(State::default, |last| steps.state(last))
}

/// Plays a game again. So a game becomes a test.
///
/// # Errors
///
/// One of the words is no move, or the move was not possible.
///
/// # Examples
///
/// ```
/// let game = game::replay(game::Level::LostWake, "p0 p1 p2 p2 p1 p0")?;
/// assert!(game.verdict().is_won());
/// # Ok::<_, game::NotAGame>(())
/// ```
pub fn replay(level: Level, moves: &str) -> Result<Game, NotAGame> {
    let mut game = Game::new(level);
    let moves = moves.split_whitespace().map(str::parse).collect::<Result<Vec<Move>, _>>()?;
    if let Some((last, others)) = moves.split_last() {
        others.iter().try_for_each(|next| game.push(*next, false))?;
        game.play(*last)?;
    }
    Ok(game)
}

/// Reads the form that [`Game::save`] writes.
impl FromStr for Game {
    type Err = NotAGame;

    fn from_str(text: &str) -> Result<Self, NotAGame> {
        let (level, moves) = text.split_once(':').ok_or_else(|| NotAGame::Form(text.into()))?;
        replay(level.trim().parse()?, moves)
    }
}

/// The error for a move that is not possible now.
///
/// # Examples
///
/// ```
/// use game::{Game, Level, Move};
///
/// let error = Game::new(Level::OneCoroutine).play(Move::Fire(1)).unwrap_err();
/// assert_eq!(error.to_string(), "f1 is not possible now; the possible moves are: p0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    refused: Move,
    possible: Vec<Move>,
}

impl Impossible {
    /// Says what is wrong.
    pub fn text(&self, language: Language) -> String {
        texts::impossible(self.refused, &self.possible, language)
    }
}

impl Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for Impossible {}

/// The error for a text that is no saved game.
///
/// # Examples
///
/// ```
/// let error = "lost-wake".parse::<game::Game>().unwrap_err();
/// assert_eq!(error.to_string(), "'lost-wake' is no game; a game is a level and its moves, such as 'lost-wake: p0 p1 t f1'");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAGame {
    /// There is no colon after the level.
    Form(String),
    /// There is no such level.
    Level(NoSuchLevel),
    /// A word is no move.
    Move(NotAMove),
    /// A move is not possible.
    Impossible(Impossible),
}

impl From<NoSuchLevel> for NotAGame {
    fn from(error: NoSuchLevel) -> Self {
        Self::Level(error)
    }
}

impl From<NotAMove> for NotAGame {
    fn from(error: NotAMove) -> Self {
        Self::Move(error)
    }
}

impl From<Impossible> for NotAGame {
    fn from(error: Impossible) -> Self {
        Self::Impossible(error)
    }
}

impl NotAGame {
    /// Says what is wrong, and what is accepted.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Form(text) => texts::no_game(text, language),
            Self::Level(error) => error.text(language),
            Self::Move(error) => error.text(language),
            Self::Impossible(error) => error.text(language),
        }
    }
}

impl Display for NotAGame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for NotAGame {}
