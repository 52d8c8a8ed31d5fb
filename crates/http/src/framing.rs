//! Which bytes of a response belong together.
//!
//! | what comes | framing | one frame is |
//! | --- | --- | --- |
//! | `text/event-stream` | [`Framing::Sse`] | an event with data |
//! | `application/x-ndjson`, `application/stream+json`, `application/jsonl` | [`Framing::NdJson`] | a line that is not blank |
//! | `application/json`, asked for a stream | [`Framing::Values`] | an element of the array, or a value by itself |
//! | `application/json`, not asked for a stream | [`Framing::Whole`] | the body |
//! | `application/vnd.amazon.eventstream` | [`Framing::EventStream`] | a message |
//! | sound, images, film | [`Framing::Unread`] | |
//!
//! The content type is a claim: servers send plain errors under `text/event-stream`, and events as `application/json`.
//! The first byte that is not white space settles it, because no two of these begin alike: JSON with a brace or a
//! bracket, events with the first letter of a field or a colon, an AWS message with the high byte of its small length.
//! A body of another type, or of none, is told by that byte alone.

mod base64;
mod chunks;
mod content_type;
mod event_stream;
mod fault;
mod first_byte;
mod frames;
mod name;
mod ndjson;
mod short;
mod sink;
mod sse;
mod values;
mod whole;

pub use self::chunks::Chunks;
pub use self::content_type::Asked;
pub use self::event_stream::{MOST_HEADERS, MOST_PAYLOAD};
pub use self::fault::Fault;
pub use self::frames::{Frames, Framing};
pub use self::name::MOST_NAME;
pub use self::short::Short;
pub use self::sink::{FrameSink, Head};

#[cfg(test)]
mod collected;
