//! Exact amounts of energy and of greenhouse gases.

use std::fmt;

/// Makes an amount: a whole number of millionths of its unit.
macro_rules! amount {
    ($(#[doc = $doc:literal])* $name:ident, $unit:literal, $millionth:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u64);

        impl $name {
            #[doc = concat!("As many ", $millionth, ".")]
            #[must_use]
            pub const fn from_micro(micro: u64) -> Self {
                Self(micro)
            }

            #[doc = concat!("How many ", $millionth, ".")]
            #[must_use]
            pub const fn micro(self) -> u64 {
                self.0
            }

            /// The sum of both, or the most that there can be.
            #[must_use]
            pub const fn saturating_add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }

            /// The nearest float. For telemetry: nothing is computed from it.
            #[must_use]
            pub fn to_f64(self) -> f64 {
                self.0 as f64 / 1e6
            }

            /// Its exact decimal number without the unit: `12.5`.
            #[must_use]
            pub fn decimal(self) -> String {
                let (whole, rest) = (self.0 / 1_000_000, self.0 % 1_000_000);
                match format!("{rest:06}").trim_end_matches('0') {
                    "" => whole.to_string(),
                    rest => format!("{whole}.{rest}"),
                }
            }
        }

        #[doc = concat!("With its unit: `12.5 ", $unit, "`.")]
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.decimal(), $unit)
            }
        }
    };
}

amount! {
    /// An amount of energy, exact to a microjoule: 3,600 joules are a watt-hour.
    Joules, "J", "microjoules"
}

amount! {
    /// An amount of greenhouse gases, as CO2e, exact to a microgram.
    Grams, "g", "micrograms"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_with_every_digit_and_no_more() {
        let written = [0, 1, 12_500_000, 3_600_000_000, u64::MAX].map(Joules::from_micro);
        assert_eq!(
            written.map(|joules| joules.to_string()),
            ["0 J", "0.000001 J", "12.5 J", "3600 J", "18446744073709.551615 J"]
        );
        assert_eq!(Grams::from_micro(41).to_string(), "0.000041 g");
    }
}
