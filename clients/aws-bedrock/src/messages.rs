//! Messages of AWS's event streams.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// An event of this type.
#[must_use]
pub fn event(name: &str, payload: &Value) -> Vec<u8> {
    message(&[(":message-type", "event"), (":event-type", name), JSON], payload)
}

/// The event in which a model's own JSON comes.
#[must_use]
pub fn chunk(payload: &Value) -> Vec<u8> {
    event("chunk", &json!({"bytes": STANDARD.encode(payload.to_string())}))
}

/// What ends a stream that fails.
#[must_use]
pub fn exception(name: &str, text: &str) -> Vec<u8> {
    let headers = [(":message-type", "exception"), (":exception-type", name), JSON];
    message(&headers, &json!({"message": text}))
}

/// Lengths, headers and payload, with a checksum behind the lengths and one behind all.
fn message(headers: &[(&str, &str)], payload: &Value) -> Vec<u8> {
    let headers: Vec<u8> = headers.iter().flat_map(|(name, value)| header(name, value)).collect();
    let payload = payload.to_string();
    let total = headers.len() + payload.len() + LENGTHS_AND_CHECKSUMS;
    let mut bytes = [length(total), length(headers.len())].concat();
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes.extend(headers);
    bytes.extend(payload.into_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

/// A header whose value is a text: the lengths before name and value have one byte and two.
fn header(name: &str, value: &str) -> Vec<u8> {
    let (name_length, value_length) = (length(name.len()), length(value.len()));
    [&name_length[3..], name.as_bytes(), &[TEXT], &value_length[2..], value.as_bytes()].concat()
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

const JSON: (&str, &str) = (":content-type", "application/json");
const LENGTHS_AND_CHECKSUMS: usize = 16;
/// The type of a header's value.
const TEXT: u8 = 7;
