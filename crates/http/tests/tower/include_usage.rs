//! Requests for streams that are made to ask for the usage.

use std::any::Any;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::FutureExt;
use genai_otel_http::{GenAiLayer, Tap};
use genai_otel_testkit::TestTelemetry;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use tower_layer::Layer;
use tower_service::Service;

/// Keeps what is sent.
struct Sent<B>(Arc<Mutex<Option<Request<B>>>>);

impl<B> Service<Request<B>> for Sent<B> {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Full<Bytes>>, Infallible>>;

    fn poll_ready(&mut self, _task: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        *self.0.lock().unwrap() = Some(request);
        ready(Ok(Response::new(Full::default())))
    }
}

/// What goes on to the client below.
fn sent<B: Any>(layer: &GenAiLayer, request: Request<B>) -> Request<B> {
    let sent = Arc::default();
    drop(layer.layer(Sent(Arc::clone(&sent))).call(request).now_or_never().unwrap());
    sent.lock().unwrap().take().unwrap()
}

fn asking() -> GenAiLayer {
    let telemetry = TestTelemetry::new();
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone());
    GenAiLayer::with_tap(tap.include_usage(true).build())
}

fn request<B>(body: B) -> Request<B> {
    Request::post(URL).header("content-length", STREAMED.len()).body(body).unwrap()
}

fn bytes(body: Full<Bytes>) -> Bytes {
    body.collect().now_or_never().unwrap().unwrap().to_bytes()
}

#[test]
fn bodies_of_known_types_are_edited_and_their_length_follows() {
    let sent_text = sent(&asking(), request(STREAMED.to_owned()));
    assert_eq!(sent_text.body(), EDITED);
    assert_eq!(sent_text.headers()["content-length"], EDITED.len().to_string());
    let sent_full = sent(&asking(), request(Full::new(Bytes::from(STREAMED))));
    assert_eq!(bytes(sent_full.into_body()), EDITED);
    let unannounced = Request::post(URL).body(STREAMED.to_owned()).unwrap();
    assert_eq!(sent(&asking(), unannounced).headers(), &HeaderMap::new());
}

#[test]
fn bodies_of_other_types_are_edited_if_the_application_says_how() {
    struct Own(Bytes);
    let own = || request(Own(Bytes::from(STREAMED)));
    let seen = asking().look_at(|own: &Own| Some(own.0.clone()));
    let passed = sent(&seen, own());
    assert_eq!(passed.body().0, STREAMED);
    assert_eq!(passed.headers()["content-length"], STREAMED.len().to_string());
    assert_eq!(sent(&seen.replace_with(Own), own()).body().0, EDITED);
}

#[test]
fn off_means_the_same_bytes() {
    let telemetry = TestTelemetry::new();
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let passed = sent(&GenAiLayer::with_tap(tap), request(STREAMED.to_owned()));
    assert_eq!(passed.body(), STREAMED);
    assert_eq!(passed.headers()["content-length"], STREAMED.len().to_string());
}

#[test]
fn a_body_that_a_header_seals_stays() {
    for (name, value) in [
        ("content-digest", "sha-256=:AAAA:"),
        ("authorization", "AWS4-HMAC-SHA256 Credential=x"),
        ("content-encoding", "gzip"),
    ] {
        let mut request = request(STREAMED.to_owned());
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(sent(&asking(), request).body(), STREAMED, "{name}");
    }
}

#[test]
fn a_request_that_is_no_call_or_unheard_stays() {
    let mut other = request(STREAMED.to_owned());
    *other.uri_mut() = "https://example.org/v1/streams".parse().unwrap();
    assert_eq!(sent(&asking(), other).body(), STREAMED);
    let unheard = GenAiLayer::with_tap(Tap::builder().include_usage(true).build());
    assert_eq!(sent(&unheard, request(STREAMED.to_owned())).body(), STREAMED);
}

const URL: &str = "https://api.openai.com/v1/chat/completions";
const STREAMED: &str = r#"{"model": "gpt-4o", "stream": true}"#;
const EDITED: &str =
    r#"{"stream_options":{"include_usage":true},"model": "gpt-4o", "stream": true}"#;
