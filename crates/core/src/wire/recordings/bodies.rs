//! Recorded exchanges with real providers, read from their bytes.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are
//! missing these tests say so and prove nothing; the shapes themselves are tested in the modules that read them.

use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::super::ResponseReader;
use super::super::tests::ordered::Ordered;
use super::super::tests::{cuts, pieces, read_bytes, read_pieces, read_request};
use crate::reader::read;
use crate::reader::recordings::{compare, corpus, same_number};

#[test]
fn recorded_bodies_say_what_their_values_say() {
    let Some(exchanges) = exchanges() else { return };
    let mut compared = 0;
    for Exchange { name, exchange } in &exchanges {
        for part in ["request", "response"] {
            let Some(body) = body(exchange, part) else { continue };
            let Ok(value) = serde_json::from_str::<Ordered>(body) else { continue };
            assert_eq!(read_bytes(body.as_bytes()), read(&value), "{name} {part}");
            assert_eq!(
                read_pieces(pieces(body.as_bytes(), &[1])),
                (read(&value), true),
                "{name} {part}"
            );
            compared += 1;
        }
    }
    assert!(compared >= 250, "only {compared} bodies found");
}

#[test]
fn recorded_bodies_with_mistakes_say_what_their_values_say() {
    let Some(exchanges) = exchanges() else { return };
    let bodies: Vec<String> = exchanges
        .iter()
        .flat_map(|recorded| ["request", "response"].map(|part| body(&recorded.exchange, part)))
        .flatten()
        .filter(|body| body.starts_with(['{', '[']) && body.len() < 20_000)
        .map(str::to_owned)
        .collect();
    let mistakes = prop::collection::vec((any::<prop::sample::Index>(), mistake()), 1..4);
    let strategy = (prop::sample::select(bodies), mistakes, cuts());
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&strategy, |(body, mistakes, cuts)| {
        let mut bytes = body.into_bytes();
        for (place, mistake) in mistakes {
            let place = place.index(bytes.len() + 1);
            mistake.make(&mut bytes, place);
        }
        let whole = read_pieces([&bytes[..]]);
        prop_assert_eq!(&read_pieces(pieces(&bytes, &cuts)), &whole);
        prop_assert_eq!(read_request(pieces(&bytes, &cuts)), read_request([&bytes[..]]));
        if let Ok(value) = serde_json::from_slice::<Ordered>(&bytes) {
            prop_assert_eq!(whole.0, read(&value));
            // Only its end says where a number ends that stands alone.
            prop_assert!(whole.1 || matches!(value, Ordered::Scalar(_)));
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn recorded_streams_give_what_they_say() {
    let Some(exchanges) = exchanges() else { return };
    let mut differences = Vec::new();
    let mut compared = 0;
    for Exchange { name, exchange } in &exchanges {
        let Some(body) =
            body(exchange, "response").filter(|body| !body.starts_with(['[', '\u{feff}']))
        else {
            continue;
        };
        let mut reader = ResponseReader::new();
        let mut events = 0;
        for line in body.lines() {
            // Enough of the rules of SSE and NDJSON for what was recorded.
            let data = line.strip_prefix("data:").or_else(|| line.starts_with('{').then_some(line));
            if let Some(data) = data {
                reader.feed(data.as_bytes());
                reader.end_event();
                events += 1;
            }
        }
        if events > 1 && serde_json::from_str::<Value>(body).is_err() {
            assert!(reader.is_whole(), "{name}");
            compare(name, &reader.finish(), &exchange["expected"], &mut differences);
            compared += 1;
        }
    }
    assert!(compared >= 30, "only {compared} streams found");
    assert_eq!(differences, KNOWN_STREAM_DIFFERENCES, "of {compared} streams");
}

#[test]
fn recorded_requests_give_what_they_ask_for() {
    let Some(exchanges) = exchanges() else { return };
    let mut differences = Vec::new();
    let mut compared = 0;
    for Exchange { name, exchange } in &exchanges {
        let Some(body) = body(exchange, "request").filter(|body| body.starts_with('{')) else {
            continue;
        };
        let expected = &exchange["expected"];
        let seen = read_request(pieces(body.as_bytes(), &[7]));
        assert_eq!(seen, read_request([body.as_bytes()]), "{name}");
        let request = &seen.request;
        let mut difference = |field: &str, seen: Value, wanted: &Value| {
            if seen != *wanted && !same_number(&seen, wanted) {
                differences.push(format!("{name}: {field} is {seen}, should be {wanted}"));
            }
        };
        // Where the body does not say so, the path does, or the protocol's default.
        if let Some(model) = &request.model {
            difference("model", json!(&**model), &expected["request_model"]);
        }
        if let Some(stream) = request.stream {
            difference("stream", json!(stream), &expected["stream"]);
        }
        let mut wanted = expected["request_params"].as_object().cloned().unwrap_or_default();
        wanted.remove("azure_deployment");
        let params = params(&seen);
        for (field, wanted) in &wanted {
            let by_path = field == "output_type" && BY_PATH.iter().any(|path| name.contains(path));
            if !by_path {
                difference(field, params.get(field).cloned().unwrap_or_default(), wanted);
            }
        }
        for (field, seen) in params.iter().filter(|(field, _)| !wanted.contains_key(*field)) {
            difference(field, seen.clone(), &Value::Null);
        }
        if seen.invalid != 0 {
            differences.push(format!("{name}: {} invalid values", seen.invalid));
        }
        compared += 1;
    }
    assert!(compared >= 150, "only {compared} requests found");
    assert_eq!(differences, KNOWN_DIFFERENCES, "of {compared} requests");
}

/// What was asked for, under the names of the recordings.
fn params(body: &super::super::RequestBody) -> Map<String, Value> {
    let request = &body.request;
    let list = |list: &Option<std::sync::Arc<[std::sync::Arc<str>]>>| {
        list.as_ref().map(|list| list.iter().map(|text| text.to_string()).collect::<Vec<_>>())
    };
    let fields = [
        ("temperature", json!(request.temperature)),
        ("top_p", json!(request.top_p)),
        ("top_k", json!(request.top_k)),
        ("max_tokens", json!(request.max_tokens)),
        ("stop_sequences", json!(list(&request.stop_sequences))),
        ("frequency_penalty", json!(request.frequency_penalty)),
        ("presence_penalty", json!(request.presence_penalty)),
        ("seed", json!(request.seed)),
        ("choice_count", json!(request.choice_count)),
        ("output_type", json!(request.output_type.as_ref().map(|kind| kind.as_str()))),
        ("encoding_formats", json!(list(&request.encoding_formats))),
        ("embedding_dimensions", json!(request.embedding_dimensions)),
        ("reasoning_level", json!(request.reasoning_level.as_deref())),
        ("service_tier", json!(request.service_tier.as_deref())),
        ("previous_response_id", json!(request.previous_response_id.as_deref())),
        ("conversation_id", json!(body.conversation_id.as_deref())),
        ("agent_id", json!(body.agent_id.as_deref())),
    ];
    let said = fields.into_iter().filter(|(_, value)| !value.is_null());
    said.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A recording.
struct Exchange {
    name: String,
    exchange: Value,
}

fn exchanges() -> Option<Vec<Exchange>> {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return None;
    };
    let mut exchanges: Vec<Exchange> = fs::read_dir(&corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| Exchange {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            exchange: serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap(),
        })
        .collect();
    exchanges.sort_by(|a, b| a.name.cmp(&b.name));
    Some(exchanges)
}

fn body<'a>(exchange: &'a Value, part: &str) -> Option<&'a str> {
    let part = &exchange[part];
    (part["body_encoding"] == "utf8").then(|| part["body"].as_str()).flatten()
}

/// What goes wrong on the way.
#[derive(Clone, Debug)]
enum Mistake {
    Cut,
    Remove(usize),
    Repeat(usize),
    Insert(Vec<u8>),
    Flip(u8),
}

impl Mistake {
    fn make(self, bytes: &mut Vec<u8>, place: usize) {
        let until = |length: usize| (place + length).min(bytes.len());
        match self {
            Self::Cut => bytes.truncate(place),
            Self::Remove(length) => drop(bytes.drain(place..until(length))),
            Self::Repeat(length) => {
                let repeated = bytes[place..until(length)].to_vec();
                drop(bytes.splice(place..place, repeated));
            }
            Self::Insert(inserted) => drop(bytes.splice(place..place, inserted)),
            Self::Flip(bits) => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= bits;
                }
            }
        }
    }
}

fn mistake() -> impl Strategy<Value = Mistake> {
    let structural = prop::sample::select(b"{}[]\",:\\ 0-1enu".to_vec());
    prop_oneof![
        1 => Just(Mistake::Cut),
        2 => (1_usize..50).prop_map(Mistake::Remove),
        2 => (1_usize..300).prop_map(Mistake::Repeat),
        4 => prop::collection::vec(structural, 1..3).prop_map(Mistake::Insert),
        2 => any::<u8>().prop_map(Mistake::Flip),
    ]
}

/// Interfaces whose path says what kind of output there is.
const BY_PATH: &[&str] = &["audio-speech", "images-generations", "images-edits"];

/// `n` of an image generation counts images and no choices, which the path tells and not the body.
const KNOWN_DIFFERENCES: &[&str] = &[
    "openai-images-generations-json-400-eec0a12b: choice_count is 1, should be null",
    "xai-images-generations-json-e910bc4e: choice_count is 1, should be null",
];

/// The response in Cohere's last event has an id, which is that of the answer by Cohere's documentation.
const KNOWN_STREAM_DIFFERENCES: &[&str] = &[
    r#"cohere-generate-stream-e385d786: response_id is "1ce1192a-de25-4997-b880-9ff96d6ba2b4", should be null"#,
];
