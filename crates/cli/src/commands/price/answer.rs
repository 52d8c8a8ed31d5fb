//! A cost, told to programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::SystemTime;

use genai_otel_core::{Cost, CostBasis, CostSide, Money};
use serde::Serialize;

use crate::digits::{bare, json_count};
use crate::failure::Failure;
use crate::values::moment_text;

/// Writes a cost for programs.
pub(in crate::commands) fn write_json(
    cost: &Cost,
    at: SystemTime,
    notes: &[String],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let unknown = CostBasis::default();
    let answer = Answer::new(cost, cost.basis.as_deref().unwrap_or(&unknown), at, notes);
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)?;
    Ok(())
}

#[derive(Serialize)]
struct Answer<'a> {
    provider: &'a str,
    model: &'a str,
    amount: String,
    currency: String,
    input: Option<String>,
    output: Option<String>,
    estimated: bool,
    incomplete: bool,
    steps: Vec<&'a str>,
    price_from: Option<&'a str>,
    hours: Option<String>,
    context_tier: Option<u64>,
    conditions: BTreeMap<&'a str, &'a str>,
    factors: Vec<Factor<'a>>,
    components: Vec<Component<'a>>,
    notes: &'a [String],
    at: String,
    book: Book<'a>,
}

#[derive(Serialize)]
struct Factor<'a> {
    times: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Component<'a> {
    unit: &'a str,
    side: &'static str,
    count: serde_json::Value,
    per: serde_json::Value,
    rate: String,
    amount: String,
}

#[derive(Serialize)]
struct Book<'a> {
    version: &'a str,
    hash: &'a str,
}

impl<'a> Answer<'a> {
    fn new(cost: &Cost, basis: &'a CostBasis, at: SystemTime, notes: &'a [String]) -> Self {
        let part = |part: Option<Money>| part.map(bare);
        let conditions = basis.conditions.iter().map(|(key, value)| (&**key, &**value));
        let factors = basis.factors.iter();
        let components = basis.components.iter();
        Self {
            provider: &basis.provider,
            model: &basis.model,
            amount: bare(cost.amount),
            currency: cost.amount.currency().to_string(),
            input: part(cost.input),
            output: part(cost.output),
            estimated: cost.estimated,
            incomplete: cost.incomplete,
            steps: basis.steps.iter().map(|step| &**step).collect(),
            price_from: basis.price_from.as_deref(),
            hours: basis.hours.map(|hours| hours.to_string()),
            context_tier: basis.context_tier,
            conditions: conditions.collect(),
            factors: factors
                .map(|factor| Factor { times: &factor.times, reason: &factor.reason })
                .collect(),
            components: components
                .map(|component| Component {
                    unit: &component.unit,
                    side: side(component.side),
                    count: json_count(&component.unit, component.count),
                    per: json_count(&component.unit, component.per),
                    rate: bare(component.rate),
                    amount: bare(component.amount),
                })
                .collect(),
            notes,
            at: moment_text(at),
            book: Book { version: &basis.book.version, hash: &basis.book.hash },
        }
    }
}

fn side(side: CostSide) -> &'static str {
    match side {
        CostSide::Input => "input",
        CostSide::Output => "output",
        _ => "other",
    }
}
