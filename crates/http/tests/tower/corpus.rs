//! Recorded exchanges with real providers, through the layer. What is told of them is compared with what is expected in
//! the package of exchanges, which replays them through a client; here they are split.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
//! test says so and proves nothing.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use genai_otel_core::CallRecord;
use genai_otel_testkit::TestTelemetry;
use http::Request;
use http_body_util::Full;
use serde_json::Value;

use crate::memory::{Memory, anonymous, read, send};

#[test]
fn recorded_exchanges_become_the_same_records_however_they_are_split() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut compared = 0;
    for file in files(&corpus) {
        let exchange: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let whole = pass(&exchange, &[usize::MAX]);
        for sizes in [&[1][..], &[7, 2, 300]] {
            assert_eq!(pass(&exchange, sizes), whole, "{} in pieces of {sizes:?}", file.display());
        }
        compared += 1;
    }
    assert!(compared >= 200, "only {compared} recordings found in {}", corpus.display());
}

/// The record of an exchange whose body comes in pieces of these sizes, its times apart.
fn pass(exchange: &Value, sizes: &[usize]) -> CallRecord {
    let telemetry = TestTelemetry::new();
    let (request, response) = (&exchange["request"], &exchange["response"]);
    let headers = |message: &Value| -> Vec<(String, String)> {
        let headers = message["headers"].as_object().unwrap().iter();
        headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    let mut sent = Request::builder()
        .method(request["method"].as_str().unwrap())
        .uri(format!("https://{}", request["url"].as_str().unwrap()));
    for (name, value) in headers(request) {
        sent = sent.header(name, value);
    }
    let sent = sent.body(Full::new(Bytes::from(bytes(request)))).unwrap();
    let body = bytes(response);
    let headers = headers(response);
    let headers: Vec<_> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let memory = Memory::new(status, &headers, &body).split(sizes);
    let answer = send(&mut memory.tapped(telemetry.instrumentation()), sent);
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!(answer.headers().len(), headers.len());
    assert_eq!(read(answer), body);
    anonymous(&telemetry.only_record())
}

fn bytes(message: &Value) -> Vec<u8> {
    let text = message["body"].as_str().unwrap_or_default();
    match message["body_encoding"].as_str() {
        Some("base64") => STANDARD.decode(text).unwrap(),
        _ => text.as_bytes().to_vec(),
    }
}

fn files(corpus: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

fn corpus() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|above| {
        let beside = fs::read_dir(above).ok()?.flatten();
        let mut beside = beside.map(|entry| entry.path().join("data/provider-exchanges"));
        beside.find(|candidate| candidate.is_dir())
    })
}
