//! Both sides as one JSON document. Amounts are decimal text, counts are numbers.

use genai_otel_core::Currency;
use genai_otel_ledger::Scanned;
use genai_otel_ledger::reconcile::{Compared, Comparison, Row};
use serde::Serialize;

use super::answer::numbers;
use crate::figure::Value;
use crate::warnings::Read;

/// The document, with these rows.
pub(super) fn document<'c>(
    comparison: &Comparison,
    scanned: &Scanned,
    rows: impl Iterator<Item = &'c Row>,
) -> Document {
    let figures = |found: &[Compared]| {
        found.iter().map(|found| One::new(comparison.currency, found)).collect()
    };
    let groups = rows.map(|row| Group {
        values: row.values.clone(),
        verdict: row.verdict.as_str(),
        figures: figures(&row.figures),
    });
    Document {
        holds: comparison.holds(),
        keys: comparison.keys.iter().map(|key| key.name()).collect(),
        currency: comparison.currency.to_string(),
        groups: groups.collect(),
        total: figures(&comparison.total),
        scanned: scanned.into(),
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Document {
    holds: bool,
    keys: Vec<String>,
    currency: String,
    groups: Vec<Group>,
    total: Vec<One>,
    scanned: Read,
}

#[derive(Debug, Serialize)]
struct Group {
    values: Vec<Option<String>>,
    verdict: &'static str,
    figures: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    figure: &'static str,
    ours: Value,
    theirs: Value,
    difference: Value,
    verdict: &'static str,
}

impl One {
    fn new(currency: Currency, found: &Compared) -> Self {
        let [ours, theirs, difference] = numbers(currency, found);
        let (figure, verdict) = (found.figure.as_str(), found.verdict.as_str());
        Self { figure, ours, theirs, difference, verdict }
    }
}
