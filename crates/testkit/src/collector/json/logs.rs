use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};

use super::JsonError;
use super::attributes::{any, attribute, resource, scope};
use super::object::Object;

pub(super) fn of_resource(object: Object<'_>) -> Result<ResourceLogs, JsonError> {
    Ok(ResourceLogs {
        resource: object.inner("resource")?.map(resource).transpose()?,
        scope_logs: object.list("scopeLogs", of_scope)?,
        schema_url: object.text("schemaUrl")?,
    })
}

fn of_scope(object: Object<'_>) -> Result<ScopeLogs, JsonError> {
    Ok(ScopeLogs {
        scope: object.inner("scope")?.map(scope).transpose()?,
        log_records: object.list("logRecords", record)?,
        schema_url: object.text("schemaUrl")?,
    })
}

fn record(object: Object<'_>) -> Result<LogRecord, JsonError> {
    Ok(LogRecord {
        time_unix_nano: object.count("timeUnixNano")?,
        observed_time_unix_nano: object.count("observedTimeUnixNano")?,
        severity_number: object.enumeration("severityNumber")?,
        severity_text: object.text("severityText")?,
        body: object.inner("body")?.map(any).transpose()?,
        attributes: object.list("attributes", attribute)?,
        dropped_attributes_count: object.small("droppedAttributesCount")?,
        flags: object.small("flags")?,
        trace_id: object.hex("traceId")?,
        span_id: object.hex("spanId")?,
        event_name: object.text("eventName")?,
    })
}
