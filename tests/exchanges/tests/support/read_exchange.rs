use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// An exchange of which 9 input tokens are expected.
pub(crate) fn chat(id: &str, input: u64) -> Value {
    json!({
        "id": id,
        "request": {
            "method": "POST", "url": "api.openai.com/v1/chat/completions", "headers": {"content-type": "application/json"},
            "body": "{\"model\":\"gpt-4o\",\"messages\":[]}", "body_encoding": "utf8",
        },
        "response": {
            "status": 200, "headers": {"content-type": "application/json"}, "body_encoding": "utf8",
            "body": json!({"usage": {"prompt_tokens": input, "completion_tokens": 2}}).to_string(),
        },
        "expected": {
            "operation": null, "input_tokens": 9, "output_tokens": 3, "output_tokens_accepted": [2], "response_id": null,
        },
        "further": ["members", "are", "passed", "over"],
    })
}

pub(crate) fn written(files: &[(&str, Value)]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, value) in files {
        fs::write(directory.path().join(name), value.to_string()).unwrap();
    }
    directory
}

pub(crate) fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_read-exchange")).args(arguments).output().unwrap()
}
