//! Exact multiplication and division of money.

use crate::price::Factor;

/// A positive fraction in lowest terms: the product of all factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    numerator: u128,
    denominator: u128,
}

impl Ratio {
    pub(super) const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// The product, or nothing beyond 128 bits.
    pub(super) fn times(self, factor: Factor) -> Option<Self> {
        // Factors are never negative.
        let (nano, one) = (factor.nano().unsigned_abs(), Factor::ONE.nano().unsigned_abs());
        let (numerator, denominator) = reduced(u128::from(nano), u128::from(one));
        let (first, denominator) = reduced(self.numerator, denominator);
        let (numerator, second) = reduced(numerator, self.denominator);
        Some(Self {
            numerator: first.checked_mul(numerator)?,
            denominator: second.checked_mul(denominator)?,
        })
    }
}

/// `count` × `rate` / `per` × `ratio`, rounded half to even; nothing beyond 64 bits, or where the way there is beyond 128.
pub(super) fn amount(count: u64, rate: i64, per: u64, ratio: Ratio) -> Option<i64> {
    let product = u128::from(count) * u128::from(rate.unsigned_abs());
    let rounded = if ratio == Ratio::ONE {
        match u64::try_from(product) {
            Ok(product) => u128::from(divided_64(product, per)),
            Err(_) => divided(product, u128::from(per)),
        }
    } else {
        let (product, denominator) = reduced(product, ratio.denominator);
        let (numerator, per) = reduced(ratio.numerator, u128::from(per));
        let (product, per) = reduced(product, per);
        divided(product.checked_mul(numerator)?, denominator.checked_mul(per)?)
    };
    i64::try_from(rounded).ok()
}

const fn divided_64(dividend: u64, divisor: u64) -> u64 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let up = rounds_up(rest as u128, divisor as u128, quotient % 2 == 1);
    quotient + up as u64
}

const fn divided(dividend: u128, divisor: u128) -> u128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    quotient + rounds_up(rest, divisor, quotient % 2 == 1) as u128
}

/// Whether what is left of a division is more than half of the divisor, or half of it beside an odd quotient.
const fn rounds_up(rest: u128, divisor: u128, odd: bool) -> bool {
    let missing = divisor - rest;
    rest > missing || (rest == missing && odd)
}

/// A fraction in lowest terms. A denominator is never zero.
const fn reduced(numerator: u128, denominator: u128) -> (u128, u128) {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (numerator / a, denominator / a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(factors: &[&str]) -> Option<Ratio> {
        factors.iter().try_fold(Ratio::ONE, |ratio, factor| ratio.times(factor.parse().unwrap()))
    }

    #[test]
    fn ties_go_to_the_even_neighbour_and_all_else_to_the_nearest() {
        let halves = ratio(&["0.5"]).unwrap();
        for (count, rate, per, ratio, expected) in [
            (1, 1, 2, Ratio::ONE, 0),
            (3, 1, 2, Ratio::ONE, 2),
            (5, 1, 2, Ratio::ONE, 2),
            (7, 1, 2, Ratio::ONE, 4),
            (1, 2, 3, Ratio::ONE, 1),
            (1, 1, 3, Ratio::ONE, 0),
            (1, 1, 1, halves, 0),
            (3, 1, 1, halves, 2),
            (3, 1, 2, halves, 1),
            (500_001, 1, 1_000_000, Ratio::ONE, 1),
            (499_999, 1, 1_000_000, Ratio::ONE, 0),
        ] {
            assert_eq!(amount(count, rate, per, ratio), Some(expected), "{count} x {rate} / {per}");
        }
    }

    #[test]
    fn factors_are_multiplied_exactly_before_anything_is_rounded() {
        // 1.1 x 0.9 x 10 = 9.9; rounding after each factor would give something else.
        assert_eq!(amount(1, 1, 1, ratio(&["1.1", "0.9", "10"]).unwrap()), Some(10));
        assert_eq!(ratio(&["1.1", "0.9"]), Some(Ratio { numerator: 99, denominator: 100 }));
        assert_eq!(ratio(&["0"]), Some(Ratio { numerator: 0, denominator: 1 }));
    }

    #[test]
    fn what_is_beyond_64_bits_is_nothing() {
        assert_eq!(amount(u64::MAX, i64::MAX, 1, Ratio::ONE), None);
        assert_eq!(amount(u64::MAX, i64::MAX, u64::MAX, Ratio::ONE), Some(i64::MAX));
        assert_eq!(amount(u64::MAX, i64::MAX, 7, ratio(&["1.1"]).unwrap()), None);
        assert_eq!(ratio(&["9223372036.854775807"; 5]), None);
    }
}
