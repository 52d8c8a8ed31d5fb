use opentelemetry_proto::tonic::collector::{
    metrics::v1::ExportMetricsServiceResponse, trace::v1::ExportTraceServiceResponse,
};
use prost::Message as _;

use crate::{Signal, text::one_line};

/// What a collector that took a request had to say about it: OTLP's partial success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Spans or data points that it threw away. It asks not to send them again.
    pub(crate) rejected: u64,
    /// Why; without anything rejected a warning. On one line, cut, maybe empty.
    pub(crate) message: String,
}

impl Answer {
    /// Reads the body of a successful response. One that cannot be read says nothing: the status has the word.
    pub(crate) fn read(signal: Signal, body: &[u8]) -> Self {
        let partial = match signal {
            Signal::Traces => ExportTraceServiceResponse::decode(body)
                .ok()
                .and_then(|response| response.partial_success)
                .map(|partial| (partial.rejected_spans, partial.error_message)),
            Signal::Metrics => ExportMetricsServiceResponse::decode(body)
                .ok()
                .and_then(|response| response.partial_success)
                .map(|partial| (partial.rejected_data_points, partial.error_message)),
        };
        partial.map_or_else(Self::default, |(rejected, message)| Self {
            rejected: u64::try_from(rejected).unwrap_or(0),
            message: one_line(message.trim()).into_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `partial_success { 1: rejected, 2: message }` by hand.
    const REJECTED: &[u8] = b"\x0a\x08\x08\x03\x12\x04no\nt";
    const NEGATIVE: &[u8] = b"\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";

    #[test]
    fn both_signals_say_it_alike() {
        for signal in [Signal::Traces, Signal::Metrics] {
            let answer = Answer { rejected: 3, message: "no\\nt".to_owned() };
            assert_eq!(Answer::read(signal, REJECTED), answer);
            for nothing in [b"".as_slice(), b"\x0a\x00", NEGATIVE, b"<html>", b"\x0a\x7f"] {
                assert_eq!(Answer::read(signal, nothing), Answer::default());
            }
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read(body in any::<Vec<u8>>()) {
            drop(Answer::read(Signal::Traces, &body));
        }
    }
}
