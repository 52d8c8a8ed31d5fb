//! Recorded answers of real providers, read and compared with what a careful reader found in them.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are
//! missing this test says so and proves nothing; the shapes themselves are tested in [`super::tests`].

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::read;
use crate::cost::Money;
use crate::observe::Observation;
use crate::usage::Measured;

#[test]
fn recorded_responses_give_what_they_say() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut files: Vec<PathBuf> =
        fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut differences = Vec::new();
    let mut compared = 0;
    for file in &files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        if !COVERED.iter().any(|prefix| name.starts_with(&format!("{prefix}-json-"))) {
            continue;
        }
        let exchange: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let body: Value =
            serde_json::from_str(exchange["response"]["body"].as_str().unwrap()).unwrap();
        compare(name, &read(&body), &exchange["expected"], &mut differences);
        compared += 1;
    }
    assert!(compared >= 120, "only {compared} recordings found in {}", corpus.display());
    assert_eq!(differences, KNOWN_DIFFERENCES, "of {compared} recordings");
}

/// What a stated cost is, by a reading of its own: the last usage of a body, or of the events of a stream.
#[test]
fn recorded_answers_cost_what_they_say() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut found = Vec::new();
    for file in fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let exchange: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let body = exchange["response"]["body"].as_str().unwrap_or_default();
        let whole: Option<Value> = serde_json::from_str(body).ok();
        let events: Vec<Value> = match whole {
            Some(whole) => vec![whole],
            None => body
                .lines()
                .filter_map(|line| serde_json::from_str(line.strip_prefix("data:")?).ok())
                .collect(),
        };
        let stated = events.iter().filter_map(stated_dollars).next_back();
        let seen = read(&events).cost.map(Money::to_f64);
        match (stated, seen) {
            (Some(stated), Some(seen)) if (stated - seen).abs() < 5e-13 => found.push(name),
            (None, None) => {}
            (stated, seen) => panic!("{name}: {seen:?} is not {stated:?}"),
        }
    }
    assert!(found.len() >= 14, "only {found:?} in {}", corpus.display());
}

fn stated_dollars(event: &Value) -> Option<f64> {
    let usage = [&event["usage"], &event["response"]["usage"]];
    let usage = usage.into_iter().find(|usage| usage.is_object())?;
    let ticks = usage["cost_in_usd_ticks"].as_f64().filter(|ticks| *ticks > 0.0);
    usage["cost"]
        .as_f64()
        .or_else(|| usage["cost"]["total_cost"].as_f64())
        .or_else(|| ticks.map(|ticks| ticks / 1e10))
}

/// Compares every field that a body can tell and `expected` speaks of.
pub(crate) fn compare(
    name: &str,
    seen: &Observation,
    expected: &Value,
    differences: &mut Vec<String>,
) {
    let response = &seen.response;
    let usage = &seen.usage;
    let texts = |list: Vec<&str>| json!(list);
    let tools: Vec<Value> = response
        .tool_calls
        .iter()
        .map(|tool| json!({"name": &*tool.name, "id": tool.id.as_deref()}))
        .collect();
    let fields = [
        ("response_model", json!(response.model.as_deref())),
        ("response_id", json!(response.id.as_deref())),
        (
            "finish_reasons",
            texts(response.finish_reasons.iter().map(|reason| reason.as_str()).collect()),
        ),
        ("tool_calls", json!(tools)),
        ("error_type", json!(seen.error_code.as_deref())),
        ("response_service_tier", json!(response.service_tier.as_deref())),
        ("system_fingerprint", json!(response.system_fingerprint.as_deref())),
        ("input_tokens", number(usage.input)),
        ("output_tokens", number(usage.output)),
        ("total_tokens_reported", number(usage.total)),
        ("cache_read_input_tokens", number(usage.cache_read)),
        ("cache_creation_input_tokens", number(usage.cache_write)),
        ("reasoning_tokens", number(usage.reasoning)),
        ("input_audio_tokens", number(usage.input_audio)),
        ("output_audio_tokens", number(usage.output_audio)),
        ("search_units", number(usage.searches)),
        ("audio_seconds", json!(usage.duration.value().map(|length| length.as_secs_f64()))),
    ];
    for (field, seen) in fields {
        // Some fields are mentioned only where they matter.
        let Some(wanted) = expected.get(field) else { continue };
        let accepted = expected.get(format!("{field}_accepted")).and_then(Value::as_array);
        let is_same = |wanted: &Value| seen == *wanted || same_number(&seen, wanted);
        let fits = is_same(wanted) || accepted.is_some_and(|accepted| accepted.iter().any(is_same));
        if !fits {
            let [seen, wanted] = [&seen, wanted].map(sorted);
            differences.push(format!("{name}: {field} is {seen}, should be {wanted}"));
        }
    }
    let modalities = [
        ("input", "text", usage.input_text),
        ("input", "audio", usage.input_audio),
        ("input", "image", usage.input_image),
        ("output", "text", usage.output_text),
        ("output", "audio", usage.output_audio),
        ("output", "image", usage.output_image),
        ("cache_read", "text", usage.cache_read_text),
        ("cache_read", "audio", usage.cache_read_audio),
        ("cache_read", "image", usage.cache_read_image),
    ];
    for (side, modality, seen) in modalities {
        let wanted = &expected["tokens_by_modality"][side][modality];
        if !wanted.is_null() && number(seen) != *wanted {
            differences
                .push(format!("{name}: {modality} of {side} is {seen:?}, should be {wanted}"));
        }
    }
    if seen.invalid != 0 {
        differences.push(format!("{name}: {} invalid values", seen.invalid));
    }
}

/// The value with its members by name, whatever order `serde_json` was built to keep.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(sorted).collect(),
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
        }
        other => other.clone(),
    }
}

fn number(measured: Measured<u64>) -> Value {
    measured.value().map_or(Value::Null, |number| json!(number))
}

/// Whether both are the same number, 1 and 1.0 being so.
pub(crate) fn same_number(a: &Value, b: &Value) -> bool {
    a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b)
}

pub(crate) fn corpus() -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    repository.ancestors().find_map(|above| {
        let beside = fs::read_dir(above)
            .ok()?
            .flatten()
            .map(|entry| entry.path().join("data/provider-exchanges"));
        beside.into_iter().find(|candidate| candidate.is_dir())
    })
}

/// Providers and interfaces whose answers are read.
const COVERED: &[&str] = &[
    "anthropic-messages",
    "aws-bedrock-converse",
    "aws-bedrock-invoke-model",
    "azure-ai-inference-chat-completions",
    "azure-openai-chat-completions",
    "azure-openai-completions",
    "azure-openai-embeddings",
    "azure-openai-responses",
    "cohere-audio-transcriptions",
    "cohere-chat-v1",
    "cohere-chat-v2",
    "cohere-embed-v1",
    "cohere-embed-v2",
    "cohere-generate",
    "cohere-rerank",
    "deepseek-chat-completions",
    "gemini-batch-embed-contents",
    "gemini-chat-completions",
    "gemini-generate-content",
    "groq-chat-completions",
    "huggingface-chat-completions",
    "huggingface-feature-extraction",
    "huggingface-tgi-generate",
    "llama-cpp-chat-completions",
    "llama-cpp-rerank",
    "mistral-agents-completions",
    "mistral-audio-transcriptions",
    "mistral-chat-completions",
    "ollama-chat-completions",
    "ollama-embeddings",
    "ollama-ollama-chat",
    "ollama-ollama-embed",
    "ollama-ollama-generate",
    "openai-audio-transcriptions",
    "openai-chat-completions",
    "openai-completions",
    "openai-embeddings",
    "openai-fetch-response",
    "openai-images-generations",
    "openai-responses",
    "openrouter-audio-transcriptions",
    "openrouter-chat-completions",
    "openrouter-rerank",
    "openrouter-responses",
    "perplexity-chat-completions",
    "replicate-predictions",
    "together-chat-completions",
    "together-completions",
    "vertex-ai-generate-content",
    "vertex-ai-messages",
    "vertex-ai-predict-embeddings",
    "voyage-embeddings",
    "voyage-rerank",
    "watsonx-text-generation",
    "xai-audio-transcriptions",
    "xai-chat-completions",
    "xai-responses",
];

/// What a body does not tell. An empty id is no id; counts stand in the headers of Bedrock's and TGI's answers; an error
/// that is nothing but a sentence has its code in a header (AWS) or has only its HTTP status, and it takes the status
/// to see that the id beside it is not that of an answer (Cohere).
const KNOWN_DIFFERENCES: &[&str] = &[
    r#"aws-bedrock-converse-json-403-f2df511f: error_type is null, should be "UnrecognizedClientException""#,
    "aws-bedrock-invoke-model-json-1ed55b23: input_tokens is null, should be 6",
    "aws-bedrock-invoke-model-json-1ed55b23: output_tokens is null, should be 10",
    r#"aws-bedrock-invoke-model-json-403-6a382c74: error_type is null, should be "ExpiredTokenException""#,
    "aws-bedrock-invoke-model-json-44482169: input_tokens is null, should be 5",
    "aws-bedrock-invoke-model-json-44482169: output_tokens is null, should be 5",
    "aws-bedrock-invoke-model-json-9d44cff0: output_tokens is null, should be 0",
    "aws-bedrock-invoke-model-json-e20beebd: input_tokens is null, should be 3",
    r#"cohere-chat-v2-json-401-346c9b8a: response_id is "2d4609a6-d1f9-4cf4-8d09-af865409bdc2", should be null"#,
    r#"cohere-chat-v2-json-401-346c9b8a: error_type is null, should be "401""#,
    r#"cohere-embed-v2-json-404-46d8139f: response_id is "8bd5b608-887c-49f7-a6b3-d3bd5830c3de", should be null"#,
    r#"cohere-embed-v2-json-404-46d8139f: error_type is null, should be "404""#,
    r#"gemini-chat-completions-json-51b16505: tool_calls is [{"id":null,"name":"get_current_time"}], should be [{"id":"","name":"get_current_time"}]"#,
    "huggingface-tgi-generate-json-c1c3c8b8: input_tokens is null, should be 16",
    r#"ollama-ollama-chat-json-404-b3fc8b55: error_type is null, should be "404""#,
    r#"voyage-embeddings-json-400-9c4b420f: error_type is null, should be "400""#,
];
