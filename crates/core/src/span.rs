//! From the record to the span.

mod cost;
mod energy;
mod facts;
mod writer;

use std::borrow::Cow;

use opentelemetry::KeyValue;
use opentelemetry::trace::{SpanKind, Status};

pub(crate) use self::writer::Writer;
use crate::attribute_set::AttributeSet;
use crate::cost::CostNames;
use crate::record::{CallRecord, McpFacts, McpSide};
use crate::semconv::{OperationClass, Profile};
use crate::usage::Usage;

/// The name of a call's span: the operation and what it is about.
pub(crate) fn name(record: &CallRecord) -> Cow<'static, str> {
    let agent = || record.agent.as_ref()?.name.as_deref();
    let about = match record.operation.class() {
        OperationClass::Tool => record.tool.as_ref().and_then(|tool| tool.name.as_deref()),
        OperationClass::Agent => agent(),
        OperationClass::Workflow => record.workflow.as_deref(),
        OperationClass::Client => {
            agent().or(record.request.data_source_id.as_deref()).or(record.request.model.as_deref())
        }
        _ => record.request.model.as_deref(),
    };
    if mcp(record).is_some() {
        return about.map_or(Cow::Borrowed(McpSide::METHOD), |about| {
            Cow::Owned([McpSide::METHOD, " ", about].concat())
        });
    }
    match (about, record.operation.known()) {
        (Some(about), _) => Cow::Owned([record.operation.as_str(), " ", about].concat()),
        (None, Some(operation)) => Cow::Borrowed(operation),
        (None, None) => Cow::Owned(record.operation.as_str().to_owned()),
    }
}

/// The kind of a call's span: client for what goes to somebody else, server for what somebody else asks for, internal
/// for what stays inside.
pub(crate) fn kind(record: &CallRecord, remote: bool) -> SpanKind {
    match mcp(record).map(|mcp| mcp.side) {
        Some(McpSide::Client) => return SpanKind::Client,
        Some(McpSide::Server) => return SpanKind::Server,
        None => {}
    }
    match record.operation.class() {
        OperationClass::Model | OperationClass::Embeddings | OperationClass::Client => {
            SpanKind::Client
        }
        _ if remote => SpanKind::Client,
        _ => SpanKind::Internal,
    }
}

fn mcp(record: &CallRecord) -> Option<&McpFacts> {
    record.tool.as_ref()?.mcp.as_deref()
}

/// What is known when the call starts, with everything that samplers may ask for. What was written is noted in
/// `written`, which is empty.
pub(crate) fn early_attributes(
    record: &CallRecord,
    profile: &'static Profile,
    written: &mut AttributeSet,
) -> Vec<KeyValue> {
    let mut w = Writer::new(profile, list(), written);
    facts::before(&mut w, record);
    w.finish()
}

/// What became known since the start, and whether its usage is `contradictory`. The SDK would export a key that was written twice twice, so
/// what `written` names is left alone. Written into `list`, which is empty.
pub(crate) fn late_attributes(
    (record, contradictory): (&CallRecord, bool),
    (profile, names): (&'static Profile, CostNames),
    written: &mut AttributeSet,
    list: Vec<KeyValue>,
) -> Vec<KeyValue> {
    let mut w = Writer::new(profile, list, written);
    facts::before(&mut w, record);
    facts::after(&mut w, record, contradictory, names);
    w.finish()
}

/// Usage alone, for a span that is not ours.
pub(crate) fn usage_attributes(usage: &Usage, profile: &'static Profile) -> Vec<KeyValue> {
    let mut written = AttributeSet::default();
    let mut w = Writer::new(profile, list(), &mut written);
    facts::usage(&mut w, usage, usage.contradiction().is_some());
    w.finish()
}

/// The status that the record asks for: an error where the call failed, else unset.
pub(crate) fn status(record: &CallRecord) -> Status {
    if !record.outcome.is_failure() {
        return Status::Unset;
    }
    // The error's own text is content; unless it was asked for, the kind of error must do.
    let description = record.error_message.as_ref().or(record.error_type.as_ref());
    Status::error(description.map(ToString::to_string).unwrap_or_default())
}

/// An empty list of attributes.
pub(crate) fn list() -> Vec<KeyValue> {
    Vec::with_capacity(USUAL_ATTRIBUTES)
}

/// Room for what a chat call usually carries, early and late, so that lists do not grow. Just under a
/// kibibyte, where allocators still serve from their fast lists.
const USUAL_ATTRIBUTES: usize = 18;
