//! How fast responses are read, beside a parser that makes values of them.
//!
//! The parser is of the kind that clients have: `eventsource-stream` for the events and `serde_json` for their data.
//! `benches/streams.rs` reads the same bytes with both, in one run.
#![allow(clippy::exhaustive_enums, reason = "nothing here is published")]

pub mod body;
pub mod framed;
pub mod parsed;
pub mod reading;
pub mod recorded;
