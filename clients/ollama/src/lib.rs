//! `ollama-rs`, which takes a plain `reqwest::Client` and so has no place for a tap: a guard around it, or a proxy before
//! the server. `examples/ollama.rs` is a whole program, `tests` says what either tells.

use genai_otel_core::{CallHandle, Chunk, ErrorClass};
use ollama_rs::generation::chat::ChatMessageResponse;

/// Says what an item of a stream is, and records what there is in the last one. For
/// [`stream_values_with`](genai_otel_core::Call::stream_values_with): the client's errors within a stream have no text.
///
/// The client leaves out why the model stopped.
#[must_use]
pub fn look(item: &Result<ChatMessageResponse, ()>, call: &CallHandle) -> Chunk {
    let Ok(item) = item else {
        call.record_error_class(ErrorClass::from_static("ollama_stream"));
        return Chunk::Silent;
    };
    if item.done {
        call.record_response(item);
        return Chunk::Last;
    }
    let silent = item.message.content.is_empty() && item.message.tool_calls.is_empty();
    if silent { Chunk::Silent } else { Chunk::Output }
}
