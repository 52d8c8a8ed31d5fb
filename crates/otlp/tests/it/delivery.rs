//! What arrives at the collector, and what is said when it does not.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    thread,
    time::Duration,
};

use genai_otel_otlp::{Batch, Compression, ExportCounts, FlushError, OtlpPipeline};
use genai_otel_testkit::{AttributeValue, FakeCollector, Reaction};
use opentelemetry::{
    KeyValue,
    trace::{Span as _, Tracer as _, TracerProvider as _},
};
use opentelemetry_sdk::{
    metrics::Temporality,
    trace::{Sampler, SpanLimits},
};

use crate::{
    AMPLE, accepted, closed_port, count, end_both, end_span, pipeline, say, waiting::give_up,
};

fn counts(ended: u64, delivered: u64, lost: u64, exported: u64, failed: u64) -> ExportCounts {
    let mut counts = ExportCounts::default();
    (counts.spans_ended, counts.spans_delivered, counts.spans_lost) = (ended, delivered, lost);
    (counts.metric_exports_delivered, counts.metric_exports_failed) = (exported, failed);
    counts
}

#[test]
fn flush_delivers_all_signals() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat", "said"]);
    let mut expected = counts(1, 1, 0, 1, 0);
    (expected.logs_emitted, expected.logs_delivered) = (1, 1);
    assert_eq!(telemetry.export_counts(), expected);
    let mut paths: Vec<_> = collector.requests().into_iter().map(|request| request.path).collect();
    paths.sort();
    assert_eq!(paths, ["/v1/logs", "/v1/metrics", "/v1/traces"]);
}

#[test]
fn all_signals_carry_the_resource() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).resource_attribute("shard", 7).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let resource = collector.spans().remove(0).resource;
    assert_eq!(collector.metrics()[0].resource, resource);
    assert_eq!(collector.logs()[0].resource, resource);
    let text = |key: &str| resource.attributes.get(key).and_then(AttributeValue::as_str);
    assert_eq!(resource.service_name(), Some("shop"));
    assert_eq!(text("telemetry.distro.name"), Some("genai-otel"));
    assert_eq!(text("telemetry.sdk.name"), Some("opentelemetry"));
    assert_eq!(text("service.instance.id").map(str::len), Some(36));
    assert_eq!(resource.attributes.get("shard"), Some(&AttributeValue::Int(7)));
    assert_eq!(
        resource.attributes.get("process.pid"),
        Some(&AttributeValue::Int(std::process::id().into()))
    );
    let keys: Vec<_> = resource.attributes.keys().collect();
    assert!(!keys.iter().any(|key| key.contains("command") || key.contains("path")), "{keys:?}");
}

#[test]
fn log_record_carries_the_span_that_is_current() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    telemetry.tracer_provider().tracer("test").in_span("chat", |_| say(&telemetry, "said"));
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let (span, log) = (collector.spans().remove(0), collector.logs().remove(0));
    let seen = (log.trace_id, log.span_id, log.is_sampled);
    assert_eq!(seen, (Some(span.trace_id), Some(span.span_id), true));
}

#[test]
fn headers_arrive_per_signal_and_once() {
    let collector = FakeCollector::start().unwrap();
    let pairs = [
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-all=1,authorization=Basic%20YTpi"),
        ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "x-metrics=2"),
        ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-logs=3"),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pipeline =
        OtlpPipeline::from_pairs(pairs).endpoint(collector.url()).header("X-All", "code");
    let telemetry = pipeline.build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(collector.requests().len(), 3);
    for request in collector.requests() {
        let header = |name: &str| -> Vec<_> {
            let all = request.headers.iter().filter(|(field, _)| *field == name);
            all.map(|(_, value)| value.to_owned()).collect()
        };
        let only = |path: &str, value| if request.path == path { vec![value] } else { vec![] };
        assert_eq!(header("x-all"), ["code"]);
        assert_eq!(header("authorization"), only("/v1/traces", "Basic YTpi"));
        assert_eq!(header("x-metrics"), only("/v1/metrics", "2"));
        assert_eq!(header("x-logs"), only("/v1/logs", "3"));
        assert_eq!(header("content-type"), ["application/x-protobuf"]);
        assert_eq!(header("content-encoding"), [""; 0]);
        let user_agent = header("user-agent").remove(0);
        assert_eq!(user_agent, concat!("genai-otel-otlp-rust/", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn requests_of_one_connection_are_complete() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/in?key=1", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let mut connection = BufReader::new(listener.accept().unwrap().0);
        [(); 2].map(|()| {
            let lines = connection.by_ref().lines().map(Result::unwrap);
            let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
            let mut body = vec![0; length.unwrap().parse().unwrap()];
            connection.read_exact(&mut body).unwrap();
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            connection.get_mut().write_all(answer).unwrap();
            (head[0].clone(), head.into_iter().filter(|line| line == "x-key: 2").count())
        })
    });
    let pipeline = OtlpPipeline::from_pairs([]).endpoint(endpoint).header("x-key", "2");
    let telemetry = pipeline.without_metrics().build().unwrap();
    for _ in 0..2 {
        end_span(&telemetry, "chat");
        assert_eq!(telemetry.flush(AMPLE), Ok(()));
    }
    let line = "POST /in/v1/traces?key=1 HTTP/1.1".to_owned();
    assert_eq!(server.join().unwrap(), [(line.clone(), 1), (line, 1)]);
}

#[test]
fn gzip_arrives_and_decodes() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).compression(Compression::Gzip).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);
    for request in collector.requests() {
        assert_eq!(request.headers.value("content-encoding"), Some("gzip"));
        assert_eq!(request.raw_body[..2], [0x1f, 0x8b]);
    }
}

#[test]
fn sampler_limits_and_temporality_reach_the_sdk() {
    let collector = FakeCollector::start().unwrap();
    let limits = SpanLimits { max_attributes_per_span: 1, ..SpanLimits::default() };
    let telemetry =
        pipeline(&collector).span_limits(limits).temporality(Temporality::Delta).build().unwrap();
    let mut span = telemetry.tracer_provider().tracer("test").start("chat");
    span.set_attribute(KeyValue::new("a", 1));
    span.set_attribute(KeyValue::new("b", 2));
    span.end();
    count(&telemetry, "calls");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(collector.spans()[0].dropped_attributes, 1);
    let temporality = collector.metrics()[0].kind.temporality();
    assert_eq!(temporality, genai_otel_testkit::Temporality::Delta);
}

#[test]
fn sampling_nothing_leaves_metrics_complete() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).sampler(Sampler::AlwaysOff).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls"]);
    assert_eq!(telemetry.export_counts(), counts(0, 0, 0, 1, 0));
}

#[test]
fn disabled_sdk_sends_nothing() {
    let collector = FakeCollector::start().unwrap();
    let pairs = [("OTEL_SDK_DISABLED".to_owned(), "true".to_owned())];
    let telemetry = OtlpPipeline::from_pairs(pairs).endpoint(collector.url()).build().unwrap();
    let span = telemetry.tracer_provider().tracer("test").start("chat");
    assert!(!span.is_recording());
    drop(span);
    count(&telemetry, "calls");
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(collector.requests(), []);
    assert_eq!(telemetry.export_counts(), ExportCounts::default());
}

#[test]
fn batches_leave_without_a_flush() {
    let collector = FakeCollector::start().unwrap();
    let batch = Batch::default().schedule_delay(Duration::from_millis(5));
    let pipeline = pipeline(&collector).batch(batch).metric_interval(Duration::from_millis(5));
    let telemetry = pipeline.log_batch(batch).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    assert!(collector.wait_for_spans(1, AMPLE).is_ok());
    assert!(collector.wait_for_metrics(&["calls"], AMPLE).is_ok());
    assert!(collector.wait_for_logs(1, AMPLE).is_ok());
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn unavailable_collector_is_asked_again() {
    let collector = FakeCollector::builder().reaction(Reaction::status(503)).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["chat"]);
    assert_eq!(collector.requests().len(), 2);
    assert_eq!(telemetry.export_counts(), counts(1, 1, 0, 0, 0));
}

#[test]
fn refusal_is_an_error_of_flush_and_shutdown_and_counted() {
    let collector = FakeCollector::builder().otherwise(Reaction::status(400)).start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    let url = collector.url();
    let refused = |signal: &str| {
        format!(
            "{signal}: the collector answered with HTTP status 400: the fake collector was told to refuse this request \
             ({url}/v1/{signal})"
        )
    };
    let reason = format!("{}; {}; {}", refused("traces"), refused("metrics"), refused("logs"));
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::NotDelivered { reason: reason.clone() }));
    end_both(&telemetry);
    say(&telemetry, "said");
    assert_eq!(telemetry.shutdown(AMPLE), Err(FlushError::NotDelivered { reason }));
    let mut expected = counts(2, 0, 2, 0, 2);
    (expected.logs_emitted, expected.logs_lost) = (2, 2);
    assert_eq!(telemetry.export_counts(), expected);
}

#[test]
fn absent_collector_is_named_with_the_reason() {
    let (_closed, url) = closed_port();
    let pipeline = OtlpPipeline::from_pairs([]).endpoint(url.clone()).without_metrics();
    let telemetry = pipeline.timeout(AMPLE).build().unwrap();
    end_span(&telemetry, "chat");
    let error = give_up(&telemetry).to_string();
    assert!(error.contains("refused"), "{error}");
    assert!(error.ends_with(&format!("({url}/v1/traces)")), "{error}");
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = FakeCollector::start().unwrap();
    let location = format!("{}/v1/traces", elsewhere.url());
    let redirect = Reaction::status(307).header("location", location);
    let collector = FakeCollector::builder().otherwise(redirect).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    let error = telemetry.flush(AMPLE).unwrap_err().to_string();
    assert!(error.contains("307"), "{error}");
    assert_eq!(elsewhere.requests(), []);
}

#[test]
fn endless_answer_is_cut_off() {
    let long = Reaction::partial_success(0, "x".repeat(5 << 20));
    let collector = FakeCollector::builder().otherwise(long).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    let error = telemetry.flush(AMPLE).unwrap_err().to_string();
    assert!(error.contains("the response body is larger than request limit: 4194304"), "{error}");
    assert_eq!(collector.requests().len(), 1);
}

#[test]
fn spans_that_find_the_queue_full_are_counted() {
    let slow = Reaction::accept().delay(Duration::from_millis(100));
    let collector = FakeCollector::builder().otherwise(slow).start().unwrap();
    let batch = Batch::default().max_queue_size(4);
    let telemetry = pipeline(&collector).without_metrics().batch(batch).build().unwrap();
    for _ in 0..1_000 {
        end_span(&telemetry, "chat");
    }
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let delivered = collector.spans().len();
    assert!((1..1_000).contains(&delivered), "{delivered}");
    let mut expected = counts(1_000, delivered as u64, 0, 0, 0);
    expected.spans_dropped = 1_000 - delivered as u64;
    assert_eq!(telemetry.export_counts(), expected);
}

#[test]
fn log_records_that_find_the_queue_full_are_counted() {
    let slow = Reaction::accept().delay(Duration::from_millis(100));
    let collector = FakeCollector::builder().otherwise(slow).start().unwrap();
    let batch = Batch::default().max_queue_size(4);
    let telemetry = pipeline(&collector).without_metrics().log_batch(batch).build().unwrap();
    for _ in 0..1_000 {
        say(&telemetry, "said");
    }
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    let delivered = collector.logs().len();
    assert!((1..1_000).contains(&delivered), "{delivered}");
    let mut expected = ExportCounts::default();
    (expected.logs_emitted, expected.logs_delivered) = (1_000, delivered as u64);
    expected.logs_dropped = 1_000 - delivered as u64;
    assert_eq!(telemetry.export_counts(), expected);
}

#[test]
fn what_the_collector_rejects_is_lost_and_told() {
    let reject = |rejected| Reaction::partial_success(rejected, "over\nquota");
    let collector = FakeCollector::builder().reaction(reject(2)).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    let url = collector.url();
    for name in ["a", "b", "c"] {
        end_span(&telemetry, name);
    }
    let reason =
        format!("traces: the collector rejected 2 of 3 spans: over\\nquota ({url}/v1/traces)");
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::NotDelivered { reason }));
    let mut expected = counts(3, 1, 2, 0, 0);
    expected.spans_rejected = 2;
    assert_eq!(telemetry.export_counts(), expected);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));

    let collector = FakeCollector::builder().otherwise(reject(1)).start().unwrap();
    let telemetry = pipeline(&collector).without_traces().build().unwrap();
    count(&telemetry, "calls");
    let url = collector.url();
    let reason =
        format!("metrics: the collector rejected 1 data points: over\\nquota ({url}/v1/metrics)");
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::NotDelivered { reason }));
    let mut expected = counts(0, 0, 0, 1, 0);
    expected.metric_points_rejected = 1;
    assert_eq!(telemetry.export_counts(), expected);

    let collector = FakeCollector::builder().reaction(reject(2)).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    let url = collector.url();
    for text in ["a", "b", "c"] {
        say(&telemetry, text);
    }
    let reason =
        format!("logs: the collector rejected 2 of 3 log records: over\\nquota ({url}/v1/logs)");
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::NotDelivered { reason }));
    let mut expected = ExportCounts::default();
    (expected.logs_emitted, expected.logs_delivered) = (3, 1);
    (expected.logs_lost, expected.logs_rejected) = (2, 2);
    assert_eq!(telemetry.export_counts(), expected);
}

#[test]
fn absurd_rejections_are_bounded_by_the_batch() {
    let reject = Reaction::partial_success(u32::MAX, "");
    let collector = FakeCollector::builder().otherwise(reject).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    let error = telemetry.flush(AMPLE).unwrap_err().to_string();
    assert!(error.contains("rejected 1 of 1 spans: it does not say why ("), "{error}");
    let mut expected = counts(1, 0, 1, 0, 0);
    expected.spans_rejected = 1;
    assert_eq!(telemetry.export_counts(), expected);
}

#[test]
fn warning_of_the_collector_is_no_failure() {
    let warn = Reaction::partial_success(0, "deprecated");
    let collector = FakeCollector::builder().otherwise(warn).start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(telemetry.export_counts(), counts(1, 1, 0, 0, 0));
}
