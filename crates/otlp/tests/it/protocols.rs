//! Every protocol with every compression: what arrives is the same.

use std::time::{Duration, SystemTime};

use genai_otel_otlp::{Compression, OtlpPipeline, Protocol, Telemetry};
use genai_otel_testkit::{
    AttributeValue, CollectedLog, CollectedMetric, CollectedSpan, CollectorRequest, FakeCollector,
    FakeCollectorBuilder, MetricList, PointValue, TraceTree, WireProtocol,
};
use opentelemetry::{
    Array, Context, Key, KeyValue, StringValue, Value,
    logs::{AnyValue, LogRecord as _, Logger as _, LoggerProvider as _, Severity},
    metrics::MeterProvider as _,
    trace::{
        Event, Link, Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status,
        TraceContextExt as _, TraceFlags, TraceId, Tracer as _, TracerProvider as _,
    },
};

use crate::{AMPLE, end_both, end_span, say};

pub(crate) const PROTOCOLS: [Protocol; 3] =
    [Protocol::HttpProtobuf, Protocol::HttpJson, Protocol::Grpc];
const COMPRESSIONS: [Compression; 3] = [Compression::None, Compression::Gzip, Compression::Zstd];

/// A collector that speaks it.
pub(crate) fn collector_of(protocol: Protocol) -> FakeCollectorBuilder {
    match protocol {
        Protocol::Grpc => FakeCollector::builder().grpc(),
        _ => FakeCollector::builder(),
    }
}

/// A pipeline that knows nothing of the process environment.
pub(crate) fn pipeline_by(protocol: Protocol, collector: &FakeCollector) -> OtlpPipeline {
    crate::pipeline(collector).protocol(protocol)
}

/// What a request says of itself, in the words of HTTP.
fn described(request: &CollectorRequest) -> [Option<&str>; 2] {
    let coding = match request.protocol {
        Some(WireProtocol::Grpc) => "grpc-encoding",
        _ => "content-encoding",
    };
    ["content-type", coding].map(|name| request.headers.value(name))
}

fn at(nanos: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(1_767_225_600_000_000_000 + nanos)
}

fn context(trace: u128, span: u64, state: &str) -> SpanContext {
    let (trace, span) = (TraceId::from(trace), SpanId::from(span));
    SpanContext::new(trace, span, TraceFlags::SAMPLED, true, state.parse().unwrap())
}

/// A span with everything that a span can have, and numbers that a careless writer of JSON would spoil.
fn end_full_span(telemetry: &Telemetry) {
    let caller = context(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c, 0xb7ad_6b71_6920_3331, "a=1");
    let caller = Context::new().with_remote_span_context(caller);
    let words = vec![StringValue::from("stop"), StringValue::from("length")];
    let attributes = vec![
        KeyValue::new("greatest", i64::MAX),
        KeyValue::new("least", i64::MIN),
        KeyValue::new("beyond a double", 9_007_199_254_740_993_i64),
        KeyValue::new("tiny", f64::MIN_POSITIVE),
        KeyValue::new("huge", f64::MAX),
        KeyValue::new("third", 1.0 / 3.0),
        KeyValue::new("whole", 2.0),
        KeyValue::new("true", true),
        KeyValue::new("empty", ""),
        KeyValue::new("text", "\"\\\u{0}\u{1f}\n\u{7f}é😀"),
        KeyValue::new("words", Value::Array(Array::String(words))),
        KeyValue::new("numbers", Value::Array(Array::I64(vec![1, i64::MIN]))),
        KeyValue::new("nothing", Value::Array(Array::Bool(vec![]))),
    ];
    let event = Event::new("exception", at(2), vec![KeyValue::new("exception.type", "Timeout")], 0);
    let mut link = Link::with_context(context(0xcc, 0xdd, "b=2"));
    link.attributes = vec![KeyValue::new("why", "retry")];
    let span = SpanBuilder::from_name("chat gpt-4o")
        .with_kind(SpanKind::Client)
        .with_start_time(at(1))
        .with_attributes(attributes)
        .with_events(vec![event])
        .with_links(vec![link]);
    let tracer = telemetry.tracer_provider().tracer("test");
    let mut span = tracer.build_with_context(span, &caller);
    span.set_status(Status::error("timed \"out\""));
    span.end_with_timestamp(at(3));
}

/// Each kind of instrument, with the greatest numbers it takes.
fn measure(telemetry: &Telemetry) {
    let meter = telemetry.meter_provider().meter("test");
    let here = [KeyValue::new("greatest", i64::MAX)];
    meter.i64_up_down_counter("depth").with_unit("{level}").build().add(i64::MIN, &here);
    meter.u64_counter("calls").with_description("Calls \"made\"").build().add(1 << 62, &here);
    meter.f64_gauge("share").build().record(1.0 / 3.0, &here);
    let histogram = meter.f64_histogram("duration").with_unit("s").build();
    histogram.record(0.25, &here);
    histogram.record(1e300, &here);
}

/// A log record with everything that one can have.
fn say_everything(telemetry: &Telemetry) {
    let logger = telemetry.logger_provider().logger("test");
    let list = vec![AnyValue::Int(i64::MIN), AnyValue::Double(1.0 / 3.0), AnyValue::Boolean(true)];
    let inner = [(Key::new("list"), AnyValue::ListAny(Box::new(list)))];
    let body = [
        (Key::new("beyond a double"), AnyValue::Int(9_007_199_254_740_993)),
        (Key::new("bytes"), AnyValue::Bytes(Box::new(vec![0, 255, 62]))),
        (Key::new("empty"), AnyValue::ListAny(Box::default())),
        (Key::new("inner"), AnyValue::Map(Box::new(inner.into()))),
        (Key::new("text"), AnyValue::from("\"\\\u{0}\u{1f}\n\u{7f}é😀")),
    ];
    let mut record = logger.create_log_record();
    record.set_timestamp(at(1));
    record.set_observed_timestamp(at(2));
    record.set_severity_number(Severity::Fatal4);
    record.set_severity_text("lethal");
    record.set_event_name("answered");
    record.set_target("shop::answers");
    record.set_body(AnyValue::Map(Box::new(body.into())));
    record.add_attribute("greatest", i64::MAX);
    record.add_attribute("infinite", f64::INFINITY);
    record.add_attribute("whole", 2.0);
    let (trace, span) = (TraceId::from(0xcc), SpanId::from(0xdd));
    record.set_trace_context(trace, span, Some(TraceFlags::SAMPLED));
    logger.emit(record);
    let mut bare = logger.create_log_record();
    bare.set_observed_timestamp(at(3));
    logger.emit(bare);
}

/// A line for everything that a log record has, and one between two of them.
fn rendered(logs: &[CollectedLog]) -> String {
    let render = |log: &CollectedLog| {
        let nanos = |nanos: u64| nanos.checked_sub(1_767_225_600_000_000_000);
        let context = (log.trace_id.as_deref(), log.span_id.as_deref(), log.is_sampled);
        let mut lines = vec![
            format!("at {:?} seen {:?}", nanos(log.unix_nanos), nanos(log.observed_unix_nanos)),
            format!("{} {:?} {:?}", log.severity_number, log.severity_text, log.event_name),
            format!("{context:?} by {}", log.scope.name),
            log.body.to_string(),
        ];
        lines.extend(log.attributes.iter().map(|(key, value)| format!("{key} = {value}")));
        lines.join("\n")
    };
    logs.iter().map(render).collect::<Vec<_>>().join("\n--\n")
}

/// What was collected, without what is another in each process and run.
fn collect(
    protocol: Protocol,
    compression: Compression,
) -> (Vec<CollectedSpan>, Vec<CollectedMetric>, Vec<CollectedLog>, Vec<CollectorRequest>) {
    let collector = collector_of(protocol).start().unwrap();
    let pipeline = pipeline_by(protocol, &collector).compression(compression);
    collect_by(pipeline, &collector)
}

fn collect_by(
    pipeline: OtlpPipeline,
    collector: &FakeCollector,
) -> (Vec<CollectedSpan>, Vec<CollectedMetric>, Vec<CollectedLog>, Vec<CollectorRequest>) {
    let telemetry = pipeline.resource_attribute("service.instance.id", "1").build().unwrap();
    end_full_span(&telemetry);
    measure(&telemetry);
    say_everything(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    // With a spool a flush does not wait for them.
    assert!(collector.wait_for_requests(3, AMPLE).is_ok());
    let mut spans = collector.spans();
    for span in &mut spans {
        assert_eq!(span.span_id.len(), 16);
        "the span's".clone_into(&mut span.span_id);
    }
    let mut metrics = collector.metrics();
    metrics.sort_by(|a, b| a.name.cmp(&b.name));
    for point in metrics.iter_mut().flat_map(|metric| &mut metric.points) {
        assert!(at(0) < SystemTime::UNIX_EPOCH + Duration::from_nanos(point.start_unix_nanos));
        assert!(point.start_unix_nanos <= point.unix_nanos);
        (point.start_unix_nanos, point.unix_nanos) = (0, 0);
    }
    let mut logs = collector.logs();
    // Scopes come in no order.
    logs.sort_by_key(|log| log.observed_unix_nanos);
    (spans, metrics, logs, collector.requests())
}

#[test]
fn every_protocol_and_compression_delivers_the_same() {
    let (spans, metrics, logs, _) = collect(Protocol::HttpProtobuf, Compression::None);
    assert_eq!(TraceTree::new().with_ids().render(&spans), SPANS);
    assert_eq!(MetricList::new().render(&metrics), METRICS);
    assert_eq!(rendered(&logs), LOGS);
    for protocol in PROTOCOLS {
        for compression in COMPRESSIONS {
            let collected = collect(protocol, compression);
            assert_eq!(collected.0, spans, "{protocol} {compression}");
            assert_eq!(collected.1, metrics, "{protocol} {compression}");
            assert_eq!(collected.2, logs, "{protocol} {compression}");
            let mut paths: Vec<_> = collected.3.iter().map(|it| it.path.as_str()).collect();
            paths.sort_unstable();
            let expected = match protocol {
                Protocol::Grpc => [
                    "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                    "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                ],
                _ => ["/v1/logs", "/v1/metrics", "/v1/traces"],
            };
            assert_eq!(paths, expected, "{protocol} {compression}");
            for request in &collected.3 {
                let content_type = match protocol {
                    Protocol::HttpJson => "application/json",
                    Protocol::Grpc => "application/grpc",
                    _ => "application/x-protobuf",
                };
                let coding = Some(compression.as_str()).filter(|name| *name != "none");
                assert_eq!(described(request), [Some(content_type), coding]);
                let expected_magic: &[u8] = match compression {
                    Compression::Gzip => b"\x1f\x8b",
                    Compression::Zstd => b"\x28\xb5\x2f\xfd",
                    _ => b"",
                };
                assert!(request.raw_body.starts_with(expected_magic), "{protocol} {compression}");
            }
        }
    }
}

#[test]
fn what_goes_through_a_spool_is_the_same() {
    let (spans, metrics, logs, _) = collect(Protocol::HttpProtobuf, Compression::None);
    for protocol in PROTOCOLS {
        let folder = tempfile::tempdir().unwrap();
        let collector = collector_of(protocol).start().unwrap();
        let pipeline = pipeline_by(protocol, &collector).spool(folder.path());
        let collected = collect_by(pipeline.self_observation(false), &collector);
        assert_eq!(collected.0, spans, "{protocol}");
        assert_eq!(collected.1, metrics, "{protocol}");
        assert_eq!(collected.2, logs, "{protocol}");
    }
}

const SPANS: &str = r#"trace 0af7651916cd43dd8448eb211c80319c · shop · 1 span · 2 ns
└─ chat gpt-4o · client · 2 ns · ✗ error: timed "out" · the span's · parent not received
     beyond a double  9007199254740993
     empty            ''
     greatest         9223372036854775807
     huge             1.7976931348623157e308
     least            -9223372036854775808
     nothing          []
     numbers          [1, -9223372036854775808]
     text             "\\u{0}\u{1f}\n\u{7f}é😀
     third            0.3333333333333333
     tiny             2.2250738585072014e-308
     true             true
     whole            2.0
     words            [stop, length]
     • exception +1 ns {exception.type: Timeout}
     → a span not received 000000000000000000000000000000cc/00000000000000dd {why: retry}"#;
const METRICS: &str = "calls · counter · cumulative
└─ 4611686018427387904  {greatest: 9223372036854775807}
depth · up-down counter · {level} · cumulative
└─ -9223372036854775808  {greatest: 9223372036854775807}
duration · histogram · s · cumulative
└─ count 2 · sum 1.00000e300 · min 0.25 · max 1.00000e300  {greatest: 9223372036854775807}
share · gauge
└─ 0.333333  {greatest: 9223372036854775807}";
const LOGS: &str = r#"at Some(1) seen Some(2)
24 "lethal" "answered"
(Some("000000000000000000000000000000cc"), Some("00000000000000dd"), true) by shop::answers
{beyond a double: 9007199254740993, bytes: (3 bytes), empty: [], inner: {list: [-9223372036854775808, 0.3333333333333333, true]}, text: "\\u{0}\u{1f}\n\u{7f}é😀}
greatest = 9223372036854775807
infinite = inf
whole = 2.0
--
at None seen Some(3)
0 "" ""
(None, None, false) by test
(empty)"#;

#[test]
fn numbers_that_json_has_no_notation_for_arrive() {
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let telemetry = pipeline_by(protocol, &collector).build().unwrap();
        let mut span = telemetry.tracer_provider().tracer("test").start("chat");
        span.set_attribute(KeyValue::new("infinite", f64::INFINITY));
        span.set_attribute(KeyValue::new("least", f64::NEG_INFINITY));
        span.set_attribute(KeyValue::new("unknown", f64::NAN));
        span.end();
        // The SDK takes finite numbers only; but their sum need not be one.
        let counter = telemetry.meter_provider().meter("test").f64_up_down_counter("debt").build();
        counter.add(f64::MIN, &[]);
        counter.add(f64::MIN, &[]);
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        let span = collector.spans().remove(0);
        let number = |key: &str| span.attributes.get(key).and_then(AttributeValue::as_double);
        assert_eq!(number("infinite"), Some(f64::INFINITY), "{protocol}");
        assert_eq!(number("least"), Some(f64::NEG_INFINITY), "{protocol}");
        assert!(number("unknown").is_some_and(f64::is_nan), "{protocol}");
        let value = collector.metrics().remove(0).points.remove(0).value;
        assert_eq!(value, PointValue::Double(f64::NEG_INFINITY), "{protocol}");
    }
}

#[test]
fn batch_of_many_megabytes_is_delivered() {
    for protocol in PROTOCOLS {
        for compression in [Compression::None, Compression::Zstd] {
            let collector = collector_of(protocol).start().unwrap();
            let pipeline = pipeline_by(protocol, &collector).compression(compression);
            let telemetry = pipeline.without_metrics().build().unwrap();
            let tracer = telemetry.tracer_provider().tracer("test");
            for number in 0..300_u64 {
                let mut span = tracer.start("chat");
                // Nothing that a compression could make small.
                let text = (0..2_000).map(|n| format!("{:x}", hash(number * 2_000 + n)));
                span.set_attribute(KeyValue::new("text", text.collect::<String>()));
                span.end();
            }
            assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol} {compression}");
            assert_eq!(collector.spans().len(), 300);
            let sizes: Vec<_> =
                collector.requests().iter().map(|request| request.raw_body.len()).collect();
            assert!(sizes.iter().sum::<usize>() > 4 << 20, "{protocol} {compression}: {sizes:?}");
        }
    }
}

/// Numbers that look random and are the same each time.
fn hash(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 31)
}

#[test]
fn flushes_of_many_threads_all_end() {
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let telemetry = pipeline_by(protocol, &collector).build().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        end_span(&telemetry, "chat");
                        assert_eq!(telemetry.flush(AMPLE), Ok(()), "{protocol}");
                    }
                });
            }
        });
        assert_eq!(collector.spans().len(), 40, "{protocol}");
    }
}

#[test]
fn json_is_written_by_the_rules_of_otlp() {
    let collector = FakeCollector::start().unwrap();
    let pipeline = pipeline_by(Protocol::HttpJson, &collector).without_metrics();
    let telemetry = pipeline.build().unwrap();
    end_full_span(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let body: serde_json::Value =
        serde_json::from_slice(&collector.requests()[0].raw_body).unwrap();
    let span = &body["resourceSpans"][0]["scopeSpans"][0]["spans"][0];
    let seen = ["traceId", "parentSpanId", "kind", "startTimeUnixNano", "endTimeUnixNano"];
    assert_eq!(
        seen.map(|field| span[field].to_string()),
        [
            r#""0af7651916cd43dd8448eb211c80319c""#,
            r#""b7ad6b7169203331""#,
            "3",
            r#""1767225600000000001""#,
            r#""1767225600000000003""#,
        ]
    );
    let value = |index: usize| span["attributes"][index]["value"].to_string();
    assert_eq!(value(0), r#"{"intValue":"9223372036854775807"}"#);
    assert_eq!(value(1), r#"{"intValue":"-9223372036854775808"}"#);
    assert_eq!(span["status"]["code"], 2);

    say_everything(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let body: serde_json::Value =
        serde_json::from_slice(&collector.requests()[1].raw_body).unwrap();
    let scopes = body["resourceLogs"][0]["scopeLogs"].as_array().unwrap();
    let scope = scopes.iter().find(|scope| scope["scope"]["name"] == "shop::answers").unwrap();
    let record = &scope["logRecords"][0];
    let seen = ["traceId", "spanId", "severityNumber", "timeUnixNano", "observedTimeUnixNano"];
    assert_eq!(
        seen.map(|field| record[field].to_string()),
        [
            r#""000000000000000000000000000000cc""#,
            r#""00000000000000dd""#,
            "24",
            r#""1767225600000000001""#,
            r#""1767225600000000002""#,
        ]
    );
    let attribute = |index: usize| record["attributes"][index]["value"].to_string();
    assert_eq!(attribute(0), r#"{"intValue":"9223372036854775807"}"#);
    assert_eq!(attribute(1), r#"{"doubleValue":"Infinity"}"#);
    let fields = record["body"]["kvlistValue"]["values"].as_array().unwrap();
    let field = |key: &str| {
        fields.iter().find(|field| field["key"] == key).map(|field| field["value"].to_string())
    };
    assert_eq!(
        ["beyond a double", "bytes", "empty", "inner"].map(|key| field(key).unwrap()),
        [
            r#"{"intValue":"9007199254740993"}"#,
            r#"{"bytesValue":"AP8+"}"#,
            r#"{"arrayValue":{"values":[]}}"#,
            r#"{"kvlistValue":{"values":[{"key":"list","value":{"arrayValue":{"values":[{"intValue":"-9223372036854775808"},{"doubleValue":0.3333333333333333},{"boolValue":true}]}}}]}}"#,
        ]
    );
}

#[test]
fn headers_are_metadata_over_grpc() {
    let collector = collector_of(Protocol::Grpc).start().unwrap();
    let pairs = [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "X-All=1,authorization=Basic%20YTpi".to_owned()),
        ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "x-metrics=2".to_owned()),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let telemetry = OtlpPipeline::from_pairs(pairs).header("x-code", "3").build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let mut seen: Vec<_> = collector
        .requests()
        .into_iter()
        .map(|request| {
            let value = |name: &str| request.headers.value(name).unwrap_or("-").to_owned();
            assert!(
                value("user-agent")
                    .starts_with(concat!("genai-otel-otlp-rust/", env!("CARGO_PKG_VERSION")))
            );
            ["x-all", "authorization", "x-metrics", "x-code", "te"].map(value)
        })
        .collect();
    seen.sort();
    assert_eq!(seen, [["-", "-", "2", "3", "trailers"], ["1", "Basic YTpi", "-", "3", "trailers"]]);
}

#[test]
fn signals_may_speak_different_protocols() {
    let [traces, metrics, logs] = [Protocol::Grpc, Protocol::HttpJson, Protocol::HttpProtobuf]
        .map(|protocol| collector_of(protocol).start().unwrap());
    let pairs = [
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc".to_owned()),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces.url()),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip".to_owned()),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json".to_owned()),
        ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", format!("{}/v1/metrics", metrics.url())),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", format!("{}/v1/logs", logs.url())),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let telemetry = OtlpPipeline::from_pairs(pairs).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let seen = [traces, metrics, logs].map(|collector| {
        let requests = collector.requests().into_iter();
        requests.map(|request| (request.protocol.unwrap(), request.items)).collect::<Vec<_>>()
    });
    assert_eq!(
        seen,
        [
            [(WireProtocol::Grpc, 1)],
            [(WireProtocol::HttpJson, 1)],
            [(WireProtocol::HttpProtobuf, 1)]
        ]
    );
}

#[test]
fn own_user_agent_replaces_ours() {
    for protocol in PROTOCOLS {
        let collector = collector_of(protocol).start().unwrap();
        let pipeline = pipeline_by(protocol, &collector).without_metrics();
        let telemetry = pipeline.header("User-Agent", "shop/1").build().unwrap();
        end_span(&telemetry, "chat");
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
        let requests = collector.requests();
        let agents: Vec<_> =
            requests[0].headers.iter().filter(|(name, _)| *name == "user-agent").collect();
        assert!(agents.len() == 1 && agents[0].1.starts_with("shop/1"), "{protocol}: {agents:?}");
    }
}
