//! The command `estimate-errors`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::ffi::OsStr;
use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

#[test]
fn the_directory_is_named_and_the_table_stands_alone() {
    let files = written(&[("a.json", chat(json!({"prompt_tokens": 2, "completion_tokens": 1})))]);
    let output = run([files.path()]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(err(&output), format!("reading {}\n", files.path().display()));
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("| API | exchanges | "), "{out}");
    assert!(out.contains("\n| openai.chat_completions | 1 | "), "{out}");
}

#[test]
fn a_bad_file_is_named_with_the_cause_and_does_not_stop_the_others() {
    let files = written(&[("b.json", chat(json!({"prompt_tokens": 2, "completion_tokens": 1})))]);
    fs::write(files.path().join("a.json"), "{").unwrap();
    fs::create_dir(files.path().join("c.json")).unwrap();
    let output = run([files.path()]);
    assert_eq!(output.status.code(), Some(1));
    let err = err(&output);
    for said in ["a.json: is no JSON: EOF", "c.json: cannot be read: "] {
        assert!(err.contains(said), "{said}: {err}");
    }
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("\n| all | 1 | "), "{out}");
}

#[test]
fn a_directory_that_is_not_there_is_named_with_the_cause() {
    let files = written(&[]);
    let missing = files.path().join("missing");
    let output = run([&missing]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    let said = format!("error: {}: cannot be read: ", missing.display());
    assert!(err(&output).contains(&said), "{}", err(&output));
}

#[test]
fn where_nothing_counts_there_is_no_table() {
    let none = written(&[]);
    let silent = written(&[("a.json", chat(json!(null)))]);
    for (files, why) in [
        (none, "has no file that ends in .json"),
        (silent, "no exchange reports tokens of which there is an estimate"),
    ] {
        let output = run([files.path()]);
        assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
        let directory = files.path().display();
        assert_eq!(err(&output), format!("reading {directory}\nerror: {directory}: {why}\n"));
    }
}

#[test]
fn arguments_are_explained() {
    let help = run(["--tiktoken", "--help"]);
    assert!(help.status.success() && help.stderr.is_empty());
    assert!(String::from_utf8(help.stdout).unwrap().starts_with("usage: estimate-errors "));
    for (arguments, said) in [
        (["a", "--wrong"], "error: no flag `--wrong`\n\nusage: "),
        (["a", "b"], "error: more than one directory\n\nusage: "),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).starts_with(said), "{}", err(&output));
    }
}

#[test]
fn a_tokenizer_is_asked_for_before_the_directory_or_behind_it() {
    let files = written(&[("a.json", chat(json!({"prompt_tokens": 2, "completion_tokens": 1})))]);
    let (flag, directory) = (OsStr::new("--tiktoken"), files.path().as_os_str());
    let [before, behind] = [run([flag, directory]), run([directory, flag])];
    assert_eq!(before, behind);
    if cfg!(feature = "tiktoken") {
        assert!(before.status.success(), "{before:?}");
    } else {
        assert!(err(&before).contains("error: built without its feature `tiktoken`"));
    }
}

/// A chat whose answer reports this usage.
fn chat(usage: Value) -> Value {
    let messages = json!([{"role": "user", "content": "How warm is it?"}]);
    let choices = json!([{"index": 0, "message": {"role": "assistant", "content": "Very."}}]);
    json!({
        "request": {
            "method": "POST", "url": "api.openai.com/v1/chat/completions",
            "body": {"model": "gpt-4o", "messages": messages},
        },
        "response": {
            "status": 200, "headers": {"content-type": "application/json"},
            "body": {"model": "gpt-4o", "choices": choices, "usage": usage},
        },
    })
}

fn written(files: &[(&str, Value)]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, value) in files {
        fs::write(directory.path().join(name), value.to_string()).unwrap();
    }
    directory
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn run(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_estimate-errors")).args(arguments).output().unwrap()
}
