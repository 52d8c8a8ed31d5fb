//! Recorded exchanges with real providers, through the layer.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
//! test says so and proves nothing.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use genai_otel_core::{CallRecord, Measured};
use genai_otel_testkit::TestTelemetry;
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::memory::{Memory, anonymous, read, send};

#[test]
fn recorded_exchanges_become_the_records_that_are_expected() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut differences = Vec::new();
    let mut compared = 0;
    for file in files(&corpus) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let exchange: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let whole = pass(&exchange, &[usize::MAX]);
        for sizes in [&[1][..], &[7, 2, 300]] {
            assert_eq!(pass(&exchange, sizes), whole, "{name} in pieces of {sizes:?}");
        }
        differences.extend(compare(&exchange, &whole).iter().map(|said| format!("{name}: {said}")));
        compared += 1;
    }
    assert!(compared >= 200, "only {compared} recordings found in {}", corpus.display());
    assert_eq!(differences, KNOWN_DIFFERENCES, "of {compared} recordings");
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

/// What differs from what is expected of an exchange.
fn compare(exchange: &Value, record: &CallRecord) -> Vec<String> {
    let expected = &exchange["expected"];
    let (request, response, usage) = (&record.request, &record.response, &record.usage);
    let reasons: Vec<_> = response.finish_reasons.iter().map(|reason| reason.as_str()).collect();
    let tools: Vec<_> = response
        .tool_calls
        .iter()
        .map(|tool| json!({"name": &*tool.name, "id": tool.id.as_deref()}))
        .collect();
    let number = |count: Measured<u64>| json!(count.value());
    let mut seen = vec![
        ("provider_name", json!(record.provider.as_ref().map(|provider| provider.as_str()))),
        ("request_model", json!(request.model.as_deref())),
        ("error_type", json!(record.error_type.as_deref())),
        ("transport_request_id", json!(response.provider_request_id.as_deref())),
        ("stream", json!(request.stream.unwrap_or(false))),
    ];
    if !expected["operation"].is_null() {
        seen.push(("operation", json!(record.operation.as_str())));
    }
    seen.extend([
        ("response_model", json!(response.model.as_deref())),
        ("response_id", json!(response.id.as_deref())),
        ("finish_reasons", json!(reasons)),
        ("tool_calls", json!(tools)),
        ("response_service_tier", json!(response.service_tier.as_deref())),
        ("system_fingerprint", json!(response.system_fingerprint.as_deref())),
    ]);
    // What a stored response used was used by an earlier call.
    if expected["operation"] != "fetch_response" {
        seen.extend([
            ("input_tokens", number(usage.input)),
            ("output_tokens", number(usage.output)),
            ("cache_read_input_tokens", number(usage.cache_read)),
            ("cache_creation_input_tokens", number(usage.cache_write)),
            ("reasoning_tokens", number(usage.reasoning)),
        ]);
    }
    let fits = |(field, seen): &(&str, Value)| {
        let accepted = expected.get(format!("{field}_accepted")).and_then(Value::as_array);
        let wanted = expected.get(*field).unwrap_or(seen);
        let empty = seen == &json!([]) && wanted.is_null();
        seen == wanted || empty || accepted.is_some_and(|accepted| accepted.contains(seen))
    };
    let mut differences: Vec<String> = seen
        .iter()
        .filter(|seen| !fits(seen))
        .map(|(field, seen)| format!("{field} is {seen}, should be {}", expected[*field]))
        .collect();
    let streamed = expected["stream"] == true && exchange["response"]["status"] == 200;
    let has_chunks = record.chunk_count.is_some_and(|count| count > 0);
    // An error may come before the first chunk and after it.
    let fits_chunks = has_chunks == streamed || (streamed && !expected["error_type"].is_null());
    if !fits_chunks {
        differences.push(format!("{:?} chunks", record.chunk_count));
    }
    let failed = record.outcome.is_failure();
    if failed == expected["error_type"].is_null() {
        differences.push(format!("the call is {}", record.outcome));
    }
    differences
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

/// The model that a path names was asked for. An
/// empty id is no id. The response in the last event of Cohere's generations has an id. A rerank has no output.
const KNOWN_DIFFERENCES: &[&str] = &[
    r#"aws-bedrock-invoke-model-json-9d44cff0: output_tokens is null, should be 0"#,
    r#"cohere-generate-stream-e385d786: response_id is "1ce1192a-de25-4997-b880-9ff96d6ba2b4", should be null"#,
    r#"gemini-chat-completions-json-51b16505: tool_calls is [{"id":null,"name":"get_current_time"}], should be [{"id":"","name":"get_current_time"}]"#,
    r#"huggingface-feature-extraction-json-28e78f50: request_model is "sentence-transformers/paraphrase-albert-small-v2", should be null"#,
    r#"replicate-predictions-stream-e6f05bbb: request_model is "meta/llama-2-70b-chat", should be null"#,
];
