//! Times at which a model would have no price: nobody means these.

use super::fault::Fault;
use super::problem::PriceFileProblem;
use crate::model::DatedPrices;

/// Refuses prices that do not begin with one that always holds.
pub(crate) fn check_prices(prices: &[(usize, DatedPrices)]) -> Result<(), Fault> {
    match prices.first() {
        Some((at, first)) if first.from.is_some() || first.daily.is_some() => {
            Err(Fault::new(*at, PriceFileProblem::Uncovered).within("[0]"))
        }
        _ => Ok(()),
    }
}
