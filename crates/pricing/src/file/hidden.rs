//! Prices that can never count: whoever wrote them meant something else.

use super::fault::Fault;
use super::problem::PriceFileProblem;
use crate::model::{DatedPrices, Variant};

/// Refuses prices that a later entry hides: the last that holds counts.
pub(crate) fn check_prices(prices: &[(usize, DatedPrices)]) -> Result<(), Fault> {
    for (index, (at, own)) in prices.iter().enumerate() {
        for (later, (_, other)) in prices.iter().enumerate().skip(index + 1) {
            let always = other.daily.is_none() || other.daily == own.daily;
            if always && other.from <= own.from {
                return Err(hidden(*at, index, format!("prices[{later}]")));
            }
        }
    }
    Ok(())
}

/// Refuses variants that an earlier one hides: of those that hold, the first with a rate for a unit counts.
pub(crate) fn check_variants(variants: &[(usize, Variant)]) -> Result<(), Fault> {
    for (index, (at, own)) in variants.iter().enumerate() {
        for (earlier, (_, other)) in variants.iter().enumerate().take(index) {
            let always = other.daily.is_none() || other.daily == own.daily;
            let whenever = other.when.iter().all(|condition| own.when.contains(condition));
            let all = own.rates.iter().all(|(unit, _)| other.rates.get(unit).is_some());
            if always && whenever && all && other.from <= own.from {
                return Err(hidden(*at, index, format!("variants[{earlier}]")));
            }
        }
    }
    Ok(())
}

fn hidden(at: usize, index: usize, by: String) -> Fault {
    Fault::new(at, PriceFileProblem::Hidden { by }).within(&format!("[{index}]"))
}
