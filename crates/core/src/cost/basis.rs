//! How a cost was computed.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Currency, Money};

/// The price that made a cost, where it was found, and the arithmetic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CostBasis {
    /// The provider whose price it is, by its id in the price book.
    pub provider: Arc<str>,
    /// The model whose price it is, by its id in the price book.
    pub model: Arc<str>,
    /// What was done to provider and name until a price was found, in order. Empty where the name was listed.
    pub steps: Vec<Cow<'static, str>>,
    /// Since when the price holds (`2026-10-12`, UTC); nothing where the book does not say.
    pub price_from: Option<Arc<str>>,
    /// At which time of day the price holds; nothing for all day.
    pub hours: Option<CostHours>,
    /// The price book.
    pub book: Arc<BookVersion>,
    /// The number of input tokens beyond which a dearer tier began; nothing in the first tier.
    pub context_tier: Option<u64>,
    /// The conditions that decided, such as `service_tier` = `priority`.
    pub conditions: Vec<(Arc<str>, Arc<str>)>,
    /// What all components are multiplied by: regional surcharges, discounts, margins.
    pub factors: Vec<CostFactor>,
    /// The parts of the cost. They add up to its amount.
    pub components: Vec<CostComponent>,
}

impl CostBasis {
    /// The sum of the components of one side.
    pub(super) fn sum_of(&self, side: CostSide, currency: Currency) -> Option<Money> {
        let components = self.components.iter().filter(|component| component.side == side);
        components
            .map(|component| component.amount)
            .try_fold(Money::from_pico(0, currency), Money::checked_add)
    }
}

/// A time of every day, in UTC and in seconds since midnight; past midnight where it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CostHours {
    /// The first second.
    pub from: u32,
    /// The first second after.
    pub until: u32,
}

impl CostHours {
    /// From one second of the day until another.
    #[must_use]
    pub const fn new(from: u32, until: u32) -> Self {
        Self { from, until }
    }
}

/// As it is told: `16:30 to 00:30 UTC`.
impl fmt::Display for CostHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |f: &mut fmt::Formatter<'_>, second: u32| {
            let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
            write!(f, "{hours:02}:{minutes:02}")?;
            if seconds == 0 { Ok(()) } else { write!(f, ":{seconds:02}") }
        };
        clock(f, self.from)?;
        f.write_str(" to ")?;
        clock(f, self.until)?;
        f.write_str(" UTC")
    }
}

/// Which price book, exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BookVersion {
    /// The date of its data.
    pub version: Arc<str>,
    /// The first digits of the hash of its content, overlays included.
    pub hash: Arc<str>,
}

/// As it is told: `2026-11-29+f7fe9a224daa`, or the hash alone of a book without a date.
impl fmt::Display for BookVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, hash } = self;
        if version.is_empty() { f.write_str(hash) } else { write!(f, "{version}+{hash}") }
    }
}

/// One line of the arithmetic: `count` × `rate` / `per`, times the factors, rounded half to even once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CostComponent {
    /// The unit, e.g. `cache_read_tokens`.
    pub unit: Cow<'static, str>,
    /// Which side of the call it belongs to.
    pub side: CostSide,
    /// How many were billed at this rate: those with a rate of their own are not in it. Durations are in nanoseconds.
    pub count: u64,
    /// How many units the rate is for. Durations are in nanoseconds.
    pub per: u64,
    /// The price of `per` units.
    pub rate: Money,
    /// What they cost.
    pub amount: Money,
}

impl CostComponent {
    /// A line of the arithmetic.
    #[must_use]
    pub const fn new(
        (unit, side): (&'static str, CostSide),
        (count, per): (u64, u64),
        rate: Money,
        amount: Money,
    ) -> Self {
        Self { unit: Cow::Borrowed(unit), side, count, per, rate, amount }
    }
}

/// What all components are multiplied by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CostFactor {
    /// Why: `residency=eu`, or the name of the user's discount.
    pub reason: Arc<str>,
    /// The factor as decimal text: `1.1`.
    pub times: Arc<str>,
}

impl CostFactor {
    /// A factor and its reason.
    #[must_use]
    pub const fn new(reason: Arc<str>, times: Arc<str>) -> Self {
        Self { reason, times }
    }
}

/// Which side of a call a component belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CostSide {
    /// What went in.
    Input,
    /// What came out.
    Output,
    /// Neither: searches, requests.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_with_seconds_only_where_there_are_any() {
        assert_eq!(CostHours::new(59_400, 1_800).to_string(), "16:30 to 00:30 UTC");
        assert_eq!(CostHours::new(0, 86_399).to_string(), "00:00 to 23:59:59 UTC");
    }
}
