//! Recorded answers of Bedrock, through the client.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
//! test says so and proves nothing.

use aws_sdk_bedrockruntime::Client;
use genai_otel::CallRecord;
use genai_otel_exchange_tests::{Exchange, corpus, differences, fields, files};
use genai_otel_testkit::{FakeProvider, Reply, TestTelemetry};
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::server::{blob, question, read, watched};

#[tokio::test]
async fn recorded_answers_become_the_records_that_are_expected() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut differences = Vec::new();
    let mut compared = 0;
    for file in files(&corpus).unwrap() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("aws-bedrock-") {
            continue;
        }
        let exchange = Exchange::read(&file).unwrap();
        let record = replay(&exchange).await;
        differences
            .extend(compare(&exchange, &record).iter().map(|said| format!("{name}: {said}")));
        compared += 1;
    }
    assert!(compared >= 20, "only {compared} recordings found in {}", corpus.display());
    assert_eq!(differences, Vec::<String>::new(), "of {compared} recordings");
}

/// Asks for a model as the recording has it, and is answered as it was.
async fn replay(exchange: &Exchange) -> CallRecord {
    let telemetry = TestTelemetry::new();
    let server = FakeProvider::start().unwrap();
    let config = watched(&server.url(), telemetry.instrumentation());
    let client = Client::from_conf(config.build());
    let model = exchange.expected["request_model"].as_str().unwrap();
    let way = exchange.url.path().rsplit('/').next().unwrap();
    let encoded = model.replace(':', "%3A").replace('/', "%2F");
    server.push_at(format!("/model/{encoded}/{way}"), reply(exchange));
    let asked = || blob(&serde_json::from_slice(&exchange.request.body).unwrap());
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

fn reply(exchange: &Exchange) -> Reply {
    let response = &exchange.response;
    let content_type = response.headers[CONTENT_TYPE].to_str().unwrap();
    let reply = Reply::raw(exchange.status.as_u16(), content_type, response.body.clone());
    let others = response.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE);
    others.fold(reply, |reply, (name, value)| reply.header(name.as_str(), value.to_str().unwrap()))
}

/// What differs from what is expected of an answer.
fn compare(exchange: &Exchange, record: &CallRecord) -> Vec<String> {
    let told = fields(record);
    // A rerank has no output, which some call none and some nothing.
    let is_unsaid = |field: &str, expected: &Value| {
        field == "output_tokens" && told[field].is_null() && *expected == 0
    };
    let expected = COMPARED
        .iter()
        .map(|field| (*field, exchange.expected.get(*field).cloned().unwrap_or_default()))
        .filter(|(field, expected)| !is_unsaid(field, expected));
    let expected: Map<String, Value> =
        expected.map(|(field, expected)| (field.to_owned(), expected)).collect();
    differences(&told, &expected).iter().map(ToString::to_string).collect()
}

/// What the client does not change by asking in its own words.
const COMPARED: [&str; 12] = [
    "provider_name",
    "request_model",
    "stream",
    "error_type",
    "response_model",
    "response_id",
    "finish_reasons",
    "tool_calls",
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
];
