//! All programs say the same, or their costs could not be compared.
#![allow(clippy::unwrap_used, reason = "helpers of a test may stop at what nobody expected")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use genai_otel_benches::chat::{ChatRequest, ChatResponse};
use genai_otel_benches::providers::tracer_provider;
use genai_otel_benches::{HandWritten, annotated, instrumented};
use genai_otel_core::Instrumentation;
use opentelemetry::global::{BoxedTracer, ObjectSafeTracerProvider};
use opentelemetry::metrics::MeterProvider;
use opentelemetry::{Context, InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, Histogram, MetricData, ResourceMetrics, Sum,
};
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};
use opentelemetry_sdk::trace::{SdkTracerProvider, Span, SpanData, SpanProcessor};

#[test]
fn all_programs_make_the_same_span_and_the_same_points() {
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());

    let theirs = observe(|tracers, meters| {
        let tracer = tracers.boxed_tracer(InstrumentationScope::default());
        let program = HandWritten::new(BoxedTracer::new(tracer), &meters.meter("by hand"));
        program.chat(&request, response.at_once()).now_or_never().unwrap().unwrap();
    });
    let ours = observe(|tracers, meters| {
        let instrumentation = Instrumentation::builder()
            .tracer_provider(tracers.clone())
            .meter_provider(meters.clone())
            .build();
        let done = instrumented::chat(&instrumentation, &request, response.at_once());
        done.now_or_never().unwrap().unwrap();
    });

    let annotated = observe(|tracers, meters| {
        let instrumentation = Instrumentation::builder()
            .tracer_provider(tracers.clone())
            .meter_provider(meters.clone())
            .build();
        let done = annotated::chat(&instrumentation, &request, response.at_once());
        done.now_or_never().unwrap().unwrap();
    });

    assert_eq!(ours, theirs);
    assert_eq!(annotated, theirs);
    assert_eq!(theirs.iter().filter(|line| line.starts_with("attribute ")).count(), 12);
    assert_eq!(theirs.iter().filter(|line| line.contains("histogram")).count(), 3);
}

/// What a call says, a sorted line each. Times and what is computed from them are left out, once they
/// are known to agree within the call.
fn observe(call: impl FnOnce(&SdkTracerProvider, &SdkMeterProvider)) -> Vec<String> {
    let seen = Seen::default();
    let tracers = tracer_provider(seen.clone());
    let reader = PeriodicReader::builder(seen.clone()).with_interval(HOUR).build();
    let meters = SdkMeterProvider::builder().with_reader(reader).build();
    call(&tracers, &meters);
    meters.force_flush().unwrap();

    let mut lines = seen.lines.lock().unwrap().clone();
    lines.sort();
    let speed = seen.tokens_per_second.lock().unwrap().take().unwrap();
    let duration = seen.duration.lock().unwrap().take().unwrap();
    assert_eq!(speed, 305.0 / duration);
    lines
}

#[derive(Clone, Debug, Default)]
struct Seen {
    lines: Arc<Mutex<Vec<String>>>,
    tokens_per_second: Arc<Mutex<Option<f64>>>,
    duration: Arc<Mutex<Option<f64>>>,
}

impl Seen {
    fn say(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

impl SpanProcessor for Seen {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        self.say(format!(
            "span {:?} {:?} {:?}, {} events, {} links, {} dropped",
            span.name,
            span.span_kind,
            span.status,
            span.events.len(),
            span.links.len(),
            span.dropped_attributes_count
        ));
        for KeyValue { key, value, .. } in span.attributes {
            match value {
                Value::F64(speed) if key.as_str() == "genai_otel.output_tokens_per_second" => {
                    *self.tokens_per_second.lock().unwrap() = Some(speed);
                    self.say(format!("attribute {key}"));
                }
                value => self.say(format!("attribute {key} = {}", shown(&value))),
            }
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}

impl PushMetricExporter for Seen {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        for metric in metrics.scope_metrics().flat_map(|scope| scope.metrics()) {
            let about = format!("{} in {}: {}", metric.name(), metric.unit(), metric.description());
            match metric.data() {
                AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                    *self.duration.lock().unwrap() =
                        histogram.data_points().next().map(|point| point.sum());
                    self.histogram(&about, histogram, |_| String::new());
                }
                AggregatedMetrics::U64(MetricData::Histogram(histogram)) => {
                    self.histogram(&about, histogram, |sum| format!("sum {sum}"));
                }
                AggregatedMetrics::U64(MetricData::Sum(sum)) => self.sum(&about, sum),
                AggregatedMetrics::I64(MetricData::Sum(sum)) => self.sum(&about, sum),
                other => self.say(format!("{about}: {other:?}")),
            }
        }
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

impl Seen {
    fn histogram<T: Copy>(&self, about: &str, histogram: &Histogram<T>, sum: impl Fn(T) -> String) {
        for point in histogram.data_points() {
            self.say(format!(
                "{about}: histogram of {} with bounds {:?} {} {:?}",
                point.count(),
                point.bounds().collect::<Vec<_>>(),
                sum(point.sum()),
                sorted(point.attributes())
            ));
        }
    }

    fn sum<T: Copy + std::fmt::Debug>(&self, about: &str, sum: &Sum<T>) {
        for point in sum.data_points() {
            self.say(format!(
                "{about}: sum {:?}, monotonic {} {:?}",
                point.value(),
                sum.is_monotonic(),
                sorted(point.attributes())
            ));
        }
    }
}

fn sorted<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> Vec<String> {
    let mut all: Vec<String> =
        attributes.map(|item| format!("{}={}", item.key, shown(&item.value))).collect();
    all.sort();
    all
}

/// Type and value; not whose memory a text lies in.
fn shown(value: &Value) -> String {
    let kind = match value {
        Value::Bool(_) => "bool",
        Value::I64(_) => "int",
        Value::F64(_) => "double",
        Value::String(_) => "string",
        _ => "array",
    };
    format!("{kind} {value}")
}

const HOUR: Duration = Duration::from_secs(3_600);
