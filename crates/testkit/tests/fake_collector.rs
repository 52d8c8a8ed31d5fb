//! What the fake collector takes, keeps and answers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "support/client.rs"]
mod client;

use std::io::Write;
use std::time::Duration;

use client::{Received, post, post_json};
use flate2::Compression;
use flate2::write::GzEncoder;
use genai_otel_testkit::{
    AttributeValue, CollectedLog, CollectedMetric, CollectedSpan, ExponentialHistogramValue,
    FakeCollector, Fault, HistogramValue, MetricKind, PointValue, Reaction, SpanKind, SpanStatus,
    Temporality, WireProtocol,
};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::metrics::v1::exponential_histogram_data_point::Buckets;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{
    ExponentialHistogram, ExponentialHistogramDataPoint, Gauge, Histogram, HistogramDataPoint,
    Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics, Sum, number_data_point,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};
use prost::Message;
use serde_json::json;

const TRACES: &str = "/v1/traces";
const METRICS: &str = "/v1/metrics";
const LOGS: &str = "/v1/logs";
const PROTOBUF: &str = "content-type: application/x-protobuf\r\n";
/// For what must arrive at once; a machine under load gets its time.
const SOON: Duration = Duration::from_secs(30);

fn any(value: Value) -> AnyValue {
    AnyValue { value: Some(value) }
}

fn text(text: &str) -> Value {
    Value::StringValue(text.to_owned())
}

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(any(value)), ..KeyValue::default() }
}

fn resource() -> Option<Resource> {
    let attributes = vec![attribute("service.name", text("shop"))];
    Some(Resource { attributes, ..Resource::default() })
}

fn scope() -> Option<InstrumentationScope> {
    let (name, version) = ("genai-otel".to_owned(), "0.1.0".to_owned());
    Some(InstrumentationScope { name, version, ..InstrumentationScope::default() })
}

fn traces(spans: Vec<Span>) -> ExportTraceServiceRequest {
    let schema_url = "https://example.com/scope".to_owned();
    let scope_spans = vec![ScopeSpans { scope: scope(), spans, schema_url }];
    let schema_url = "https://example.com/resource".to_owned();
    let resource_spans = vec![ResourceSpans { resource: resource(), scope_spans, schema_url }];
    ExportTraceServiceRequest { resource_spans }
}

fn metrics(metrics: Vec<Metric>) -> ExportMetricsServiceRequest {
    let scope_metrics = vec![ScopeMetrics { scope: scope(), metrics, schema_url: String::new() }];
    let resource_metrics =
        vec![ResourceMetrics { resource: resource(), scope_metrics, schema_url: String::new() }];
    ExportMetricsServiceRequest { resource_metrics }
}

fn logs(log_records: Vec<LogRecord>) -> ExportLogsServiceRequest {
    let scope_logs = vec![ScopeLogs { scope: scope(), log_records, schema_url: String::new() }];
    let resource_logs =
        vec![ResourceLogs { resource: resource(), scope_logs, schema_url: String::new() }];
    ExportLogsServiceRequest { resource_logs }
}

fn metric(name: &str, unit: &str, data: Data) -> Metric {
    let (name, unit) = (name.to_owned(), unit.to_owned());
    Metric { name, unit, data: Some(data), ..Metric::default() }
}

fn span(name: &str, id: u8) -> Span {
    Span {
        trace_id: vec![0xAB; 16],
        span_id: vec![id; 8],
        name: name.to_owned(),
        start_time_unix_nano: 1_000,
        end_time_unix_nano: 2_000,
        ..Span::default()
    }
}

fn send(collector: &FakeCollector, path: &str, request: &impl Message) -> Received {
    post(&collector.url(), path, PROTOBUF, &request.encode_to_vec())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn names(spans: &[CollectedSpan]) -> Vec<&str> {
    spans.iter().map(|span| span.name.as_str()).collect()
}

/// Code and message of a `google.rpc.Status`, with a decoder of its own.
#[derive(Clone, PartialEq, Debug)]
struct RpcStatus {
    code: u8,
    message: String,
}

fn rpc_status(answer: &Received) -> RpcStatus {
    let (body, complete) = answer.body();
    assert!(complete);
    assert_eq!(answer.header("content-type"), Some("application/x-protobuf"));
    let [0x08, code, 0x12, length, message @ ..] = body.as_slice() else {
        panic!("not a code and a message: {body:?}");
    };
    assert_eq!(message.len(), usize::from(*length));
    RpcStatus { code: *code, message: String::from_utf8(message.to_vec()).unwrap() }
}

#[test]
fn span_arrives_with_everything_it_has() {
    let collector = FakeCollector::start().unwrap();
    let array =
        Value::ArrayValue(ArrayValue { values: vec![any(text("stop")), any(text("length"))] });
    let map = Value::KvlistValue(KeyValueList { values: vec![attribute("a", Value::IntValue(1))] });
    let sent = Span {
        trace_id: (1..=16).collect(),
        span_id: vec![0x0A; 8],
        parent_span_id: vec![0x0B; 8],
        trace_state: "vendor=1".to_owned(),
        name: "chat gpt-4o".to_owned(),
        kind: 3,
        start_time_unix_nano: 1_000,
        end_time_unix_nano: 5_000,
        attributes: vec![
            attribute("string", text("s")),
            attribute("int", Value::IntValue(-1)),
            attribute("double", Value::DoubleValue(0.5)),
            attribute("bool", Value::BoolValue(true)),
            attribute("bytes", Value::BytesValue(vec![1, 2])),
            attribute("array", array),
            attribute("map", map),
            KeyValue { key: "empty".to_owned(), ..KeyValue::default() },
        ],
        dropped_attributes_count: 2,
        events: vec![Event {
            time_unix_nano: 3_000,
            name: "exception".to_owned(),
            attributes: vec![attribute("exception.type", text("Timeout"))],
            ..Event::default()
        }],
        links: vec![Link {
            trace_id: vec![0xCC; 16],
            span_id: vec![0xDD; 8],
            attributes: vec![attribute("why", text("retry"))],
            ..Link::default()
        }],
        status: Some(Status { code: 2, message: "timed out".to_owned() }),
        ..Span::default()
    };
    let answer = send(&collector, TRACES, &traces(vec![sent]));
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.header("content-type"), Some("application/x-protobuf"));
    assert_eq!(answer.body(), (vec![], true), "a full success is an empty message");

    let spans = collector.spans();
    let [span] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!(span.trace_id, "0102030405060708090a0b0c0d0e0f10");
    assert_eq!(span.span_id, "0a0a0a0a0a0a0a0a");
    assert_eq!(span.parent_span_id.as_deref(), Some("0b0b0b0b0b0b0b0b"));
    assert_eq!(span.trace_state, "vendor=1");
    assert_eq!(span.name, "chat gpt-4o");
    assert_eq!(span.kind, SpanKind::Client);
    assert_eq!((span.start_unix_nanos, span.end_unix_nanos), (1_000, 5_000));
    assert_eq!(span.duration(), Duration::from_micros(4));
    assert_eq!(span.status, SpanStatus::Error("timed out".to_owned()));
    assert_eq!(span.dropped_attributes, 2);
    assert_eq!(span.duplicate_keys, [""; 0]);
    let array = AttributeValue::Array(vec!["stop".into(), "length".into()]);
    let map = AttributeValue::Map([("a".to_owned(), 1.into())].into());
    let expected = [
        ("array", array),
        ("bool", true.into()),
        ("bytes", AttributeValue::Bytes(vec![1, 2])),
        ("double", 0.5.into()),
        ("empty", AttributeValue::Empty),
        ("int", (-1).into()),
        ("map", map),
        ("string", "s".into()),
    ];
    assert_eq!(span.attributes, expected.map(|(key, value)| (key.to_owned(), value)).into());
    assert_eq!(span.events.len(), 1);
    assert_eq!((span.events[0].name.as_str(), span.events[0].unix_nanos), ("exception", 3_000));
    assert_eq!(span.events[0].attributes["exception.type"], "Timeout".into());
    assert_eq!(span.links.len(), 1);
    assert_eq!(span.links[0].trace_id, "cc".repeat(16));
    assert_eq!(span.links[0].span_id, "dd".repeat(8));
    assert_eq!(span.links[0].attributes["why"], "retry".into());
    assert_eq!((span.scope.name.as_str(), span.scope.version.as_str()), ("genai-otel", "0.1.0"));
    assert_eq!(span.scope.schema_url, "https://example.com/scope");
    assert_eq!(span.resource.service_name(), Some("shop"));
    assert_eq!(span.resource.schema_url, "https://example.com/resource");
}

#[test]
fn attribute_that_was_sent_twice_is_noticed() {
    let collector = FakeCollector::start().unwrap();
    let attributes = vec![attribute("k", text("old")), attribute("k", text("new"))];
    send(&collector, TRACES, &traces(vec![Span { attributes, ..span("a", 1) }]));
    let spans = collector.spans();
    assert_eq!(spans[0].attributes["k"], "new".into());
    assert_eq!(spans[0].duplicate_keys, ["k"]);
}

#[test]
fn metrics_of_every_kind_arrive() {
    let collector = FakeCollector::start().unwrap();
    let number = |value| NumberDataPoint {
        attributes: vec![attribute("k", text("v"))],
        start_time_unix_nano: 10,
        time_unix_nano: 20,
        value: Some(value),
        ..NumberDataPoint::default()
    };
    let int = number(number_data_point::Value::AsInt(7));
    let double = number(number_data_point::Value::AsDouble(0.5));
    let histogram = HistogramDataPoint {
        count: 3,
        sum: Some(9.0),
        min: Some(1.0),
        max: Some(5.0),
        explicit_bounds: vec![2.0, 4.0],
        bucket_counts: vec![1, 1, 1],
        ..HistogramDataPoint::default()
    };
    let exponential = ExponentialHistogramDataPoint {
        count: 4,
        sum: Some(2.0),
        scale: 1,
        zero_count: 1,
        positive: Some(Buckets { offset: -1, bucket_counts: vec![2, 0, 1] }),
        ..ExponentialHistogramDataPoint::default()
    };
    let sum = |temporality, is_monotonic| {
        let data_points = vec![int.clone()];
        Data::Sum(Sum { data_points, aggregation_temporality: temporality, is_monotonic })
    };
    let sent = metrics(vec![
        metric("gauge", "1", Data::Gauge(Gauge { data_points: vec![double] })),
        metric("counter", "{call}", sum(2, true)),
        metric("up-down", "", sum(1, false)),
        metric(
            "histogram",
            "s",
            Data::Histogram(Histogram { data_points: vec![histogram], aggregation_temporality: 1 }),
        ),
        metric(
            "exponential",
            "s",
            Data::ExponentialHistogram(ExponentialHistogram {
                data_points: vec![exponential],
                aggregation_temporality: 2,
            }),
        ),
    ]);
    assert_eq!(send(&collector, METRICS, &sent).status(), 200);

    let (delta, cumulative) = (Temporality::Delta, Temporality::Cumulative);
    let seen = collector.metrics();
    let kinds: Vec<_> = seen.iter().map(|m| (m.name.as_str(), m.unit.as_str(), m.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("gauge", "1", MetricKind::Gauge),
            ("counter", "{call}", MetricKind::Sum { temporality: cumulative, monotonic: true }),
            ("up-down", "", MetricKind::Sum { temporality: delta, monotonic: false }),
            ("histogram", "s", MetricKind::Histogram { temporality: delta }),
            ("exponential", "s", MetricKind::ExponentialHistogram { temporality: cumulative }),
        ]
    );
    let value = |metric: &CollectedMetric| metric.points[0].value.clone();
    assert_eq!(value(&seen[0]), PointValue::Double(0.5));
    assert_eq!(value(&seen[1]), PointValue::Int(7));
    let mut histogram = HistogramValue::default();
    (histogram.count, histogram.sum) = (3, Some(9.0));
    (histogram.min, histogram.max) = (Some(1.0), Some(5.0));
    (histogram.bounds, histogram.bucket_counts) = (vec![2.0, 4.0], vec![1, 1, 1]);
    assert_eq!(value(&seen[3]), PointValue::Histogram(histogram));
    let mut exponential = ExponentialHistogramValue::default();
    (exponential.count, exponential.sum, exponential.scale) = (4, Some(2.0), 1);
    (exponential.zero_count, exponential.positive) = (1, (-1, vec![2, 0, 1]));
    assert_eq!(value(&seen[4]), PointValue::ExponentialHistogram(exponential));
    let point = &seen[1].points[0];
    assert_eq!((point.start_unix_nanos, point.unix_nanos), (10, 20));
    assert_eq!(point.attributes["k"], "v".into());
    assert_eq!(seen[1].scope.name, "genai-otel");
    assert_eq!(seen[1].resource.service_name(), Some("shop"));
}

#[test]
fn log_records_are_decoded_and_kept() {
    let collector = FakeCollector::start().unwrap();
    let first = attribute("k", text("first"));
    let fields = vec![attribute("tokens", Value::IntValue(7))];
    let full = LogRecord {
        time_unix_nano: 10,
        observed_time_unix_nano: 20,
        severity_number: 9,
        severity_text: "info".to_owned(),
        body: Some(any(Value::KvlistValue(KeyValueList { values: fields }))),
        attributes: vec![first, attribute("k", text("v"))],
        dropped_attributes_count: 2,
        flags: 0x101,
        trace_id: vec![0xAB; 16],
        span_id: vec![1; 8],
        event_name: "answered".to_owned(),
    };
    send(&collector, LOGS, &logs(vec![full, LogRecord::default()]));
    let seen = collector.wait_for_logs(2, SOON).unwrap();
    let mut bare = CollectedLog::default();
    bare.scope.name = "genai-otel".to_owned();
    bare.scope.version = "0.1.0".to_owned();
    bare.resource.attributes.insert("service.name".to_owned(), "shop".into());
    let mut expected = bare.clone();
    (expected.unix_nanos, expected.observed_unix_nanos) = (10, 20);
    (expected.severity_number, expected.severity_text) = (9, "info".to_owned());
    expected.body = AttributeValue::Map([("tokens".to_owned(), 7.into())].into());
    expected.event_name = "answered".to_owned();
    expected.attributes = [("k".to_owned(), "v".into())].into();
    (expected.duplicate_keys, expected.dropped_attributes) = (vec!["k".to_owned()], 2);
    expected.trace_id = Some("ab".repeat(16));
    expected.span_id = Some("01".repeat(8));
    expected.is_sampled = true;
    assert_eq!(seen, [expected, bare]);
    assert_eq!(collector.requests()[0].items, 2);
    collector.clear();
    assert_eq!(collector.logs(), []);
}

#[test]
fn log_record_with_half_an_identifier_is_refused() {
    let collector = FakeCollector::start().unwrap();
    for (record, reason) in [
        (
            LogRecord { trace_id: vec![1; 15], ..LogRecord::default() },
            "the trace id of a log record is not 16 bytes with one that is not zero",
        ),
        (
            LogRecord { span_id: vec![0; 8], ..LogRecord::default() },
            "the span id of a log record is not 8 bytes with one that is not zero",
        ),
    ] {
        let body = logs(vec![record]).encode_to_vec();
        assert_eq!(post(&collector.url(), LOGS, PROTOBUF, &body).status(), 400);
        assert_eq!(collector.requests().pop().unwrap().malformed.as_deref(), Some(reason));
    }
    assert_eq!(collector.logs(), []);
}

#[test]
fn rejected_log_records_are_not_kept() {
    let collector =
        FakeCollector::builder().reaction(Reaction::partial_success(2, "")).start().unwrap();
    send(&collector, LOGS, &logs(vec![LogRecord::default(); 3]));
    assert_eq!(collector.logs().len(), 1);
}

#[test]
fn gzip_is_unpacked_and_the_raw_body_kept() {
    let collector = FakeCollector::start().unwrap();
    let packed = gzip(&traces(vec![span("a", 1)]).encode_to_vec());
    let headers = format!("{PROTOBUF}content-encoding: gzip\r\nauthorization: Basic c2VjcmV0\r\n");
    assert_eq!(post(&collector.url(), TRACES, &headers, &packed).status(), 200);
    assert_eq!(names(&collector.spans()), ["a"]);
    let requests = collector.requests();
    assert_eq!(requests[0].raw_body, packed);
    assert_eq!((requests[0].items, requests[0].status), (1, 200));
    assert_eq!(requests[0].headers.value("authorization"), Some("Basic c2VjcmV0"));
    assert!(!format!("{requests:?}").contains("c2VjcmV0"), "{requests:?}");
}

/// Path, header fields, body; status, code and message of the refusal.
type Unreadable<'a> = (&'a str, &'a str, &'a [u8], u16, u8, &'a str);

#[test]
fn what_cannot_be_read_is_refused_and_recorded_with_the_reason() {
    let collector = FakeCollector::builder().reaction(Reaction::status(503)).start().unwrap();
    let good = traces(vec![span("a", 1)]).encode_to_vec();
    let zero_id = traces(vec![Span { trace_id: vec![0; 16], ..span("a", 1) }]).encode_to_vec();
    let short_id = traces(vec![Span { span_id: vec![1; 7], ..span("a", 1) }]).encode_to_vec();
    let gzip_header = format!("{PROTOBUF}content-encoding: gzip\r\n");
    let br_header = format!("{PROTOBUF}content-encoding: br\r\n");
    let cases: [Unreadable<'_>; 8] = [
        (TRACES, PROTOBUF, b"\xff\xff", 400, 3, ""),
        (TRACES, &gzip_header, &good, 400, 3, "the body is not valid gzip"),
        (TRACES, &gzip_header, &gzip(b"\xff\xff"), 400, 3, ""),
        (
            TRACES,
            PROTOBUF,
            &zero_id,
            400,
            3,
            "a trace id is not 16 bytes with one that is not zero",
        ),
        (TRACES, PROTOBUF, &short_id, 400, 3, "a span id is not 8 bytes with one that is not zero"),
        (
            TRACES,
            &br_header,
            &good,
            415,
            3,
            if cfg!(feature = "zstd") {
                "the content coding `br` is not supported; send gzip, zstd or none"
            } else {
                "the content coding `br` is not supported; send gzip or none"
            },
        ),
        (
            TRACES,
            "content-type: text/xml\r\n",
            b"{}",
            415,
            3,
            "the content type `text/xml` is neither application/x-protobuf nor application/json",
        ),
        (
            "/traces",
            PROTOBUF,
            &good,
            404,
            5,
            "`/traces` is not /v1/traces, /v1/metrics or /v1/logs",
        ),
    ];
    for (path, headers, body, status, code, reason) in &cases {
        let answer = post(&collector.url(), path, headers, body);
        assert_eq!(answer.status(), *status, "{path} {reason}");
        let told = rpc_status(&answer);
        assert_eq!(told.code, *code, "{path} {reason}");
        let recorded = collector.requests().pop().unwrap();
        assert_eq!(recorded.malformed.as_deref(), Some(told.message.as_str()));
        assert_eq!((recorded.status, recorded.items), (*status, 0));
        assert_eq!(recorded.raw_body, *body);
        // The decoder's own words for broken protobuf are not pinned.
        assert!(reason.is_empty() || told.message == *reason, "{told:?}");
    }
    assert_eq!(collector.spans(), []);
    let answer = post(&collector.url(), TRACES, PROTOBUF, &good);
    assert_eq!(answer.status(), 503, "unreadable requests took no reaction");
}

#[test]
fn json_is_answered_in_json() {
    let reject = Reaction::partial_success(1, "over quota");
    let refuse = Reaction::status(429);
    let collector = FakeCollector::builder().reaction(reject).reaction(refuse).start().unwrap();
    let ids = json!({"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331"});
    let spans = json!({"resourceSpans": [{"scopeSpans": [{"spans": [ids, ids]}]}]});
    let send = || post_json(&collector.url(), TRACES, &spans);
    let answers = [send().json(), send().json(), send().json()];
    let refused = "the fake collector was told to refuse this request";
    assert_eq!(
        answers,
        [
            json!({"partialSuccess": {"rejectedSpans": "1", "errorMessage": "over quota"}}),
            json!({"code": 8, "message": refused}),
            json!({}),
        ]
    );
    assert_eq!(collector.spans().len(), 3);
    assert_eq!(collector.spans()[0].trace_id, "0af7651916cd43dd8448eb211c80319c");
    let requests = collector.requests();
    assert!(requests.iter().all(|request| request.protocol == Some(WireProtocol::HttpJson)));
}

#[test]
fn refused_data_is_not_kept_and_the_retry_is() {
    let busy = Reaction::status(429).retry_after(Duration::from_millis(2_500));
    let collector = FakeCollector::builder().reaction(busy).start().unwrap();
    let request = traces(vec![span("a", 1)]);
    let answer = send(&collector, TRACES, &request);
    assert_eq!((answer.status(), answer.header("retry-after")), (429, Some("3")));
    let message = "the fake collector was told to refuse this request".to_owned();
    assert_eq!(rpc_status(&answer), RpcStatus { code: 8, message });
    assert_eq!(collector.spans(), []);
    assert_eq!(send(&collector, TRACES, &request).status(), 200);
    assert_eq!(names(&collector.spans()), ["a"]);
    let statuses: Vec<_> = collector.requests().iter().map(|r| (r.status, r.items)).collect();
    assert_eq!(statuses, [(429, 1), (200, 1)]);
}

#[test]
fn partial_success_says_how_many_are_missing() {
    let collector = FakeCollector::builder()
        .reaction(Reaction::partial_success(2, "too long"))
        .reaction(Reaction::partial_success(1, "too old"))
        .reaction(Reaction::partial_success(0, "please upgrade"))
        .start()
        .unwrap();
    let three = traces(vec![span("a", 1), span("b", 2), span("c", 3)]);
    let answer = send(&collector, TRACES, &three);
    assert_eq!(answer.status(), 200);
    let response = ExportTraceServiceResponse::decode(&*answer.body().0).unwrap();
    let partial = response.partial_success.unwrap();
    assert_eq!((partial.rejected_spans, partial.error_message.as_str()), (2, "too long"));
    assert_eq!(names(&collector.spans()), ["a"]);

    let point = NumberDataPoint::default();
    let gauge = |points: usize| Data::Gauge(Gauge { data_points: vec![point.clone(); points] });
    let two = metrics(vec![metric("m", "", gauge(2)), metric("n", "", gauge(1))]);
    let answer = send(&collector, METRICS, &two);
    let response = ExportMetricsServiceResponse::decode(&*answer.body().0).unwrap();
    let partial = response.partial_success.unwrap();
    assert_eq!((partial.rejected_data_points, partial.error_message.as_str()), (1, "too old"));
    let kept: Vec<_> =
        collector.metrics().iter().map(|m| (m.name.clone(), m.points.len())).collect();
    assert_eq!(kept, [("m".to_owned(), 2)]);

    send(&collector, TRACES, &traces(vec![span("d", 4)]));
    assert_eq!(names(&collector.spans()), ["a", "d"], "a warning keeps everything");
}

#[test]
fn broken_connection_keeps_nothing_unless_told() {
    let collector = FakeCollector::builder()
        .reaction(Reaction::fault(Fault::Reset))
        .reaction(Reaction::fault(Fault::HeadersOnly).keep_anyway())
        .start()
        .unwrap();
    let request = traces(vec![span("a", 1)]);
    assert!(send(&collector, TRACES, &request).error.is_some());
    assert_eq!(collector.spans(), []);
    assert_eq!(send(&collector, TRACES, &request).status(), 200);
    assert_eq!(names(&collector.spans()), ["a"]);
    assert_eq!(collector.requests().len(), 2);
}

#[test]
fn what_a_request_offers_decides_about_it() {
    let collector = FakeCollector::builder()
        .reaction(Reaction::status(503))
        .decide(|offer| match offer.spans {
            [one] if one.name == "a" => Reaction::accept(),
            _ => Reaction::status(400),
        })
        .start()
        .unwrap();
    let send = |name| send(&collector, TRACES, &traces(vec![span(name, 1)])).status();
    // The queue goes first.
    assert_eq!([send("a"), send("a"), send("b")], [503, 200, 400]);
    assert_eq!(names(&collector.spans()), ["a"]);
}

#[test]
fn waiting_ends_when_the_last_span_arrives_or_tells_how_many_are_missing() {
    let collector = FakeCollector::start().unwrap();
    let spans = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| collector.wait_for_spans(2, SOON));
        send(&collector, TRACES, &traces(vec![span("a", 1)]));
        send(&collector, TRACES, &traces(vec![span("b", 2)]));
        waiting.join().unwrap()
    });
    assert_eq!(names(&spans.unwrap()), ["a", "b"]);

    let error = collector.wait_for_spans(3, Duration::from_millis(5)).unwrap_err();
    assert_eq!(error.to_string(), "only 2 of 3 spans arrived within 5ms");
    assert_eq!(error.seen(), 2);
    assert_eq!(collector.wait_for_requests(2, SOON).unwrap().len(), 2);

    let gauge = || Data::Gauge(Gauge { data_points: vec![NumberDataPoint::default()] });
    send(&collector, METRICS, &metrics(vec![metric("m", "", gauge())]));
    assert_eq!(collector.wait_for_metrics(&["m"], SOON).unwrap().len(), 1);
    let error = collector.wait_for_metrics(&["m", "n"], Duration::from_millis(5)).unwrap_err();
    assert_eq!(error.to_string(), "only 1 of 2 metrics arrived within 5ms");
}

#[test]
fn clear_forgets_what_came_and_keeps_the_script() {
    let collector = FakeCollector::start().unwrap();
    send(&collector, TRACES, &traces(vec![span("a", 1)]));
    collector.push(Reaction::status(500));
    collector.clear();
    assert_eq!((collector.spans().len(), collector.requests().len()), (0, 0));
    assert!(collector.wait_for_spans(1, Duration::ZERO).is_err());
    assert_eq!(send(&collector, TRACES, &traces(vec![span("b", 2)])).status(), 500);
}

#[test]
fn collector_prints_what_it_received() {
    let collector = FakeCollector::start().unwrap();
    let child = Span {
        parent_span_id: vec![1; 8],
        kind: 3,
        attributes: vec![attribute("gen_ai.request.model", text("gpt-4o"))],
        ..span("chat gpt-4o", 2)
    };
    send(&collector, TRACES, &traces(vec![child, span("invoke_agent guide", 1)]));
    assert_eq!(
        collector.render_trace(),
        "\
trace · shop · 2 spans · 1.00 µs
└─ invoke_agent guide · unspecified · 1.00 µs
   └─ chat gpt-4o · client · 1.00 µs
        gen_ai.request.model  gpt-4o"
    );
    let sum = |value| {
        let value = Some(number_data_point::Value::AsInt(value));
        let data_points = vec![NumberDataPoint { value, ..NumberDataPoint::default() }];
        Data::Sum(Sum { data_points, aggregation_temporality: 2, is_monotonic: true })
    };
    for value in [1, 3] {
        send(&collector, METRICS, &metrics(vec![metric("calls", "{call}", sum(value))]));
    }
    assert_eq!(collector.render_metrics(), "calls · counter · {call} · cumulative\n└─ 3");
}
