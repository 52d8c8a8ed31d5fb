use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::metrics::v1::exponential_histogram_data_point::Buckets;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value as Number;
use opentelemetry_proto::tonic::metrics::v1::summary_data_point::ValueAtQuantile;
use opentelemetry_proto::tonic::metrics::v1::{
    ExponentialHistogram, ExponentialHistogramDataPoint, Gauge, Histogram, HistogramDataPoint,
    Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics, Sum, Summary, SummaryDataPoint,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read_span(span: &Value) -> Result<Span, JsonError> {
    let request = json!({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]});
    let mut request = read_traces(request.to_string().as_bytes())?;
    Ok(request.resource_spans.remove(0).scope_spans.remove(0).spans.remove(0))
}

#[test]
fn rules_of_otlp_win_over_those_of_protobuf() {
    let span = read_span(&json!({
        "traceId": "5B8EFFF798038103D269B633813FC60C",
        "spanId": "eee19b7ec3c1b174",
        "kind": 2,
        "startTimeUnixNano": "18446744073709551615",
        "endTimeUnixNano": 7,
        "parentSpanId": null,
        "flags": "257",
        "attributes": [
            {"key": "big", "value": {"intValue": "-9223372036854775808"}},
            {"key": "small", "value": {"intValue": 9007199254740993_i64}},
            {"key": "bytes", "value": {"bytesValue": "AP8="}},
            {"key": "infinite", "value": {"doubleValue": "-Infinity"}},
            {"key": "none", "value": {}},
            {"key": "absent"},
        ],
        "name_of_tomorrow": {"x": 1},
    }));
    let value = |value| Some(AnyValue { value });
    let attribute =
        |key: &str, value| KeyValue { key: key.to_owned(), value, ..KeyValue::default() };
    let expected = Span {
        trace_id: 0x5B8E_FFF7_9803_8103_D269_B633_813F_C60C_u128.to_be_bytes().to_vec(),
        span_id: 0xEEE1_9B7E_C3C1_B174_u64.to_be_bytes().to_vec(),
        kind: 2,
        start_time_unix_nano: u64::MAX,
        end_time_unix_nano: 7,
        flags: 257,
        attributes: vec![
            attribute("big", value(Some(Any::IntValue(i64::MIN)))),
            attribute("small", value(Some(Any::IntValue(9_007_199_254_740_993)))),
            attribute("bytes", value(Some(Any::BytesValue(vec![0, 255])))),
            attribute("infinite", value(Some(Any::DoubleValue(f64::NEG_INFINITY)))),
            attribute("none", value(None)),
            attribute("absent", None),
        ],
        ..Span::default()
    };
    assert_eq!(span.unwrap(), expected);
}

#[test]
fn what_the_rules_forbid_is_refused_by_name() {
    let refused = |span: Value| read_span(&span).unwrap_err().to_string();
    for (span, message) in [
        (json!({"kind": "SPAN_KIND_SERVER"}), "`kind` is not the number of an enumeration"),
        (
            json!({"traceId": "W47/95gDgQPSabYzgT/GDA=="}),
            "`traceId` is not pairs of hexadecimal digits",
        ),
        (json!({"spanId": "123"}), "`spanId` is not pairs of hexadecimal digits"),
        (json!({"spanId": 1}), "`spanId` is not pairs of hexadecimal digits"),
        (
            json!({"startTimeUnixNano": "-1"}),
            "`startTimeUnixNano` is not a whole number without a sign",
        ),
        (json!({"endTimeUnixNano": 1.5}), "`endTimeUnixNano` is not a whole number without a sign"),
        (json!({"flags": 1_u64 << 32}), "`flags` is not a whole number of 32 bits"),
        (json!({"name": 1}), "`name` is not text"),
        (json!({"events": {}}), "`events` is not a list"),
        (json!({"links": [1]}), "`links` is not an object"),
        (json!({"status": []}), "`status` is not an object"),
    ] {
        assert_eq!(refused(span), format!("the field {message}"));
    }
    assert_eq!(read_metrics(b"[]").unwrap_err().to_string(), "the body is not an object");
    assert!(read_traces(b"{").unwrap_err().to_string().starts_with("the body is not JSON: "));
}

/// Numbers that JSON has a notation for; what becomes of the others is told above.
fn double() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>().prop_filter("finite", |n| n.is_finite()), Just(f64::MAX), Just(-0.0)]
}

fn value() -> impl Strategy<Value = AnyValue> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Any::StringValue),
        any::<bool>().prop_map(Any::BoolValue),
        any::<i64>().prop_map(Any::IntValue),
        double().prop_map(Any::DoubleValue),
        vec(any::<u8>(), 0..9).prop_map(Any::BytesValue),
    ];
    let some = |value| AnyValue { value: Some(value) };
    leaf.prop_map(some).prop_recursive(2, 8, 3, move |inner| {
        let field = (any::<String>(), inner.clone()).prop_map(|(key, value)| KeyValue {
            key,
            value: Some(value),
            ..KeyValue::default()
        });
        prop_oneof![
            vec(inner, 0..3).prop_map(|values| Any::ArrayValue(ArrayValue { values })),
            vec(field, 0..3).prop_map(|values| Any::KvlistValue(KeyValueList { values })),
        ]
        .prop_map(some)
    })
}

fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    let field = (any::<String>(), value()).prop_map(|(key, value)| KeyValue {
        key,
        value: Some(value),
        ..KeyValue::default()
    });
    vec(field, 0..3)
}

fn id(length: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), length)
}

fn scope() -> impl Strategy<Value = InstrumentationScope> {
    (any::<String>(), any::<String>(), attributes(), any::<u32>()).prop_map(
        |(name, version, attributes, dropped_attributes_count)| InstrumentationScope {
            name,
            version,
            attributes,
            dropped_attributes_count,
        },
    )
}

fn resource() -> impl Strategy<Value = Resource> {
    attributes().prop_map(|attributes| Resource { attributes, ..Resource::default() })
}

fn event() -> impl Strategy<Value = Event> {
    (any::<u64>(), any::<String>(), attributes(), any::<u32>()).prop_map(
        |(time_unix_nano, name, attributes, dropped_attributes_count)| Event {
            time_unix_nano,
            name,
            attributes,
            dropped_attributes_count,
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    (id(16), id(8), any::<String>(), attributes(), any::<[u32; 2]>()).prop_map(
        |(trace_id, span_id, trace_state, attributes, [dropped_attributes_count, flags])| Link {
            trace_id,
            span_id,
            trace_state,
            attributes,
            dropped_attributes_count,
            flags,
        },
    )
}

fn span() -> impl Strategy<Value = Span> {
    let status = (any::<String>(), 0..3).prop_map(|(message, code)| Status { message, code });
    let parent = prop_oneof![Just(Vec::new()), id(8)];
    let ids = (id(16), id(8), parent);
    let lists = (attributes(), vec(event(), 0..3), vec(link(), 0..3));
    let numbers = any::<([u32; 4], [u64; 2])>();
    (ids, any::<[String; 2]>(), lists, numbers, 0..6, of(status)).prop_map(
        |(ids, [name, trace_state], (attributes, events, links), (small, times), kind, status)| {
            let (trace_id, span_id, parent_span_id) = ids;
            Span {
                trace_id,
                span_id,
                trace_state,
                parent_span_id,
                flags: small[0],
                name,
                kind,
                start_time_unix_nano: times[0],
                end_time_unix_nano: times[1],
                attributes,
                dropped_attributes_count: small[1],
                events,
                dropped_events_count: small[2],
                links,
                dropped_links_count: small[3],
                status,
            }
        },
    )
}

fn traces() -> impl Strategy<Value = ExportTraceServiceRequest> {
    (of(resource()), of(scope()), vec(span(), 0..3), any::<String>()).prop_map(
        |(resource, scope, spans, schema_url)| {
            let scope_spans = vec![ScopeSpans { scope, spans, schema_url: schema_url.clone() }];
            let resource_spans = vec![ResourceSpans { resource, scope_spans, schema_url }];
            ExportTraceServiceRequest { resource_spans }
        },
    )
}

fn number() -> impl Strategy<Value = NumberDataPoint> {
    let value =
        prop_oneof![any::<i64>().prop_map(Number::AsInt), double().prop_map(Number::AsDouble),];
    (attributes(), any::<[u64; 2]>(), any::<u32>(), of(value)).prop_map(
        |(attributes, times, flags, value)| NumberDataPoint {
            attributes,
            start_time_unix_nano: times[0],
            time_unix_nano: times[1],
            flags,
            value,
            ..NumberDataPoint::default()
        },
    )
}

fn data() -> impl Strategy<Value = Data> {
    let bounds = (of(double()), of(double()), of(double()));
    let lists = (vec(any::<u64>(), 0..4), vec(double(), 0..4));
    let histogram = (attributes(), any::<[u64; 3]>(), bounds, lists, any::<u32>()).prop_map(
        |(attributes, numbers, (sum, min, max), (bucket_counts, explicit_bounds), flags)| {
            HistogramDataPoint {
                attributes,
                start_time_unix_nano: numbers[0],
                time_unix_nano: numbers[1],
                count: numbers[2],
                sum,
                bucket_counts,
                explicit_bounds,
                flags,
                min,
                max,
                ..HistogramDataPoint::default()
            }
        },
    );
    let buckets = || {
        (any::<i32>(), vec(any::<u64>(), 0..4))
            .prop_map(|(offset, bucket_counts)| Buckets { offset, bucket_counts })
    };
    let bounds = (of(double()), of(double()), of(double()), double());
    let exponential = (
        (attributes(), any::<[u64; 4]>(), any::<i32>(), any::<u32>()),
        bounds,
        of(buckets()),
        of(buckets()),
    );
    let exponential = exponential.prop_map(
        |(
            (attributes, numbers, scale, flags),
            (sum, min, max, zero_threshold),
            positive,
            negative,
        )| {
            ExponentialHistogramDataPoint {
                attributes,
                start_time_unix_nano: numbers[0],
                time_unix_nano: numbers[1],
                count: numbers[2],
                sum,
                scale,
                zero_count: numbers[3],
                positive,
                negative,
                flags,
                min,
                max,
                zero_threshold,
                ..ExponentialHistogramDataPoint::default()
            }
        },
    );
    let quantile =
        (double(), double()).prop_map(|(quantile, value)| ValueAtQuantile { quantile, value });
    let summary = (attributes(), any::<[u64; 3]>(), double(), vec(quantile, 0..3), any::<u32>())
        .prop_map(|(attributes, numbers, sum, quantile_values, flags)| SummaryDataPoint {
            attributes,
            start_time_unix_nano: numbers[0],
            time_unix_nano: numbers[1],
            count: numbers[2],
            sum,
            quantile_values,
            flags,
        });
    let points = vec(number(), 0..3);
    prop_oneof![
        vec(number(), 0..3).prop_map(|data_points| Data::Gauge(Gauge { data_points })),
        (points, 0..3, any::<bool>()).prop_map(|(data_points, temporality, is_monotonic)| {
            Data::Sum(Sum { data_points, aggregation_temporality: temporality, is_monotonic })
        }),
        (vec(histogram, 0..3), 0..3).prop_map(|(data_points, aggregation_temporality)| {
            Data::Histogram(Histogram { data_points, aggregation_temporality })
        }),
        (vec(exponential, 0..3), 0..3).prop_map(|(data_points, aggregation_temporality)| {
            Data::ExponentialHistogram(ExponentialHistogram {
                data_points,
                aggregation_temporality,
            })
        }),
        vec(summary, 0..3).prop_map(|data_points| Data::Summary(Summary { data_points })),
    ]
}

fn metrics() -> impl Strategy<Value = ExportMetricsServiceRequest> {
    let metric = (any::<[String; 3]>(), attributes(), of(data())).prop_map(
        |([name, description, unit], metadata, data)| Metric {
            name,
            description,
            unit,
            metadata,
            data,
        },
    );
    (of(resource()), of(scope()), vec(metric, 0..3), any::<String>()).prop_map(
        |(resource, scope, metrics, schema_url)| {
            let scope_metrics =
                vec![ScopeMetrics { scope, metrics, schema_url: schema_url.clone() }];
            let resource_metrics = vec![ResourceMetrics { resource, scope_metrics, schema_url }];
            ExportMetricsServiceRequest { resource_metrics }
        },
    )
}

fn logs() -> impl Strategy<Value = ExportLogsServiceRequest> {
    let ids = prop_oneof![Just((Vec::new(), Vec::new())), (id(16), id(8))];
    let numbers = any::<([u32; 2], [u64; 2])>();
    let record = (ids, any::<[String; 2]>(), attributes(), numbers, 0..25, of(value())).prop_map(
        |(
            (trace_id, span_id),
            [severity_text, event_name],
            attributes,
            numbers,
            severity,
            body,
        )| {
            let (small, times) = numbers;
            LogRecord {
                time_unix_nano: times[0],
                observed_time_unix_nano: times[1],
                severity_number: severity,
                severity_text,
                body,
                attributes,
                dropped_attributes_count: small[0],
                flags: small[1],
                trace_id,
                span_id,
                event_name,
            }
        },
    );
    (of(resource()), of(scope()), vec(record, 0..3), any::<String>()).prop_map(
        |(resource, scope, log_records, schema_url)| {
            let scope_logs = vec![ScopeLogs { scope, log_records, schema_url: schema_url.clone() }];
            let resource_logs = vec![ResourceLogs { resource, scope_logs, schema_url }];
            ExportLogsServiceRequest { resource_logs }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn spans_of_another_writer_come_back_whole(traces in traces()) {
        let body = serde_json::to_vec(&traces).unwrap();
        prop_assert_eq!(read_traces(&body).unwrap(), traces);
    }

    #[test]
    fn metrics_of_another_writer_come_back_whole(metrics in metrics()) {
        let body = serde_json::to_vec(&metrics).unwrap();
        prop_assert_eq!(read_metrics(&body).unwrap(), metrics);
    }

    #[test]
    fn logs_of_another_writer_come_back_whole(logs in logs()) {
        let body = serde_json::to_vec(&logs).unwrap();
        prop_assert_eq!(read_logs(&body).unwrap(), logs);
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in vec(any::<u8>(), 0..99)) {
        drop((read_traces(&body), read_metrics(&body), read_logs(&body)));
    }

    #[test]
    fn any_values_in_known_fields_are_read_or_refused(name in "kind|traceId|events|attributes|status|flags", value in value()) {
        let span = json!({name: serde_json::to_value(value).unwrap()});
        drop(read_span(&span));
    }
}
