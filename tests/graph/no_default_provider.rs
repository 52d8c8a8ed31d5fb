//! Two providers of cryptography, and none that anybody chose.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use genai_otel_graph_tests::{AMPLE, accepted, collector_of, deliver_over_tls, end_both};
use genai_otel_otlp::{OtlpPipeline, Protocol};
use opentelemetry::trace::{Tracer as _, TracerProvider as _};
use opentelemetry_otlp::{
    Protocol as Theirs, SpanExporter, WithExportConfig as _, WithHttpConfig as _,
};
use opentelemetry_sdk::trace::SdkTracerProvider;
use rustls::crypto::CryptoProvider;
use tokio::runtime::Builder;

#[test]
fn exports_over_tls_where_rustls_has_no_default() {
    assert!(CryptoProvider::get_default().is_none());
    let ambiguous = std::panic::catch_unwind(rustls::ClientConfig::builder);
    assert!(ambiguous.is_err(), "this program has one provider, and proves nothing");
    deliver_over_tls();
    assert!(CryptoProvider::get_default().is_none(), "an exporter has chosen for the program");
}

#[test]
fn exports_over_tls_from_a_runtime_with_one_thread() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { deliver_over_tls() });
}

#[test]
fn numbers_in_json_are_what_they_were() {
    let collector = collector_of(Protocol::HttpJson).start().unwrap();
    let pipeline = OtlpPipeline::from_pairs([]).protocol(Protocol::HttpJson);
    let telemetry = pipeline.endpoint(collector.url()).build().unwrap();
    end_both(&telemetry);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    let value = collector.metrics().remove(0).points.remove(0).value;
    assert_eq!(value, genai_otel_testkit::PointValue::Double(0.1));
}

/// Ends a span in each of two pipelines of one program, and gives what their collectors hold.
fn both(theirs: &SdkTracerProvider, protocol: Protocol) -> Vec<String> {
    let collector = collector_of(protocol).start().unwrap();
    let pipeline = OtlpPipeline::from_pairs([]).protocol(protocol).endpoint(collector.url());
    let ours = pipeline.build().unwrap();
    theirs.tracer("test").in_span("theirs", |_| end_both(&ours));
    assert_eq!(ours.shutdown(AMPLE), Ok(()));
    theirs.shutdown().unwrap();
    accepted(&collector)
}

#[test]
fn other_exporter_works_beside_ours_over_http() {
    let collector = collector_of(Protocol::HttpProtobuf).start().unwrap();
    let url = format!("{}/v1/traces", collector.url());
    // The one that it would choose by the features of this program needs a runtime.
    let client = reqwest::blocking::Client::builder().build().unwrap();
    let exporter = SpanExporter::builder().with_http().with_http_client(client);
    let exporter = exporter.with_protocol(Theirs::HttpBinary).with_endpoint(url).build().unwrap();
    let theirs = SdkTracerProvider::builder().with_batch_exporter(exporter).build();
    assert_eq!(both(&theirs, Protocol::HttpProtobuf), ["calls", "chat"]);
    assert_eq!(accepted(&collector), ["theirs"]);
}

#[test]
fn other_exporter_works_beside_ours_over_grpc() {
    let collector = collector_of(Protocol::Grpc).start().unwrap();
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let theirs = runtime.block_on(async {
        let exporter = SpanExporter::builder().with_tonic().with_endpoint(collector.url());
        SdkTracerProvider::builder().with_batch_exporter(exporter.build().unwrap()).build()
    });
    assert_eq!(both(&theirs, Protocol::Grpc), ["calls", "chat"]);
    assert_eq!(accepted(&collector), ["theirs"]);
}
