//! The middle of some numbers, and how far they lie from it.

/// What is usual, by numbers of before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Usual {
    /// Half of the numbers are not above it, half not below.
    pub(super) median: i128,
    /// The median of their distances from it.
    deviation: i128,
}

impl Usual {
    /// Of some numbers; nothing of none.
    pub(super) fn of(numbers: &[i128]) -> Option<Self> {
        let median = median(numbers.to_vec())?;
        let distances = numbers.iter().map(|number| number.saturating_sub(median).saturating_abs());
        Some(Self { median, deviation: self::median(distances.collect())? })
    }

    /// The deviation on the scale of a standard deviation: so many times as great, were the numbers normally spread.
    pub(super) fn spread(self) -> f64 {
        1.4826 * self.deviation as f64
    }
}

/// The middle number, or the mean of the middle two, rounded down.
fn median(mut numbers: Vec<i128>) -> Option<i128> {
    let middle = numbers.len() / 2;
    if numbers.is_empty() {
        return None;
    }
    let is_even = numbers.len().is_multiple_of(2);
    let (below, upper, _) = numbers.select_nth_unstable(middle);
    let upper = *upper;
    let lower = if is_even { below.iter().max().copied()? } else { upper };
    Some(lower.saturating_add(upper.saturating_sub(lower) / 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, word by word: as many above as below.
    fn naive_median(numbers: &[i128]) -> Option<i128> {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        let sum = sorted[last / 2] + sorted[last.div_ceil(2)];
        Some(sum.div_euclid(2))
    }

    #[test]
    fn one_wild_number_moves_neither_median_nor_spread_far() {
        let usual = Usual::of(&[10, 12, 11, 9, 10, 11, 1_000_000, 10]);
        assert_eq!(usual, Some(Usual { median: 10, deviation: 1 }));
        assert_eq!(Usual::of(&[]), None);
    }

    proptest! {
        #[test]
        fn median_and_deviation_are_those_of_the_definition(
            numbers in proptest::collection::vec(-1_000_000_000_000_000_i128..1_000_000_000_000_000, 1..40),
        ) {
            let median = naive_median(&numbers);
            let distances: Vec<_> =
                numbers.iter().map(|number| (number - median.unwrap_or(0)).abs()).collect();
            let expected = median.zip(naive_median(&distances));
            let usual = Usual::of(&numbers).map(|usual| (usual.median, usual.deviation));
            prop_assert_eq!(usual, expected);
        }

        #[test]
        fn the_order_of_the_numbers_does_not_matter(
            mut numbers in proptest::collection::vec(any::<i64>().prop_map(i128::from), 1..20),
        ) {
            let usual = Usual::of(&numbers);
            numbers.reverse();
            prop_assert_eq!(Usual::of(&numbers), usual);
        }
    }
}
