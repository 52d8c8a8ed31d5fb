//! Recorded answers of real providers: each is parted into values of JSON.
//!
//! The recordings belong to other projects and are kept beside this repository, not in it. Where they are missing this
//! test says so and proves nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genai_otel_http::framing::{Asked, Framing};
use serde_json::Value;

use crate::seen::Seen;

#[test]
fn recorded_answers_part_into_json() {
    let Some(corpus) = corpus() else {
        println!("skipped: no directory data/provider-exchanges beside or above this repository");
        return;
    };
    let mut counts = BTreeMap::new();
    for exchange in exchanges(&corpus) {
        let seen = exchange.read(&[usize::MAX]);
        for sizes in [&[1][..], &[2, 3, 1, 1_000], &[8_192]] {
            assert_eq!(exchange.read(sizes), seen, "{} in slices of {sizes:?}", exchange.id);
        }
        let Some(framing) = seen.framing else {
            assert!(exchange.body.trim_ascii().is_empty(), "{}: nothing is found", exchange.id);
            continue;
        };
        *counts.entry(format!("{framing:?}")).or_insert(0) += 1;
        assert_eq!(framing, exchange.wanted(), "{}", exchange.id);
        assert!(framing == Framing::Unread || !seen.frames.is_empty(), "{}: no frame", exchange.id);
        for frame in &seen.frames {
            let data = String::from_utf8_lossy(&frame.data);
            let json = serde_json::from_slice::<Value>(&frame.data);
            assert!(json.is_ok() || data == "[DONE]", "{}: not JSON: {data}", exchange.id);
        }
        let cut = seen.fault.is_some();
        assert_eq!(cut, CUT.contains(&exchange.id.as_str()), "{}: {:?}", exchange.id, seen.fault);
    }
    println!("{counts:?}");
    for (framing, least) in
        [("Sse", 40), ("NdJson", 5), ("EventStream", 10), ("Whole", 100), ("Values", 10)]
    {
        assert!(counts.get(framing).is_some_and(|count| *count >= least), "{framing}: {counts:?}");
    }
}

struct Exchange {
    id: String,
    asked: Asked,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl Exchange {
    fn read(&self, sizes: &[usize]) -> Seen {
        Seen::read(self.content_type.as_deref(), self.asked, &self.body, sizes)
    }

    /// What a reader sees who has the whole body.
    fn wanted(&self) -> Framing {
        let content_type = self.content_type.as_deref().unwrap_or_default();
        if content_type.starts_with("audio/") {
            return Framing::Unread;
        }
        if content_type.contains("amazon.eventstream") {
            return Framing::EventStream;
        }
        if content_type.contains("ndjson") || content_type.contains("stream+json") {
            return Framing::NdJson;
        }
        if serde_json::from_slice::<Value>(&self.body).is_err() {
            return Framing::Sse;
        }
        if self.asked == Asked::Stream { Framing::Values } else { Framing::Whole }
    }
}

fn exchanges(corpus: &Path) -> Vec<Exchange> {
    let mut files: Vec<PathBuf> = fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let exchange: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            let response = &exchange["response"];
            let body = response["body"].as_str().unwrap_or_default();
            Exchange {
                id: exchange["id"].as_str().unwrap().to_owned(),
                asked: if exchange["streaming"] == true { Asked::Stream } else { Asked::Whole },
                content_type: response["headers"]["content-type"].as_str().map(str::to_owned),
                body: match response["body_encoding"].as_str() {
                    Some("base64") => STANDARD.decode(body).unwrap(),
                    _ => body.as_bytes().to_vec(),
                },
            }
        })
        .collect()
}

fn corpus() -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    repository.ancestors().find_map(|above| {
        let beside = fs::read_dir(above)
            .ok()?
            .flatten()
            .map(|entry| entry.path().join("data/provider-exchanges"));
        beside.into_iter().find(|candidate| candidate.is_dir())
    })
}

/// Recordings that end within an event, without the blank line.
const CUT: &[&str] = &[];
