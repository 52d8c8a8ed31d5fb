//! `prices providers` and `prices version`.

use genai_otel_core::BookVersion;
use serde_json::Value;

use crate::support::{book, cli, embedded, own_file, ran};

#[test]
fn providers_are_listed_with_their_counts() {
    assert_eq!(
        cli("prices providers").answer(),
        "\
provider  models  name     falls back to
acme           6  Acme AI
gamma          1  Gamma    acme
total          7
"
    );
    let json: Value = serde_json::from_str(&cli("prices providers --json").answer()).unwrap();
    assert_eq!(
        json[1],
        serde_json::json!({"provider": "gamma", "name": "Gamma", "models": 1, "fallback": ["acme"]})
    );
}

#[test]
fn the_version_says_where_the_prices_come_from() {
    let text = cli("prices version").answer();
    let book = book();
    let BookVersion { version, hash, .. } = &**book.version();
    let expected = format!(
        "\
version    {version}
hash       {hash}
providers  2
models     7

Sources, and how many models are theirs:
  hand   6
  other  1

# Where the prices come from
"
    );
    assert!(text.starts_with(&expected), "{text}");
    assert!(text.contains("Permission is hereby granted, free of charge"), "{text}");
}

#[test]
fn the_embedded_book_is_as_large_as_it_claims_to_be() {
    let json: Value = serde_json::from_str(&embedded("prices version --json").answer()).unwrap();
    assert!(json["providers"].as_u64() >= Some(40), "{json}");
    assert!(json["models"].as_u64() >= Some(2_000), "{json}");
    assert_eq!(json["hash"].as_str().map(str::len), Some(12), "{json}");
}

#[test]
fn a_model_of_the_book_and_of_a_file_is_counted_once() {
    let (_folder, file) = own_file();
    let shown = |command: &str| ran(["prices", command, "--prices", &file]).answer();
    // The file has prices for one of the seven models of the book, and for another one.
    assert!(shown("version").contains("\nmodels     8\n"), "{}", shown("version"));
    assert!(shown("providers").ends_with("\ntotal          8\n"), "{}", shown("providers"));
}
