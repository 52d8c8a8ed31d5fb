//! OTLP over gRPC.

use std::time::Duration;

use prost::Message;

use super::ingest::Received;
use super::payload::{Encoding, Kind, Payload, Unreadable};
use super::request::WireProtocol;
use super::rpc_code;
use super::verdict::{ServiceAnswer, Verdict};
use crate::grpc::{Call, CallError, GrpcAnswer};

pub(super) fn read(call: &Call) -> Result<Payload, Unreadable> {
    let content_type = call.headers.value("content-type").unwrap_or_default();
    if call.method != "POST" || !content_type.starts_with(CONTENT_TYPE) {
        let reason = format!("{} of `{content_type}` is no call of gRPC", call.method);
        return Err(Unreadable::new(415, reason));
    }
    let service = call.path.strip_prefix("/opentelemetry.proto.collector.");
    let kind = match service {
        Some("trace.v1.TraceService/Export") => Kind::Traces,
        Some("metrics.v1.MetricsService/Export") => Kind::Metrics,
        Some("logs.v1.LogsService/Export") => Kind::Logs,
        _ => return Err(unimplemented(format!("`{}` is no method of OTLP", call.path))),
    };
    let content = call.content().map_err(|error| match error {
        CallError::Framing(error) => Unreadable::new(400, error.to_string()),
        CallError::Coding(error) => {
            let unreadable = Unreadable::from(error);
            if unreadable.status == 415 { unimplemented(unreadable.reason) } else { unreadable }
        }
    })?;
    Payload::read(kind, Encoding::Protobuf, &content)
}

fn unimplemented(reason: String) -> Unreadable {
    Unreadable { code: rpc_code::UNIMPLEMENTED, ..Unreadable::new(501, reason) }
}

pub(super) fn received(call: Call) -> Received {
    let content_type = call.headers.value("content-type").unwrap_or_default();
    let protocol = content_type.starts_with(CONTENT_TYPE).then_some(WireProtocol::Grpc);
    let Call { path, headers, raw_body, .. } = call;
    Received { protocol, path, headers, raw_body }
}

pub(super) fn answer(verdict: Verdict) -> GrpcAnswer {
    let Verdict { code, answer, headers: metadata, retry_after, delay, fault, body, .. } = verdict;
    let garbage = body.filter(|body| body.content_type.is_none());
    let (message, body) = match &answer {
        ServiceAnswer::Taken { .. } if garbage.is_some() => {
            (String::new(), garbage.map(|body| body.bytes.to_vec()).unwrap_or_default())
        }
        ServiceAnswer::Taken { .. } => (String::new(), answer.encode(Encoding::Protobuf)),
        ServiceAnswer::Refused { message, .. } => (message.clone(), Vec::new()),
    };
    let details =
        retry_after.map(|delay| Status::with_delay(code, &message, delay).encode_to_vec());
    GrpcAnswer { code, message, details, metadata, body, delay, fault }
}

/// A `google.rpc.Status`.
#[derive(Clone, PartialEq, Eq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

impl Status {
    /// With a `google.rpc.RetryInfo`.
    fn with_delay(code: i32, message: &str, delay: Duration) -> Self {
        let seconds = i64::try_from(delay.as_secs()).unwrap_or(i64::MAX);
        let nanos = i32::try_from(delay.subsec_nanos()).unwrap_or_default();
        let info = RetryInfo { retry_delay: Some(Delay { seconds, nanos }) };
        let type_url = "type.googleapis.com/google.rpc.RetryInfo".to_owned();
        let details = vec![Any { type_url, value: info.encode_to_vec() }];
        Self { code, message: message.to_owned(), details }
    }
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    retry_delay: Option<Delay>,
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Delay {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

const CONTENT_TYPE: &str = "application/grpc";
