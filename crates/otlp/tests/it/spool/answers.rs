//! What becomes of the spool by what a collector answers: taken apart, set aside, sent again.

use std::path::Path;

use genai_otel_otlp::{Batch, ExportCounts, Protocol, Telemetry};
use genai_otel_testkit::{FakeCollector, FakeCollectorBuilder, Reaction};
use opentelemetry::{
    KeyValue,
    trace::{Span as _, Tracer as _, TracerProvider as _},
};

use super::{comes, files, folder, names, spooling, wait_sent};
use crate::{
    AMPLE, end_span,
    protocols::{PROTOCOLS, collector_of},
};

pub(super) fn start(collector: &FakeCollector, protocol: Protocol, directory: &Path) -> Telemetry {
    let pipeline = spooling(collector, directory).protocol(protocol).without_metrics();
    // Sent when it is flushed, and all of it together.
    pipeline.batch(Batch::default().schedule_delay(AMPLE)).build().unwrap()
}

pub(super) fn numbered(telemetry: &Telemetry, spans: usize) -> Vec<String> {
    let tracer = telemetry.tracer_provider().tracer("test");
    let mut names: Vec<_> = (0..spans).map(|number| format!("span {number}")).collect();
    for name in &names {
        tracer.start(name.clone()).end();
    }
    names.sort();
    names
}

/// Refuses what holds the one span.
pub(super) fn refusing(
    protocol: Protocol,
    poison: &'static str,
    reaction: Reaction,
) -> FakeCollectorBuilder {
    collector_of(protocol)
        .when(move |offer| offer.spans.iter().any(|span| span.name == poison), reaction)
}

#[test]
fn one_span_that_is_refused_is_set_aside_and_its_neighbours_are_delivered_once() {
    for protocol in PROTOCOLS {
        let refusals = match protocol {
            Protocol::Grpc => [3, 8, 11].map(Reaction::grpc_status),
            _ => [400, 413, 422].map(Reaction::status),
        };
        for refusal in refusals {
            let (_folder, directory) = folder();
            let collector = refusing(protocol, "span 77", refusal);
            let collector = collector.start().unwrap();
            let telemetry = start(&collector, protocol, &directory);
            let mut expected = numbered(&telemetry, 200);
            expected.retain(|name| name != "span 77");
            let told = telemetry.shutdown(AMPLE).unwrap_err().to_string();
            assert_eq!(names(&collector), expected, "{protocol}: {told}");
            assert!(told.contains("set aside as ") && told.contains("set-aside"), "{told}");
            let counts = telemetry.export_counts();
            let ExportCounts { spans_ended, spans_delivered, spans_lost, .. } = counts;
            assert_eq!((spans_ended, spans_delivered, spans_lost), (200, 199, 1));
            let aside = files(&directory);
            let [(name, bytes), (_, reason)] = &aside[..] else { panic!("{aside:?}") };
            assert!(name.starts_with("traces/set-aside/"), "{name}");
            assert!(bytes.windows(7).any(|window| window == b"span 77"));
            assert!(reason.starts_with(b"the collector answered with "), "{reason:?}");
        }
    }
}

#[test]
fn request_that_is_too_large_is_sent_in_parts() {
    let (_folder, directory) = folder();
    let too_large = Reaction::status(413);
    let collector =
        FakeCollector::builder().when(|offer| offer.bytes > 2_000, too_large).start().unwrap();
    let telemetry = start(&collector, Protocol::HttpProtobuf, &directory);
    let expected = numbered(&telemetry, 100);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(names(&collector), expected);
    assert_eq!(telemetry.export_counts().spans_lost, 0);
}

#[test]
fn large_requests_are_parted_before_they_are_sent() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let collector = collector_of(protocol).start().unwrap();
        let telemetry = start(&collector, protocol, &directory);
        let tracer = telemetry.tracer_provider().tracer("test");
        for _ in 0..20 {
            let mut span = tracer.start("large");
            span.set_attribute(KeyValue::new("text", "x".repeat(512 * 1_024)));
            span.end();
            // Twenty at once would not find room before the disk.
            assert_eq!(telemetry.flush(AMPLE), Ok(()));
        }
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
        assert_eq!(collector.spans().len(), 20);
        let largest = collector.requests().iter().map(|request| request.raw_body.len()).max();
        assert!(largest < Some(4 * 1_024 * 1_024), "{protocol}: {largest:?}");
    }
}

#[test]
fn what_a_collector_rejects_in_part_is_not_sent_again() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let quota = Reaction::partial_success(1, "over quota");
        let collector = collector_of(protocol).reaction(quota).start().unwrap();
        let telemetry = start(&collector, protocol, &directory);
        end_span(&telemetry, "a");
        end_span(&telemetry, "b");
        let told = telemetry.shutdown(AMPLE).unwrap_err().to_string();
        let expected = format!(
            "telemetry was not delivered: traces: the collector rejected 1 of 2 spans: over quota ({}",
            collector.url()
        );
        assert!(told.starts_with(&expected), "{told}");
        assert_eq!(collector.requests().len(), 1, "{protocol}");
        let counts = telemetry.export_counts();
        assert_eq!((counts.spans_delivered, counts.spans_rejected), (1, 1));
        assert_eq!(files(&directory), []);
    }
}

fn is_no_acknowledgement(protocol: Protocol, reaction: Reaction, reason: &str) {
    let (_folder, directory) = folder();
    let collector = collector_of(protocol).reaction(reaction).start().unwrap();
    let telemetry = start(&collector, protocol, &directory);
    end_span(&telemetry, "chat");
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    wait_sent(&telemetry, 1);
    assert_eq!(names(&collector), ["chat"], "{protocol}");
    let said = telemetry.health().to_string();
    assert!(said.contains(reason), "{said}");
}

#[test]
fn garbage_is_no_acknowledgement() {
    for protocol in PROTOCOLS {
        is_no_acknowledgement(protocol, Reaction::garbage(), "its answer is none of OTLP");
    }
}

#[test]
fn page_for_people_is_no_acknowledgement() {
    for protocol in [Protocol::HttpProtobuf, Protocol::HttpJson] {
        let reason = "a page for people came instead of an answer";
        is_no_acknowledgement(protocol, Reaction::page(), reason);
    }
}

/// One that is set up for another encoding, say.
#[test]
fn collector_that_refuses_everything_has_nothing_set_aside() {
    for protocol in PROTOCOLS {
        let (_folder, directory) = folder();
        let mut builder = collector_of(protocol);
        for _ in 0..40 {
            let refusal = Reaction::status(400);
            builder = builder.reaction(refusal);
        }
        let collector = builder.start().unwrap();
        let telemetry = start(&collector, protocol, &directory);
        let expected = numbered(&telemetry, 64);
        let is_sent = || {
            assert_eq!(telemetry.flush(AMPLE), Ok(()));
            telemetry.export_counts().spans_delivered == 64
        };
        assert!(comes(is_sent), "{protocol}: {}", telemetry.health());
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
        assert_eq!(names(&collector), expected);
        assert_eq!(files(&directory), []);
    }
}

/// As the guide says.
#[test]
fn what_was_set_aside_is_sent_again_when_it_is_moved_back() {
    let (_folder, directory) = folder();
    let strict = refusing(Protocol::HttpProtobuf, "b", Reaction::status(400)).start().unwrap();
    let telemetry = start(&strict, Protocol::HttpProtobuf, &directory);
    end_span(&telemetry, "a");
    end_span(&telemetry, "b");
    assert!(telemetry.shutdown(AMPLE).is_err());
    assert_eq!(names(&strict), ["a"]);

    let traces = directory.join("traces");
    let aside: Vec<_> = files(&traces).into_iter().map(|(name, _)| name).collect();
    let file = aside.iter().find(|name| name.ends_with(".seg")).unwrap();
    let mut parts = file.strip_prefix("set-aside/").unwrap().split('-');
    let (writer, number) = (parts.next().unwrap(), parts.next().unwrap());
    std::fs::create_dir(traces.join(writer)).unwrap();
    let lane = traces.join(writer).join(format!("{number}.seg"));
    std::fs::rename(traces.join(file), lane).unwrap();

    let collector = FakeCollector::start().unwrap();
    let successor = start(&collector, Protocol::HttpProtobuf, &directory);
    wait_sent(&successor, 1);
    assert_eq!(names(&collector), ["b"]);
    assert_eq!(successor.export_counts().spans_recovered, 1);
}
