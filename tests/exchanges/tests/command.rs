//! The command `read-exchange`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/read_exchange.rs"]
mod read_exchange;

use std::fs;
use std::path::Path;

use read_exchange::{chat, run, written};
use serde_json::{Value, json};

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
    let files = written(&[("good.json", chat("good", 9))]);
    fs::write(files.path().join("broken.json"), "{").unwrap();
    let output = run(&[&files.path().join("missing.json"), files.path()]);
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    for said in ["missing.json: cannot be read: ", "broken.json: is no JSON: "] {
        assert!(err.contains(said), "{said}: {err}");
    }
    assert!(String::from_utf8(output.stdout).unwrap().starts_with(r#"{"id":"good","#));
}

#[test]
fn an_exchange_that_cannot_be_replayed_says_why_and_leaves_the_next_alone() {
    let mut tunnel = chat("tunnel", 9);
    tunnel["request"]["method"] = json!("CONNECT");
    let mut head = chat("head", 9);
    head["request"]["method"] = json!("HEAD");
    let mut empty = chat("empty", 9);
    empty["response"]["status"] = json!(204);
    // The server refuses it, so that the answer that waits for it is never given.
    let mut long = chat("long", 9);
    long["request"]["headers"]["x-long"] = json!("x".repeat(200_000));
    let cases = [
        (tunnel, "cannot be replayed: CONNECT opens a tunnel, which has no answer to read"),
        (head, "cannot be replayed: an answer to HEAD has no body, and one is recorded"),
        (empty, "cannot be replayed: an answer with status 204 has no body, and one is recorded"),
        (long, "the request is not answered: the request's head is longer than 64 KiB"),
    ];
    for (exchange, said) in cases {
        let files = written(&[("a.json", exchange), ("b.json", chat("next", 13))]);
        let output = run(&[files.path()]);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.ends_with(&format!("a.json: {said}\n")), "{said}: {err}");
        let out: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&out["id"], &out["input_tokens"]), (&json!("next"), &json!(13)), "{said}");
    }
}

#[test]
fn differences_are_shown_alone_and_are_a_failure() {
    let files = written(&[("right.json", chat("right", 9)), ("wrong.json", chat("wrong", 10))]);
    let output = run(&[Path::new("--differences"), files.path()]);
    assert_eq!(output.status.code(), Some(1));
    let line = "{\"id\":\"wrong\",\"input_tokens\":{\"expected\":9,\"told\":10}}\n";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), line);
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(err, format!("2 compared, 1 differ; {REFERENCE}\n"));
    let output = run(&[Path::new("--differences"), &files.path().join("right.json")]);
    assert!(output.status.success() && output.stdout.is_empty());
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(err, format!("1 compared, 0 differ; {REFERENCE}\n"));
}

#[test]
fn where_nothing_is_expected_there_is_nothing_to_compare() {
    for expected in [json!(null), json!({})] {
        let mut exchange = chat("a", 9);
        exchange["expected"] = expected;
        let files = written(&[("a.json", exchange), ("b.json", chat("b", 9))]);
        assert!(run(&[files.path()]).status.success());
        let output = run(&[Path::new("--differences"), files.path()]);
        assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
        let err = String::from_utf8(output.stderr).unwrap();
        let said = "a.json: `expected` is missing or empty: there is nothing to compare with\n";
        let end = format!("{said}1 compared, 0 differ, 1 failed; {REFERENCE}\n");
        assert!(err.ends_with(&end), "{err}");
    }
}

#[test]
fn the_example_of_the_guide_is_told_as_it_expects() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/http.md");
    let guide = fs::read_to_string(guide).unwrap();
    let (_, section) = guide.split_once("\n## A reading that is wrong\n").unwrap();
    let (_, example) = section.split_once("\n```json\n").unwrap();
    let (example, _) = example.split_once("\n```\n").unwrap();
    let files = written(&[("example.json", serde_json::from_str(example).unwrap())]);
    let output = run(&[Path::new("--differences"), files.path()]);
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{}{err}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(err, format!("1 compared, 0 differ; {REFERENCE}\n"));
}

#[test]
fn arguments_are_explained() {
    let help = run(&[Path::new("--help")]);
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().starts_with("usage: read-exchange "));
    assert_eq!(run(&[]).status.code(), Some(2));
    let wrong = run(&[Path::new("-x")]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().starts_with("error: no flag `-x`\n"));
}

const REFERENCE: &str = "docs/reference/disagreements.md explains the differences that are known";
