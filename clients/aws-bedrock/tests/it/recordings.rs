//! Recorded answers of Bedrock, through the client.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
//! test says so and proves nothing.

use std::fs;
use std::path::{Path, PathBuf};

use aws_sdk_bedrockruntime::Client;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genai_otel::{CallRecord, Measured};
use genai_otel_testkit::{FakeProvider, Reply, TestTelemetry};
use serde_json::{Value, json};

use crate::server::{blob, question, read, watched};

#[tokio::test]
async fn recorded_answers_become_the_records_that_are_expected() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut differences = Vec::new();
    let mut compared = 0;
    for file in files(&corpus) {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let exchange: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let record = replay(&exchange).await;
        differences
            .extend(compare(&exchange, &record).iter().map(|said| format!("{name}: {said}")));
        compared += 1;
    }
    assert!(compared >= 20, "only {compared} recordings found in {}", corpus.display());
    assert_eq!(differences, Vec::<String>::new(), "of {compared} recordings");
}

/// Asks for a model as the recording has it, and is answered as it was.
async fn replay(exchange: &Value) -> CallRecord {
    let telemetry = TestTelemetry::new();
    let server = FakeProvider::start().unwrap();
    let config = watched(&server.url(), telemetry.instrumentation());
    let client = Client::from_conf(config.build());
    let model = exchange["expected"]["request_model"].as_str().unwrap();
    let url = exchange["request"]["url"].as_str().unwrap();
    let way = url.rsplit('/').next().unwrap();
    let encoded = model.replace(':', "%3A").replace('/', "%2F");
    server.push_at(format!("/model/{encoded}/{way}"), reply(&exchange["response"]));
    let asked =
        || blob(&serde_json::from_str(exchange["request"]["body"].as_str().unwrap()).unwrap());
    match way {
        "converse" => {
            let request = client.converse().model_id(model).messages(question());
            drop(request.send().await);
        }
        "converse-stream" => {
            let request = client.converse_stream().model_id(model).messages(question());
            if let Ok(output) = request.send().await {
                read(output).await;
            }
        }
        "invoke" => drop(client.invoke_model().model_id(model).body(asked()).send().await),
        _ => {
            let request = client.invoke_model_with_response_stream().model_id(model).body(asked());
            if let Ok(mut output) = request.send().await {
                while let Ok(Some(_)) = output.body.recv().await {}
            }
        }
    }
    assert_eq!(server.calls(), 1);
    CallRecord::clone(&telemetry.only_record())
}

fn reply(response: &Value) -> Reply {
    let text = response["body"].as_str().unwrap();
    let body = match response["body_encoding"].as_str() {
        Some("base64") => STANDARD.decode(text).unwrap(),
        _ => text.as_bytes().to_vec(),
    };
    let headers = response["headers"].as_object().unwrap();
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let reply = Reply::raw(status, headers["content-type"].as_str().unwrap(), body);
    let others = headers.iter().filter(|(name, _)| *name != "content-type");
    others.fold(reply, |reply, (name, value)| reply.header(name, value.as_str().unwrap()))
}

/// What differs from what is expected of an answer.
fn compare(exchange: &Value, record: &CallRecord) -> Vec<String> {
    let expected = &exchange["expected"];
    let (response, usage) = (&record.response, &record.usage);
    let reasons: Vec<_> = response.finish_reasons.iter().map(|reason| reason.as_str()).collect();
    let tools = response.tool_calls.iter();
    let tools: Vec<_> =
        tools.map(|tool| json!({"name": &*tool.name, "id": tool.id.as_deref()})).collect();
    let number = |count: Measured<u64>| json!(count.value());
    let seen = [
        ("provider_name", json!(record.provider.as_ref().map(|provider| provider.as_str()))),
        ("request_model", json!(record.request.model.as_deref())),
        ("stream", json!(record.request.stream.unwrap_or(false))),
        ("error_type", json!(record.error_type.as_deref())),
        ("response_model", json!(response.model.as_deref())),
        ("response_id", json!(response.id.as_deref())),
        ("finish_reasons", json!(reasons)),
        ("tool_calls", json!(tools)),
        ("input_tokens", number(usage.input)),
        ("output_tokens", number(usage.output)),
        ("cache_read_input_tokens", number(usage.cache_read)),
        ("cache_creation_input_tokens", number(usage.cache_write)),
    ];
    // A rerank has no output, which some call none and some nothing.
    let is_unsaid = |field: &str, seen: &Value| {
        field == "output_tokens" && seen.is_null() && expected[field] == 0
    };
    let fits = |(field, seen): &&(&str, Value)| expected[*field] == *seen || is_unsaid(field, seen);
    seen.iter()
        .filter(|seen| !fits(seen))
        .map(|(field, seen)| format!("{field} is {seen}, should be {}", expected[*field]))
        .collect()
}

fn files(corpus: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path());
    let is_of_bedrock = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("aws-bedrock-"))
    };
    let mut files: Vec<_> = entries.filter(is_of_bedrock).collect();
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
