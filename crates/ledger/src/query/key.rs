//! What calls are grouped by.

mod period;

pub(super) use self::period::Labels;
pub use self::period::Period;
use super::Field;

/// What calls are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Key {
    /// By the value of a field.
    Field(Field),
    /// By the time at which they began.
    Period(Period),
}

impl Key {
    /// The one of this name: a [`Field`], `hour`, `day`, `week` or `month`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Period::named(name).map(Self::Period).or_else(|| Field::named(name).map(Self::Field))
    }

    /// Its name: `model`, `day`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Field(field) => field.name(),
            Self::Period(period) => period.as_str().to_owned(),
        }
    }

    /// What to say where [`named`](Self::named) knows nothing: that the name is unknown, and the nearest one.
    #[must_use]
    pub fn unknown(name: &str) -> String {
        Field::unknown_beside(name, &Period::ALL.map(Period::as_str))
    }
}
