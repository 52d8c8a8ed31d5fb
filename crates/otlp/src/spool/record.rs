//! What one record of the spool holds: a span, a metric, with the scope it came from.
//!
//! ```text
//!   varint: bytes of the scope │ scope and schema URL │ the span or metric
//!                                └─ fields 1 and 3 of ScopeSpans, ScopeMetrics, as encoded by protobuf
//! ```
//!
//! The messages of all signals have one shape and the same field numbers, so that nothing here knows what it carries.

use prost::encoding::{decode_varint, encode_varint, encoded_len_varint};

/// A record taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) scope: &'a [u8],
    pub(super) item: &'a [u8],
}

impl<'a> Record<'a> {
    /// Nothing for bytes that this version does not write.
    pub(super) fn read(payload: &'a [u8]) -> Option<Self> {
        let mut rest = payload;
        let length = usize::try_from(decode_varint(&mut rest).ok()?).ok()?;
        let (scope, item) = rest.split_at_checked(length)?;
        Some(Self { scope, item })
    }
}

/// Appends all of a record but its item, which comes next.
pub(super) fn begin(scope: &[u8], to: &mut Vec<u8>) {
    to.reserve(encoded_len_varint(length(scope)).saturating_add(scope.len()));
    encode_varint(length(scope), to);
    to.extend_from_slice(scope);
}

/// Appends a field that holds bytes: a text, or a message.
pub(super) fn begin_field(number: u8, length: u64, to: &mut Vec<u8>) {
    to.push(number << 3 | LENGTH_DELIMITED);
    encode_varint(length, to);
}

/// The bytes that such a field takes.
pub(super) fn field_len(length: u64) -> u64 {
    let header = u64::try_from(encoded_len_varint(length)).unwrap_or_default().saturating_add(1);
    header.saturating_add(length)
}

pub(super) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

const LENGTH_DELIMITED: u8 = 2;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scope_that_is_longer_than_its_record_is_none() {
        for payload in
            [&b""[..], b"\x01", b"\x05abcd", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\xff"]
        {
            assert_eq!(Record::read(payload), None, "{payload:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(scope: Vec<u8>, item: Vec<u8>) {
            let mut payload = Vec::new();
            begin(&scope, &mut payload);
            payload.extend_from_slice(&item);
            prop_assert_eq!(Record::read(&payload), Some(Record { scope: &scope, item: &item }));
        }

        #[test]
        fn any_bytes_are_read_or_not(payload: Vec<u8>) {
            let _read = Record::read(&payload);
        }
    }
}
