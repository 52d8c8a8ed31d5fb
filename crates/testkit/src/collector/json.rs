//! OTLP's JSON, read by its rules and not by those of the library that writes it: identifiers as hexadecimal digits,
//! 64-bit integers as text or number, enumerations as numbers only, names in camel case, unknown names passed over.

mod attributes;
mod logs;
mod metrics;
mod object;
mod traces;

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use thiserror::Error;

use object::Object;

/// Why a body is not a request in OTLP's JSON.
#[derive(Debug, Error)]
pub(super) enum JsonError {
    #[error("the body is not JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    #[error("the field `{field}` is not {expected}")]
    Field { field: &'static str, expected: &'static str },
    #[error("the body is not an object")]
    NoObject,
}

pub(super) fn read_traces(body: &[u8]) -> Result<ExportTraceServiceRequest, JsonError> {
    let body = serde_json::from_slice(body)?;
    let resource_spans = Object::whole(&body)?.list("resourceSpans", traces::of_resource)?;
    Ok(ExportTraceServiceRequest { resource_spans })
}

pub(super) fn read_metrics(body: &[u8]) -> Result<ExportMetricsServiceRequest, JsonError> {
    let body = serde_json::from_slice(body)?;
    let resource_metrics = Object::whole(&body)?.list("resourceMetrics", metrics::of_resource)?;
    Ok(ExportMetricsServiceRequest { resource_metrics })
}

pub(super) fn read_logs(body: &[u8]) -> Result<ExportLogsServiceRequest, JsonError> {
    let body = serde_json::from_slice(body)?;
    let resource_logs = Object::whole(&body)?.list("resourceLogs", logs::of_resource)?;
    Ok(ExportLogsServiceRequest { resource_logs })
}

#[cfg(test)]
mod tests;
