//! What protocols say in ways that no recording shows, by their documentation.

mod bedrock;
mod conversations;
mod google;
mod local;
mod openai;
mod others;

use serde_json::Value;

use super::{RequestReader, ResponseReader};
use crate::observe::Observation;
use crate::reader;
use crate::request::Request;
use crate::response::{Response, ToolCall};
use crate::usage::Usage;

/// The body of an answer says this, from bytes in any pieces and as a value.
#[track_caller]
fn body(name: &str, body: &Value, expected: &Observation) {
    assert_eq!(&plain(reader::read(body)), expected, "{name}, a value");
    let text = body.to_string();
    for size in [1, 7, usize::MAX] {
        let mut reader = ResponseReader::new();
        text.as_bytes().chunks(size.min(text.len())).for_each(|piece| reader.feed(piece));
        assert_eq!(&plain(reader.finish()), expected, "{name}, pieces of {size}");
    }
}

/// The events of a stream say this together. Of each of them `marks` has a letter: `o` for output, `x` for the last
/// one, `.` for another.
#[track_caller]
fn stream(name: &str, events: &[Value], marks: &str, expected: &Observation) {
    for size in [1, 7, usize::MAX] {
        let mut reader = ResponseReader::of_events();
        let seen: String = events
            .iter()
            .map(|event| {
                let text = event.to_string();
                text.as_bytes().chunks(size.min(text.len())).for_each(|piece| reader.feed(piece));
                let event = reader.end_event();
                assert!(event.is_whole, "{name}: {text}");
                match (event.is_last, event.bears_output) {
                    (true, _) => 'x',
                    (false, true) => 'o',
                    (false, false) => '.',
                }
            })
            .collect();
        assert_eq!(seen, marks, "{name}, pieces of {size}");
        assert_eq!(&plain(reader.finish()), expected, "{name}, pieces of {size}");
    }
}

/// The body of a request asks for this.
#[track_caller]
fn request(name: &str, body: &Value, expected: &Request) {
    let mut reader = RequestReader::new();
    reader.feed(body.to_string().as_bytes());
    let seen = reader.finish();
    assert_eq!((&seen.request, seen.invalid), (expected, 0), "{name}");
}

/// An answer with this id, by this model, whose choices ended so.
fn answer(id: &str, model: &str, reasons: &[&str], usage: Usage) -> Observation {
    let text = |text: &str| (!text.is_empty()).then(|| text.into());
    let response = Response {
        id: text(id),
        model: text(model),
        finish_reasons: reasons.iter().copied().map(Into::into).collect(),
        ..Response::default()
    };
    Observation { response, usage, ..Observation::default() }
}

fn asking(mut observation: Observation, tools: &[(&str, Option<&str>)]) -> Observation {
    observation.response.tool_calls =
        tools.iter().map(|(name, id)| ToolCall::new(name, *id)).collect();
    observation
}

/// Nothing but an error of this name.
fn failure(code: &str) -> Observation {
    let mut observation = Observation::new();
    observation.error_code(code);
    observation
}

/// What only the operation makes something of is left out.
fn plain(observation: Observation) -> Observation {
    Observation { listed: None, ..observation }
}
