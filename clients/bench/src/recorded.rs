use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genai_otel_core::{CallRecord, Measured};
use genai_otel_testkit::Reply;
use serde_json::{Value, json};

/// An exchange with a real provider that somebody recorded.
///
/// The recordings belong to other projects and are kept beside this repository, not in it.
#[derive(Clone, Debug)]
pub struct Recorded {
    exchange: Value,
}

impl Recorded {
    /// The recording of this name. Where there is none, says so: the test then proves nothing about it.
    #[must_use]
    #[allow(clippy::print_stdout, reason = "a test says what it leaves out")]
    pub fn find(name: &str) -> Option<Self> {
        let Some(corpus) = corpus() else {
            println!("skipped {name}: no directory data/provider-exchanges beside this repository");
            return None;
        };
        let text = fs::read_to_string(corpus.join(name).with_extension("json")).unwrap();
        Some(Self { exchange: serde_json::from_str(&text).unwrap() })
    }

    /// The body of the request.
    #[must_use]
    pub fn request(&self) -> String {
        String::from_utf8(bytes(&self.exchange["request"])).unwrap()
    }

    /// The model that was asked for.
    #[must_use]
    pub fn model(&self) -> String {
        self.exchange["expected"]["request_model"].as_str().unwrap().to_owned()
    }

    /// The path of the request.
    #[must_use]
    pub fn path(&self) -> String {
        let url = self.exchange["request"]["url"].as_str().unwrap();
        url.find('/').map_or("", |path| &url[path..]).to_owned()
    }

    /// The answer, in network chunks that cut its events anywhere.
    pub fn reply(&self) -> Reply {
        let response = &self.exchange["response"];
        let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
        let content_type = response["headers"]["content-type"].as_str().unwrap();
        let mut reply = Reply::raw(status, content_type, bytes(response)).fragment(29);
        for (name, value) in response["headers"].as_object().unwrap() {
            if name != "content-type" {
                reply = reply.header(name, value.as_str().unwrap());
            }
        }
        reply
    }

    /// What the record says otherwise than is expected of this exchange.
    #[must_use]
    pub fn differences(&self, record: &CallRecord) -> Vec<String> {
        let expected = &self.exchange["expected"];
        let (response, usage) = (&record.response, &record.usage);
        let reasons: Vec<_> =
            response.finish_reasons.iter().map(|reason| reason.as_str()).collect();
        let number = |count: Measured<u64>| json!(count.value());
        let seen = [
            ("operation", json!(record.operation.as_str())),
            ("request_model", json!(record.request.model.as_deref())),
            ("response_model", json!(response.model.as_deref())),
            ("response_id", json!(response.id.as_deref())),
            ("finish_reasons", json!(reasons)),
            ("input_tokens", number(usage.input)),
            ("output_tokens", number(usage.output)),
            ("cache_read_input_tokens", number(usage.cache_read)),
            ("cache_creation_input_tokens", number(usage.cache_write)),
            ("reasoning_tokens", number(usage.reasoning)),
            ("error_type", json!(record.error_type.as_deref())),
        ];
        let fits = |field: &str, seen: &Value| {
            let accepted = expected.get(format!("{field}_accepted")).and_then(Value::as_array);
            let wanted = &expected[field];
            seen == wanted
                || (seen == &json!([]) && wanted.is_null())
                || accepted.is_some_and(|accepted| accepted.contains(seen))
        };
        let differing = seen.iter().filter(|(field, seen)| !fits(field, seen));
        differing
            .map(|(field, seen)| format!("{field} is {seen}, should be {}", expected[*field]))
            .collect()
    }
}

fn bytes(message: &Value) -> Vec<u8> {
    let text = message["body"].as_str().unwrap_or_default();
    match message["body_encoding"].as_str() {
        Some("base64") => STANDARD.decode(text).unwrap(),
        _ => text.as_bytes().to_vec(),
    }
}

fn corpus() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|above| {
        let beside = fs::read_dir(above).ok()?.flatten();
        let mut beside = beside.map(|entry| entry.path().join("data/provider-exchanges"));
        beside.find(|candidate| candidate.is_dir())
    })
}
