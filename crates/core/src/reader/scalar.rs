//! Scalars as a front end hands them over.

use std::time::Duration;

use crate::cost::Money;

/// A value without parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar<'a> {
    /// Nothing: null, a unit, bytes.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer of any width.
    Int(i128),
    /// A number with a fraction, or too wide for [`Int`](Self::Int).
    Float(f64),
    /// Text.
    Str(&'a str),
}

impl<'a> Scalar<'a> {
    /// The number written as `text`; the text itself where it is none.
    pub(crate) fn number(text: &'a str) -> Self {
        if let Ok(int) = text.parse() {
            Self::Int(int)
        } else if let Ok(float) = text.parse() {
            Self::Float(float)
        } else {
            Self::Str(text)
        }
    }

    /// The text, where it is one.
    pub(crate) const fn text(self) -> Option<&'a str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// A length of time in seconds, which Google writes with their unit. Null is nothing.
    pub(crate) fn seconds(self) -> Result<Option<Duration>, NotACount> {
        let seconds = match self {
            Self::Null => return Ok(None),
            Self::Bool(_) => return Err(NotACount),
            // Longer than a float can tell only where no recording is.
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
            Self::Str(text) => {
                text.strip_suffix('s').unwrap_or(text).parse().map_err(|_| NotACount)?
            }
        };
        Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| NotACount)
    }

    /// An amount that a provider asks for, in US dollars: a number that is not negative, of at most a million. Null is
    /// nothing; zero is an amount.
    pub(crate) fn dollars(self) -> Result<Option<Money>, NotACount> {
        let amount = match self {
            Self::Null => return Ok(None),
            Self::Bool(_) | Self::Str(_) => None,
            Self::Int(int) => int.to_string().parse().ok(),
            // The digits that were sent, as far as a float has them.
            Self::Float(float) => Money::from_usd(float),
        };
        amount.filter(is_reasonable).map(Some).ok_or(NotACount)
    }

    /// The count of something. Null is nothing; zero is a count.
    pub(crate) fn count(self) -> Result<Option<u64>, NotACount> {
        match self {
            Self::Null => Ok(None),
            Self::Bool(_) => Err(NotACount),
            Self::Int(int) => u64::try_from(int).map(Some).map_err(|_| NotACount),
            Self::Float(float) if (0.0..TWO_TO_64).contains(&float) && float.fract() == 0.0 => {
                // In range and whole, as just seen, so the cast is exact.
                Ok(Some(float as u64))
            }
            Self::Float(_) => Err(NotACount),
            Self::Str(text) => match Self::number(text) {
                Self::Str(_) => Err(NotACount),
                number => number.count(),
            },
        }
    }
}

/// Whether one answer may cost so much.
pub(crate) fn is_reasonable(amount: &Money) -> bool {
    (0..=MAX_PICO_DOLLARS).contains(&amount.pico())
}

/// A value that stands where a count belongs and is none: negative, a fraction, not a number, too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotACount;

/// A million dollars.
const MAX_PICO_DOLLARS: i128 = 1_000_000_000_000_000_000;

/// The first float above every `u64`.
const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_in_any_writing_are_counts() {
        for scalar in [Scalar::Int(12), Scalar::Float(12.0), Scalar::Str("12"), Scalar::Str("12.0")]
        {
            assert_eq!(scalar.count(), Ok(Some(12)), "{scalar:?}");
        }
        for zero in [Scalar::Int(0), Scalar::Float(0.0), Scalar::Float(-0.0)] {
            assert_eq!(zero.count(), Ok(Some(0)), "{zero:?}");
        }
        assert_eq!(Scalar::Int(u64::MAX.into()).count(), Ok(Some(u64::MAX)));
        assert_eq!(Scalar::Null.count(), Ok(None));
    }

    #[test]
    fn seconds_come_in_any_writing() {
        let half = Ok(Some(Duration::from_millis(2_500)));
        for scalar in [Scalar::Float(2.5), Scalar::Str("2.5"), Scalar::Str("2.500s")] {
            assert_eq!(scalar.seconds(), half, "{scalar:?}");
        }
        assert_eq!(Scalar::Int(2).seconds(), Ok(Some(Duration::from_secs(2))));
        assert_eq!(Scalar::Null.seconds(), Ok(None));
        for scalar in [
            Scalar::Int(-1),
            Scalar::Float(f64::NAN),
            Scalar::Float(1e300),
            Scalar::Str("long"),
            Scalar::Str("NaN"),
            Scalar::Bool(true),
        ] {
            assert_eq!(scalar.seconds(), Err(NotACount), "{scalar:?}");
        }
    }

    #[test]
    fn amounts_are_numbers_of_dollars_within_reason() {
        let pico = |scalar: Scalar<'_>| scalar.dollars().map(|amount| amount.map(Money::pico));
        assert_eq!(pico(Scalar::Float(0.00609)), Ok(Some(6_090_000_000)));
        assert_eq!(pico(Scalar::Int(2)), Ok(Some(2_000_000_000_000)));
        assert_eq!(pico(Scalar::Float(-0.0)), Ok(Some(0)));
        assert_eq!(pico(Scalar::Float(1e6)), Ok(Some(MAX_PICO_DOLLARS)));
        assert_eq!(pico(Scalar::Null), Ok(None));
        for scalar in [
            Scalar::Float(-0.01),
            Scalar::Int(-1),
            Scalar::Int(1_000_001),
            Scalar::Int(i128::MAX),
            Scalar::Float(1e300),
            Scalar::Float(f64::NAN),
            Scalar::Float(f64::INFINITY),
            Scalar::Str("0.01"),
            Scalar::Bool(true),
        ] {
            assert_eq!(pico(scalar), Err(NotACount), "{scalar:?}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_no_count() {
        let values = [
            Scalar::Int(-1),
            Scalar::Int(i128::from(u64::MAX) + 1),
            Scalar::Int(i128::MIN),
            Scalar::Float(12.5),
            Scalar::Float(-1.0),
            Scalar::Float(f64::NAN),
            Scalar::Float(f64::INFINITY),
            Scalar::Float(TWO_TO_64),
            Scalar::Bool(true),
            Scalar::Str(""),
            Scalar::Str("many"),
            Scalar::Str("NaN"),
            Scalar::Str("-3"),
        ];
        for value in values {
            assert_eq!(value.count(), Err(NotACount), "{value:?}");
        }
    }
}
