//! What it cost.

use std::sync::Arc;

use genai_otel_core::{Cost, CostOrigin, Currency};

use super::{basis, kind};

/// What a line says of a cost, so far. Amounts are read when the currency is known.
#[derive(Default)]
pub(super) struct CostDraft<'a> {
    amount: Option<&'a str>,
    /// What a tracker called its `cost_estimate`.
    tracked: Option<&'a str>,
    currency: Option<Currency>,
    origin: Option<CostOrigin>,
    input: Option<&'a str>,
    output: Option<&'a str>,
    estimated: bool,
    incomplete: bool,
    basis: Option<&'a str>,
}

impl<'a> CostDraft<'a> {
    /// Takes a member over; says no where it is none of a cost.
    pub(super) fn take(&mut self, key: &str, raw: &'a str) -> Result<bool, String> {
        let known = (raw != "null").then_some(raw);
        match key {
            "cost" => self.amount = known,
            "cost_estimate" => self.tracked = known,
            "cost_input" => self.input = known,
            "cost_output" => self.output = known,
            "cost_basis" => self.basis = known,
            "cost_estimated" => self.estimated = kind::flag(raw)?.unwrap_or_default(),
            "cost_incomplete" => self.incomplete = kind::flag(raw)?.unwrap_or_default(),
            "currency" => self.currency = currency(raw)?,
            "cost_origin" => self.origin = origin(raw)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The cost, in US dollars where the line does not say its currency.
    pub(super) fn finish(self) -> Result<Option<Cost>, String> {
        let currency = self.currency.unwrap_or(Currency::USD);
        let money = |key: &str, raw: Option<&str>| match raw {
            Some(raw) => kind::money(raw, currency).map_err(|why| format!("`{key}`: {why}")),
            None => Ok(None),
        };
        let tracked = money("cost_estimate", self.tracked)?;
        let amount = money("cost", self.amount)?.or(tracked);
        let (input, output) =
            (money("cost_input", self.input)?, money("cost_output", self.output)?);
        let basis = self.basis.map(|raw| basis::read(raw, currency)).transpose();
        let basis = basis.map_err(|why| format!("`cost_basis`: {why}"))?;
        Ok(amount.map(|amount| {
            let mut cost = Cost::from_caller(amount);
            cost.origin = self.origin.unwrap_or(cost.origin);
            (cost.input, cost.output) = (input, output);
            (cost.estimated, cost.incomplete) = (self.estimated, self.incomplete);
            cost.basis = basis.map(Arc::new);
            cost
        }))
    }
}

fn currency(raw: &str) -> Result<Option<Currency>, String> {
    let expected = "the three letters of a currency";
    let Some(code) = kind::text(raw)? else { return Ok(None) };
    Currency::new(&code).map(Some).ok_or_else(|| kind::unexpected(raw, expected))
}

fn origin(raw: &str) -> Result<Option<CostOrigin>, String> {
    let Some(word) = kind::text(raw)? else { return Ok(None) };
    let origin = ORIGINS.into_iter().find(|origin| origin.as_str() == word);
    let expected = "`caller`, `provider`, `computed`, `cache` or `mixed`";
    origin.map(Some).ok_or_else(|| kind::unexpected(raw, expected))
}

const ORIGINS: [CostOrigin; 5] = [
    CostOrigin::Caller,
    CostOrigin::Provider,
    CostOrigin::Computed,
    CostOrigin::Cache,
    CostOrigin::Mixed,
];
