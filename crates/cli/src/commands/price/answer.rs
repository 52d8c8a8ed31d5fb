//! A cost, told to people and to programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use genai_otel_core::{Cost, CostBasis, CostSide, Money};
use serde::Serialize;

use crate::args::PriceRequest;
use crate::arithmetic;
use crate::digits::{bare, grouped};
use crate::failure::Failure;
use crate::table::{Align, Table};
use crate::values::moment_text;

/// Writes a cost for people: the arithmetic, then whose price it is and how it was found.
pub(super) fn write(cost: &Cost, out: &mut dyn Write) -> Result<(), Failure> {
    let unknown = CostBasis::default();
    let basis = cost.basis.as_deref().unwrap_or(&unknown);
    arithmetic::write(cost, basis, out)?;
    writeln!(out)?;
    facts(basis).write("", out)?;
    notes(cost, out)?;
    Ok(())
}

/// Writes a cost for programs.
pub(super) fn write_json(
    cost: &Cost,
    request: &PriceRequest,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let unknown = CostBasis::default();
    let answer = Answer::new(cost, cost.basis.as_deref().unwrap_or(&unknown), request);
    serde_json::to_writer_pretty(&mut *out, &answer)?;
    writeln!(out)?;
    Ok(())
}

fn facts(basis: &CostBasis) -> Table {
    let mut table = Table::new(&[Align::Left, Align::Left]);
    table.row(["provider", &basis.provider]);
    table.row(["model", &basis.model]);
    if basis.steps.is_empty() {
        table.row(["found", "by its name"]);
    }
    for (index, step) in basis.steps.iter().enumerate() {
        table.row([if index == 0 { "found" } else { "" }, step]);
    }
    table.row([
        "price",
        &basis
            .price_from
            .as_deref()
            .map_or_else(|| "without a date".to_owned(), |date| format!("since {date}")),
    ]);
    if let Some(over) = basis.context_tier {
        table.row(["tier", &format!("more than {} input tokens", grouped(u128::from(over)))]);
    }
    for (key, value) in &basis.conditions {
        table.row(["condition", &format!("{key}={value}")]);
    }
    for factor in &basis.factors {
        table.row(["factor", &format!("{} for {}", factor.times, factor.reason)]);
    }
    table.row(["book", &format!("{}, {}", basis.book.version, basis.book.hash)]);
    table
}

fn notes(cost: &Cost, out: &mut dyn Write) -> io::Result<()> {
    if cost.estimated {
        writeln!(out, "\nA count is an estimate, and so is the cost.")?;
    }
    if cost.incomplete {
        writeln!(out, "\nSomething that was used is not in it: the call cost at least this.")?;
    }
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
    context_tier: Option<u64>,
    conditions: BTreeMap<&'a str, &'a str>,
    factors: Vec<Factor<'a>>,
    components: Vec<Component<'a>>,
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
    fn new(cost: &Cost, basis: &'a CostBasis, request: &PriceRequest) -> Self {
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
            context_tier: basis.context_tier,
            conditions: conditions.collect(),
            factors: factors
                .map(|factor| Factor { times: &factor.times, reason: &factor.reason })
                .collect(),
            components: components
                .map(|component| Component {
                    unit: component.unit,
                    side: side(component.side),
                    count: crate::digits::json_count(component.unit, component.count),
                    per: crate::digits::json_count(component.unit, component.per),
                    rate: bare(component.rate),
                    amount: bare(component.amount),
                })
                .collect(),
            at: moment_text(request.at),
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
