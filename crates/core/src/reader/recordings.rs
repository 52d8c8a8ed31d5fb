//! Recorded answers of real providers, read and compared with what a careful reader found in them.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are
//! missing this test says so and proves nothing; the shapes themselves are tested in [`super::tests`].

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::read;
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
    assert!(compared >= 60, "only {compared} recordings found in {}", corpus.display());
    assert_eq!(differences, KNOWN_DIFFERENCES, "of {compared} recordings");
}

/// Compares every field that a body can tell and `expected` speaks of.
fn compare(name: &str, seen: &Observation, expected: &Value, differences: &mut Vec<String>) {
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
    ];
    for (field, seen) in fields {
        // Some fields are mentioned only where they matter.
        let Some(wanted) = expected.get(field) else { continue };
        let accepted = expected.get(format!("{field}_accepted")).and_then(Value::as_array);
        let fits = seen == *wanted || accepted.is_some_and(|accepted| accepted.contains(&seen));
        if !fits {
            let [seen, wanted] = [&seen, wanted].map(sorted);
            differences.push(format!("{name}: {field} is {seen}, should be {wanted}"));
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
    "azure-ai-inference-chat-completions",
    "azure-openai-chat-completions",
    "azure-openai-completions",
    "azure-openai-embeddings",
    "azure-openai-responses",
    "deepseek-chat-completions",
    "gemini-chat-completions",
    "gemini-generate-content",
    "groq-chat-completions",
    "huggingface-chat-completions",
    "llama-cpp-chat-completions",
    "mistral-agents-completions",
    "mistral-audio-transcriptions",
    "mistral-chat-completions",
    "ollama-chat-completions",
    "openai-chat-completions",
    "openai-completions",
    "openai-embeddings",
    "openai-fetch-response",
    "openai-images-generations",
    "openai-responses",
    "openrouter-chat-completions",
    "openrouter-responses",
    "perplexity-chat-completions",
    "together-chat-completions",
    "together-completions",
    "vertex-ai-generate-content",
    "vertex-ai-messages",
    "voyage-embeddings",
    "xai-chat-completions",
    "xai-responses",
];

/// An empty id is no id, and an error that is nothing but a sentence has its HTTP status as its only code.
const KNOWN_DIFFERENCES: &[&str] = &[
    r#"gemini-chat-completions-json-51b16505: tool_calls is [{"id":null,"name":"get_current_time"}], should be [{"id":"","name":"get_current_time"}]"#,
    r#"voyage-embeddings-json-400-9c4b420f: error_type is null, should be "400""#,
];
