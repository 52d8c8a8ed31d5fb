//! Numbers as both formats have them.

use std::fmt;

/// A value of a series; counts stay whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    U64(u64),
    I64(i64),
    F64(f64),
}

impl Number {
    pub(crate) const fn to_f64(self) -> f64 {
        match self {
            Self::U64(number) => number as f64,
            Self::I64(number) => number as f64,
            Self::F64(number) => number,
        }
    }

    /// Both together, at most as large as the type can say.
    pub(crate) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::U64(one), Self::U64(other)) => Self::U64(one.saturating_add(other)),
            (Self::I64(one), Self::I64(other)) => Self::I64(one.saturating_add(other)),
            (one, other) => Self::F64(one.to_f64() + other.to_f64()),
        }
    }

    /// The greater one; a number rather than none.
    pub(crate) fn greater(self, other: Self) -> Self {
        if other.to_f64() > self.to_f64() || self.to_f64().is_nan() { other } else { self }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::U64(number) => number.fmt(f),
            Self::I64(number) => number.fmt(f),
            Self::F64(number) if number.is_nan() => f.write_str("NaN"),
            Self::F64(number) if number.is_infinite() => {
                f.write_str(if number > 0.0 { "+Inf" } else { "-Inf" })
            }
            // Else a number of three hundred digits.
            Self::F64(number) if number != 0.0 && !PLAIN.contains(&number.abs()) => {
                write!(f, "{number:e}")
            }
            Self::F64(number) => number.fmt(f),
        }
    }
}

/// What is written without an exponent.
const PLAIN: std::ops::Range<f64> = 1e-9..1e16;

macro_rules! from {
    ($($type:ty => $variant:ident),*) => {$(
        impl From<$type> for Number {
            fn from(number: $type) -> Self {
                Self::$variant(number)
            }
        }
    )*};
}

from!(u64 => U64, i64 => I64, f64 => F64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_parsers_of_other_languages_read_them() {
        let cases: [(Number, &str); 12] = [
            (u64::MAX.into(), "18446744073709551615"),
            ((-3_i64).into(), "-3"),
            (0.25.into(), "0.25"),
            (12.0.into(), "12"),
            (0.0.into(), "0"),
            (0.000_017.into(), "0.000017"),
            (1e300.into(), "1e300"),
            ((-1.5e-300).into(), "-1.5e-300"),
            (f64::MIN_POSITIVE.into(), "2.2250738585072014e-308"),
            (f64::NAN.into(), "NaN"),
            (f64::INFINITY.into(), "+Inf"),
            (f64::NEG_INFINITY.into(), "-Inf"),
        ];
        for (number, expected) in cases {
            assert_eq!(number.to_string(), expected);
        }
    }

    #[test]
    fn sums_stop_at_the_greatest_number() {
        let most = Number::from(u64::MAX).plus(1_u64.into());
        assert_eq!(most.to_string(), u64::MAX.to_string());
        assert_eq!(Number::from(1.5).plus(2.0.into()).to_string(), "3.5");
        assert_eq!(Number::from(f64::NAN).greater(2.0.into()).to_string(), "2");
    }
}
