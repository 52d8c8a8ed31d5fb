//! The command `read-exchange`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

#[test]
fn each_exchange_is_one_line_with_its_id_first() {
    let files =
        written(&[("b.json", chat("b", 9)), ("a.json", chat("a", 9)), ("no.txt", json!(0))]);
    let output = run(&[files.path()]);
    assert!(output.status.success());
    let out = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(
        lines[0].starts_with(r#"{"id":"a","#) && lines[1].starts_with(r#"{"id":"b","#),
        "{out}"
    );
    let told: Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!((&told["input_tokens"], &told["provider_name"]), (&json!(9), &json!("openai")));
    assert_eq!((&told["response_id"], &told["output_tokens"]), (&json!(null), &json!(2)));
}

#[test]
fn what_is_no_call_is_not_recognised() {
    let mut listing = chat("models", 9);
    listing["request"]["method"] = json!("GET");
    listing["request"]["url"] = json!("api.openai.com/v1/models");
    let files = written(&[("models.json", listing)]);
    let output = run(&[files.path()]);
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "{\"id\":\"models\",\"recognised\":false}\n"
    );
}

#[test]
fn a_bad_file_is_named_and_does_not_stop_the_others() {
    let mut without_url = chat("u", 9);
    without_url["request"].as_object_mut().unwrap().remove("url");
    let mut no_status = chat("s", 9);
    no_status["response"]["status"] = json!("fine");
    let files = written(&[
        ("good.json", chat("good", 9)),
        ("url.json", without_url),
        ("s.json", no_status),
    ]);
    fs::write(files.path().join("broken.json"), "{").unwrap();
    let output = run(&[&files.path().join("missing.json"), files.path()]);
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    for said in [
        "missing.json: cannot be read",
        "broken.json: is no JSON",
        "url.json: `request.url` is not a text",
        "s.json: `response.status` is not an HTTP status from 200",
    ] {
        assert!(err.contains(said), "{said}: {err}");
    }
    assert!(String::from_utf8(output.stdout).unwrap().starts_with(r#"{"id":"good","#));
}

#[test]
fn differences_are_shown_alone_and_are_a_failure() {
    let files = written(&[("right.json", chat("right", 9)), ("wrong.json", chat("wrong", 10))]);
    let output = run(&[Path::new("--differences"), files.path()]);
    assert_eq!(output.status.code(), Some(1));
    let line = "{\"id\":\"wrong\",\"input_tokens\":{\"expected\":9,\"told\":10}}\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), line);
    let output = run(&[Path::new("--differences"), &files.path().join("right.json")]);
    assert!(output.status.success() && output.stdout.is_empty());
}

#[test]
fn arguments_are_explained() {
    let help = run(&[Path::new("--help")]);
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().starts_with("usage: read-exchange "));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&[Path::new("--wrong")]).status.code(), Some(2));
}

/// An exchange of which 9 input tokens are expected.
fn chat(id: &str, input: u64) -> Value {
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

fn written(files: &[(&str, Value)]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, value) in files {
        fs::write(directory.path().join(name), value.to_string()).unwrap();
    }
    directory
}

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_read-exchange")).args(arguments).output().unwrap()
}
