use std::time::Duration;

use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsPartialSuccess, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message;
use prost::encoding::{int32, string};
use serde_json::json;

use super::payload::{Encoding, Kind, Unreadable};
use super::reaction::{ForeignBody, Reaction};
use crate::fault::Fault;

/// What a collector makes of a request, before a protocol gives it a shape.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) status: u16,
    pub(super) code: i32,
    pub(super) answer: ServiceAnswer,
    pub(super) headers: Vec<(String, String)>,
    pub(super) retry_after: Option<Duration>,
    pub(super) delay: Duration,
    pub(super) fault: Option<Fault>,
    pub(super) body: Option<ForeignBody>,
}

/// The message that is answered.
#[derive(Debug)]
pub(super) enum ServiceAnswer {
    /// Taken, except so many items.
    Taken { kind: Kind, rejected: i64, message: String },
    /// A `google.rpc.Status` that says why not.
    Refused { code: i32, message: String },
}

impl Verdict {
    pub(super) fn of_reaction(kind: Kind, reaction: &Reaction) -> Self {
        let answer = if (200..300).contains(&reaction.status) {
            let (rejected, message) = (reaction.rejected, reaction.message.clone());
            ServiceAnswer::Taken { kind, rejected, message }
        } else {
            let said = if reaction.message.is_empty() { REFUSED } else { &reaction.message };
            let message = said.to_owned();
            ServiceAnswer::Refused { code: reaction.code, message }
        };
        Self {
            status: reaction.status,
            code: reaction.code,
            answer,
            headers: reaction.headers.clone(),
            retry_after: reaction.retry_after,
            delay: reaction.delay,
            fault: reaction.fault,
            body: reaction.body,
        }
    }

    pub(super) fn of_unreadable(unreadable: Unreadable) -> Self {
        let Unreadable { status, code, reason } = unreadable;
        Self {
            status,
            code,
            answer: ServiceAnswer::Refused { code, message: reason },
            headers: Vec::new(),
            retry_after: None,
            delay: Duration::ZERO,
            fault: None,
            body: None,
        }
    }
}

impl ServiceAnswer {
    pub(super) fn encode(&self, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Protobuf => self.to_protobuf(),
            Encoding::Json => self.to_json().to_string().into_bytes(),
        }
    }

    /// `partial_success` is absent when there is nothing to say.
    fn to_protobuf(&self) -> Vec<u8> {
        let (kind, rejected, message) = match self {
            Self::Taken { kind, rejected, message } => (*kind, *rejected, message),
            Self::Refused { code, message } => {
                let mut body = Vec::new();
                int32::encode(1, code, &mut body);
                string::encode(2, message, &mut body);
                return body;
            }
        };
        let partial = rejected > 0 || !message.is_empty();
        let error_message = message.clone();
        match kind {
            Kind::Traces => ExportTraceServiceResponse {
                partial_success: partial.then_some(ExportTracePartialSuccess {
                    rejected_spans: rejected,
                    error_message,
                }),
            }
            .encode_to_vec(),
            Kind::Metrics => ExportMetricsServiceResponse {
                partial_success: partial.then_some(ExportMetricsPartialSuccess {
                    rejected_data_points: rejected,
                    error_message,
                }),
            }
            .encode_to_vec(),
            Kind::Logs => ExportLogsServiceResponse {
                partial_success: partial.then_some(ExportLogsPartialSuccess {
                    rejected_log_records: rejected,
                    error_message,
                }),
            }
            .encode_to_vec(),
        }
    }

    /// A count of 64 bits is a text in protobuf's JSON.
    fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Refused { code, message } => json!({"code": code, "message": message}),
            Self::Taken { rejected: 0, message, .. } if message.is_empty() => json!({}),
            Self::Taken { kind, rejected, message } => {
                let field = match kind {
                    Kind::Traces => "rejectedSpans",
                    Kind::Metrics => "rejectedDataPoints",
                    Kind::Logs => "rejectedLogRecords",
                };
                json!({"partialSuccess": {field: rejected.to_string(), "errorMessage": message}})
            }
        }
    }
}

const REFUSED: &str = "the fake collector was told to refuse this request";
