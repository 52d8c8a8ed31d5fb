//! Calls through the proxy, by clients that know nothing of it but a base URL.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod stage;

use std::io::{Cursor, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use genai_otel::Outcome;
use genai_otel_proxy_example::MAX_COLLECTED_BYTES;
use genai_otel_testkit::{FakeProvider, Fault, Reply, TokenCounts};
use serde_json::{Value, json};
use ureq::SendBody;

use stage::{Stage, client};

#[test]
fn an_answer_passes_unchanged_and_is_told() {
    let reply = Reply::text("hello").usage(TokenCounts::new(12, 4)).header("x-mine", "kept");
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    let ask = |base: String| {
        let request =
            client().post(format!("{base}{CHAT}")).header("authorization", "Bearer sk-secret");
        let mut response = request.send_json(asked()).unwrap();
        let headers = ["content-type", "content-length", "x-mine", "connection"];
        let headers = headers.map(|name| response.headers().get(name).cloned());
        let body: Value = response.body_mut().read_json().unwrap();
        (headers, body["choices"].clone(), body["usage"].clone())
    };
    assert_eq!(ask(stage.url("openai")), ask(provider.url()));

    let record = stage.told();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.request.model.as_deref(), Some("gpt-4o"));
    assert_eq!(record.request.max_tokens, Some(9));
    assert_eq!(record.request.server_address.as_deref(), Some("127.0.0.1"));
    assert_eq!(record.outcome, Outcome::Completed);
    assert!(!format!("{record:?}").contains("sk-secret"));
}

#[test]
fn a_request_arrives_as_if_the_provider_had_been_asked() {
    let provider = FakeProvider::start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    let request = client()
        .post(format!("{}{CHAT}?api-version=1", stage.url("openai")))
        .header("authorization", "Bearer sk-secret")
        .header("accept-encoding", "gzip")
        .header("connection", "x-hop")
        .header("x-hop", "1")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    request.send_json(asked()).unwrap();

    let seen = provider.requests().remove(0);
    let header = |name: &str| seen.headers.value(name);
    assert_eq!((&*seen.path, seen.query.as_deref()), (CHAT, Some("api-version=1")));
    assert_eq!(seen.body, Some(asked()));
    assert_eq!(header("host"), provider.url().strip_prefix("http://"));
    assert_eq!(header("authorization"), Some("Bearer sk-secret"));
    assert_eq!(header("accept-encoding"), Some("identity"));
    let gone = ["connection", "x-hop", "traceparent", "transfer-encoding"];
    assert_eq!(gone.map(header), [None; 4]);
}

#[test]
fn a_stream_passes_whole_and_is_metered() {
    let reply = Reply::text("one two three").usage(TokenCounts::new(12, 4)).fragment(7);
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    let mut response = client().post(stage.chat()).send_json(streamed()).unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    assert!(text.starts_with("data: {") && text.ends_with("data: [DONE]\n\n"), "{text}");

    let record = stage.told();
    assert_eq!(record.usage.output.value(), Some(4));
    assert!(record.chunk_count.unwrap() > 0 && record.time_to_first_chunk.is_some());
    assert_eq!(record.outcome, Outcome::Completed);
}

#[test]
fn events_pass_before_the_stream_is_over_and_one_that_is_left_is_abandoned() {
    // Half of the stream comes, and nothing more as long as somebody waits for it.
    let reply = Reply::text("one two three").with_fault(Fault::Stall);
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    let response = client().post(stage.chat()).send_json(streamed()).unwrap();
    let mut body = response.into_body().into_reader();
    let mut first = [0; 6];
    body.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"data: ");
    drop(body);
    assert_eq!(stage.told().outcome, Outcome::Abandoned);
}

#[test]
fn a_client_that_leaves_takes_its_request_to_the_provider_along() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let stage = Stage::of([("openai", &*format!("http://{}", silent.local_addr().unwrap()))]);
    let mut client = TcpStream::connect(stage.address).unwrap();
    let body = asked().to_string();
    let length = body.len();
    write!(
        client,
        "POST /openai{CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();

    let (mut upstream, _) = silent.accept().unwrap();
    upstream.set_read_timeout(Some(PATIENCE)).unwrap();
    upstream.read_exact(&mut [0; 4]).unwrap();
    drop(client);
    // Comes to its end only when the proxy hangs up.
    let mut rest = Vec::new();
    upstream.read_to_end(&mut rest).unwrap();
    assert_eq!(stage.told().outcome, Outcome::Cancelled);
}

#[test]
fn a_refusal_passes_unchanged() {
    let reply = Reply::rate_limited(Duration::from_secs(3));
    let provider = FakeProvider::builder().otherwise(reply).start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    let mut response = client().post(stage.chat()).send_json(asked()).unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()["retry-after"].as_bytes()),
        (429, &b"3"[..])
    );
    let body: Value = response.body_mut().read_json().unwrap();
    assert_eq!(body["error"]["code"], "rate_limit_exceeded");

    let record = stage.told();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("rate_limit_exceeded"));
    assert_eq!(record.response.retry_after, Some(Duration::from_secs(3)));
}

#[test]
fn an_upstream_that_is_not_there_is_a_bad_gateway() {
    // Nobody listens there, and nobody is given it as a free one.
    let stage = Stage::of([("openai", "http://127.0.0.1:1")]);
    let mut response = client().post(stage.chat()).send_json(asked()).unwrap();
    assert_eq!(response.status(), 502);
    let body: Value = response.body_mut().read_json().unwrap();
    assert_eq!(body["error"]["type"], "upstream_unreachable");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("no answer from openai: ") && message.contains("Connection refused"),
        "{message}"
    );
    assert_eq!(stage.told().error_type.as_deref(), Some("ConnectionRefused"));
}

#[test]
fn an_answer_that_breaks_off_breaks_off() {
    let provider =
        FakeProvider::builder().otherwise(Reply::fault(Fault::HalfResponse)).start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    // Its head may be lost with it.
    let response = client().post(stage.chat()).send_json(asked());
    response.and_then(|mut response| response.body_mut().read_to_vec()).unwrap_err();
    let record = stage.told();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("UnexpectedEof"));
}

#[test]
fn each_name_leads_to_its_provider() {
    let [openai, anthropic] = [(); 2].map(|()| FakeProvider::start().unwrap());
    let stage = Stage::of([("openai", &*openai.url()), ("anthropic", &*anthropic.url())]);
    for (name, path) in
        [("openai", CHAT), ("anthropic", "/v1/messages"), ("openai", "/v1/embeddings")]
    {
        let asked = json!({"model": "m", "max_tokens": 9, "input": "x",
            "messages": [{"role": "user", "content": "hello?"}]});
        let mut response =
            client().post(format!("{}{path}", stage.url(name))).send_json(asked).unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.body_mut().read_to_vec().unwrap();
        assert_eq!(stage.told().outcome, Outcome::Completed, "{path}");
    }
    assert_eq!((openai.calls(), anthropic.calls()), (2, 1));
}

#[test]
fn what_is_no_call_passes_untold() {
    let provider = FakeProvider::start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    let get = |base: String| {
        let request =
            client().get(format!("{base}/v1/models?limit=1")).header("accept-encoding", "gzip");
        let mut response = request.call().unwrap();
        (response.status(), response.body_mut().read_to_string().unwrap().contains("/v1/models"))
    };
    assert_eq!(get(stage.url("openai")), get(provider.url()));
    assert_eq!(provider.requests()[0].headers.value("accept-encoding"), Some("gzip"));
    // The first that is told is the next one.
    client().post(stage.chat()).send_json(asked()).unwrap().body_mut().read_to_vec().unwrap();
    assert_eq!(stage.told().request.model.as_deref(), Some("gpt-4o"));
}

#[test]
fn a_path_without_an_upstream_says_which_there_are() {
    let stage = Stage::of([("openai", "http://127.0.0.1:9"), ("local", "http://127.0.0.1:9")]);
    let mut response = client().get(format!("http://{}/v1/models", stage.address)).call().unwrap();
    assert_eq!(response.status(), 404);
    let body: Value = response.body_mut().read_json().unwrap();
    assert_eq!(
        body,
        json!({"error": {
            "type": "unknown_upstream",
            "message": "the path begins with none of /openai/, /local/",
        }})
    );
}

#[test]
fn a_request_in_chunks_is_read_and_a_long_one_streams_through_unread() {
    let provider = FakeProvider::start().unwrap();
    let stage = Stage::of([("openai", &*provider.url())]);
    for (padding, model) in [(0, Some("gpt-4o")), (MAX_COLLECTED_BYTES, None)] {
        let mut asked = asked();
        asked["user"] = "u".repeat(padding).into();
        let mut reader = Cursor::new(asked.to_string());
        let request = client().post(stage.chat()).content_type("application/json");
        let mut response = request.send(SendBody::from_reader(&mut reader)).unwrap();
        response.body_mut().read_to_vec().unwrap();
        let record = stage.told();
        assert_eq!(record.request.model.as_deref(), model);
        assert_eq!(record.response.model.as_deref(), Some("gpt-4o-2026-01-01"));
        assert!(provider.requests().pop().unwrap().body == Some(asked), "all of it arrives");
    }
}

fn asked() -> Value {
    json!({"model": "gpt-4o", "max_tokens": 9, "messages": [{"role": "user", "content": "hello?"}]})
}

fn streamed() -> Value {
    let mut asked = asked();
    asked["stream"] = true.into();
    asked["stream_options"] = json!({"include_usage": true});
    asked
}

const CHAT: &str = "/v1/chat/completions";
/// Longer than anything takes that works.
const PATIENCE: Duration = Duration::from_secs(120);
