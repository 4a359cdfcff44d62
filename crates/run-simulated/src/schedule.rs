//! A schedule: the choices of the executor, in a form that a person can read.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::str::FromStr;

/// The choices of the executor.
///
/// The executor chooses which task to poll and which timer to fire. A stdout with
/// [faults](crate::WriteFaults::Random) chooses how many bytes to take. All choices are numbered from 0.
///
/// Each choice has possibilities, numbered from 0. Possibility 0 is the first, such as the task that was woken first. A
/// schedule lists the choices that take another one, as `number:taken`. The empty schedule always takes the first.
///
/// # Examples
///
/// Two tasks are ready. The schedule `0:1` says: at choice 0, take possibility 1, which is the second task.
///
/// ```
/// use std::{cell::RefCell, rc::Rc};
///
/// use any_runtime::{BlockOn, Runtime};
/// use run_simulated::Simulated;
///
/// let order = |rt: Simulated| {
///     let order = Rc::new(RefCell::new(Vec::new()));
///     let tasks = ["first", "second"].map(|name| {
///         let order = order.clone();
///         rt.spawn(async move { order.borrow_mut().push(name) })
///     });
///     rt.block_on(async {
///         for task in tasks {
///             task.await;
///         }
///     })?;
///     std::io::Result::Ok(order.take())
/// };
/// assert_eq!(order(Simulated::new())?, ["first", "second"]);
/// assert_eq!(order(Simulated::new().schedule("0:1".parse().unwrap()))?, ["second", "first"]);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule(BTreeMap<u64, u64>);

impl Schedule {
    /// Whether every choice is the first possibility.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(run_simulated::Schedule::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The choice with this number, out of `end` possibilities.
    pub(crate) fn taken(&self, number: u64, end: u64) -> u64 {
        self.0.get(&number).copied().unwrap_or(0).min(end - 1)
    }

    /// Records a choice.
    pub(crate) fn note(&mut self, number: u64, taken: u64) {
        if taken > 0 {
            self.0.insert(number, taken);
        }
    }

    /// The smallest schedule found that still `fails`. Leaving out any one of its choices makes it pass.
    ///
    /// It stops after some hundred attempts, and returns the smallest so far.
    pub(crate) fn shrunk(self, mut fails: impl FnMut(&Self) -> bool) -> Self {
        /// How many schedules to try.
        const ATTEMPTS: usize = 500;

        let mut left = ATTEMPTS;
        let mut fails = |schedule: &Self| {
            let may_try = left > 0;
            left = left.saturating_sub(1);
            may_try && fails(schedule)
        };
        let mut smallest = self;
        let mut some = smallest.0.len();
        while some > 0 {
            let before = smallest.clone();
            let numbers: Vec<u64> = before.0.keys().copied().collect();
            for numbers in numbers.chunks(some) {
                let mut fewer = smallest.clone();
                fewer.0.retain(|number, _| !numbers.contains(number));
                if fails(&fewer) {
                    smallest = fewer;
                }
            }
            // Without one choice, another may be unnecessary. So the last pass repeats until nothing changes.
            if some > 1 || smallest == before {
                some /= 2;
            }
        }
        smallest
    }
}

impl Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (number, taken)) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{number}:{taken}")?;
        }
        Ok(())
    }
}

/// Reads the form that [`Display`] writes.
impl FromStr for Schedule {
    type Err = NotASchedule;

    fn from_str(text: &str) -> Result<Self, NotASchedule> {
        let choice = |word: &str| {
            let (number, taken) = word.split_once(':')?;
            Some((number.parse().ok()?, taken.parse().ok()?))
        };
        let choices = text.split_whitespace().map(|word| choice(word).ok_or_else(|| NotASchedule(word.into())));
        Ok(Self(choices.collect::<Result<_, _>>()?))
    }
}

/// The error for a text that is not a [`Schedule`].
///
/// # Examples
///
/// ```
/// let error = "0:1 two".parse::<run_simulated::Schedule>().unwrap_err();
/// assert_eq!(error.to_string(), "'two' is no choice: a schedule is a list such as '0:1 17:2', each number:taken");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotASchedule(String);

impl Display for NotASchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is no choice: a schedule is a list such as '0:1 17:2', each number:taken", self.0)
    }
}

impl std::error::Error for NotASchedule {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        for text in ["", "0:1", "3:1 17:2"] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn only_the_choices_that_matter_are_left() {
        let all: Schedule = "0:3 2:1 5:1 8:2 9:1 11:1".parse().unwrap();
        let needs_two = |schedule: &Schedule| schedule.0.contains_key(&2) && schedule.0.contains_key(&9);
        assert_eq!(all.shrunk(needs_two).to_string(), "2:1 9:1");
    }

    #[test]
    fn a_failure_that_needs_no_choice_shrinks_to_none() {
        let all: Schedule = "0:3 2:1 5:1".parse().unwrap();
        assert_eq!(all.shrunk(|_| true), Schedule::default());
    }

    #[test]
    fn a_choice_beyond_the_possible_is_the_last() {
        assert_eq!("0:7".parse::<Schedule>().unwrap().taken(0, 3), 2);
    }
}
