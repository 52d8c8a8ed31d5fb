use genai_otel_core::CallRecord;
use genai_otel_exchange_tests::{Exchange, corpus, differences, fields};
use genai_otel_testkit::Reply;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

/// An exchange with a real provider that somebody recorded.
///
/// The recordings belong to other projects and are kept beside this repository, not in it.
#[derive(Clone, Debug)]
pub struct Recorded {
    exchange: Exchange,
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
        let file = corpus.join(name).with_extension("json");
        Some(Self { exchange: Exchange::read(&file).unwrap() })
    }

    /// The body of the request.
    #[must_use]
    pub fn request(&self) -> String {
        String::from_utf8(self.exchange.request.body.clone()).unwrap()
    }

    /// The model that was asked for.
    #[must_use]
    pub fn model(&self) -> String {
        self.exchange.expected["request_model"].as_str().unwrap().to_owned()
    }

    /// The path of the request, with its query.
    #[must_use]
    pub fn path(&self) -> String {
        self.exchange.url.path_and_query().unwrap().to_string()
    }

    /// The answer, in network chunks that cut its events anywhere.
    pub fn reply(&self) -> Reply {
        let response = &self.exchange.response;
        let content_type = response.headers[CONTENT_TYPE].to_str().unwrap();
        let status = self.exchange.status.as_u16();
        let mut reply = Reply::raw(status, content_type, response.body.clone()).fragment(29);
        for (name, value) in response.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE) {
            reply = reply.header(name.as_str(), value.to_str().unwrap());
        }
        reply
    }

    /// What the record says otherwise than is expected of this exchange.
    #[must_use]
    pub fn differences(&self, record: &CallRecord) -> Vec<String> {
        // Clients send parameters of their own; only what came back is the recording's.
        let expected = COMPARED.iter().flat_map(|field| {
            let accepted = format!("{field}_accepted");
            let also = self.exchange.expected.get(&accepted).cloned();
            let wanted = self.exchange.expected.get(*field).cloned().unwrap_or_default();
            [Some(((*field).to_owned(), wanted)), also.map(|also| (accepted, also))]
        });
        let expected: Map<String, Value> = expected.flatten().collect();
        let differences = differences(&fields(record), &expected);
        differences.iter().map(ToString::to_string).collect()
    }
}

const COMPARED: [&str; 11] = [
    "operation",
    "request_model",
    "response_model",
    "response_id",
    "finish_reasons",
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "reasoning_tokens",
    "error_type",
];
