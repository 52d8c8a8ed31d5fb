use std::fmt;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link, SpanKind as WireKind};
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;

use super::attribute::{Attributes, read_attributes};
use super::origin::{Resource, Scope};

/// A finished span, in plain types.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CollectedSpan {
    /// 32 lower-case hexadecimal digits.
    pub trace_id: String,
    /// 16 lower-case hexadecimal digits.
    pub span_id: String,
    /// The parent's [`span_id`](CollectedSpan::span_id); none for a root.
    pub parent_span_id: Option<String>,
    /// W3C trace state; empty when there is none.
    pub trace_state: String,
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: SpanKind,
    /// The start, in nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// The end, in nanoseconds since 1970.
    pub end_unix_nanos: u64,
    /// The attributes.
    pub attributes: Attributes,
    /// Attribute keys that were sent more than once, which OTLP forbids. `attributes` has the last value.
    pub duplicate_keys: Vec<String>,
    /// How many attributes the sender left out because of its limits.
    pub dropped_attributes: u32,
    /// The status.
    pub status: SpanStatus,
    /// The events in the order they were sent.
    pub events: Vec<SpanEvent>,
    /// The links in the order they were sent.
    pub links: Vec<SpanLink>,
    /// The library that made it.
    pub scope: Scope,
    /// The process that made it.
    pub resource: Resource,
}

/// What role a span plays between processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpanKind {
    /// Not told, or a number that OTLP does not define.
    #[default]
    Unspecified,
    /// Work inside the process.
    Internal,
    /// Serves a remote request.
    Server,
    /// Makes a remote request.
    Client,
    /// Sends a message.
    Producer,
    /// Receives a message.
    Consumer,
}

/// How a span ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpanStatus {
    /// Nobody said.
    #[default]
    Unset,
    /// Declared to be a success.
    Ok,
    /// An error, with a description that may be empty.
    Error(String),
}

/// Something that happened during a span.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SpanEvent {
    /// The name.
    pub name: String,
    /// When, in nanoseconds since 1970.
    pub unix_nanos: u64,
    /// The attributes.
    pub attributes: Attributes,
}

/// A relation to a span that is not the parent.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SpanLink {
    /// 32 lower-case hexadecimal digits.
    pub trace_id: String,
    /// 16 lower-case hexadecimal digits.
    pub span_id: String,
    /// The attributes.
    pub attributes: Attributes,
}

impl CollectedSpan {
    /// End minus start; zero when the end is before the start.
    #[must_use]
    pub fn duration(&self) -> Duration {
        Duration::from_nanos(self.end_unix_nanos.saturating_sub(self.start_unix_nanos))
    }

    fn read(span: Span, scope: &Scope, resource: &Resource) -> Self {
        let (attributes, duplicate_keys) = read_attributes(span.attributes);
        let status = span.status.unwrap_or_default();
        let parent = hex(&span.parent_span_id);
        Self {
            trace_id: hex(&span.trace_id),
            span_id: hex(&span.span_id),
            parent_span_id: Some(parent).filter(|id| !id.is_empty()),
            trace_state: span.trace_state,
            name: span.name,
            kind: SpanKind::read(span.kind),
            start_unix_nanos: span.start_time_unix_nano,
            end_unix_nanos: span.end_time_unix_nano,
            attributes,
            duplicate_keys,
            dropped_attributes: span.dropped_attributes_count,
            status: match StatusCode::try_from(status.code) {
                Ok(StatusCode::Ok) => SpanStatus::Ok,
                Ok(StatusCode::Error) => SpanStatus::Error(status.message),
                Ok(StatusCode::Unset) | Err(_) => SpanStatus::Unset,
            },
            events: span.events.into_iter().map(SpanEvent::read).collect(),
            links: span.links.into_iter().map(SpanLink::read).collect(),
            scope: scope.clone(),
            resource: resource.clone(),
        }
    }
}

impl SpanEvent {
    fn read(event: Event) -> Self {
        let attributes = read_attributes(event.attributes).0;
        Self { name: event.name, unix_nanos: event.time_unix_nano, attributes }
    }
}

impl SpanLink {
    fn read(link: Link) -> Self {
        let attributes = read_attributes(link.attributes).0;
        Self { trace_id: hex(&link.trace_id), span_id: hex(&link.span_id), attributes }
    }
}

impl SpanKind {
    fn read(kind: i32) -> Self {
        match WireKind::try_from(kind) {
            Ok(WireKind::Internal) => Self::Internal,
            Ok(WireKind::Server) => Self::Server,
            Ok(WireKind::Client) => Self::Client,
            Ok(WireKind::Producer) => Self::Producer,
            Ok(WireKind::Consumer) => Self::Consumer,
            Ok(WireKind::Unspecified) | Err(_) => Self::Unspecified,
        }
    }
}

/// The name in lower case: `client`.
impl fmt::Display for SpanKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "unspecified",
            Self::Internal => "internal",
            Self::Server => "server",
            Self::Client => "client",
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        })
    }
}

/// All spans of an export request, or why they break OTLP's rules about identifiers.
pub(crate) fn read_spans(
    request: ExportTraceServiceRequest,
) -> Result<Vec<CollectedSpan>, &'static str> {
    let mut spans = Vec::new();
    for of_resource in request.resource_spans {
        let resource = Resource::read(of_resource.resource, of_resource.schema_url);
        for of_scope in of_resource.scope_spans {
            let scope = Scope::read(of_scope.scope, of_scope.schema_url);
            for span in of_scope.spans {
                check_ids(&span)?;
                spans.push(CollectedSpan::read(span, &scope, &resource));
            }
        }
    }
    Ok(spans)
}

fn check_ids(span: &Span) -> Result<(), &'static str> {
    let valid = |id: &[u8], length| id.len() == length && id.iter().any(|byte| *byte != 0);
    if !valid(&span.trace_id, 16) {
        return Err("a trace id is not 16 bytes with one that is not zero");
    }
    if !valid(&span.span_id, 8) {
        return Err("a span id is not 8 bytes with one that is not zero");
    }
    if !span.parent_span_id.is_empty() && span.parent_span_id.len() != 8 {
        return Err("a parent span id is not 8 bytes");
    }
    Ok(())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
