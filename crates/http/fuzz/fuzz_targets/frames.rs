//! Whatever comes: no panic, and the same frames however the bytes are split.
//!
//! The first byte chooses what the response claims to be and what was asked for, the second how its bytes are split.
#![no_main]

// The same reader as in the property tests.
#[path = "../../tests/it/seen.rs"]
mod seen;

use genai_otel_http::framing::Asked;
use libfuzzer_sys::fuzz_target;

use self::seen::{CONTENT_TYPES, Seen};

fuzz_target!(|input: &[u8]| {
    let [claim, split, body @ ..] = input else { return };
    let content_type = CONTENT_TYPES[usize::from(claim >> 1) % CONTENT_TYPES.len()];
    let asked = if claim & 1 == 0 { Asked::Stream } else { Asked::Whole };
    let sizes = [usize::from(split >> 4) + 1, usize::from(split & 0xf) + 1];
    let whole = Seen::read(content_type, asked, body, &[usize::MAX]);
    assert_eq!(Seen::read(content_type, asked, body, &sizes), whole);
});
