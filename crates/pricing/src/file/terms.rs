//! Prices for some time, and what changes them under conditions.

use super::conditions::conditions;
use super::dates::{daily, date};
use super::fault::Fault;
use super::fields::{Fields, each};
use super::node::Node;
use super::problem::PriceFileProblem;
use super::rates::rates;
use super::scalar::factor;
use crate::model::{DatedPrices, Multiplier, Variant};

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
    few(at, prices.len())?;
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
    let at = node.at;
    let variants = each(node, |node| {
        let at = node.at;
        let mut fields = Fields::of(node, &["when", "from", "daily", "rates"])?;
        let when = fields.required("when", WHEN, conditions)?;
        let from = fields.optional("from", date)?;
        let daily = fields.optional("daily", daily)?;
        let rates = fields.required("rates", RATES, rates)?;
        Ok((at, Variant { when, from, daily, rates }))
    })?;
    few(at, variants.len())?;
    Ok(variants)
}

pub(crate) fn multipliers(node: Node<'_>) -> Result<Vec<Multiplier>, Fault> {
    let at = node.at;
    let multipliers = each(node, |node| {
        let mut fields = Fields::of(node, &["when", "from", "times"])?;
        Ok(Multiplier {
            when: fields.required("when", WHEN, conditions)?,
            from: fields.optional("from", date)?,
            times: fields.required("times", "a factor such as `\"1.1\"`", factor)?,
        })
    })?;
    few(at, multipliers.len())?;
    Ok(multipliers)
}

/// Each is compared with the others, and a call looks at all of them.
fn few(at: usize, count: usize) -> Result<(), Fault> {
    if count > MOST {
        return Err(Fault::new(at, PriceFileProblem::TooMany { most: MOST }));
    }
    Ok(())
}

const MOST: usize = 100;
const RATES: &str = "a table of rates by unit";
const WHEN: &str = "a table of conditions, such as `processing` = `batch`";
