//! From the record to the metrics.

mod measure;

use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};
use opentelemetry::{KeyValue, Value};

pub(crate) use self::measure::MetricNames;
use self::measure::{Number, attempt_value, label_value, measured};
use crate::labels::{LabelSet, Labels};
use crate::record::CallRecord;
use crate::semconv::{
    Attribute, Instrument, Measure, Metric, ModelOperation, OperationClass, Profile, Provider,
};

/// The metrics of a profile, ready to record. The only writer of metrics about calls.
pub(crate) struct Instruments {
    profile: &'static Profile,
    streams: Vec<Stream>,
}

/// One stream of points and its instrument.
struct Stream {
    metric: &'static Metric,
    labels: LabelSet,
    handle: Handle,
}

#[derive(Clone)]
enum Handle {
    Seconds(Histogram<f64>),
    Tokens(Histogram<u64>),
    Count(Counter<u64>),
    Level(UpDownCounter<i64>),
}

impl Instruments {
    /// Makes the instruments. Streams of one metric share one instrument.
    pub(crate) fn new(profile: &'static Profile, meter: &Meter) -> Self {
        let mut streams: Vec<Stream> = Vec::with_capacity(profile.metrics.len());
        for metric in profile.metrics {
            let twin = streams.iter().find(|stream| stream.metric.name == metric.name);
            let handle =
                twin.map_or_else(|| Handle::new(metric, meter), |twin| twin.handle.clone());
            let fixed = metric.fixed.map(|(attribute, _)| attribute);
            streams.push(Stream { metric, labels: LabelSet::new(metric.labels, fixed), handle });
        }
        Self { profile, streams }
    }

    /// Records everything that a finished call measured.
    pub(crate) fn record(&self, record: &CallRecord, names: &MetricNames) {
        let class = record.operation.class();
        let mut labels = Labels::new(self.profile);
        for Stream { metric, labels: wanted, handle } in &self.streams {
            if !metric.operations.contains(&class) {
                continue;
            }
            if metric.measure == Measure::Attempts && !record.attempts.is_empty() {
                for attempt in &record.attempts {
                    labels.clear();
                    labels.set(wanted, |label| attempt_value(record, attempt, names, label));
                    handle.add(Number::Count(1), labels.as_slice());
                }
                labels.clear();
                continue;
            }
            let Some(number) = measured(record, metric.measure) else { continue };
            labels.set(wanted, |label| label_value(record, names, label));
            if let Some((attribute, value)) = metric.fixed {
                labels.insert(attribute, Value::from(value));
            }
            handle.add(number, labels.as_slice());
        }
    }

    /// Changes the number of calls in flight.
    pub(crate) fn active(
        &self,
        operation: &ModelOperation,
        provider: Option<&Provider>,
        names: &MetricNames,
        by: i64,
    ) {
        for Stream { metric, handle, .. } in &self.streams {
            if metric.measure == Measure::ActiveCalls
                && metric.operations.contains(&operation.class())
            {
                let key =
                    |attribute| self.profile.names(attribute).first().map_or("", |name| name.key);
                let operation =
                    KeyValue::new(key(Attribute::OperationName), names.operation(operation));
                match provider {
                    Some(provider) => {
                        let provider =
                            KeyValue::new(key(Attribute::ProviderName), names.provider(provider));
                        handle.add(Number::Level(by), &[operation, provider]);
                    }
                    None => handle.add(Number::Level(by), &[operation]),
                }
            }
        }
    }

    /// The labels of the live chunk metric for this call, or nothing when its calls are not measured
    /// by it. Made once per stream, so that a chunk costs no allocation.
    pub(crate) fn chunk_labels(&self, record: &CallRecord, names: &MetricNames) -> Option<Labels> {
        let stream = self.chunk_stream(record.operation.class())?;
        let mut labels = Labels::new(self.profile);
        labels.set(&stream.labels, |label| label_value(record, names, label));
        Some(labels)
    }

    /// Records the time from one chunk to the next.
    pub(crate) fn chunk(&self, class: OperationClass, seconds: f64, labels: &Labels) {
        if let Some(stream) = self.chunk_stream(class) {
            stream.handle.add(Number::Seconds(seconds), labels.as_slice());
        }
    }

    fn chunk_stream(&self, class: OperationClass) -> Option<&Stream> {
        self.streams.iter().find(|stream| {
            stream.metric.measure == Measure::TimePerOutputChunk
                && stream.metric.operations.contains(&class)
        })
    }
}

impl Handle {
    fn new(metric: &'static Metric, meter: &Meter) -> Self {
        match metric.instrument {
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
            Instrument::I64UpDownCounter => Self::Level(
                meter
                    .i64_up_down_counter(metric.name)
                    .with_unit(metric.unit)
                    .with_description(metric.description)
                    .build(),
            ),
        }
    }

    fn add(&self, number: Number, labels: &[KeyValue]) {
        match (self, number) {
            (Self::Seconds(histogram), Number::Seconds(seconds)) => {
                histogram.record(seconds, labels)
            }
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
                Measure::Attempts | Measure::CacheLookups => {
                    metric.instrument == Instrument::U64Counter
                }
                Measure::ActiveCalls => metric.instrument == Instrument::I64UpDownCounter,
            };
            assert!(fits, "{}", metric.name);
        }
    }
}
