//! A program in which other crates ask for everything that this project leaves out: each client of
//! `opentelemetry-otlp`, `reqwest` and `ureq` with TLS, and a second provider of cryptography. Cargo builds a crate once,
//! with the features of all who want it; what our exporter does must not depend on them.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    missing_docs,
    reason = "a test that cannot go on has failed, and this is what its tests share"
)]

#[path = "../../crates/otlp/tests/it/tls/front.rs"]
mod front;

use std::time::Duration;

use genai_otel_otlp::{Compression, OtlpPipeline, Protocol, Telemetry, Tls};
use genai_otel_testkit::{FakeCollector, FakeCollectorBuilder, Fault, Reaction};
use opentelemetry::{
    metrics::MeterProvider as _,
    trace::{Tracer as _, TracerProvider as _},
};

use front::{Authority, Front};

/// Longer than anything here takes on a busy machine; whoever waits this long has failed.
pub const AMPLE: Duration = Duration::from_secs(60);
pub const PROTOCOLS: [Protocol; 3] = [Protocol::HttpProtobuf, Protocol::HttpJson, Protocol::Grpc];

pub fn collector_of(protocol: Protocol) -> FakeCollectorBuilder {
    match protocol {
        Protocol::Grpc => FakeCollector::builder().grpc(),
        _ => FakeCollector::builder(),
    }
}

/// A span and a measurement.
pub fn end_both(telemetry: &Telemetry) {
    telemetry.tracer_provider().tracer("test").in_span("chat", drop);
    telemetry.meter_provider().meter("test").f64_counter("calls").build().add(0.1, &[]);
}

/// What the collector accepted, sorted.
pub fn accepted(collector: &FakeCollector) -> Vec<String> {
    let spans = collector.spans().into_iter().map(|span| span.name);
    let metrics = collector.metrics().into_iter().map(|metric| metric.name);
    let mut names: Vec<_> = spans.chain(metrics).collect();
    names.sort();
    names
}

/// Exports by every protocol over TLS, with certificates on both sides, to a collector that fails at first.
pub fn deliver_over_tls() {
    let authority = Authority::new();
    let (certificate, key) = authority.issue("client");
    for protocol in PROTOCOLS {
        let reset = Reaction::fault(Fault::Reset);
        let collector = collector_of(protocol).reaction(reset).start().unwrap();
        let front = Front::start(&authority, &collector.url(), Some(&authority));
        let tls = Tls::default().ca_pem(authority.certificate.clone());
        let telemetry = OtlpPipeline::from_pairs([])
            .protocol(protocol)
            .endpoint(front.url())
            .tls(tls.client_pem(certificate.clone(), key.clone()))
            .header("authorization", "Bearer 1")
            .compression(Compression::Zstd)
            .timeout(AMPLE)
            .build()
            .unwrap();
        end_both(&telemetry);
        assert_eq!(telemetry.shutdown(AMPLE), Ok(()), "{protocol}");
        assert_eq!(accepted(&collector), ["calls", "chat"], "{protocol}");
        for request in collector.requests() {
            assert_eq!(request.headers.value("authorization"), Some("Bearer 1"));
            // What the features of a client would add by themselves.
            assert_eq!(request.headers.value("accept-encoding"), None, "{protocol}");
        }
    }
}
