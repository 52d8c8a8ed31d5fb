use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use genai_otel_budget::{Budget, Limit, MAX_METRIC_ACCOUNTS, Window};
use opentelemetry::InstrumentationScope;
use opentelemetry::metrics::MeterProvider as _;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{LogProcessor, SdkLogRecord, SdkLoggerProvider};
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};

use crate::scene::{Scene, money};

/// Keeps every point of the last export as a line, sorted.
#[derive(Clone, Debug, Default)]
struct Points(Arc<Mutex<Vec<String>>>);

impl PushMetricExporter for Points {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let mut lines = Vec::new();
        for metric in metrics.scope_metrics().flat_map(|scope| scope.metrics()) {
            let mut add = |labels: Vec<String>, value: String| {
                lines.push(format!("{}{{{}}} {value}", metric.name(), labels.join(",")));
            };
            match metric.data() {
                AggregatedMetrics::F64(MetricData::Gauge(gauge)) => gauge
                    .data_points()
                    .for_each(|point| add(labels(point.attributes()), point.value().to_string())),
                AggregatedMetrics::U64(MetricData::Sum(sum)) => sum
                    .data_points()
                    .for_each(|point| add(labels(point.attributes()), point.value().to_string())),
                other => lines.push(format!("{other:?}")),
            }
        }
        lines.sort();
        *self.0.lock().unwrap() = lines;
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

fn points(provider: &SdkMeterProvider, exporter: &Points) -> Vec<String> {
    provider.force_flush().unwrap();
    std::mem::take(&mut exporter.0.lock().unwrap())
}

fn labels<'a>(attributes: impl Iterator<Item = &'a opentelemetry::KeyValue>) -> Vec<String> {
    let short = |key: &str| key.replace("genai_otel.budget.", "");
    let sorted: BTreeMap<_, _> =
        attributes.map(|label| (short(label.key.as_str()), label.value.to_string())).collect();
    sorted.into_iter().map(|(key, value)| format!("{key}={value}")).collect()
}

fn metered() -> (SdkMeterProvider, Points) {
    let exporter = Points::default();
    let reader = PeriodicReader::builder(exporter.clone()).build();
    (SdkMeterProvider::builder().with_reader(reader).build(), exporter)
}

#[test]
fn budgets_are_gauges_and_their_thresholds_are_counted() {
    let scene = Scene::new([
        Budget::new("money", Limit::Money(money("2")), Window::Month),
        Budget::new("user", Limit::Tokens(400), Window::Day).each("user"),
    ]);
    let (provider, exporter) = metered();
    scene.budgets.observe(&provider.meter("budgets"));
    scene.call_of("u-1", 100).unwrap();
    let running = scene.genai.track_llm_call("x", "m").user_id("u-2").max_tokens(5);
    let running = running.expects(genai_otel_core::Usage::input_tokens(0)).admit().unwrap();
    assert_eq!(
        points(&provider, &exporter),
        [
            "genai_otel.budget.limit{account=u-1,name=user,unit={token},window=day} 400",
            "genai_otel.budget.limit{account=u-2,name=user,unit={token},window=day} 400",
            "genai_otel.budget.limit{name=money,unit=USD,window=month} 2",
            "genai_otel.budget.reserved{account=u-1,name=user,unit={token},window=day} 0",
            "genai_otel.budget.reserved{account=u-2,name=user,unit={token},window=day} 5",
            "genai_otel.budget.reserved{name=money,unit=USD,window=month} 0.05",
            "genai_otel.budget.thresholds{name=money,threshold=50} 1",
            "genai_otel.budget.used{account=u-1,name=user,unit={token},window=day} 100",
            "genai_otel.budget.used{account=u-2,name=user,unit={token},window=day} 0",
            "genai_otel.budget.used{name=money,unit=USD,window=month} 1",
        ]
    );
    drop(running);
}

#[test]
fn metrics_name_so_many_accounts_and_end_with_the_budgets() {
    let scene = Scene::new([Budget::new("user", Limit::Tokens(100), Window::Day).each("user")]);
    let (provider, exporter) = metered();
    scene.budgets.observe(&provider.meter("budgets"));
    for user in 0..3 * MAX_METRIC_ACCOUNTS {
        scene.call_of(&format!("u-{user}"), 60).unwrap();
    }
    let told = points(&provider, &exporter);
    let gauges = told.iter().filter(|line| line.contains(".used{")).count();
    assert_eq!(gauges, MAX_METRIC_ACCOUNTS);
    let rest = "genai_otel.budget.thresholds{name=user,threshold=50} 40".to_owned();
    assert!(told.contains(&rest), "{told:?}");
    drop(scene);
    assert!(points(&provider, &exporter).iter().all(|line| line.contains(".thresholds{")));
}

#[test]
fn thresholds_are_events_where_a_logger_provider_is_given() {
    let events = Events::default();
    let provider = SdkLoggerProvider::builder().with_log_processor(events.clone()).build();
    let budget = Budget::new("money", Limit::Money(money("2")), Window::Month).thresholds([50, 80]);
    let scene = Scene::with([budget.each("user")], |builder| builder.logger_provider(provider));
    scene.call_of("u-1", 100).unwrap();
    scene.call_of("u-1", 80).unwrap();
    let told = events.0.lock().unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[1],
        "genai_otel.budget.threshold Warn String(Owned(\"budget `money` of `u-1`: 1.8 USD of 2 USD are spent\")) \
         {\"account\": \"String(Owned(\\\"u-1\\\"))\", \"limit\": \"Double(2.0)\", \"name\": \"String(Owned(\\\"money\\\"))\", \
         \"threshold\": \"Int(80)\", \"unit\": \"String(Owned(\\\"USD\\\"))\", \"used\": \"Double(1.8)\"}"
    );
}

/// Keeps every event as a line.
#[derive(Clone, Debug, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl LogProcessor for Events {
    fn emit(&self, record: &mut SdkLogRecord, _scope: &InstrumentationScope) {
        let short = |key: &str| key.replace("genai_otel.budget.", "");
        let attributes: BTreeMap<_, _> = record
            .attributes_iter()
            .map(|(key, value)| (short(key.as_str()), format!("{value:?}")))
            .collect();
        self.0.lock().unwrap().push(format!(
            "{} {:?} {:?} {attributes:?}",
            record.event_name().unwrap_or_default(),
            record.severity_number().unwrap(),
            record.body().unwrap(),
        ));
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}
