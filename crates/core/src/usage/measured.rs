//! One measured amount and its origin.

/// An amount and where it came from. Unknown is not zero: what nobody reported is [`Missing`](Self::Missing)
/// all the way to every exit, where it is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "an amount is known, guessed or unknown; there is no fourth"
)]
pub enum Measured<T> {
    /// Nobody said.
    #[default]
    Missing,
    /// The provider said so.
    Reported(T),
    /// We or the caller estimated it.
    Estimated(T),
}

impl<T: Copy> Measured<T> {
    /// The amount, whatever its origin.
    #[must_use]
    pub const fn value(self) -> Option<T> {
        match self {
            Self::Missing => None,
            Self::Reported(value) | Self::Estimated(value) => Some(value),
        }
    }

    /// Whether nobody said.
    #[must_use]
    pub const fn is_missing(self) -> bool {
        matches!(self, Self::Missing)
    }

    /// Whether the amount is an estimate.
    #[must_use]
    pub const fn is_estimated(self) -> bool {
        matches!(self, Self::Estimated(_))
    }

    /// Takes over `newer` where it says something. A report is never replaced by an estimate.
    #[inline]
    pub(super) fn update(&mut self, newer: Self) {
        match (*self, newer) {
            (_, Self::Missing) | (Self::Reported(_), Self::Estimated(_)) => {}
            _ => *self = newer,
        }
    }

    /// The sum of both. Missing adds nothing; one estimate makes the sum an estimate.
    pub(super) fn plus(self, other: Self, add: impl FnOnce(T, T) -> T) -> Self {
        match (self, other) {
            (Self::Missing, known) | (known, Self::Missing) => known,
            (Self::Reported(a), Self::Reported(b)) => Self::Reported(add(a, b)),
            (a, b) => match (a.value(), b.value()) {
                (Some(a), Some(b)) => Self::Estimated(add(a, b)),
                _ => Self::Missing,
            },
        }
    }
}

impl<T> From<Option<T>> for Measured<T> {
    /// A reported amount, or missing.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Self::Reported)
    }
}

#[cfg(test)]
mod tests {
    use super::Measured::{Estimated, Missing, Reported};

    #[test]
    fn missing_adds_nothing_and_an_estimate_taints_the_sum() {
        let add = |a: u64, b: u64| a + b;
        assert_eq!(Missing.plus(Reported(3), add), Reported(3));
        assert_eq!(Reported(2).plus(Reported(3), add), Reported(5));
        assert_eq!(Reported(2).plus(Estimated(3), add), Estimated(5));
        assert_eq!(Missing.plus(Missing, add), Missing);
    }

    #[test]
    fn an_estimate_never_replaces_a_report() {
        let mut count = Reported(3);
        count.update(Estimated(4));
        assert_eq!(count, Reported(3));
        count.update(Reported(5));
        assert_eq!(count, Reported(5));
    }
}
