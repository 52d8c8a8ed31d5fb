//! Recorded exchanges of real providers: recognised by their URL, their headers read, their errors classified.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are
//! missing this test says so and proves nothing.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::super::{ResponseHeaders, Routes, error_class};
use crate::observe::Observation;
use crate::reader;
use crate::reader::recordings::corpus;

#[test]
fn recorded_exchanges_are_recognised_and_classified() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut differences = Vec::new();
    let mut compared = 0;
    let files: BTreeMap<_, _> = fs::read_dir(&corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    for (name, file) in &files {
        let exchange: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        for difference in compare(&exchange) {
            differences.push(format!("{name}: {difference}"));
        }
        compared += 1;
    }
    assert!(compared >= 200, "only {compared} recordings found in {}", corpus.display());
    assert_eq!(differences, KNOWN_DIFFERENCES, "of {compared} recordings");
}

/// What differs from what is expected of an exchange.
fn compare(exchange: &Value) -> Vec<String> {
    let (request, response) = (&exchange["request"], &exchange["response"]);
    let expected = &exchange["expected"];
    let url = request["url"].as_str().unwrap();
    let (host, rest) = url.split_once('/').unwrap();
    let (path, query) =
        rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = format!("/{path}");
    let routes = Routes::default();
    let method = request["method"].as_str().unwrap();
    let Some(route) = routes.recognise(method, host, &path, query) else {
        return vec![format!("{url} is not recognised")];
    };
    let headers = ResponseHeaders::read(
        response["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().as_bytes())),
    );
    let body = observe(response);
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let class = error_class(status, &headers, &body);

    let mut seen = vec![
        ("provider_name", json!(route.provider.as_str())),
        ("transport_request_id", json!(headers.request_id.as_deref())),
        ("error_type", json!(class.as_ref().map(|class| class.code()))),
    ];
    // Counts in headers are all there is where the body has none, and agree with it where it has some.
    let usage = [
        ("input_tokens", headers.usage.input),
        ("output_tokens", headers.usage.output),
        ("cache_read_input_tokens", headers.usage.cache_read),
        ("cache_creation_input_tokens", headers.usage.cache_write),
    ];
    seen.extend(
        usage.into_iter().filter_map(|(field, count)| Some((field, json!(count.value()?)))),
    );
    // No convention names the operation of some exchanges, so that any will do.
    if !expected["operation"].is_null() {
        seen.push(("operation", json!(route.operation.as_str())));
    }
    // A model in the body comes before the one in the path.
    if route.model.is_some() && !body_names_model(request) {
        seen.push(("request_model", json!(route.model)));
    }
    let mut differences: Vec<String> = seen
        .into_iter()
        .filter(|(field, seen)| {
            let accepted = expected.get(format!("{field}_accepted")).and_then(Value::as_array);
            let wanted = expected.get(*field).unwrap_or(&Value::Null);
            seen != wanted && !accepted.is_some_and(|accepted| accepted.contains(seen))
        })
        .map(|(field, seen)| format!("{field} is {seen}, should be {}", expected[field]))
        .collect();
    // A path that decides about streaming must not contradict what was asked.
    if route.stream.is_some_and(|stream| json!(stream) != exchange["streaming"]) {
        differences.push(format!("stream is {:?}", route.stream));
    }
    if route.needs_model {
        differences.push(format!("{url} is ambiguous"));
    }
    differences
}

/// Reads a body as JSON, or the last event of a stream, which is where errors stand.
fn observe(response: &Value) -> Observation {
    let text = response["body"].as_str().unwrap();
    if response["body_encoding"] == "base64" {
        return Observation::new();
    }
    if let Ok(body) = serde_json::from_str::<Value>(text) {
        return reader::read(&body);
    }
    let last = text.lines().rev().filter_map(|line| line.strip_prefix("data:"));
    let last = last.filter(|data| data.trim() != "[DONE]").find(|data| !data.trim().is_empty());
    let body = last.and_then(|data| serde_json::from_str::<Value>(data).ok());
    body.map_or_else(Observation::new, |body| reader::read(&body))
}

fn body_names_model(request: &Value) -> bool {
    let body = request["body"].as_str().unwrap_or_default();
    serde_json::from_str::<Value>(body).is_ok_and(|body| body["model"].is_string())
}

/// Both APIs put the model into the path (`POST /pipeline/feature-extraction/{model}`,
/// `POST /models/{owner}/{name}/predictions`), and nowhere else: it was asked for, so it is recorded.
const KNOWN_DIFFERENCES: &[&str] = &[
    r#"huggingface-feature-extraction-json-28e78f50: request_model is "sentence-transformers/paraphrase-albert-small-v2", should be null"#,
    r#"replicate-predictions-stream-e6f05bbb: request_model is "meta/llama-2-70b-chat", should be null"#,
];
