//! One part of a cost, as FOCUS counts it.

use genai_otel_core::{Cost, CostBasis, CostComponent, Money};

use crate::entry::Entry;

/// One part of a cost: what one meter of a model counted.
#[derive(Debug)]
pub(super) struct Charge {
    /// What it cost.
    pub(super) amount: Money,
    /// What it would cost without discounts, margins and surcharges.
    pub(super) list: Money,
    /// `input_tokens`; empty where the cost is not told by its parts.
    pub(super) meter: String,
    /// `openai/gpt-4o`.
    pub(super) sku: String,
    pub(super) region: String,
    pub(super) consumed: String,
    pub(super) consumed_unit: String,
    pub(super) priced: String,
    pub(super) priced_unit: String,
    /// The price of one priced unit.
    pub(super) unit_price: String,
}

impl Charge {
    /// The parts of a cost; one for the whole where nobody says how it was computed.
    pub(super) fn of(entry: &Entry, cost: &Cost) -> Vec<Self> {
        match &cost.basis {
            Some(basis) if !basis.components.is_empty() => {
                let parts = basis.components.iter();
                parts.map(|part| Self::part(basis, part)).collect()
            }
            _ => vec![Self::whole(entry, cost)],
        }
    }

    /// Which price it is.
    pub(super) fn sku_price(&self) -> String {
        format!("{}/{}", self.sku, self.meter)
    }

    fn part(basis: &CostBasis, part: &CostComponent) -> Self {
        let list = if basis.factors.is_empty() { part.amount } else { listed(part) };
        let region = basis.conditions.iter().find(|(key, _)| &**key == "region");
        let lasts = part.unit.ends_with("_seconds");
        let unit = unit(&part.unit);
        let scale = if lasts { SECOND } else { 1 };
        let per = decimal(u128::from(part.per), u128::from(scale));
        Self {
            amount: part.amount,
            list,
            meter: part.unit.to_string(),
            sku: format!("{}/{}", basis.provider, basis.model),
            region: region.map(|(_, region)| region.to_string()).unwrap_or_default(),
            consumed: decimal(u128::from(part.count), u128::from(scale)),
            consumed_unit: unit.clone(),
            priced: decimal(u128::from(part.count), u128::from(part.per.max(1))),
            priced_unit: if per == "1" { unit } else { format!("{per} {unit}") },
            unit_price: part.rate.decimal(),
        }
    }

    fn whole(entry: &Entry, cost: &Cost) -> Self {
        let tokens = entry.usage.total().map(|tokens| tokens.to_string());
        let unit = if tokens.is_some() { "Tokens" } else { "" };
        let model = entry.response_model.as_deref().or(entry.model.as_deref());
        let names = [entry.provider.as_deref(), model];
        let consumed = tokens.unwrap_or_default();
        Self {
            amount: cost.amount,
            list: cost.amount,
            meter: String::new(),
            sku: names.into_iter().flatten().collect::<Vec<_>>().join("/"),
            region: String::new(),
            consumed: consumed.clone(),
            consumed_unit: unit.to_owned(),
            priced: consumed,
            priced_unit: unit.to_owned(),
            unit_price: String::new(),
        }
    }
}

/// The count times the rate, rounded half to even to a pico-unit.
fn listed(part: &CostComponent) -> Money {
    let per = i128::from(part.per.max(1));
    let whole = || {
        let product = part.rate.pico().checked_mul(i128::from(part.count))?;
        let (quotient, rest) = (product.div_euclid(per), product.rem_euclid(per));
        let up = rest * 2 > per || (rest * 2 == per && quotient % 2 != 0);
        quotient.checked_add(i128::from(up))
    };
    let pico = whole().unwrap_or_else(|| part.amount.pico());
    Money::from_pico(pico, part.amount.currency())
}

/// A quotient with at most 12 decimals, the rest cut off.
fn decimal(count: u128, per: u128) -> String {
    let (whole, rest) = (count / per.max(1), count % per.max(1));
    let decimals = rest.saturating_mul(1_000_000_000_000) / per.max(1);
    let text = format!("{whole}.{decimals:012}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `Tokens` for `input_tokens`.
fn unit(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or_default();
    let mut letters = last.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>())
}

/// In nanoseconds.
const SECOND: u64 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_decimal_and_units_are_words() {
        assert_eq!(decimal(1_500, 1_000_000), "0.0015");
        assert_eq!(decimal(1, 3), "0.333333333333");
        assert_eq!(decimal(7, 1), "7");
        assert_eq!(unit("cache_read_tokens"), "Tokens");
        assert_eq!(unit("requests"), "Requests");
    }
}
