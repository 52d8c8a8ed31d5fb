use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;

use super::json;
use super::log::{CollectedLog, read_logs};
use super::metric::{CollectedMetric, read_metrics};
use super::rpc_code;
use super::span::{CollectedSpan, read_spans};
use crate::content::UndecodableBody;

/// What an export request holds.
#[derive(Debug)]
pub(super) enum Payload {
    Traces(Vec<CollectedSpan>),
    Metrics(Vec<CollectedMetric>),
    Logs(Vec<CollectedLog>),
}

/// What a request is about, as its path says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Traces,
    Metrics,
    Logs,
}

/// How messages are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    Protobuf,
    Json,
}

impl Payload {
    pub(super) fn read(kind: Kind, encoding: Encoding, content: &[u8]) -> Result<Self, Unreadable> {
        let broken = |error: prost::DecodeError| Unreadable::new(400, error.to_string());
        let no_json = |error: json::JsonError| Unreadable::new(400, error.to_string());
        match kind {
            Kind::Traces => {
                let request = match encoding {
                    Encoding::Protobuf => {
                        ExportTraceServiceRequest::decode(content).map_err(broken)?
                    }
                    Encoding::Json => json::read_traces(content).map_err(no_json)?,
                };
                let spans = read_spans(request).map_err(|reason| Unreadable::new(400, reason))?;
                Ok(Self::Traces(spans))
            }
            Kind::Metrics => {
                let request = match encoding {
                    Encoding::Protobuf => {
                        ExportMetricsServiceRequest::decode(content).map_err(broken)?
                    }
                    Encoding::Json => json::read_metrics(content).map_err(no_json)?,
                };
                Ok(Self::Metrics(read_metrics(request)))
            }
            Kind::Logs => {
                let request = match encoding {
                    Encoding::Protobuf => {
                        ExportLogsServiceRequest::decode(content).map_err(broken)?
                    }
                    Encoding::Json => json::read_logs(content).map_err(no_json)?,
                };
                let logs = read_logs(request).map_err(|reason| Unreadable::new(400, reason))?;
                Ok(Self::Logs(logs))
            }
        }
    }

    /// How many spans, data points or log records there are.
    pub(super) fn items(&self) -> usize {
        match self {
            Self::Traces(spans) => spans.len(),
            Self::Metrics(metrics) => metrics.iter().map(|metric| metric.points.len()).sum(),
            Self::Logs(logs) => logs.len(),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Traces(_) => Kind::Traces,
            Self::Metrics(_) => Kind::Metrics,
            Self::Logs(_) => Kind::Logs,
        }
    }
}

/// Why a request cannot be read, and how to say so.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) status: u16,
    pub(super) code: i32,
    pub(super) reason: String,
}

impl Unreadable {
    pub(super) fn new(status: u16, reason: impl Into<String>) -> Self {
        Self { status, code: rpc_code::of_http(status), reason: reason.into() }
    }
}

impl From<UndecodableBody> for Unreadable {
    fn from(error: UndecodableBody) -> Self {
        let status = match error {
            UndecodableBody::Broken(_) => 400,
            UndecodableBody::TooLong => 413,
            UndecodableBody::UnknownCoding(_) => 415,
        };
        Self::new(status, error.to_string())
    }
}
