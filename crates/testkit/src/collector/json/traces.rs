use opentelemetry_proto::tonic::trace::v1::span::{Event, Link};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};

use super::JsonError;
use super::attributes::{attribute, resource, scope};
use super::object::Object;

pub(super) fn of_resource(object: Object<'_>) -> Result<ResourceSpans, JsonError> {
    Ok(ResourceSpans {
        resource: object.inner("resource")?.map(resource).transpose()?,
        scope_spans: object.list("scopeSpans", of_scope)?,
        schema_url: object.text("schemaUrl")?,
    })
}

fn of_scope(object: Object<'_>) -> Result<ScopeSpans, JsonError> {
    Ok(ScopeSpans {
        scope: object.inner("scope")?.map(scope).transpose()?,
        spans: object.list("spans", span)?,
        schema_url: object.text("schemaUrl")?,
    })
}

fn span(object: Object<'_>) -> Result<Span, JsonError> {
    Ok(Span {
        trace_id: object.hex("traceId")?,
        span_id: object.hex("spanId")?,
        trace_state: object.text("traceState")?,
        parent_span_id: object.hex("parentSpanId")?,
        flags: object.small("flags")?,
        name: object.text("name")?,
        kind: object.enumeration("kind")?,
        start_time_unix_nano: object.count("startTimeUnixNano")?,
        end_time_unix_nano: object.count("endTimeUnixNano")?,
        attributes: object.list("attributes", attribute)?,
        dropped_attributes_count: object.small("droppedAttributesCount")?,
        events: object.list("events", event)?,
        dropped_events_count: object.small("droppedEventsCount")?,
        links: object.list("links", link)?,
        dropped_links_count: object.small("droppedLinksCount")?,
        status: object.inner("status")?.map(status).transpose()?,
    })
}

fn event(object: Object<'_>) -> Result<Event, JsonError> {
    Ok(Event {
        time_unix_nano: object.count("timeUnixNano")?,
        name: object.text("name")?,
        attributes: object.list("attributes", attribute)?,
        dropped_attributes_count: object.small("droppedAttributesCount")?,
    })
}

fn link(object: Object<'_>) -> Result<Link, JsonError> {
    Ok(Link {
        trace_id: object.hex("traceId")?,
        span_id: object.hex("spanId")?,
        trace_state: object.text("traceState")?,
        attributes: object.list("attributes", attribute)?,
        dropped_attributes_count: object.small("droppedAttributesCount")?,
        flags: object.small("flags")?,
    })
}

fn status(object: Object<'_>) -> Result<Status, JsonError> {
    Ok(Status { message: object.text("message")?, code: object.enumeration("code")? })
}
