//! The referee: says whether the goal is reached, and what was broken.

use std::io;
use std::time::Duration;

use run_simulated::ByHand;

use crate::Move;
use crate::levels::Goal;

/// The run of a level.
pub(crate) type Hand = ByHand<'static, io::Result<()>>;

/// What the referee says after a move. Once it has said that a game is won or lost, later moves do not change this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The goal is not reached yet.
    Open,
    /// The goal is reached.
    Won(Score),
    /// Something was broken, or the goal can no longer be reached.
    Lost(Fault),
}

/// How good a won game was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// The number of moves until the goal was reached.
    pub moves: usize,
    /// The number of moves of the ideal game.
    pub ideal: usize,
}

/// Why a game is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A timer fired before it was due.
    Early {
        /// The number of the timer.
        timer: u64,
        /// When it fired.
        at: Duration,
        /// When it was due.
        due: Duration,
    },
    /// Time passed while a timer was due, and it had not fired.
    Late {
        /// The number of the timer.
        timer: u64,
        /// When it was due.
        due: Duration,
    },
    /// Time passed while a task was ready, and nobody polled it.
    NotPolled {
        /// The number of the task.
        task: u64,
        /// The time when it was ready.
        at: Duration,
        /// Whether it was new: nobody had polled it yet.
        is_new: bool,
    },
    /// A task was polled, but nobody had woken it.
    NotWoken {
        /// The number of the task.
        task: u64,
        /// Whether this poll brought the task to its end. So it hid that nobody would have woken it.
        helped: bool,
    },
    /// The program has ended, but with too many polls.
    TooManyPolls {
        /// The number of polls.
        polls: usize,
        /// The fewest polls.
        fewest: usize,
    },
    /// The program has printed more lines than the goal says.
    OtherLines {
        /// The number of lines so far.
        lines: usize,
    },
    /// The program has ended, although it should hang.
    Ended,
    /// The program has kept its promise, although it should break it.
    PromiseKept,
    /// The program has failed, although it should end well.
    Failed,
}

impl Verdict {
    /// Whether the goal is reached.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(!game::Verdict::Open.is_won());
    /// ```
    #[must_use]
    pub fn is_won(&self) -> bool {
        matches!(self, Self::Won(_))
    }
}

impl Fault {
    /// Returns the name of the promise in `runtime-contract` that an executor breaks in this way. `None` if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use game::Fault;
    /// use std::time::Duration;
    ///
    /// let early = Fault::Early { timer: 1, at: Duration::ZERO, due: Duration::from_secs(1) };
    /// assert_eq!(early.promise(), Some("a_sleep_is_never_done_early"));
    /// ```
    #[must_use]
    pub fn promise(&self) -> Option<&'static str> {
        match self {
            Self::Early { .. } => Some("a_sleep_is_never_done_early"),
            Self::Late { .. } => Some("the_timer_is_as_fine_as_the_runtime_declares"),
            Self::NotPolled { task: 1.., .. } => Some("a_task_runs_beside_the_one_that_spawned_it"),
            _ => None,
        }
    }
}

/// Returns what a move breaks, if it is made now. `before` are the moves so far.
pub(crate) fn broken_by(hand: &Hand, now: Duration, before: &[Move], next: Move) -> Option<Fault> {
    match next {
        Move::Poll(task) => (!hand.ready().contains(&task)).then_some(Fault::NotWoken { task, helped: false }),
        Move::Fire(timer) => {
            let (_, due) = hand.timers().into_iter().find(|(number, _)| *number == timer)?;
            (due > now).then_some(Fault::Early { timer, at: now, due })
        }
        Move::LetTimePass => {
            let is_new = |task| !before.contains(&Move::Poll(task));
            let not_polled = |task| Fault::NotPolled { task, at: now, is_new: is_new(task) };
            let not_polled = hand.ready().first().copied().map(not_polled);
            let (timer, due) = *hand.timers().first()?;
            not_polled.or((due <= now).then_some(Fault::Late { timer, due }))
        }
    }
}

/// Returns the same fault, with what is only known after the move.
pub(crate) fn seen_after(hand: &Hand, fault: Fault) -> Fault {
    match fault {
        Fault::NotWoken { task, .. } => Fault::NotWoken { task, helped: !hand.tasks().contains(&task) },
        fault => fault,
    }
}

/// Returns the verdict on a game in which no move has broken anything.
pub(crate) fn judge(hand: &Hand, goal: Goal, polls: usize, lines: usize, score: Score) -> Verdict {
    let Some(ended) = hand.output() else {
        let hangs = hand.ready().is_empty() && hand.timers().is_empty();
        return match goal {
            Goal::Hang if hangs => Verdict::Won(score),
            // The program ends with its last line. So this one is not the last.
            Goal::Lines(expected) if lines >= expected => Verdict::Lost(Fault::OtherLines { lines }),
            _ => Verdict::Open,
        };
    };
    match (goal, ended) {
        (Goal::Break, Err(_)) => Verdict::Won(score),
        (_, Err(_)) => Verdict::Lost(Fault::Failed),
        (Goal::Break, Ok(())) => Verdict::Lost(Fault::PromiseKept),
        (Goal::Hang, Ok(())) => Verdict::Lost(Fault::Ended),
        (Goal::Polls(fewest), Ok(())) if polls > fewest => Verdict::Lost(Fault::TooManyPolls { polls, fewest }),
        (Goal::Lines(expected), Ok(())) if lines != expected => Verdict::Lost(Fault::OtherLines { lines }),
        (Goal::End | Goal::Polls(_) | Goal::Lines(_), Ok(())) => Verdict::Won(score),
    }
}
