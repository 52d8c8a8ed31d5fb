//! What is told of recorded exchanges is what is expected of them.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use genai_otel_core::CallRecord;
use genai_otel_exchange_tests::{Exchange, Replay, UNCOMPARED, corpus, differences, fields, files};
use serde_json::Value;

/// The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
/// test says so and proves nothing.
#[test]
fn recordings_of_others_differ_only_where_the_reference_says_why() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let files = files(&corpus).unwrap();
    assert!(files.len() >= 200, "only {} recordings found in {}", files.len(), corpus.display());
    assert_eq!(told_otherwise(&files), documented());
}

#[test]
fn exchanges_written_by_the_protocols_are_told_as_expected() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = files(&fixtures).unwrap();
    assert_eq!(told_otherwise(&files), BTreeSet::new());
    for file in files {
        let exchange = Exchange::read(&file).unwrap();
        assert!(!exchange.expected.is_empty(), "{}: nothing is expected", exchange.id);
        assert_eq!(Some(&*exchange.id), file.file_stem().unwrap().to_str());
    }
}

/// Whatever differs, as the rows of a table.
fn told_otherwise(files: &[PathBuf]) -> BTreeSet<String> {
    let replay = Replay::start().unwrap();
    let mut rows = BTreeSet::new();
    for file in files {
        let exchange = Exchange::read(file).unwrap();
        let id = &exchange.id;
        let record = replay.send(&exchange).unwrap();
        if exchange.expected.get("recognised") == Some(&Value::Bool(false)) {
            assert!(record.is_none(), "{id}: is told, and no call");
            continue;
        }
        let record = record.unwrap_or_else(|| panic!("{id}: is no call"));
        let told = fields(&record);
        for name in exchange.expected.keys().filter(|name| !name.ends_with("_accepted")) {
            assert!(told.contains_key(name) || UNCOMPARED.contains(&&**name), "{id}: {name}?");
        }
        for found in differences(&told, &exchange.expected) {
            let (field, told, expected) = (found.field, found.told, found.expected);
            rows.insert(format!("| `{id}` | `{field}` | `{told}` | `{expected}` |"));
        }
        check_end(&exchange, &record);
    }
    rows
}

/// How a call ended agrees with its error, and it has chunks if it streamed.
fn check_end(exchange: &Exchange, record: &CallRecord) {
    let id = &exchange.id;
    let has_failed = exchange.expected.get("error_type").is_some_and(|kind| !kind.is_null());
    assert_eq!(record.outcome.is_failure(), has_failed, "{id}: {}", record.outcome);
    // Replicate answers with a place where the stream is.
    let streams = exchange.expected.get("stream") == Some(&Value::Bool(true))
        && exchange.status.as_u16() == 200;
    let has_chunks = record.chunk_count.is_some_and(|count| count > 0);
    // An error may come before the first chunk and after it.
    let fits = has_chunks == streams || (streams && has_failed);
    assert!(fits, "{id}: {:?} chunks", record.chunk_count);
    assert_eq!(record.response.http_status, Some(exchange.status.as_u16()), "{id}");
}

/// The rows of the reference without their reasons.
fn documented() -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/disagreements.md");
    let page = fs::read_to_string(page).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let (facts, why) = row.rsplit_once("` | ").unwrap();
        assert!(why.ends_with(". |"), "no reason: {row}");
        format!("{facts}` |")
    })
    .collect()
}
