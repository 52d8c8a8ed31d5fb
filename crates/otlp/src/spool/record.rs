//! What one record of the spool holds: a span, a metric, with the scope it came from.
//!
//! ```text
//!   varint: bytes of the scope │ scope and schema URL │ the span or metric
//!                                └─ fields 1 and 3 of ScopeSpans, ScopeMetrics, as encoded by protobuf
//! ```
//!
//! The messages of all signals have one shape and the same field numbers, so that nothing here knows what it carries.

use std::borrow::Cow;

use opentelemetry::InstrumentationScope;
use opentelemetry_proto::tonic::trace::v1::ScopeSpans;
use prost::{Message as _, encoding::decode_varint};

use super::wire::{varint, varint_len};

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

/// What a record says of the scope that its item came from. A log record's target stands in for the scope's name.
pub(super) fn encode_scope(
    scope: &InstrumentationScope,
    target: Option<Cow<'static, str>>,
) -> Vec<u8> {
    let message = ScopeSpans {
        scope: Some((scope, target).into()),
        schema_url: scope.schema_url().map(ToOwned::to_owned).unwrap_or_default(),
        spans: Vec::new(),
    };
    message.encode_to_vec()
}

/// Appends all of a record but its item, which comes next.
pub(super) fn begin(scope: &[u8], to: &mut Vec<u8>) {
    let length = u64::try_from(scope.len()).unwrap_or(u64::MAX);
    to.reserve(varint_len(length).saturating_add(scope.len()));
    varint(length, to);
    to.extend_from_slice(scope);
}

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
