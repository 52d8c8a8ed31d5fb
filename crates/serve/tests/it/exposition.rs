//! What is shown of instruments of every kind: whole pages.

use std::time::UNIX_EPOCH;

use genai_otel_serve::{Format, PrometheusReader, PrometheusReaderBuilder};
use opentelemetry::{InstrumentationScope, KeyValue, metrics::Meter, metrics::MeterProvider as _};
use opentelemetry_sdk::{
    Resource,
    metrics::{Aggregation, Instrument, SdkMeterProvider, Stream},
};

use super::parser::parse;

/// What is read of instruments that `record` makes and uses.
pub(crate) fn exposed(
    reader: PrometheusReaderBuilder,
    format: Format,
    record: impl FnOnce(&SdkMeterProvider),
) -> String {
    let reader = reader.build();
    let provider = provider(&reader);
    record(&provider);
    let text = reader.expose(format).unwrap();
    parse(&text, format).unwrap_or_else(|what| panic!("{what}\n{text}"));
    text
}

pub(crate) fn provider(reader: &PrometheusReader) -> SdkMeterProvider {
    let resource = Resource::builder_empty().with_service_name("shop").build();
    SdkMeterProvider::builder().with_resource(resource).with_reader(reader.clone()).build()
}

fn plain() -> PrometheusReaderBuilder {
    PrometheusReader::builder().without_scope_labels()
}

fn one_of_each(meter: &Meter) {
    let with = |value: &'static str| [KeyValue::new("gen_ai.request.model", value)];
    let calls = meter.u64_counter("calls").with_description("Calls.").with_unit("{call}").build();
    calls.add(3, &with("b"));
    calls.add(1, &with("a"));
    meter.i64_up_down_counter("open.calls").with_unit("{call}").build().add(-2, &[]);
    meter.f64_gauge("hit").with_unit("1").build().record(0.75, &[]);
    meter
        .f64_counter("spent")
        .with_unit("USD")
        .with_description("Money, \"all\" of it:\n\\o/")
        .build()
        .add(1.5, &[]);
    let seconds =
        meter.f64_histogram("wait").with_unit("s").with_boundaries(vec![0.5, 1.0]).build();
    for value in [0.25, 0.5, 4.0] {
        seconds.record(value, &with("a"));
    }
}

#[test]
fn every_kind_of_instrument_is_shown_as_text() {
    let text = exposed(plain(), Format::Text, |provider| one_of_each(&provider.meter("shop")));
    assert_eq!(
        text,
        r#"# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{gen_ai_request_model="a"} 1
calls_total{gen_ai_request_model="b"} 3
# TYPE hit_ratio gauge
hit_ratio 0.75
# TYPE open_calls gauge
open_calls -2
# HELP spent_USD_total Money, "all" of it:\n\\o/
# TYPE spent_USD_total counter
spent_USD_total 1.5
# HELP target_info What this process says of itself.
# TYPE target_info gauge
target_info{service_name="shop"} 1
# TYPE wait_seconds histogram
wait_seconds_bucket{gen_ai_request_model="a",le="0.5"} 2
wait_seconds_bucket{gen_ai_request_model="a",le="1"} 2
wait_seconds_bucket{gen_ai_request_model="a",le="+Inf"} 3
wait_seconds_sum{gen_ai_request_model="a"} 4.75
wait_seconds_count{gen_ai_request_model="a"} 3
"#
    );
}

#[test]
fn every_kind_of_instrument_is_shown_as_openmetrics() {
    let text =
        exposed(plain(), Format::OpenMetrics, |provider| one_of_each(&provider.meter("shop")));
    assert_eq!(
        text,
        r#"# HELP calls Calls.
# TYPE calls counter
calls_total{gen_ai_request_model="a"} 1
calls_total{gen_ai_request_model="b"} 3
# TYPE hit_ratio gauge
hit_ratio 0.75
# TYPE open_calls gauge
open_calls -2
# HELP spent_USD Money, \"all\" of it:\n\\o/
# TYPE spent_USD counter
# UNIT spent_USD USD
spent_USD_total 1.5
# HELP target What this process says of itself.
# TYPE target info
target_info{service_name="shop"} 1
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
wait_seconds_bucket{gen_ai_request_model="a",le="0.5"} 2
wait_seconds_bucket{gen_ai_request_model="a",le="1.0"} 2
wait_seconds_bucket{gen_ai_request_model="a",le="+Inf"} 3
wait_seconds_sum{gen_ai_request_model="a"} 4.75
wait_seconds_count{gen_ai_request_model="a"} 3
# EOF
"#
    );
}

#[test]
fn the_scope_is_on_every_series_and_parts_those_of_one_name() {
    let text = exposed(PrometheusReader::builder(), Format::Text, |provider| {
        for (scope, calls) in [("b", 2), ("a", 1)] {
            let scope = InstrumentationScope::builder(scope).with_version("1").build();
            provider.meter_with_scope(scope).u64_counter("calls").build().add(calls, &[]);
        }
    });
    assert_eq!(
        text,
        r#"# TYPE calls_total counter
calls_total{otel_scope_name="a",otel_scope_version="1"} 1
calls_total{otel_scope_name="b",otel_scope_version="1"} 2
# HELP target_info What this process says of itself.
# TYPE target_info gauge
target_info{service_name="shop"} 1
"#
    );
}

#[test]
fn what_cannot_be_told_apart_is_added_up() {
    let text = exposed(plain(), Format::Text, |provider| {
        for scope in ["a", "b"] {
            let meter = provider.meter(scope);
            meter.u64_counter("calls").build().add(2, &[KeyValue::new("a.b", "x")]);
            meter.u64_counter("calls").build().add(1, &[KeyValue::new("a_b", "x")]);
            meter.i64_gauge("size").build().record(if scope == "a" { 7 } else { 5 }, &[]);
            meter.u64_histogram("wait").with_boundaries(vec![1.0]).build().record(1, &[]);
        }
    });
    assert_eq!(
        text,
        r#"# TYPE calls_total counter
calls_total{a_b="x"} 6
# TYPE size gauge
size 7
# HELP target_info What this process says of itself.
# TYPE target_info gauge
target_info{service_name="shop"} 1
# TYPE wait histogram
wait_bucket{le="1"} 2
wait_bucket{le="+Inf"} 2
wait_sum 2
wait_count 2
"#
    );
}

#[test]
fn of_metrics_that_want_one_name_the_first_is_shown_and_the_rest_counted() {
    let reader = plain().build();
    let provider = provider(&reader);
    let (one, other) = (provider.meter("a"), provider.meter("b"));
    one.u64_histogram("wait").with_boundaries(vec![]).build().record(1, &[]);
    one.u64_gauge("size").build().record(1, &[]);
    other.u64_gauge("wait.count").build().record(1, &[]);
    other.u64_histogram("size").build().record(1, &[]);
    let text = reader.expose(Format::Text).unwrap();
    parse(&text, Format::Text).unwrap();
    assert_eq!(
        text,
        r#"# TYPE size gauge
size 1
# HELP target_info What this process says of itself.
# TYPE target_info gauge
target_info{service_name="shop"} 1
# TYPE wait histogram
wait_bucket{le="+Inf"} 1
wait_sum 1
wait_count 1
"#
    );
    assert_eq!(reader.counts().series_left_out, 2);
}

#[test]
fn an_exponential_histogram_keeps_its_sum_and_its_count() {
    let reader = plain().build();
    let exponential = |_: &Instrument| {
        let aggregation = Aggregation::Base2ExponentialHistogram {
            max_size: 160,
            max_scale: 20,
            record_min_max: false,
        };
        Stream::builder().with_aggregation(aggregation).build().ok()
    };
    let provider = SdkMeterProvider::builder()
        .with_resource(Resource::builder_empty().build())
        .with_reader(reader.clone())
        .with_view(exponential)
        .build();
    let wait = provider.meter("shop").f64_histogram("wait").build();
    wait.record(0.5, &[]);
    wait.record(2.0, &[]);
    let text = reader.expose(Format::Text).unwrap();
    let expected =
        "# TYPE wait histogram\nwait_bucket{le=\"+Inf\"} 2\nwait_sum 2.5\nwait_count 2\n";
    assert_eq!(text, expected);
}

#[test]
fn starts_are_told_in_openmetrics_when_asked_for() {
    let began = UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    let reader = plain().start_times();
    let text =
        exposed(reader, Format::OpenMetrics, |provider| one_of_each(&provider.meter("shop")));
    let families = parse(&text, Format::OpenMetrics).unwrap();
    let starts = families.iter().flat_map(|family| &family.samples);
    let starts: Vec<_> = starts.filter(|sample| sample.name.ends_with("_created")).collect();
    let names: Vec<_> = starts.iter().map(|sample| sample.name.as_str()).collect();
    assert_eq!(
        names,
        ["calls_created", "calls_created", "spent_USD_created", "wait_seconds_created"]
    );
    let ended = UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    assert!(starts.iter().all(|sample| (began..=ended).contains(&sample.value)), "{text}");
    let text = exposed(reader, Format::Text, |provider| one_of_each(&provider.meter("shop")));
    assert!(!text.contains("_created"), "{text}");
}

#[test]
fn a_scrape_shows_what_is_now() {
    let reader = plain().build();
    let provider = provider(&reader);
    let calls = provider.meter("shop").u64_counter("calls").build();
    for count in 1..=3 {
        calls.add(1, &[]);
        let text = reader.expose(Format::Text).unwrap();
        assert!(
            text.starts_with(&format!("# TYPE calls_total counter\ncalls_total {count}\n")),
            "{text}"
        );
    }
}

#[test]
fn without_a_provider_it_says_so() {
    let reader = PrometheusReader::new();
    let none = "metrics cannot be collected: no meter provider has this reader, or it is shut down";
    assert_eq!(reader.expose(Format::Text).unwrap_err().to_string(), none);
    drop(provider(&reader));
    assert_eq!(reader.expose(Format::Text).unwrap_err().to_string(), none);
    assert_eq!((reader.counts().exposed, reader.counts().failed), (0, 2));
}
