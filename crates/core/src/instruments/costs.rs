//! What a record says of its cost to a metric. Apart from the other measures, because most calls of people without a
//! pricing have none.

use opentelemetry::Value;

use super::measure::{MetricNames, Number, attempt_value, label_value, went_elsewhere};
use super::{Instruments, Stream};
use crate::cost::{Cost, Currency, Money, Unpriced};
use crate::labels::Labels;
use crate::record::{AttemptRecord, CallRecord};
use crate::semconv::Measure;

impl Instruments {
    /// Records what a finished call cost, or that nobody knows. By attempt where one went elsewhere, as tokens are, and
    /// where currencies differ, which are in no sum; once where the caller said what all of it cost.
    #[inline(never)]
    pub(super) fn record_costs(
        &self,
        record: &CallRecord,
        names: &MetricNames,
        labels: &mut Labels<'_>,
    ) {
        let is_told_by_attempt = is_told_by_attempt(record);
        let streams: &[Stream] = &self.costs[record.operation.class() as usize];
        for stream in streams {
            let measure = stream.metric.measure;
            for attempt in record.attempts.iter().filter(|_| is_told_by_attempt) {
                if let Some(number) = measured_by_attempt(attempt, measure) {
                    labels.clear();
                    stream.point(number, labels, |label| {
                        attempt_value(record, attempt, names, label)
                    });
                }
            }
            if is_told_by_attempt {
                labels.clear();
            }
            if let Some(number) = measured(record, measure, is_told_by_attempt) {
                stream.point(number, labels, |label| label_value(record, names, label));
            }
        }
    }
}

pub(super) fn origin(cost: Option<&Cost>) -> Option<Value> {
    Some(Value::from(cost?.origin.as_str()))
}

pub(super) fn currency(cost: Option<&Cost>) -> Option<Value> {
    match cost?.amount.currency() {
        Currency::USD => Some(Value::from("USD")),
        other => Some(Value::from(other.as_str().to_owned())),
    }
}

pub(super) fn reason(unpriced: Option<&Unpriced>) -> Option<Value> {
    Some(Value::from(unpriced?.reason()))
}

fn is_told_by_attempt(record: &CallRecord) -> bool {
    if record.is_cost_of_whole {
        return false;
    }
    let currency = record.cost.as_ref().map(|cost| cost.amount.currency());
    let is_other = |attempt: &AttemptRecord| {
        attempt.cost.as_ref().is_some_and(|cost| Some(cost.amount.currency()) != currency)
    };
    went_elsewhere(record) || record.attempts.iter().any(is_other)
}

fn measured(record: &CallRecord, measure: Measure, is_told_by_attempt: bool) -> Option<Number> {
    match measure {
        Measure::Unpriced => {
            record.unpriced.as_ref()?;
            let is_told = record.attempts.iter().any(|attempt| attempt.unpriced.is_some());
            (!(is_told && is_told_by_attempt)).then_some(Number::Count(1))
        }
        _ => money(rest(record, is_told_by_attempt)?, measure),
    }
}

fn measured_by_attempt(attempt: &AttemptRecord, measure: Measure) -> Option<Number> {
    match measure {
        Measure::Unpriced => attempt.unpriced.as_ref().map(|_| Number::Count(1)),
        _ => money(attempt.cost.as_ref()?.amount, measure),
    }
}

/// Histograms are of US dollars; the counter has the currency as a label, and never goes down: a credit is in records
/// and on spans alone.
fn money(amount: Money, measure: Measure) -> Option<Number> {
    let fits = measure == Measure::CostSum || amount.currency() == Currency::USD;
    let fits = fits && amount.pico() >= 0;
    fits.then(|| Number::Amount(amount.to_f64()))
}

/// What the call cost, less what its attempts tell themselves.
fn rest(record: &CallRecord, is_told_by_attempt: bool) -> Option<Money> {
    let total = record.cost.as_ref()?.amount;
    if !is_told_by_attempt {
        return Some(total);
    }
    let told = record.attempts.iter().filter_map(|attempt| attempt.cost.as_ref());
    let told = told.filter(|cost| cost.amount.currency() == total.currency());
    let told = told.fold(0, |sum: i128, cost| sum.saturating_add(cost.amount.pico()));
    let rest = Money::from_pico(total.pico().saturating_sub(told), total.currency());
    (rest.pico() != 0).then_some(rest)
}
