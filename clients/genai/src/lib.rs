//! `genai`, which takes a plain `reqwest` client, under which no tap fits: a guard around it that is told the provider's
//! own words, or a proxy before the provider. `examples/genai.rs` is a whole program, `tests` says what either tells.

use genai::chat::{ChatOptions, ChatStreamEvent};
use genai_otel_core::{CallHandle, Chunk, ErrorClass};

/// The options of a request whose answer `call` shall learn from: a whole one keeps the provider's body, to be
/// recorded by `call.record_response(&response.captured_raw_body)`; of a stream each event is recorded as it comes.
#[must_use]
pub fn told(options: ChatOptions, call: &CallHandle) -> ChatOptions {
    let call = call.clone();
    options.with_capture_raw_body(true).with_raw_frame_fn(move |_, frame| {
        if let Some(event) = frame.json() {
            call.record_response(&event);
        }
    })
}

/// Says what an event of a stream is. For [`stream_with`](genai_otel_core::Call::stream_with).
#[must_use]
pub fn look(event: &ChatStreamEvent, _: &CallHandle) -> Chunk {
    match event {
        ChatStreamEvent::Chunk(chunk) | ChatStreamEvent::ReasoningChunk(chunk) => {
            if chunk.content.is_empty() { Chunk::Silent } else { Chunk::Output }
        }
        ChatStreamEvent::ToolCallChunk(_) => Chunk::Output,
        ChatStreamEvent::End(_) => Chunk::Last,
        _ => Chunk::Silent,
    }
}

/// The class of an error of the client: the provider's status. For
/// [`classify_with`](genai_otel_core::InstrumentationBuilder::classify_with).
#[must_use]
pub fn class(error: &genai::Error) -> Option<ErrorClass> {
    error.status().map(|status| ErrorClass::http_status(status.as_u16()))
}
