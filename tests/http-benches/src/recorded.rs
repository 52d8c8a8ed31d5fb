//! Streams that providers have sent, where the recordings are at hand.

use std::fs;
use std::path::Path;

use genai_otel_exchange_tests::{corpus, files};
use serde_json::Value;

/// The events of the longest recorded stream of `api`, but for its last one: what comes behind that is not read. Nothing
/// where there are no recordings beside or above this repository.
#[must_use]
pub fn events(api: &str) -> Vec<String> {
    let files = corpus().and_then(|corpus| files(&corpus).ok()).unwrap_or_default();
    let streams = files.iter().filter_map(|file| of_file(file, api));
    streams.max_by_key(Vec::len).unwrap_or_default()
}

fn of_file(file: &Path, api: &str) -> Option<Vec<String>> {
    let exchange: Value = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
    let response = &exchange["response"];
    let content_type = response["headers"]["content-type"].as_str()?;
    if exchange["api"] != api || response["status"] != 200 || !content_type.contains("event-stream")
    {
        return None;
    }
    let body = response["body"].as_str()?.replace("\r\n", "\n");
    let events = body.split_inclusive("\n\n");
    let is_last = |event: &&str| LAST.iter().any(|last| event.contains(last));
    Some(events.filter(|event| !is_last(event)).map(str::to_owned).collect())
}

/// The marks of the last events, and of errors.
const LAST: [&str; 6] = [
    "[DONE]",
    "message_stop",
    "response.completed",
    "response.incomplete",
    "response.failed",
    "\"error\":{",
];
