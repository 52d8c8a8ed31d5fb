//! However an answer is written, the same is told of it.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use genai_otel_exchange_tests::{Exchange, Replay, corpus, fields, files};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

/// Of the exchanges in this repository, and of the recordings beside it where there are any.
#[test]
fn line_ends_white_space_and_content_types_change_nothing() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut all = files(&fixtures).unwrap();
    if let Some(corpus) = corpus() {
        all.extend(files(&corpus).unwrap());
    }
    let replay = Replay::start().unwrap();
    let told = |exchange: &Exchange| replay.send(exchange).unwrap().map(|record| fields(&record));
    let mut compared = 0;
    for file in all {
        let exchange = Exchange::read(&file).unwrap();
        let plain = told(&exchange);
        for (how, rewritten) in rewritten(&exchange) {
            assert_eq!(told(&rewritten), plain, "{} {how}", exchange.id);
            compared += 1;
        }
    }
    assert!(compared >= 500, "only {compared} compared");
}

fn rewritten(exchange: &Exchange) -> Vec<(&'static str, Exchange)> {
    let mut all = Vec::new();
    let with_type = |content_type: Option<&'static str>| {
        let mut headers = exchange.response.headers.clone();
        headers.remove(CONTENT_TYPE);
        headers.extend(content_type.map(|text| (CONTENT_TYPE, HeaderValue::from_static(text))));
        with(exchange, headers, exchange.response.body.clone())
    };
    // Of a stream that nobody asked for the content type alone says that it is one.
    if !is(exchange, "event-stream") || asks_for_stream(exchange) {
        all.push(("without a content type", with_type(None)));
    }
    let Ok(body) = str::from_utf8(&exchange.response.body) else { return all };
    let mut with_body = |how, body: String| {
        all.push((how, with(exchange, exchange.response.headers.clone(), body.into_bytes())));
    };
    let is_json = serde_json::from_str::<Value>(body).is_ok();
    if is(exchange, "event-stream") && !is_json {
        let lines = body.replace("\r\n", "\n");
        with_body("with CRLF", lines.replace('\n', "\r\n"));
        with_body("with CR", lines.replace('\n', "\r"));
        with_body("with comments", format!(": hi\n\n{}", lines.replace("\n\n", "\n\n: ping\n\n")));
        with_body("without spaces", body.replace("data: ", "data:").replace("event: ", "event:"));
        with_body("with a mark of byte order", format!("\u{feff}{body}"));
    } else if let Ok(value) = serde_json::from_str::<Value>(body) {
        with_body("indented", serde_json::to_string_pretty(&value).unwrap());
        with_body("without white space", value.to_string());
        with_body("escaped", value.to_string().replace('/', "\\/"));
        with_body("between blank lines", format!("\n{body}\n"));
        all.push(("as text", with_type(Some("text/plain; charset=utf-8"))));
    }
    all
}

fn with(exchange: &Exchange, headers: HeaderMap, body: Vec<u8>) -> Exchange {
    let mut rewritten = exchange.clone();
    rewritten.response.headers = headers;
    rewritten.response.body = body;
    rewritten
}

fn asks_for_stream(exchange: &Exchange) -> bool {
    let body = String::from_utf8_lossy(&exchange.request.body);
    body.contains("stream") || exchange.url.path().to_ascii_lowercase().contains("stream")
}

fn is(exchange: &Exchange, kind: &str) -> bool {
    let content_type = exchange.response.headers.get(CONTENT_TYPE);
    content_type.is_some_and(|value| value.to_str().unwrap().contains(kind))
}
