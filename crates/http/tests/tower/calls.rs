//! What becomes of calls, however they end.

use std::future::ready;
use std::io;

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use genai_otel_core::{CallRecord, LlmCall, Measured, Outcome, Trouble};
use genai_otel_http::exchange::RequestHead;
use genai_otel_http::{GenAiLayer, Tap, TappedBody};
use genai_otel_testkit::{PointValue, TestTelemetry};
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use http_body::Body as _;
use http_body_util::{BodyDataStream, BodyExt, Full};
use tower_layer::Layer;
use tower_service::Service;

use crate::memory::{Body, Memory, post, read, send};

#[test]
fn a_call_is_told_with_all_that_passes() {
    let telemetry = TestTelemetry::new();
    let mut client = Memory::json(ANSWER).tapped(telemetry.instrumentation());
    assert_eq!(read(send(&mut client, post(CHAT, ASKED))), ANSWER);
    let record = telemetry.only_record();
    assert_eq!(record.request.model.as_deref(), Some("gpt-4o"));
    assert_eq!(record.request.max_tokens, Some(9));
    assert_eq!(record.request.server_address.as_deref(), Some("api.openai.com"));
    assert_eq!(record.request.server_port, Some(443));
    assert_eq!(record.response.http_status, Some(200));
    assert_eq!(record.response.id.as_deref(), Some("c-1"));
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(9), Some(2)));
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Completed, None));
    assert_eq!(telemetry.spans().len(), 1);
}

#[test]
fn requests_that_are_no_calls_pass_untouched() {
    let telemetry = TestTelemetry::new();
    let mut client = Memory::json(ANSWER).tapped(telemetry.instrumentation());
    for (url, body) in [
        ("https://api.openai.com/v1/files", ASKED),
        ("https://example.org/v1/embeddings", r#"{"input": "x"}"#),
        ("https://example.org/", ""),
    ] {
        assert_eq!(read(send(&mut client, post(url, body))), ANSWER, "{url}");
    }
    assert_eq!((telemetry.records().len(), telemetry.spans().len()), (0, 0));
}

#[test]
fn a_call_of_the_caller_is_completed_and_not_doubled() {
    let telemetry = TestTelemetry::new();
    let mut client = Memory::events(STREAM).tapped(telemetry.instrumentation());
    let call = telemetry.instrumentation().track_llm_call("azure", "mine").start();
    let response = call.run_sync_value(|| send(&mut client, post(CHAT, ASKED)));
    read(response);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!(record.request.model.as_deref(), Some("mine"), "what the caller said stands");
    assert_eq!(record.request.max_tokens, Some(9));
    assert_eq!(record.usage.output.value(), Some(2));
    assert_eq!(record.chunk_count, Some(2));
    assert_eq!(telemetry.spans().len(), 1);
}

#[test]
fn a_stream_of_the_caller_around_it_measures_the_time_between_chunks_alone() {
    let pieces =
        || STREAM.split_inclusive("\n\n").map(|piece| Bytes::copy_from_slice(piece.as_bytes()));
    for (wrapped, gaps) in [(false, 1), (true, pieces().count() - 1)] {
        let telemetry = TestTelemetry::new();
        let mut memory = Memory::events(STREAM);
        memory.pieces = pieces().collect();
        let mut client = memory.tapped(telemetry.instrumentation());
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        let body = call.run_sync_value(|| send(&mut client, post(CHAT, ASKED))).into_body();
        if wrapped {
            let items = call.stream(body.into_data_stream());
            assert_eq!(items.count().now_or_never(), Some(pieces().count()));
        } else {
            read(Response::new(body));
            call.finish();
        }
        assert_eq!(telemetry.records().len(), 1);
        let name = "gen_ai.client.operation.time_per_output_chunk";
        let metrics = telemetry.metrics();
        let metric = metrics.iter().find(|metric| metric.name == name).unwrap();
        let counts = metric.points.iter().map(|point| match &point.value {
            PointValue::Histogram(histogram) => histogram.count,
            other => panic!("{other:?}"),
        });
        assert_eq!(counts.collect::<Vec<_>>(), [gaps as u64], "wrapped: {wrapped}");
    }
}

#[test]
fn a_stream_that_is_left_inside_a_call_ends_as_the_call_is_ended() {
    let outcome = |end: fn(LlmCall, Left)| {
        let telemetry = TestTelemetry::new();
        let mut memory = Memory::events(STREAM);
        let pieces = STREAM.split_inclusive("\n\n");
        memory.pieces = pieces.map(|piece| Bytes::copy_from_slice(piece.as_bytes())).collect();
        let mut client = memory.tapped(telemetry.instrumentation());
        let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
        let body = call.run_sync_value(|| send(&mut client, post(CHAT, ASKED))).into_body();
        end(call, body.into_data_stream());
        telemetry.only_record().outcome
    };
    let finished = outcome(|call, mut stream| {
        stream.next().now_or_never().unwrap().unwrap().unwrap();
        drop(stream);
        call.finish();
    });
    let dropped = outcome(|call, mut stream| {
        stream.next().now_or_never().unwrap().unwrap().unwrap();
        drop(stream);
        drop(call);
    });
    let taken = outcome(|call, stream| {
        let mut stream = call.stream(stream);
        stream.next().now_or_never().unwrap().unwrap().unwrap();
        drop(stream);
    });
    // Who finishes a call says that it is well as it is.
    let expected = (Outcome::Completed, Outcome::Abandoned, Outcome::Abandoned);
    assert_eq!((finished, dropped, taken), expected);
}

#[test]
fn a_refusal_that_the_client_retries_inside_a_call_is_taken_back() {
    let telemetry = TestTelemetry::new();
    let refusal = Memory::new(429, &[], br#"{"error": {"code": "rate_limit_exceeded"}}"#);
    let mut refuses = refusal.tapped(telemetry.instrumentation());
    let mut answers = Memory::json(ANSWER).tapped(telemetry.instrumentation());
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.run_sync_value(|| {
        read(send(&mut refuses, post(CHAT, ASKED)));
        read(send(&mut answers, post(CHAT, ASKED)));
    });
    drop(call);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Completed, None));
}

#[test]
fn something_embedded_inside_a_chat_is_a_call_of_its_own() {
    let telemetry = TestTelemetry::new();
    let body = r#"{"object": "list", "usage": {"prompt_tokens": 3, "total_tokens": 3}}"#;
    let mut client = Memory::json(body).tapped(telemetry.instrumentation());
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.run_sync_value(|| {
        let asked = r#"{"model": "e", "input": ["a", "b"]}"#;
        read(send(&mut client, post("https://api.openai.com/v1/embeddings", asked)))
    });
    call.finish();
    let records = telemetry.records();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].request.text_count, Some(2));
    assert_eq!(records[0].usage.input.value(), Some(3));
    assert_eq!(records[1].usage.input, Measured::default());
}

#[test]
fn two_layers_count_a_call_once() {
    let telemetry = TestTelemetry::new();
    let inner = Memory::json(ANSWER).tapped(telemetry.instrumentation());
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let mut client = GenAiLayer::with_tap(tap).layer(inner);
    let response = client.call(post(CHAT, ASKED)).now_or_never().unwrap().unwrap();
    drop(response.into_body().collect().now_or_never());
    assert_eq!(telemetry.only_record().outcome, Outcome::Completed);
}

#[test]
fn a_stream_that_is_left_before_its_mark_is_abandoned_and_after_it_complete() {
    let pieces: Vec<&str> = STREAM.split_inclusive("\n\n").collect();
    for taken in 0..=pieces.len() {
        let telemetry = TestTelemetry::new();
        let mut memory = Memory::events(STREAM);
        memory.pieces =
            pieces.iter().map(|piece| Bytes::copy_from_slice(piece.as_bytes())).collect();
        let mut body =
            send(&mut memory.tapped(telemetry.instrumentation()), post(CHAT, ASKED)).into_body();
        for _ in 0..taken {
            body.frame().now_or_never().unwrap().unwrap().unwrap();
        }
        drop(body);
        let record = telemetry.only_record();
        let outcome = if taken == pieces.len() { Outcome::Completed } else { Outcome::Abandoned };
        assert_eq!(record.outcome, outcome, "after {taken} events");
        let chunks = taken.saturating_sub(1).min(2) as u64;
        assert_eq!(record.chunk_count, Some(chunks), "after {taken} events");
        assert_eq!(record.time_to_first_chunk.is_some(), chunks > 0);
    }
}

#[test]
fn a_stream_without_the_last_event_of_its_protocol_is_an_error() {
    let record = one(
        Memory::events("event: message_start\ndata: {\"type\":\"message_start\"}\n\n"),
        MESSAGES,
    );
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("UnexpectedEof"));
}

#[test]
fn a_body_that_breaks_off_is_an_error_and_what_was_seen_is_kept() {
    let telemetry = TestTelemetry::new();
    let mut memory = Memory::events(STREAM.trim_end().trim_end_matches("data: [DONE]"));
    memory.error = Some(io::ErrorKind::ConnectionReset);
    let response = send(&mut memory.tapped(telemetry.instrumentation()), post(CHAT, ASKED));
    let outcome = response.into_body().collect().now_or_never().unwrap();
    assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    let record = telemetry.only_record();
    assert_eq!(record.error_type.as_deref(), Some("ConnectionReset"));
    assert_eq!(record.usage.output.value(), Some(2));
}

#[test]
fn an_error_inside_a_stream_of_success_is_one() {
    let record = one(
        Memory::events("data: {\"error\": {\"code\": \"overloaded\"}}\n\ndata: [DONE]\n\n"),
        CHAT,
    );
    assert_eq!(
        (record.outcome, record.error_type.as_deref()),
        (Outcome::Error, Some("overloaded"))
    );
}

#[test]
fn an_error_by_status_has_the_providers_code() {
    let body = br#"{"error": {"type": "invalid_request_error", "code": "model_not_found"}}"#;
    let record = one(Memory::new(404, &[], body), CHAT);
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("model_not_found"));
    assert_eq!(record.response.http_status, Some(404));
}

#[test]
fn a_request_that_is_never_sent_is_cancelled() {
    let telemetry = TestTelemetry::new();
    let mut client = GenAiLayer::with_tap(
        Tap::builder().instrumentation(telemetry.instrumentation().clone()).build(),
    )
    .layer(Silent);
    let mut sending = Box::pin(client.call(post(CHAT, ASKED)));
    assert!(sending.as_mut().now_or_never().is_none());
    drop(sending);
    assert_eq!(telemetry.only_record().outcome, Outcome::Cancelled);
}

#[test]
fn an_error_of_the_transport_is_one_call() {
    let telemetry = TestTelemetry::new();
    let mut client = GenAiLayer::with_tap(
        Tap::builder().instrumentation(telemetry.instrumentation().clone()).build(),
    )
    .layer(Refused);
    let error = client.call(post(CHAT, ASKED)).now_or_never().unwrap().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Timeout, Some("timeout")));
}

#[test]
fn a_body_that_is_as_long_as_announced_is_over() {
    let telemetry = TestTelemetry::new();
    let length = ANSWER.len().to_string();
    let memory = Memory::new(200, &[("content-length", &length)], ANSWER.as_bytes());
    let mut body =
        send(&mut memory.tapped(telemetry.instrumentation()), post(CHAT, ASKED)).into_body();
    body.frame().now_or_never().unwrap().unwrap().unwrap();
    assert_eq!(telemetry.only_record().outcome, Outcome::Completed);
}

#[test]
fn a_value_that_is_whole_is_over_and_half_of_one_is_not() {
    for (taken, outcome) in [(1, Outcome::Abandoned), (2, Outcome::Completed)] {
        let telemetry = TestTelemetry::new();
        let memory = Memory::json(ANSWER).split(&[100, usize::MAX]);
        let mut client = memory.tapped(telemetry.instrumentation());
        let mut body = send(&mut client, post(CHAT, ASKED)).into_body();
        for _ in 0..taken {
            body.frame().now_or_never().unwrap().unwrap().unwrap();
        }
        drop(body);
        assert_eq!(telemetry.only_record().outcome, outcome, "after {taken} pieces");
    }
}

#[test]
fn a_body_that_is_compressed_is_a_call_without_facts() {
    let gzip = [&b"\x1f\x8b\x08\x00"[..], &[0; 60]].concat();
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let telemetry = TestTelemetry::new();
    let memory = Memory::new(200, &headers, &gzip);
    assert_eq!(
        read(send(&mut memory.tapped(telemetry.instrumentation()), post(CHAT, ASKED))),
        gzip
    );
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.response.http_status), (Outcome::Completed, Some(200)));
    assert_eq!(record.usage.input, Measured::default());
    assert_eq!(telemetry.instrumentation().health().count(Trouble::UnreadResponse), 1);
}

#[test]
fn an_error_event_of_anthropic_has_its_type_and_not_that_of_the_missing_end() {
    let events = "event: error\ndata: {\"type\": \"error\", \"error\": {\"type\": \"overloaded_error\"}}\n\n";
    let record = one(Memory::events(events), MESSAGES);
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("overloaded_error"));
}

#[test]
fn trace_context_goes_to_the_hosts_that_were_named_alone() {
    for (url, wanted) in [("https://gateway.example:8443/v1/chat/completions", true), (CHAT, false)]
    {
        let telemetry = TestTelemetry::new();
        let tap = Tap::builder()
            .instrumentation(telemetry.instrumentation().clone())
            .propagate_to(["gateway.example"])
            .build();
        let mut client = GenAiLayer::with_tap(tap).layer(Echo);
        let response = client.call(post(url, ASKED)).now_or_never().unwrap().unwrap();
        let sent =
            response.headers().get("traceparent").map(|value| value.to_str().unwrap().to_owned());
        drop(response);
        let (trace, span) = telemetry.only_record().trace.unwrap();
        let expected = wanted.then(|| format!("00-{trace}-{span}-01"));
        assert_eq!(sent, expected, "{url}");
    }
}

#[test]
fn a_body_keeps_its_size_its_end_and_its_trailers() {
    let telemetry = TestTelemetry::new();
    let length = Full::new(Bytes::from_static(ANSWER.as_bytes()));
    let trailers: HeaderMap =
        [(HeaderName::from_static("grpc-status"), HeaderValue::from_static("0"))]
            .into_iter()
            .collect();
    let inner = length.with_trailers(ready(Some(Ok(trailers.clone()))));
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let head = RequestHead {
        method: "POST",
        authority: "api.openai.com",
        https: None,
        path: "/v1/chat/completions",
        query: None,
    };
    let exchange = tap.exchange(&head, None).unwrap();
    let untouched = (inner.size_hint().exact(), inner.is_end_stream());
    let mut body = TappedBody::wrap(Response::new(inner), Some(Box::new(exchange))).into_body();
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), untouched);
    let data = body.frame().now_or_never().unwrap().unwrap().unwrap().into_data().unwrap();
    assert_eq!(data, ANSWER);
    let last = body.frame().now_or_never().unwrap().unwrap().unwrap().into_trailers().unwrap();
    assert_eq!(last, trailers);
    assert!(body.frame().now_or_never().unwrap().is_none());
    assert_eq!(telemetry.only_record().usage.input.value(), Some(9));
}

#[test]
fn what_a_message_with_a_wrong_checksum_said_is_forgotten() {
    let mut body = message(&[], br#"{"type": "message_start", "message": {"id": "kept"}}"#);
    body.extend(damaged(br#"{"type": "message_start", "message": {"id": "lost"}}"#));
    for content_type in [
        "application/vnd.amazon.eventstream",
        "Application/Vnd.Amazon.EventStream; x=y",
        "application/octet-stream",
    ] {
        let headers = [("content-type", content_type)];
        for sizes in [&[usize::MAX][..], &[1], &[50]] {
            let record = one(Memory::new(200, &headers, &body).split(sizes), CONVERSE);
            let told = (record.response.id.as_deref(), record.outcome);
            assert_eq!(told, (Some("kept"), Outcome::Error), "{content_type} {sizes:?}");
        }
    }
}

#[test]
fn an_exception_stands_whatever_comes_behind_it() {
    let headers = [(":message-type", "exception"), (":exception-type", "throttlingException")];
    let mut body = message(&headers, b"{}");
    body.extend(damaged(b"{}"));
    let events = [("content-type", "application/vnd.amazon.eventstream")];
    let record = one(Memory::new(200, &events, &body), CONVERSE);
    assert_eq!(record.error_type.as_deref(), Some("throttlingException"));
}

#[test]
fn a_body_that_is_over_from_the_start_need_not_be_polled() {
    let telemetry = TestTelemetry::new();
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let mut client = GenAiLayer::with_tap(tap).layer(Echo);
    drop(client.call(post(CHAT, ASKED)).now_or_never().unwrap().unwrap());
    assert_eq!(telemetry.only_record().outcome, Outcome::Completed);
}

/// A message of an AWS event stream whose checksum is wrong.
fn damaged(data: &[u8]) -> Vec<u8> {
    let mut message = message(&[], data);
    *message.last_mut().unwrap() ^= 1;
    message
}

/// A message of an AWS event stream.
fn message(headers: &[(&str, &str)], data: &[u8]) -> Vec<u8> {
    let mut head = Vec::new();
    for (name, value) in headers {
        head.push(u8::try_from(name.len()).unwrap());
        head.extend(name.as_bytes());
        head.push(7);
        head.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        head.extend(value.as_bytes());
    }
    let length = u32::try_from(data.len() + head.len() + 16).unwrap();
    let head_length = u32::try_from(head.len()).unwrap();
    let mut bytes = [length.to_be_bytes(), head_length.to_be_bytes()].concat();
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes.extend(head);
    bytes.extend(data);
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

/// The only record of a call that is read to its end.
fn one(memory: Memory, url: &str) -> CallRecord {
    let telemetry = TestTelemetry::new();
    read(send(&mut memory.tapped(telemetry.instrumentation()), post(url, ASKED)));
    CallRecord::clone(&telemetry.only_record())
}

use doubles::{Echo, Refused, Silent};

mod doubles {
    use std::convert::Infallible;
    use std::future::{Pending, Ready, pending, ready};
    use std::io;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http::{Request, Response};
    use http_body_util::{Empty, Full};
    use tower_service::Service;

    /// Never answers.
    pub(super) struct Silent;
    /// Times out.
    pub(super) struct Refused;
    /// Answers with the headers of the request.
    pub(super) struct Echo;

    macro_rules! services {
        ($($name:ident: $future:ident<$error:ty> = |$request:ident| $answer:expr;)+) => {$(
            impl Service<Request<Full<Bytes>>> for $name {
                type Response = Response<Empty<Bytes>>;
                type Error = $error;
                type Future = $future<Result<Self::Response, $error>>;

                fn poll_ready(&mut self, _task: &mut Context<'_>) -> Poll<Result<(), $error>> {
                    Poll::Ready(Ok(()))
                }

                fn call(&mut self, $request: Request<Full<Bytes>>) -> Self::Future {
                    $answer
                }
            }
        )+};
    }

    services! {
        Silent: Pending<Infallible> = |_request| pending();
        Refused: Ready<io::Error> = |_request| ready(Err(io::ErrorKind::TimedOut.into()));
        Echo: Ready<Infallible> = |request| {
            let mut response = Response::new(Empty::new());
            *response.headers_mut() = request.headers().clone();
            ready(Ok(response))
        };
    }
}

/// An answer that is read as a stream, or left.
type Left = BodyDataStream<TappedBody<Body>>;

const CONVERSE: &str = "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse-stream";
const CHAT: &str = "https://api.openai.com/v1/chat/completions";
const MESSAGES: &str = "https://api.anthropic.com/v1/messages";
const ASKED: &str =
    r#"{"model": "gpt-4o", "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}"#;
const ANSWER: &str = r#"{"id": "c-1", "model": "gpt-4o-1", "choices": [{"index": 0, "finish_reason": "stop",
    "message": {"content": "Hello"}}], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}"#;
const STREAM: &str = concat!(
    "data: {\"id\": \"c-1\", \"choices\": [{\"index\": 0, \"delta\": {\"role\": \"assistant\", \"content\": \"\"}}]}\n\n",
    "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"Hel\"}}]}\n\n",
    "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"lo\"}}]}\n\n",
    ": still here\n\n",
    "data: {\"choices\": [], \"usage\": {\"prompt_tokens\": 9, \"completion_tokens\": 2}}\n\n",
    "data: [DONE]\n\n",
);
