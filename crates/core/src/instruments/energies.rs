//! What a record says of its energy to a metric. Apart from the other measures, because most people have no energy model.

use super::measure::{MetricNames, Number, attempt_value, label_value, went_elsewhere};
use super::{Instruments, Stream};
use crate::energy::{Energy, Joules};
use crate::labels::Labels;
use crate::record::{AttemptRecord, CallRecord};
use crate::semconv::Measure;

impl Instruments {
    /// Records what energy a finished call took, or that nobody knows. By attempt where one went elsewhere, as tokens are,
    /// and where their methods differ.
    #[inline(never)]
    pub(super) fn record_energies(
        &self,
        record: &CallRecord,
        names: &MetricNames,
        labels: &mut Labels<'_>,
    ) {
        let told: &[AttemptRecord] =
            if is_told_by_attempt(record) { &record.attempts } else { &[] };
        let streams: &[Stream] = &self.energies[record.operation.class() as usize];
        for stream in streams {
            let measure = stream.metric.measure;
            for attempt in told {
                if let Some(number) = measured_by_attempt(attempt, measure) {
                    labels.clear();
                    stream.point(number, labels, |label| {
                        attempt_value(record, attempt, names, label)
                    });
                }
            }
            if !told.is_empty() {
                labels.clear();
            }
            if let Some(number) = measured(record, told, measure) {
                stream.point(number, labels, |label| label_value(record, names, label));
            }
        }
    }
}

fn is_told_by_attempt(record: &CallRecord) -> bool {
    let sum = record.energy.as_deref();
    let is_other = |attempt: &AttemptRecord| {
        let energies = attempt.energy.as_deref().zip(sum);
        energies.is_some_and(|(energy, sum)| !energy.is_by_the_method_of(sum))
    };
    went_elsewhere(record) || record.attempts.iter().any(is_other)
}

/// What the call took, less what its attempts tell themselves.
fn measured(record: &CallRecord, told: &[AttemptRecord], measure: Measure) -> Option<Number> {
    if measure == Measure::EnergyUnknown {
        let is_told = told.iter().any(|attempt| attempt.energy_unknown.is_some());
        return (record.energy_unknown.is_some() && !is_told).then_some(Number::Count(1));
    }
    let total = micro(record.energy.as_deref()?, measure)?;
    let told = told.iter().filter_map(|attempt| micro(attempt.energy.as_deref()?, measure));
    match total.saturating_sub(told.fold(0, u64::saturating_add)) {
        0 if total > 0 => None,
        rest => Some(amount(rest)),
    }
}

fn measured_by_attempt(attempt: &AttemptRecord, measure: Measure) -> Option<Number> {
    match measure {
        Measure::EnergyUnknown => attempt.energy_unknown.map(|_| Number::Count(1)),
        _ => micro(attempt.energy.as_deref()?, measure).map(amount),
    }
}

/// Millionths of a joule or of a gram.
fn micro(energy: &Energy, measure: Measure) -> Option<u64> {
    match measure {
        Measure::EnergyLow => Some(energy.low.micro()),
        Measure::EnergyHigh => Some(energy.high.micro()),
        Measure::CarbonLow => Some(energy.carbon?.low.micro()),
        Measure::CarbonHigh => Some(energy.carbon?.high.micro()),
        _ => None,
    }
}

fn amount(micro: u64) -> Number {
    Number::Amount(Joules::from_micro(micro).to_f64())
}
