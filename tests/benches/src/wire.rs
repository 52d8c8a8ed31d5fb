//! JSON as a provider sends it.

use genai_otel_core::Observation;
use genai_otel_core::wire::ResponseReader;
use serde_json::{Value, json};

/// The events of a streamed chat completion: so many words, the end, the usage.
#[must_use]
pub fn chunks(words: usize) -> Vec<String> {
    let chunk = |choices: &str, usage: &str| {
        format!(
            r#"{{"id":"chatcmpl-CkQ9tHs2Lw0vXyZ4aBcD5eFgHiJkL","object":"chat.completion.chunk","created":1764000000,"model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_a1b2c3d4e5","choices":{choices},"usage":{usage},"obfuscation":"kT5wq9ZnP"}}"#
        )
    };
    let words = (0..words).map(|word| {
        let content = ["The", " light", " of the sun", " is scattered", ",\\n\\n\\\"blue\\\""][word % 5];
        let delta = format!(
            r#"[{{"index":0,"delta":{{"content":"{content}"}},"logprobs":null,"finish_reason":null}}]"#
        );
        chunk(&delta, "null")
    });
    let end = r#"[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]"#;
    let usage = r#"{"prompt_tokens":24,"completion_tokens":1200,"total_tokens":1224,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}"#;
    words.chain([chunk(end, "null"), chunk("[]", usage)]).collect()
}

/// A chat completion of 4 KB.
#[must_use]
pub fn answer() -> String {
    let body = |content: String| {
        json!({
            "id": "chatcmpl-CkQ9tHs2Lw0vXyZ4aBcD5eFgHiJkL", "object": "chat.completion", "created": 1_764_000_000,
            "model": "gpt-4o-2024-08-06", "service_tier": "default", "system_fingerprint": "fp_a1b2c3d4e5",
            "choices": [{
                "index": 0, "logprobs": null, "finish_reason": "stop",
                "message": {"role": "assistant", "content": content, "refusal": null, "annotations": []}
            }],
            "usage": {
                "prompt_tokens": 24, "completion_tokens": 810, "total_tokens": 834,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "completion_tokens_details": {
                    "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0
                }
            }
        })
        .to_string()
    };
    let sentence = "Light is scattered by the air, and \"blue\" more than red.\n";
    let room = 4_096 - body(String::new()).len();
    body(sentence.repeat(room / (sentence.len() + 3)))
}

/// An embedding of 1,536 numbers.
#[must_use]
pub fn embedding() -> String {
    let vector: Vec<f64> = (1_u32..=1_536).map(|place| f64::from(place).sin() / 30.0).collect();
    json!({
        "object": "list", "model": "text-embedding-3-small", "usage": {"prompt_tokens": 8, "total_tokens": 8},
        "data": [{"object": "embedding", "index": 0, "embedding": vector}]
    })
    .to_string()
}

/// Reads an answer that is no stream, in one piece.
#[must_use]
pub fn read_body(body: &str) -> Observation {
    let mut reader = ResponseReader::new();
    reader.feed(body.as_bytes());
    reader.finish()
}

/// Reads the events of one answer, each in one piece.
pub fn read<'a>(events: impl IntoIterator<Item = &'a str>) -> Observation {
    let mut reader = ResponseReader::of_events();
    for event in events {
        reader.feed(event.as_bytes());
        reader.end_event();
    }
    reader.finish()
}

/// Parses the events of one answer; says how many members they have.
pub fn parse<'a>(events: impl IntoIterator<Item = &'a str>) -> usize {
    let parse = |event: &str| serde_json::from_slice::<Value>(event.as_bytes());
    let values = events.into_iter().filter_map(|event| parse(event).ok());
    values.filter_map(|value| value.as_object().map(serde_json::Map::len)).sum()
}
