use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::logs::v1::LogRecord;

use super::attribute::{AttributeValue, Attributes, read_attributes};
use super::origin::{Resource, Scope};
use super::span::hex;

/// A log record, in plain types.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CollectedLog {
    /// When it happened, in nanoseconds since 1970; 0 when not told.
    pub unix_nanos: u64,
    /// When the sender saw it, in nanoseconds since 1970; 0 when not told.
    pub observed_unix_nanos: u64,
    /// The severity from 1 (`TRACE`) to 24 (`FATAL4`); 0 when not told.
    pub severity_number: i32,
    /// The severity in the words of its source; empty when not told.
    pub severity_text: String,
    /// What is said. [`AttributeValue::Empty`] when nothing is.
    pub body: AttributeValue,
    /// The name of the event; empty for a record that is none.
    pub event_name: String,
    /// The attributes.
    pub attributes: Attributes,
    /// Attribute keys that were sent more than once, which OTLP forbids. `attributes` has the last value.
    pub duplicate_keys: Vec<String>,
    /// How many attributes the sender left out because of its limits.
    pub dropped_attributes: u32,
    /// 32 lower-case hexadecimal digits; none outside a trace.
    pub trace_id: Option<String>,
    /// 16 lower-case hexadecimal digits; none outside a span.
    pub span_id: Option<String>,
    /// Whether the trace is kept, as the record's flags say.
    pub is_sampled: bool,
    /// The library that made it.
    pub scope: Scope,
    /// The process that made it.
    pub resource: Resource,
}

impl CollectedLog {
    fn read(record: LogRecord, scope: &Scope, resource: &Resource) -> Self {
        let (attributes, duplicate_keys) = read_attributes(record.attributes);
        let id = |bytes: &[u8]| Some(hex(bytes)).filter(|id| !id.is_empty());
        Self {
            unix_nanos: record.time_unix_nano,
            observed_unix_nanos: record.observed_time_unix_nano,
            severity_number: record.severity_number,
            severity_text: record.severity_text,
            body: AttributeValue::from_wire(record.body),
            event_name: record.event_name,
            attributes,
            duplicate_keys,
            dropped_attributes: record.dropped_attributes_count,
            trace_id: id(&record.trace_id),
            span_id: id(&record.span_id),
            is_sampled: record.flags & SAMPLED != 0,
            scope: scope.clone(),
            resource: resource.clone(),
        }
    }
}

/// All records of an export request, or why they break OTLP's rules about identifiers.
pub(super) fn read_logs(
    request: ExportLogsServiceRequest,
) -> Result<Vec<CollectedLog>, &'static str> {
    let mut logs = Vec::new();
    for of_resource in request.resource_logs {
        let resource = Resource::read(of_resource.resource, of_resource.schema_url);
        for of_scope in of_resource.scope_logs {
            let scope = Scope::read(of_scope.scope, of_scope.schema_url);
            for record in of_scope.log_records {
                check_ids(&record)?;
                logs.push(CollectedLog::read(record, &scope, &resource));
            }
        }
    }
    Ok(logs)
}

/// Both may be missing.
fn check_ids(record: &LogRecord) -> Result<(), &'static str> {
    let valid = |id: &[u8], length| {
        id.is_empty() || (id.len() == length && id.iter().any(|byte| *byte != 0))
    };
    if !valid(&record.trace_id, 16) {
        return Err("the trace id of a log record is not 16 bytes with one that is not zero");
    }
    if !valid(&record.span_id, 8) {
        return Err("the span id of a log record is not 8 bytes with one that is not zero");
    }
    Ok(())
}

/// The flag of W3C, which is the lowest of the flags' bits.
const SAMPLED: u32 = 1;
