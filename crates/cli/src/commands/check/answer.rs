//! Limits, and what was reached of them.

use genai_otel_ledger::Scanned;
use genai_otel_ledger::limits::{Amount, Limit, Reached, Verdict};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::figure::Value;
use crate::formats::{Column, Grid};
use crate::warnings::Read;

/// A row for each limit that holds, and for each place where one is broken.
pub(super) fn grid(verdicts: &[Verdict], zone: &TimeZone) -> Grid {
    let columns = vec![
        Column::of_names("limit"),
        Column::of_names("user"),
        Column::of_names("where"),
        Column::of_numbers("reached", "reached"),
        Column::of_numbers("allowed", "allowed"),
        Column::of_names("unit"),
        Column::of_names("verdict"),
    ];
    let rows = verdicts.iter().flat_map(|verdict| {
        let row = |reached: Option<&Reached>, word: &str| {
            let period = reached.and_then(|reached| reached.period.as_deref());
            let reached = reached.map_or(Value::Nothing, |reached| value(reached.amount));
            let told = told_apart([reached, value(verdict.limit.amount())], zone);
            vec![
                Value::Text(name(&verdict.limit).to_owned()),
                Value::text(user(&verdict.limit)),
                Value::Text(period.unwrap_or("all calls").to_owned()),
                told[0].clone(),
                told[1].clone(),
                shown_unit(&verdict.limit),
                Value::Text(word.to_owned()),
            ]
        };
        match verdict.broken.as_slice() {
            [] => vec![row(verdict.most.as_ref(), "ok")],
            broken => broken.iter().map(|reached| row(Some(reached), "BROKEN")).collect(),
        }
    });
    let rows = rows.collect();
    Grid { columns, rows, total: None, bars: None, zone: zone.clone() }
}

/// As they are shown; with all their digits where they are not the same and would look so.
fn told_apart(values: [Value; 2], zone: &TimeZone) -> [Value; 2] {
    let [a, b] = &values;
    if a == b || a.shown(zone) != b.shown(zone) {
        return values;
    }
    values.map(|value| match value {
        Value::Part(part) => Value::Text(format!("{} %", percent(part))),
        Value::Time(_) => Value::Text(format!("{} ms", value.exact())),
        other => other,
    })
}

/// A part of one as a percentage, with the digits that it has but no error of binary fractions.
fn percent(part: f64) -> String {
    let digits = format!("{:.10}", part * 100.0);
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The same for programs.
pub(super) fn json<'v>(verdicts: &'v [Verdict], scanned: &Scanned) -> impl Serialize + use<'v> {
    let limits = verdicts.iter().map(|verdict| One {
        limit: name(&verdict.limit),
        user: user(&verdict.limit),
        unit: unit(&verdict.limit),
        allowed: value(verdict.limit.amount()),
        holds: verdict.broken.is_empty(),
        most: verdict.most.as_ref().map(Place::from),
        broken: verdict.broken.iter().map(Place::from).collect(),
    });
    Answer {
        holds: verdicts.iter().all(|verdict| verdict.broken.is_empty()),
        limits: limits.collect(),
        scanned: scanned.into(),
    }
}

#[derive(Serialize)]
struct Answer<'v> {
    holds: bool,
    limits: Vec<One<'v>>,
    scanned: Read,
}

#[derive(Serialize)]
struct One<'v> {
    limit: &'static str,
    user: Option<&'v str>,
    unit: String,
    allowed: Value,
    holds: bool,
    most: Option<Place<'v>>,
    broken: Vec<Place<'v>>,
}

#[derive(Serialize)]
struct Place<'v> {
    period: Option<&'v str>,
    reached: Value,
}

impl<'v> From<&'v Reached> for Place<'v> {
    fn from(reached: &'v Reached) -> Self {
        Self { period: reached.period.as_deref(), reached: value(reached.amount) }
    }
}

fn name(limit: &Limit) -> &'static str {
    match limit {
        Limit::TokensPerDay(_) => "tokens_per_day",
        Limit::CostPerDay(_) => "cost_per_day",
        Limit::CostPerMonth(_) => "cost_per_month",
        Limit::CallsPerDay(_) => "calls_per_day",
        Limit::Failed(_) => "failed",
        Limit::ErrorRate(_) => "error_rate",
        Limit::AverageLatency(_) => "avg_latency",
        Limit::P99Latency(_) => "p99",
        Limit::Unpriced(_) => "unpriced",
        Limit::OfUser(_, limit) => name(limit),
        _ => "limit",
    }
}

fn user(limit: &Limit) -> Option<&str> {
    match limit {
        Limit::OfUser(user, _) => Some(user),
        _ => None,
    }
}

fn unit(limit: &Limit) -> String {
    match (limit, limit.amount()) {
        (_, Amount::Money(money)) => money.currency().to_string(),
        (_, Amount::Part { .. }) => "of 1".to_owned(),
        (_, Amount::Time(_)) => "ms".to_owned(),
        (Limit::OfUser(_, limit), _) => unit(limit),
        (Limit::TokensPerDay(_), _) => "tokens".to_owned(),
        _ => "calls".to_owned(),
    }
}

/// The unit, where the number does not say it.
fn shown_unit(limit: &Limit) -> Value {
    match limit.amount() {
        Amount::Part { .. } | Amount::Time(_) => Value::Blank,
        _ => Value::Text(unit(limit)),
    }
}

fn value(amount: Amount) -> Value {
    match amount {
        Amount::Count(count) => Value::Count(count),
        Amount::Money(money) => Value::Money(money),
        Amount::Part { part, of } => Value::Part(part as f64 / of.max(1) as f64),
        Amount::Time(time) => Value::Time(time),
        _ => Value::Nothing,
    }
}
