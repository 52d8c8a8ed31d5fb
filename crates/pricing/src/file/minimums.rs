//! What is billed at least.

use super::fault::Fault;
use super::fields::entries;
use super::node::Node;
use super::problem::PriceFileProblem;
use super::rates::unit;
use super::scalar::{decimal, decimals, number_fault};
use crate::price::{Factor, ParseDecimalError};
use crate::unit::Unit;

/// The least that is billed of each unit, if any of it was used. A unit must be `priced`.
pub(crate) fn minimums(
    node: Node<'_>,
    priced: impl Fn(Unit) -> bool,
) -> Result<Vec<(Unit, u64)>, Fault> {
    let mut minimums = entries(node, |key, node| {
        let unit = unit(key)?;
        if !priced(unit) {
            let problem = PriceFileProblem::MinimumUnpriced { unit: unit.as_str() };
            return Err(Fault::new(key.at, problem));
        }
        Ok((unit, least(unit, node)?))
    })?;
    minimums.sort_by_key(|(unit, _)| *unit);
    Ok(minimums)
}

/// How many of what is counted one of what is written is: durations are written in seconds.
pub(crate) fn counted(unit: Unit) -> u64 {
    if unit.as_str().ends_with("seconds") { 1_000_000_000 } else { 1 }
}

fn least(unit: Unit, node: Node<'_>) -> Result<u64, Fault> {
    let (at, text) = decimal(node)?;
    let fault = |problem| number_fault(at, &text, problem);
    let places = if counted(unit) == 1 { 0 } else { 9 };
    // A factor is what counts thousand-millionths.
    let number: Factor = text.parse().map_err(|error: ParseDecimalError| fault(error.problem))?;
    if decimals(&text) > places {
        return Err(fault(if places == 0 {
            "is no whole number"
        } else {
            "has more than nine decimals"
        }));
    }
    match u64::try_from(number.nano()) {
        Ok(nano) if nano > 0 => Ok(nano / (1_000_000_000 / counted(unit))),
        _ => Err(fault("must be above zero")),
    }
}
