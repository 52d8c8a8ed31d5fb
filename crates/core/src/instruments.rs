//! From the record to the metrics.

mod costs;
mod energies;
mod measure;

use std::fmt;

use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};
use opentelemetry::{KeyValue, Value};

pub(crate) use self::measure::{MetricNames, is_absurd};
use self::measure::{
    Number, attempt_value, is_told_by_attempt, label_value, measured, measured_by_attempt,
};
use crate::cost::CostNames;
use crate::labels::{LabelOrder, LabelSet, Labels};
use crate::record::CallRecord;
use crate::semconv::{
    Attribute, Instrument, Measure, Metric, ModelOperation, OperationClass, Profile, Subject,
};

/// The metrics of a profile, ready to record. The only writer of metrics about calls.
pub(crate) struct Instruments {
    order: LabelOrder,
    operation_key: &'static str,
    provider_key: &'static str,
    /// What is recorded of calls of a class, by the class's number.
    streams: [Vec<Stream>; OperationClass::COUNT],
    /// What is recorded of costs. Most calls of people without a pricing have none, and pass these by.
    costs: [Vec<Stream>; OperationClass::COUNT],
    /// What is recorded of energies, which only people with an energy model have.
    energies: [Vec<Stream>; OperationClass::COUNT],
}

/// One stream of points and its instrument.
#[derive(Clone)]
struct Stream {
    metric: &'static Metric,
    labels: LabelSet,
    /// The one of the labels that no record decides.
    fixed: LabelSet,
    handle: Handle,
}

#[derive(Clone)]
enum Handle {
    Seconds(Histogram<f64>),
    Tokens(Histogram<u64>),
    Count(Counter<u64>),
    Sum(Counter<f64>),
    Level(UpDownCounter<i64>),
}

/// A metric that is recorded while a call runs, with its labels: a point costs no allocation.
pub(crate) struct LiveMetric {
    handle: Handle,
    labels: Vec<KeyValue>,
}

impl Instruments {
    /// Makes the instruments, those of costs as far as they are asked for. Streams of one metric share one instrument.
    pub(crate) fn new(profile: &'static Profile, names: CostNames, meter: &Meter) -> Self {
        let order = LabelOrder::of(profile);
        let mut all: Vec<Stream> = Vec::with_capacity(profile.metrics.len());
        let wanted = |metric: &&Metric| {
            metric.measure.subject() != Subject::Cost || names.measures(metric.measure)
        };
        for metric in profile.metrics.iter().filter(wanted) {
            let twin = all.iter().find(|stream| stream.metric.name == metric.name);
            let handle = twin.map(|twin| twin.handle.clone());
            let Some(handle) = handle.or_else(|| Handle::new(metric, meter)) else { continue };
            let fixed = metric.fixed.map(|(label, _)| label);
            let labels = order.set(metric.labels.iter().copied().chain(fixed));
            all.push(Stream { metric, labels, fixed: order.set(fixed), handle });
        }
        let streams = |subject: Subject| {
            OperationClass::ALL.map(|class| {
                let of_class = |stream: &&Stream| {
                    stream.metric.operations.contains(&class)
                        && stream.metric.measure.subject() == subject
                };
                let mut streams: Vec<_> = all.iter().filter(of_class).cloned().collect();
                // Fewer labels first: from one metric to the next labels are added and rarely removed.
                streams.sort_by_key(|stream| stream.metric.labels.len());
                streams
            })
        };
        let key = |label| profile.names(label).first().map_or("", |name| name.key);
        Self {
            order,
            operation_key: key(Attribute::OperationName),
            provider_key: key(Attribute::ProviderName),
            streams: streams(Subject::Call),
            costs: streams(Subject::Cost),
            energies: streams(Subject::Energy),
        }
    }

    /// Records everything that a finished call measured. Labels are made in `list`, which is empty.
    pub(crate) fn record(&self, record: &CallRecord, names: &MetricNames, list: Vec<KeyValue>) {
        let mut labels = Labels::new(&self.order, list);
        for stream in self.streams(&record.operation) {
            let measure = stream.metric.measure;
            if !record.attempts.is_empty() && is_told_by_attempt(record, measure) {
                for attempt in &record.attempts {
                    if let Some(number) = measured_by_attempt(attempt, measure) {
                        labels.clear();
                        let value = |label| attempt_value(record, attempt, names, label);
                        stream.point(number, &mut labels, value);
                    }
                }
                labels.clear();
            }
            if let Some(number) = measured(record, measure) {
                stream.point(number, &mut labels, |label| label_value(record, names, label));
            }
        }
        if record.cost.is_some() || record.unpriced.is_some() {
            self.record_costs(record, names, &mut labels);
        }
        if record.energy.is_some() || record.energy_unknown.is_some() {
            self.record_energies(record, names, &mut labels);
        }
    }

    /// Changes the number of calls in flight that are like this one.
    pub(crate) fn active(&self, record: &CallRecord, names: &MetricNames, by: i64) {
        let mut streams = self.streams(&record.operation).iter();
        let active = streams.find(|stream| stream.metric.measure == Measure::ActiveCalls);
        let Some(Stream { handle, .. }) = active else { return };
        // Twice in each call, so these two labels stay off the heap.
        let operation = KeyValue::new(self.operation_key, names.operation(&record.operation));
        match &record.provider {
            Some(provider) => {
                let provider = KeyValue::new(self.provider_key, names.provider(provider));
                handle.add(Number::Level(by), &[operation, provider]);
            }
            None => handle.add(Number::Level(by), &[operation]),
        }
    }

    /// The metric of the time from one chunk of this call to the next; nothing when calls of its kind
    /// are not measured by it.
    pub(crate) fn chunks(&self, record: &CallRecord, names: &MetricNames) -> Option<LiveMetric> {
        let mut streams = self.streams(&record.operation).iter();
        let stream = streams.find(|stream| stream.metric.measure == Measure::TimePerOutputChunk)?;
        let mut labels = Labels::new(&self.order, Vec::new());
        labels.set(stream.labels, |label| label_value(record, names, label));
        Some(LiveMetric { handle: stream.handle.clone(), labels: labels.into_vec() })
    }

    fn streams(&self, operation: &ModelOperation) -> &[Stream] {
        &self.streams[operation.class() as usize]
    }
}

impl Stream {
    /// Adds a point with the labels that have a value.
    fn point(
        &self,
        number: Number,
        labels: &mut Labels<'_>,
        value: impl Fn(Attribute) -> Option<Value>,
    ) {
        if let Some((_, text)) = self.metric.fixed {
            // The value that it has may be that of another stream of this metric.
            labels.renew(self.fixed, || Value::from(text));
        }
        labels.set(self.labels, |label| match self.metric.fixed {
            Some((fixed, text)) if fixed == label => Some(Value::from(text)),
            _ => value(label),
        });
        self.handle.add(number, labels.as_slice());
    }
}

impl LiveMetric {
    /// Records a number of seconds.
    pub(crate) fn record(&self, seconds: f64) {
        self.handle.add(Number::Seconds(seconds), &self.labels);
    }
}

impl fmt::Debug for LiveMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveMetric").field("labels", &self.labels).finish_non_exhaustive()
    }
}

impl Handle {
    /// Nothing for what is observed and not recorded.
    fn new(metric: &'static Metric, meter: &Meter) -> Option<Self> {
        Some(match metric.instrument {
            Instrument::F64Histogram => Self::Seconds(
                meter
                    .f64_histogram(metric.name)
                    .with_unit(metric.unit)
                    .with_description(metric.description)
                    .with_boundaries(metric.boundaries.to_vec())
                    .build(),
            ),
            Instrument::U64Histogram => Self::Tokens(
                meter
                    .u64_histogram(metric.name)
                    .with_unit(metric.unit)
                    .with_description(metric.description)
                    .with_boundaries(metric.boundaries.to_vec())
                    .build(),
            ),
            Instrument::U64Counter => Self::Count(
                meter
                    .u64_counter(metric.name)
                    .with_unit(metric.unit)
                    .with_description(metric.description)
                    .build(),
            ),
            Instrument::F64Counter => Self::Sum(
                meter
                    .f64_counter(metric.name)
                    .with_unit(metric.unit)
                    .with_description(metric.description)
                    .build(),
            ),
            Instrument::I64UpDownCounter => Self::Level(
                meter
                    .i64_up_down_counter(metric.name)
                    .with_unit(metric.unit)
                    .with_description(metric.description)
                    .build(),
            ),
            Instrument::U64Gauge => return None,
        })
    }

    fn add(&self, number: Number, labels: &[KeyValue]) {
        match (self, number) {
            (Self::Seconds(histogram), Number::Seconds(number) | Number::Amount(number)) => {
                histogram.record(number, labels)
            }
            (Self::Sum(counter), Number::Amount(amount)) => counter.add(amount, labels),
            (Self::Tokens(histogram), Number::Count(count)) => histogram.record(count, labels),
            (Self::Count(counter), Number::Count(count)) => counter.add(count, labels),
            (Self::Level(level), Number::Level(by)) => level.add(by, labels),
            // A table that pairs a measure with an instrument of another type records nothing; the
            // test below keeps the tables free of such pairs.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::semconv::V1_41;

    #[test]
    fn every_measure_fits_the_instrument_it_is_recorded_with() {
        for metric in V1_41.metrics {
            let fits = match metric.measure {
                Measure::Duration | Measure::TimeToFirstChunk | Measure::TimePerOutputChunk => {
                    metric.instrument == Instrument::F64Histogram
                }
                Measure::InputTokens | Measure::OutputTokens => {
                    metric.instrument == Instrument::U64Histogram
                }
                Measure::Attempts
                | Measure::CacheLookups
                | Measure::Unpriced
                | Measure::EnergyUnknown => metric.instrument == Instrument::U64Counter,
                Measure::Cost | Measure::LogfireCost => {
                    metric.instrument == Instrument::F64Histogram
                }
                Measure::CostSum
                | Measure::EnergyLow
                | Measure::EnergyHigh
                | Measure::CarbonLow
                | Measure::CarbonHigh => metric.instrument == Instrument::F64Counter,
                Measure::ActiveCalls => metric.instrument == Instrument::I64UpDownCounter,
                Measure::CacheEntries | Measure::CacheBytes => {
                    metric.instrument == Instrument::U64Gauge && metric.operations.is_empty()
                }
            };
            assert!(fits, "{}", metric.name);
        }
    }
}
