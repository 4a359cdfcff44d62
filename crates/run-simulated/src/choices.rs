//! The choices of the executor, such as which task runs next.

use std::cell::{Cell, RefCell};

use crate::Schedule;

/// Makes the executor's choices, and counts them.
pub(crate) struct Choices {
    by: By,
    /// The number of choices so far.
    number: Cell<u64>,
    /// The choices made so far, if they are recorded.
    made: Option<RefCell<Schedule>>,
}

/// How the choices are made.
pub(crate) enum By {
    /// Always the first possibility. So everything happens in the order of registration.
    Order,
    /// Random numbers from a seed. The same seed gives the same choices.
    Seed(u64),
    /// A list of choices.
    Schedule(Schedule),
}

impl Choices {
    pub(crate) fn new(by: By) -> Self {
        Self { by, number: Cell::new(0), made: None }
    }

    /// Records the choices from now on.
    pub(crate) fn noted(mut self) -> Self {
        self.made = Some(RefCell::default());
        self
    }

    /// Whether a choice can be something other than the first possibility.
    pub(crate) fn are_open(&self) -> bool {
        !matches!(self.by, By::Order)
    }

    /// Chooses one of `end` possibilities: a number below `end`. Without a seed or a schedule, it is always 0.
    pub(crate) fn choose(&self, end: u64) -> u64 {
        if end < 2 || !self.are_open() {
            return 0;
        }
        let number = self.number.replace(self.number.get() + 1);
        let taken = match &self.by {
            By::Order => 0,
            By::Seed(seed) => scaled(random(*seed, number), end),
            By::Schedule(schedule) => schedule.taken(number, end),
        };
        if let Some(made) = &self.made {
            made.borrow_mut().note(number, taken);
        }
        taken
    }

    /// The choices so far. Empty if they are not recorded.
    pub(crate) fn made(&self) -> Schedule {
        self.made.as_ref().map(|made| made.borrow().clone()).unwrap_or_default()
    }

    pub(crate) fn seed(&self) -> Option<u64> {
        match self.by {
            By::Seed(seed) => Some(seed),
            _ => None,
        }
    }
}

/// The random number at position `number` in the sequence of a seed.
///
/// The algorithm is `SplitMix64` (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014). It is
/// written out here so that a seed gives the same schedule in every version.
fn random(seed: u64, number: u64) -> u64 {
    let mut bits = seed.wrapping_add((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Scales 64 random bits to a number below `end`.
fn scaled(bits: u64, end: u64) -> u64 {
    ((u128::from(bits) * u128::from(end)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_in_every_version() {
        // The first numbers of the published reference implementation, for the seed 1234567.
        let numbers: Vec<_> = (0..3).map(|number| random(1_234_567, number)).collect();
        assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn every_possibility_is_taken_by_some_choice() {
        let choices = Choices::new(By::Seed(7));
        let taken: std::collections::BTreeSet<_> = (0..100).map(|_| choices.choose(5)).collect();
        assert_eq!(taken, (0..5).collect());
    }

    #[test]
    fn what_was_noted_leads_to_the_same_choices() {
        let seeded = Choices::new(By::Seed(7)).noted();
        let taken: Vec<_> = (1..50).map(|end| seeded.choose(end)).collect();
        let replayed = Choices::new(By::Schedule(seeded.made()));
        assert_eq!((1..50).map(|end| replayed.choose(end)).collect::<Vec<_>>(), taken);
    }
}
