//! The columns of FOCUS 1.2 (FinOps Open Cost and Usage Specification): one row for each part of a cost.

mod charge;
mod tags;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use self::charge::Charge;
use self::tags::tags;
use crate::entry::Entry;

/// The heads of the columns, in their order. Those of our own begin with `x_`, as the specification asks.
pub(super) const COLUMNS: &[&str] = &[
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "EffectiveCost",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceId",
    "SubAccountId",
    "Tags",
    "x_CallId",
    "x_CostOrigin",
    "x_CostEstimated",
    "x_CostIncomplete",
    "x_TraceId",
];

/// The rows of a call: none without a cost.
pub(super) fn rows(entry: &Entry) -> Vec<Vec<String>> {
    let Some(cost) = &entry.cost else { return Vec::new() };
    let charges = Charge::of(entry, cost);
    charges.iter().map(|charge| row(entry, charge)).collect()
}

fn row(entry: &Entry, charge: &Charge) -> Vec<String> {
    let word = |text: &str| text.to_owned();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let flag = |flag: bool| word(if flag { "true" } else { "false" });
    let cost = entry.cost.as_ref();
    let provider = text(&entry.provider);
    let deployment = entry.response_model.as_ref().or(entry.model.as_ref());
    let resource = deployment.cloned().unwrap_or_default();
    let operation = text(&entry.operation);
    let (month, next_month) = month(entry.timestamp);
    let (begin, end) = period(entry);
    let currency = charge.amount.currency().to_string();
    let meter = if charge.meter.is_empty() { "" } else { ": " };
    let sku_price = if charge.meter.is_empty() { word("") } else { charge.sku_price() };
    vec![
        charge.amount.decimal(),
        text(&entry.organization),
        word(""),
        currency.clone(),
        next_month,
        month,
        word("Usage"),
        word(""),
        format!("{operation} {resource}{meter}{}", charge.meter).trim().to_owned(),
        word("Usage-Based"),
        end,
        begin,
        charge.consumed.clone(),
        charge.consumed_unit.clone(),
        charge.amount.decimal(),
        charge.amount.decimal(),
        provider.clone(),
        charge.list.decimal(),
        charge.unit_price.clone(),
        word("Standard"),
        currency,
        charge.priced.clone(),
        charge.priced_unit.clone(),
        provider.clone(),
        provider.clone(),
        charge.region.clone(),
        resource.clone(),
        resource,
        word("Model"),
        word("AI and Machine Learning"),
        if provider.is_empty() { operation } else { format!("{provider} {operation}") },
        word("Generative AI"),
        charge.sku.clone(),
        charge.meter.clone(),
        sku_price,
        text(&entry.team),
        tags(entry),
        text(&entry.id),
        word(cost.map_or("", |cost| cost.origin.as_str())),
        flag(cost.is_some_and(|cost| cost.estimated)),
        flag(cost.is_some_and(|cost| cost.incomplete)),
        text(&entry.trace_id),
    ]
}

/// The first moment of the month, in UTC, and that of the next one.
fn month(moment: Timestamp) -> (String, String) {
    let first = ZonedDateTime::new(moment, TimeZone::UTC).date().first_of_month();
    let next = first.checked_add(1.month()).unwrap_or(first);
    (format!("{first}T00:00:00Z"), format!("{next}T00:00:00Z"))
}

/// When the call began and ended, in whole seconds, one at least.
fn period(entry: &Entry) -> (String, String) {
    let begin = entry.timestamp;
    let ended = begin.checked_add(entry.latency.unwrap_or_default()).unwrap_or(begin);
    let second = |moment: Timestamp| moment.as_second();
    let last = second(ended) + i64::from(ended.subsec_nanosecond() > 0);
    let whole = |second| Timestamp::from_second(second).unwrap_or(begin).to_string();
    (whole(second(begin)), whole(last.max(second(begin) + 1)))
}
