//! OTLP over HTTP.

use super::ingest::Received;
use super::payload::{Encoding, Kind, Payload, Unreadable};
use super::request::WireProtocol;
use super::verdict::Verdict;
use crate::http::{Answer, Body, Incoming};

/// What a request holds, and how the answer is to be written: as the request was, or by protobuf.
pub(super) fn read(incoming: &Incoming) -> (Encoding, Result<Payload, Unreadable>) {
    match protocol(incoming) {
        Some(WireProtocol::HttpJson) => (Encoding::Json, payload(incoming, Encoding::Json)),
        Some(_) => (Encoding::Protobuf, payload(incoming, Encoding::Protobuf)),
        None => {
            let content_type = incoming.headers.value("content-type").unwrap_or_default();
            let reason =
                format!("the content type `{content_type}` is neither {PROTOBUF} nor {JSON}");
            (Encoding::Protobuf, Err(Unreadable::new(415, reason)))
        }
    }
}

fn payload(incoming: &Incoming, encoding: Encoding) -> Result<Payload, Unreadable> {
    if incoming.method != "POST" {
        return Err(Unreadable::new(405, "only POST is allowed here"));
    }
    let content = incoming.content()?;
    let kind = match incoming.path.as_str() {
        "/v1/traces" => Kind::Traces,
        "/v1/metrics" => Kind::Metrics,
        "/v1/logs" => Kind::Logs,
        path => {
            let reason = format!("`{path}` is not /v1/traces, /v1/metrics or /v1/logs");
            return Err(Unreadable::new(404, reason));
        }
    };
    Payload::read(kind, encoding, &content)
}

pub(super) fn received(incoming: Incoming) -> Received {
    let protocol = protocol(&incoming);
    let Incoming { path, headers, raw_body, .. } = incoming;
    Received { protocol, path, headers, raw_body }
}

pub(super) fn answer(verdict: Verdict, encoding: Encoding) -> Answer {
    let content_type = match encoding {
        Encoding::Protobuf => PROTOBUF,
        Encoding::Json => JSON,
    };
    let (content_type, body) = match verdict.body {
        Some(body) => (body.content_type.unwrap_or(content_type), body.bytes.to_vec()),
        None => (content_type, verdict.answer.encode(encoding)),
    };
    let mut answer = Answer::new(verdict.status, content_type, Body::Whole(body));
    if let Some(delay) = verdict.retry_after {
        let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
        answer.headers.push(("retry-after".to_owned(), seconds.to_string()));
    }
    answer.headers.extend(verdict.headers);
    answer.delay = verdict.delay;
    answer.fault = verdict.fault;
    answer
}

fn protocol(incoming: &Incoming) -> Option<WireProtocol> {
    let content_type = incoming.headers.value("content-type").unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case(PROTOBUF) {
        return Some(WireProtocol::HttpProtobuf);
    }
    media_type.eq_ignore_ascii_case(JSON).then_some(WireProtocol::HttpJson)
}
const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";
