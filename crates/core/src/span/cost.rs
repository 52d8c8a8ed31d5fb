//! What a span says of the cost of an exchange.

use std::sync::Arc;

use super::Writer;
use crate::cost::{Cost, CostFact, CostNames, Currency, Money};
use crate::record::CallRecord;
use crate::semconv::Attribute;

/// The cost under each of the names, its details, and why there is none. On exchanges alone: with that of agents,
/// workflows and tools around them, sums would count twice.
#[inline(never)]
pub(super) fn write(w: &mut Writer<'_>, record: &CallRecord, names: CostNames) {
    if names.is_empty() || !record.operation.class().is_exchange() {
        return;
    }
    if let Some(cost) = &record.cost {
        let is_dollars = cost.amount.currency() == Currency::USD;
        for (attribute, fact) in names.facts().filter(|_| is_dollars) {
            match fact {
                CostFact::Total => w.double(attribute, Some(cost.amount.to_f64())),
                CostFact::Input => w.double(attribute, cost.input.map(Money::to_f64)),
                CostFact::Output => w.double(attribute, cost.output.map(Money::to_f64)),
                CostFact::Json => w.text(attribute, Some(&json(cost))),
            }
        }
        if !is_dollars {
            w.text(Attribute::CostCurrency, Some(&cost.amount.currency().as_str().into()));
            w.text(Attribute::CostAmount, Some(&cost.amount.decimal().into()));
        }
        details(w, cost);
    }
    if let Some(unpriced) = &record.unpriced {
        w.word(Attribute::UnpricedReason, unpriced.reason());
    }
}

fn details(w: &mut Writer<'_>, cost: &Cost) {
    w.word(Attribute::CostOrigin, cost.origin.as_str());
    if let Some(basis) = &cost.basis {
        let model: Arc<str> = [&*basis.provider, "/", &basis.model].concat().into();
        w.text(Attribute::CostModel, Some(&model));
        w.text(Attribute::CostBook, Some(&basis.book.to_string().into()));
    }
    w.flag(Attribute::CostEstimated, cost.estimated.then_some(true));
    w.flag(Attribute::CostIncomplete, cost.incomplete.then_some(true));
}

/// With every digit.
fn json(cost: &Cost) -> Arc<str> {
    let parts = [
        ("input_cost", cost.input),
        ("output_cost", cost.output),
        ("total_cost", Some(cost.amount)),
    ];
    let members: Vec<String> = parts
        .into_iter()
        .filter_map(|(name, money)| Some(format!("\"{name}\":{}", money?.decimal())))
        .collect();
    format!("{{{}}}", members.join(",")).into()
}
