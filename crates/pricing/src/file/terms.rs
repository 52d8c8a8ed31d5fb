//! What prices depend on: dates, times of day, conditions; and what is billed at least.

use super::dates::{daily, date};
use super::fault::Fault;
use super::fields::{Fields, each, entries, short};
use super::node::Node;
use super::problem::PriceFileProblem;
use super::rates::{rates, unit};
use super::scalar::{decimal, decimals, factor, lower, number_fault};
use crate::model::{Condition, DatedPrices, Multiplier, Variant};
use crate::price::Factor;
use crate::unit::Unit;

/// Prices and where each of them stands. Never empty.
pub(crate) fn prices(node: Node<'_>) -> Result<Vec<(usize, DatedPrices)>, Fault> {
    let at = node.at;
    let prices = each(node, |node| {
        let at = node.at;
        let mut fields = Fields::of(node, &["from", "daily", "rates"])?;
        let from = fields.optional("from", date)?;
        let daily = fields.optional("daily", daily)?;
        let rates = fields.required("rates", RATES, rates)?;
        Ok((at, DatedPrices { from, daily, rates }))
    })?;
    if prices.is_empty() {
        return Err(Fault::new(
            at,
            PriceFileProblem::Empty { instead: "write at least one entry" },
        ));
    }
    Ok(prices)
}

/// Variants and where each of them stands.
pub(crate) fn variants(node: Node<'_>) -> Result<Vec<(usize, Variant)>, Fault> {
    each(node, |node| {
        let at = node.at;
        let mut fields = Fields::of(node, &["when", "from", "daily", "rates"])?;
        let when = fields.required("when", WHEN, conditions)?;
        let from = fields.optional("from", date)?;
        let daily = fields.optional("daily", daily)?;
        let rates = fields.required("rates", RATES, rates)?;
        Ok((at, Variant { when, from, daily, rates }))
    })
}

pub(crate) fn multipliers(node: Node<'_>) -> Result<Vec<Multiplier>, Fault> {
    each(node, |node| {
        let mut fields = Fields::of(node, &["when", "from", "times"])?;
        Ok(Multiplier {
            when: fields.required("when", WHEN, conditions)?,
            from: fields.optional("from", date)?,
            times: fields.required("times", "a factor such as `\"1.1\"`", factor)?,
        })
    })
}

/// The least that is billed of a unit, and where that stands.
pub(crate) fn minimums(node: Node<'_>) -> Result<Vec<(usize, Unit, u64)>, Fault> {
    let mut minimums =
        entries(node, |key, node| Ok((key.at, unit(key)?, least(unit(key)?, node)?)))?;
    minimums.sort_by_key(|(_, unit, _)| *unit);
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
    let number: Factor =
        text.parse().map_err(|error: crate::price::ParseDecimalError| fault(error.problem))?;
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

/// Conditions, sorted by key, in lower case. Never empty.
fn conditions(node: Node<'_>) -> Result<Vec<Condition>, Fault> {
    let at = node.at;
    let mut conditions: Vec<Condition> = Vec::new();
    entries(node, |key, node| {
        let name = key.text.trim().to_lowercase();
        if name.is_empty() {
            let problem = "is empty";
            return Err(Fault::new(key.at, PriceFileProblem::Text { text: name, problem }));
        }
        if conditions.iter().any(|known| known.key == name) {
            return Err(Fault::new(key.at, PriceFileProblem::Twice { name: short(&name) }));
        }
        conditions.push(Condition { key: name, value: lower(node)? });
        Ok(())
    })?;
    conditions.sort();
    if conditions.is_empty() {
        let instead = "write at least one condition, such as `processing` = `batch`";
        return Err(Fault::new(at, PriceFileProblem::Empty { instead }));
    }
    Ok(conditions)
}

const RATES: &str = "a table of rates by unit";
const WHEN: &str = "a table of conditions, such as `processing` = `batch`";
