//! What the fake collector takes, keeps and answers over gRPC, seen by a client that knows only HTTP/2.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use genai_otel_testkit::{FakeCollector, Reaction, WireProtocol};
use http::{HeaderMap, Request};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;

const TRACES: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

fn traces() -> Vec<u8> {
    let span =
        Span { trace_id: vec![1; 16], span_id: vec![2; 8], name: "chat".into(), ..Span::default() };
    let scope_spans = vec![ScopeSpans { spans: vec![span], ..ScopeSpans::default() }];
    let resource_spans = vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }];
    ExportTraceServiceRequest { resource_spans }.encode_to_vec()
}

fn framed(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[flag][..], &length, message].concat()
}

/// What came back: the message, and the header and trailer fields.
#[derive(Debug)]
struct Answer {
    body: Vec<u8>,
    fields: HeaderMap,
}

impl Answer {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.to_str().unwrap())
    }
}

fn call(collector: &FakeCollector, path: &str, fields: &[(&str, &str)], body: Vec<u8>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let address = collector.url().replace("http://", "");
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (client, connection) = h2::client::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let mut request = Request::post(format!("{}{path}", collector.url()));
        for (name, value) in [("content-type", "application/grpc")].iter().chain(fields) {
            request = request.header(*name, *value);
        }
        let mut client = client.ready().await.unwrap();
        let (response, mut to) = client.send_request(request.body(()).unwrap(), false).unwrap();
        to.send_data(body.into(), true).unwrap();
        let (head, mut from) = response.await.unwrap().into_parts();
        let (mut body, mut fields) = (Vec::new(), head.headers);
        while let Some(piece) = from.data().await {
            let piece: Bytes = piece.unwrap();
            from.flow_control().release_capacity(piece.len()).unwrap();
            body.extend_from_slice(&piece);
        }
        fields.extend(from.trailers().await.unwrap().unwrap_or_default());
        Answer { body, fields }
    })
}

#[test]
fn span_arrives_with_its_metadata() {
    let collector = FakeCollector::builder().grpc().start().unwrap();
    let answer = call(&collector, TRACES, &[("x-team", "search")], framed(0, &traces()));
    assert_eq!(answer.body, framed(0, &[]));
    assert_eq!(answer.field("grpc-status"), Some("0"));
    assert_eq!(collector.spans()[0].name, "chat");
    let request = collector.requests().remove(0);
    assert_eq!(request.protocol, Some(WireProtocol::Grpc));
    assert_eq!((request.path.as_str(), request.raw_body), (TRACES, traces()));
    assert_eq!(request.headers.value("x-team"), Some("search"));
    assert_eq!((request.status, request.code, request.items), (200, 0, 1));
}

#[test]
fn collector_lives_and_ends_inside_of_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let collector = FakeCollector::builder().grpc().start().unwrap();
        let url = collector.url();
        assert!(url.starts_with("http://127.0.0.1:"));
    });
}

#[test]
fn partial_success_is_a_message() {
    let reject = Reaction::partial_success(1, "over quota").header("x-trace", "7");
    let collector = FakeCollector::builder().grpc().reaction(reject).start().unwrap();
    let answer = call(&collector, TRACES, &[], framed(0, &traces()));
    let partial = ExportTraceServiceResponse::decode(&answer.body[5..]).unwrap().partial_success;
    let partial = partial.unwrap();
    assert_eq!((partial.rejected_spans, partial.error_message.as_str()), (1, "over quota"));
    assert_eq!(answer.field("x-trace"), Some("7"));
    assert_eq!(collector.spans(), []);
}

#[test]
fn refusal_has_a_code_and_says_when_to_come_back() {
    let busy = Reaction::status(429).retry_after(Duration::from_millis(2_500));
    let collector = FakeCollector::builder().grpc().reaction(busy).start().unwrap();
    let answer = call(&collector, TRACES, &[], framed(0, &traces()));
    let message = "the fake collector was told to refuse this request";
    assert_eq!(answer.field("grpc-status"), Some("8"));
    assert_eq!(answer.field("grpc-message"), Some(message));
    let details = STANDARD_NO_PAD.decode(answer.field("grpc-status-details-bin").unwrap()).unwrap();
    let type_url = b"type.googleapis.com/google.rpc.RetryInfo";
    // RetryInfo (field 1) with a Duration of 2 seconds (field 1) and 500,000,000 nanoseconds (field 2).
    let info = [&b"\x0a\x08\x08\x02"[..], b"\x10\x80\xca\xb5\xee\x01"].concat();
    let any = [&[0x0a, 40], &type_url[..], &[0x12, 10], &info].concat();
    let any_length = u8::try_from(any.len()).unwrap();
    let status = [&[0x08, 8, 0x12, 50], message.as_bytes(), &[0x1a, any_length], &any].concat();
    assert_eq!(details, status);
    assert_eq!(collector.spans(), []);
    let request = collector.requests().remove(0);
    assert_eq!((request.status, request.code), (429, 8));

    collector.push(Reaction::grpc_status(2));
    let answer = call(&collector, TRACES, &[], framed(0, &traces()));
    assert_eq!(answer.field("grpc-status"), Some("2"));
}

#[test]
fn what_cannot_be_read_is_refused_and_recorded_with_the_reason() {
    let collector = FakeCollector::builder().grpc().start().unwrap();
    for (path, fields, body, code, reason) in [
        (
            "/x.Service/Export",
            &[][..],
            framed(0, &traces()),
            12,
            "`/x.Service/Export` is no method of OTLP",
        ),
        (TRACES, &[], vec![0, 0], 3, "the body ends before its message does"),
        (TRACES, &[], framed(7, b""), 3, "the flag of the message is neither 0 nor 1"),
        (TRACES, &[("grpc-encoding", "gzip")], framed(1, b"x"), 3, "the body is not valid gzip"),
        (
            TRACES,
            &[],
            [framed(0, b""), framed(0, b"")].concat(),
            3,
            "the body has more than one message",
        ),
    ] {
        let answer = call(&collector, path, fields, body);
        assert_eq!(answer.field("grpc-status"), Some(code.to_string().as_str()), "{reason}");
        let request = collector.requests().pop().unwrap();
        assert_eq!(request.malformed.as_deref(), Some(reason));
        assert_eq!(request.code, code);
    }
    let answer = call(&collector, TRACES, &[("grpc-encoding", "br")], framed(1, b"x"));
    assert_eq!(answer.field("grpc-status"), Some("12"));
    assert_eq!(collector.spans(), []);
}
