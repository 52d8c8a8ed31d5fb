use opentelemetry_proto::tonic::collector::{
    logs::v1::ExportLogsServiceResponse, metrics::v1::ExportMetricsServiceResponse,
    trace::v1::ExportTraceServiceResponse,
};
use prost::Message as _;

use crate::{Signal, encoding::Encoding, text::one_line, transport::Reply};

/// What a collector that took a request had to say about it: OTLP's partial success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Spans, data points or log records that it threw away. It asks not to send them again.
    pub(crate) rejected: u64,
    /// Why; without anything rejected a warning. On one line, cut, maybe empty.
    pub(crate) message: String,
}

impl Answer {
    /// Reads the body of a successful response. One that cannot be read is a warning and no failure: the status has
    /// the word, though what answers may be no collector but a page to log in.
    pub(crate) fn read(signal: Signal, reply: &Reply) -> Self {
        let warning = || Self { rejected: 0, message: UNREADABLE.to_owned() };
        Self::read_strictly(signal, reply).unwrap_or_else(warning)
    }

    /// Reads the body of a successful response; nothing where it is none of a collector.
    pub(crate) fn read_strictly(signal: Signal, reply: &Reply) -> Option<Self> {
        let read = match reply.encoding {
            Encoding::Protobuf => of_protobuf(signal, &reply.body),
            Encoding::Json => of_json(signal, &reply.body),
        };
        let (rejected, message) = match read {
            Some(partial) => partial.unwrap_or_default(),
            None if reply.body.is_empty() => Partial::default(),
            None => return None,
        };
        Some(Self {
            rejected: u64::try_from(rejected).unwrap_or(0),
            message: one_line(message.trim()).into_owned(),
        })
    }
}

/// What was rejected, and why.
type Partial = (i64, String);

/// Nothing for what is no answer of OTLP.
fn of_protobuf(signal: Signal, body: &[u8]) -> Option<Option<Partial>> {
    match signal {
        Signal::Traces => {
            let partial = ExportTraceServiceResponse::decode(body).ok()?.partial_success;
            Some(partial.map(|partial| (partial.rejected_spans, partial.error_message)))
        }
        Signal::Metrics => {
            let partial = ExportMetricsServiceResponse::decode(body).ok()?.partial_success;
            Some(partial.map(|partial| (partial.rejected_data_points, partial.error_message)))
        }
        Signal::Logs => {
            let partial = ExportLogsServiceResponse::decode(body).ok()?.partial_success;
            Some(partial.map(|partial| (partial.rejected_log_records, partial.error_message)))
        }
    }
}

/// By hand, because a count is a text by the rules of protobuf's JSON, and a number in the answers of some.
#[cfg(feature = "json")]
fn of_json(signal: Signal, body: &[u8]) -> Option<Option<Partial>> {
    let answer: serde_json::Value = serde_json::from_slice(body).ok()?;
    let Some(partial) = answer.get("partialSuccess") else { return Some(None) };
    let rejected = partial.get(match signal {
        Signal::Traces => "rejectedSpans",
        Signal::Metrics => "rejectedDataPoints",
        Signal::Logs => "rejectedLogRecords",
    });
    let rejected = rejected.and_then(|count| match count {
        serde_json::Value::String(count) => count.parse().ok(),
        count => count.as_i64(),
    });
    let message = partial.get("errorMessage").and_then(serde_json::Value::as_str);
    Some(Some((rejected.unwrap_or_default(), message.unwrap_or_default().to_owned())))
}

#[cfg(not(feature = "json"))]
fn of_json(_: Signal, _: &[u8]) -> Option<Option<Partial>> {
    Some(None)
}

pub(crate) const UNREADABLE: &str = "its answer is none of OTLP; is it a collector?";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `partial_success { 1: rejected, 2: message }` by hand.
    const REJECTED: &[u8] = b"\x0a\x08\x08\x03\x12\x04no\nt";
    const NEGATIVE: &[u8] = b"\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";

    fn read(signal: Signal, encoding: Encoding, body: &[u8]) -> Answer {
        Answer::read(signal, &Reply { encoding, body: body.to_vec().into(), is_page: false })
    }

    #[test]
    fn all_signals_say_it_alike() {
        for signal in [Signal::Traces, Signal::Metrics, Signal::Logs] {
            let answer = Answer { rejected: 3, message: "no\\nt".to_owned() };
            assert_eq!(read(signal, Encoding::Protobuf, REJECTED), answer);
            for nothing in [b"".as_slice(), b"\x0a\x00", NEGATIVE] {
                assert_eq!(read(signal, Encoding::Protobuf, nothing), Answer::default());
            }
        }
    }

    #[test]
    fn answer_that_is_none_of_otlp_is_a_warning() {
        let warning = Answer { rejected: 0, message: UNREADABLE.to_owned() };
        for (encoding, body) in [
            (Encoding::Protobuf, b"<html>".as_slice()),
            (Encoding::Protobuf, b"\x0a\x7f"),
            #[cfg(feature = "json")]
            (Encoding::Json, b"<html>"),
        ] {
            assert_eq!(read(Signal::Traces, encoding, body), warning);
        }
    }

    #[cfg(feature = "json")]
    #[test]
    fn json_says_it_as_text_or_number() {
        let answer = Answer { rejected: 3, message: "no\\nt".to_owned() };
        for (signal, field) in [
            (Signal::Traces, "rejectedSpans"),
            (Signal::Metrics, "rejectedDataPoints"),
            (Signal::Logs, "rejectedLogRecords"),
        ] {
            for count in ["3", "\"3\""] {
                let body = r#"{"partialSuccess":{"FIELD":COUNT,"errorMessage":"no\nt"}}"#;
                let body = body.replace("FIELD", field).replace("COUNT", count);
                assert_eq!(read(signal, Encoding::Json, body.as_bytes()), answer);
            }
        }
        let read = |body: &str| read(Signal::Traces, Encoding::Json, body.as_bytes());
        for nothing in [
            "",
            "{}",
            "[]",
            r#"{"partialSuccess":{}}"#,
            r#"{"partialSuccess":{"rejectedSpans":-3}}"#,
        ] {
            assert_eq!(read(nothing), Answer::default(), "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read(body in any::<Vec<u8>>()) {
            for encoding in [Encoding::Protobuf, Encoding::Json] {
                let _read = read(Signal::Traces, encoding, &body);
            }
        }
    }
}
