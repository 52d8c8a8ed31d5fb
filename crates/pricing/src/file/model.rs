//! Models.

use genai_otel_core::Currency;

use super::coverage;
use super::currencies::currency;
use super::dates::date;
use super::fault::Fault;
use super::fields::{Fields, each};
use super::hidden;
use super::minimums::minimums;
use super::mode::mode;
use super::node::Node;
use super::rule::rule;
use super::scalar::{flag, name, number_fault, text, whole};
use super::terms::{multipliers, prices, variants};
use crate::model::{DatedPrices, Model, Variant};
use crate::rule::Rule;
use crate::unit::Unit;

/// A model, whose source is `source` where it names none. `check_id` may refuse the id.
pub(crate) fn model(
    node: Node<'_>,
    source: &str,
    check_id: impl FnOnce(usize, &str) -> Result<(), Fault>,
) -> Result<Model, Fault> {
    let mut fields = Fields::of(node, KEYS)?;
    let id = fields.required("id", "an id such as `\"gpt-4o\"`", |node| {
        let at = node.at;
        let id = name(node)?;
        check_id(at, &id).map(|()| id)
    })?;
    rest(fields, id.clone(), source).map_err(|fault| fault.of_model(&id))
}

fn rest(mut fields: Fields<'_>, id: String, source: &str) -> Result<Model, Fault> {
    let rule = fields.optional("rule", rule)?;
    let rule = rule.unwrap_or_else(|| Rule::Equals(id.to_lowercase()));
    let prices = fields.required("prices", "a list of prices", |node| {
        let prices = prices(node)?;
        hidden::check_prices(&prices)?;
        Ok(prices)
    })?;
    let variants = fields.optional("variants", |node| {
        let variants = variants(node)?;
        hidden::check_variants(&variants)?;
        Ok(variants)
    })?;
    let variants = variants.unwrap_or_default();
    coverage::check(&prices, &variants)?;
    let minimums = fields
        .optional("minimums", |node| minimums(node, |unit| is_priced(unit, &prices, &variants)))?;
    Ok(Model {
        name: fields.optional("name", name)?,
        modes: fields.optional("modes", |node| each(node, mode))?.unwrap_or_default(),
        context_window: fields.optional("context_window", above_zero)?,
        source: fields.optional("source", name)?.unwrap_or_else(|| source.to_owned()),
        checked: fields.optional("checked", date)?,
        comment: fields.optional("comment", text)?.map(Into::into),
        deprecated: fields.optional("deprecated", flag)?.unwrap_or(false),
        currency: fields.optional("currency", currency)?.unwrap_or(Currency::USD),
        multipliers: fields.optional("multipliers", multipliers)?.unwrap_or_default(),
        minimums: minimums.unwrap_or_default(),
        prices: prices.into_iter().map(|(_, prices)| prices).collect(),
        variants: variants.into_iter().map(|(_, variant)| variant).collect(),
        id,
        rule,
    })
}

fn is_priced(unit: Unit, prices: &[(usize, DatedPrices)], variants: &[(usize, Variant)]) -> bool {
    let mut all = prices.iter().map(|(_, prices)| &prices.rates);
    let mut more = variants.iter().map(|(_, variant)| &variant.rates);
    all.any(|rates| rates.get(unit).is_some()) || more.any(|rates| rates.get(unit).is_some())
}

fn above_zero(node: Node<'_>) -> Result<u64, Fault> {
    let at = node.at;
    match whole(node)? {
        0 => Err(number_fault(at, "0", "must be above zero")),
        number => Ok(number),
    }
}

const KEYS: &[&str] = &[
    "id",
    "name",
    "rule",
    "modes",
    "context_window",
    "source",
    "checked",
    "comment",
    "deprecated",
    "currency",
    "prices",
    "variants",
    "multipliers",
    "minimums",
];
