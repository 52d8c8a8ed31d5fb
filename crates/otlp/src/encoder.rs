//! Messages as bytes, one after the other in the same memory.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use opentelemetry_proto::tonic::collector::{
    logs::v1::ExportLogsServiceRequest, metrics::v1::ExportMetricsServiceRequest,
    trace::v1::ExportTraceServiceRequest,
};
use prost::Message as _;

use crate::{
    Signal,
    encoding::{Encode, Encoding},
};

/// Writes a message where the one before it stood, once that was given back. A batch takes a few hundred kilobytes,
/// which an allocator returns to the system each time, to have it zeroed and handed out again.
#[derive(Debug)]
pub(crate) struct Encoder {
    encoding: Encoding,
    room: Mutex<Vec<u8>>,
}

impl Encoder {
    pub(crate) fn new(encoding: Encoding) -> Self {
        Self { encoding, room: Mutex::default() }
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The whole message.
    ///
    /// # Errors
    ///
    /// JSON that cannot be written; the messages of OTLP have no such value.
    pub(crate) fn encode(&self, message: &impl Encode) -> Result<Bytes, String> {
        let mut body =
            std::mem::take(&mut *self.room.lock().unwrap_or_else(PoisonError::into_inner));
        body.clear();
        self.encoding.write(message, &mut body)?;
        Ok(body.into())
    }

    /// The message of a signal that is given as protobuf, as this encoding has it.
    ///
    /// # Errors
    ///
    /// What is given is no such message, or as for [`encode`](Self::encode).
    pub(crate) fn transcode(&self, signal: Signal, message: &Bytes) -> Result<Bytes, String> {
        let unread = |error: prost::DecodeError| error.to_string();
        match (self.encoding, signal) {
            (Encoding::Protobuf, _) => Ok(message.clone()),
            (Encoding::Json, Signal::Traces) => {
                self.encode(&ExportTraceServiceRequest::decode(&**message).map_err(unread)?)
            }
            (Encoding::Json, Signal::Metrics) => {
                self.encode(&ExportMetricsServiceRequest::decode(&**message).map_err(unread)?)
            }
            (Encoding::Json, Signal::Logs) => {
                self.encode(&ExportLogsServiceRequest::decode(&**message).map_err(unread)?)
            }
        }
    }

    /// Makes room for the next message, unless somebody still reads this one.
    pub(crate) fn give_back(&self, body: Bytes) {
        if body.is_unique() && body.len() <= MAX_KEPT {
            *self.room.lock().unwrap_or_else(PoisonError::into_inner) = body.into();
        }
    }
}

/// Memory of a message that was larger is not kept.
const MAX_KEPT: usize = 4 * 1_024 * 1_024;

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::trace::v1::Span;

    use super::*;

    fn span(name: &str) -> Span {
        Span { name: name.to_owned(), ..Span::default() }
    }

    #[test]
    fn message_takes_the_place_of_the_one_that_was_given_back() {
        let encoder = Encoder::new(Encoding::Protobuf);
        let first = encoder.encode(&span("a name of some length")).unwrap();
        let place = first.as_ptr();
        encoder.give_back(first);
        let second = encoder.encode(&span("short")).unwrap();
        assert_eq!(second.as_ptr(), place);
        assert_eq!(Span::decode(second).unwrap(), span("short"));
    }

    #[test]
    fn message_that_is_still_read_stays_as_it_is() {
        let encoder = Encoder::new(Encoding::Protobuf);
        let first = encoder.encode(&span("one")).unwrap();
        encoder.give_back(first.clone());
        encoder.give_back(encoder.encode(&span("other")).unwrap());
        assert_eq!(Span::decode(first).unwrap(), span("one"));
    }

    #[test]
    fn memory_of_a_huge_message_is_not_kept() {
        let encoder = Encoder::new(Encoding::Protobuf);
        encoder.give_back(encoder.encode(&span(&"x".repeat(MAX_KEPT))).unwrap());
        assert_eq!(encoder.room.lock().unwrap().capacity(), 0);
    }
}
