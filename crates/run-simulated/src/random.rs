//! A random number generator whose algorithm never changes, so a seed gives the same schedule with every version.

/// `SplitMix64`, by Steele, Lea and Flood (2014). It is small, and good enough to shuffle schedules.
#[derive(Debug)]
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    /// Starts the sequence that belongs to `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number of the sequence.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`: the upper half of the product with the next number. It panics when `end` is zero.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        assert!(end > 0, "no number is below zero");
        let product = u128::from(self.next()) * u128::from(end);
        u64::try_from(product >> 64).expect("the upper half of 128 bits has 64")
    }

    /// An index of a collection that has `len` items. It panics when `len` is zero.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).expect("the index is below a `usize`")
    }

    /// Puts `items` in a random order, from the last one down (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SplitMix64;

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut random = SplitMix64::new(1_234_567);
        let first = [(); 5].map(|()| random.next());
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(first, published);
    }

    #[test]
    fn choices_and_shuffles_stay_the_same() {
        let mut random = SplitMix64::new(7);
        assert_eq!([(); 8].map(|()| random.below(10)), [3, 0, 9, 5, 4, 2, 4, 3]);
        let mut items = [0, 1, 2, 3, 4, 5, 6, 7];
        random.shuffle(&mut items);
        assert_eq!(items, [5, 7, 6, 3, 4, 0, 2, 1]);
    }
}
