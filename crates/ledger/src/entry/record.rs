//! From a finished call to an entry.

mod answer;
mod api_type;
mod facts;
mod parameters;

use std::sync::Arc;

use genai_otel_core::{AttemptRecord, Attribute, CallRecord, MetadataValue};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{AttemptEntry, Entry, Parameters};
use crate::line::Stamp;

impl Entry {
    /// The entry of a finished call.
    pub(crate) fn of_record(record: &CallRecord, stamp: &Stamp<'_>) -> Self {
        let id = stamp.id.map_or_else(|| format!("{}-{}", stamp.writer, stamp.seq), str::to_owned);
        let began = record.started_at.and_then(|moment| Timestamp::try_from(moment).ok());
        let trace = record.trace;
        Self {
            version: crate::line::VERSION,
            id: Some(id),
            writer: Some(stamp.writer.to_owned()),
            seq: Some(stamp.seq),
            timestamp: began.unwrap_or(stamp.now),
            service: stamp.service.map(str::to_owned),
            source_function: record.source_function.as_deref().map(str::to_owned),
            provider: record.provider.as_ref().map(|provider| provider.as_str().to_owned()),
            api_type: api_type::of(&record.operation).map(str::to_owned),
            operation: Some(record.operation.as_str().to_owned()),
            model: text(record.request.model.as_ref().or(record.request.deployment.as_ref())),
            response_model: text(record.response.model.as_ref()),
            status: record.outcome.into(),
            error_type: text(record.error_type.as_ref()),
            error_message: text(record.error_message.as_ref()),
            usage: record.usage.clone(),
            cost: record.cost.clone(),
            unpriced: record.unpriced.as_ref().map(|why| why.reason().to_owned()),
            energy: record.energy.as_deref().cloned(),
            energy_unknown: record.energy_unknown.map(|why| why.reason().to_owned()),
            // No call takes no time: nobody said how long it took.
            latency: Some(record.duration).filter(|time| !time.is_zero()),
            time_to_first_chunk: record.time_to_first_chunk,
            cache_hit: record.cache_hit,
            attempts: Some(record.attempt_count().into()),
            attempt: record.attempt.map(u64::from),
            attempt_list: record.attempts.iter().map(AttemptEntry::of_record).collect(),
            chunk_count: record.chunk_count,
            refused_by: text(record.refused_by.as_ref()),
            trace_id: trace.map(|(trace, _)| trace.to_string()),
            span_id: trace.map(|(_, span)| span.to_string()),
            tool: text(record.tool.as_ref().and_then(|tool| tool.name.as_ref())),
            finish_reasons: answer::finish_reasons(&record.response),
            parameters: Parameters::of_request(&record.request),
            conditions: facts::conditions(&record.request.conditions),
            response: answer::facts(&record.response),
            tool_facts: record.tool.as_deref().map(facts::tool).unwrap_or_default(),
            agent_facts: record.agent.as_deref().map(facts::agent).unwrap_or_default(),
            ..Self::of_attribution(record)
        }
    }

    /// On whose behalf, and the free keys: of the call, and of what is around it.
    fn of_attribution(record: &CallRecord) -> Self {
        let attribution = record.attribution.as_deref();
        let field = |attribute| attribution?.get(attribute).map(str::to_owned);
        let agent = record.agent.as_deref();
        let outer = attribution.into_iter().flat_map(|attribution| attribution.keys().iter());
        let keys = outer.chain(record.metadata.iter());
        Self {
            user: field(Attribute::UserId),
            session: field(Attribute::SessionId),
            organization: field(Attribute::OrganizationId),
            team: field(Attribute::TeamId),
            tenant: field(Attribute::TenantId),
            customer: field(Attribute::CustomerId),
            agent: text(agent.and_then(|agent| agent.name.as_ref()))
                .or_else(|| field(Attribute::AgentName)),
            agent_id: text(agent.and_then(|agent| agent.id.as_ref()))
                .or_else(|| field(Attribute::AgentId)),
            workflow: text(record.workflow.as_ref()).or_else(|| field(Attribute::WorkflowName)),
            step: field(Attribute::StepName),
            run: field(Attribute::RunId),
            conversation: field(Attribute::ConversationId),
            source: field(Attribute::SourceId),
            metadata: keys.map(|(key, value)| (key.to_owned(), json(value))).collect(),
            ..Self::default()
        }
    }
}

impl AttemptEntry {
    fn of_record(record: &AttemptRecord) -> Self {
        Self {
            status: record.outcome.into(),
            provider: record.provider.as_ref().map(|provider| provider.as_str().to_owned()),
            model: text(record.model.as_ref()),
            response_model: text(record.response.model.as_ref()),
            usage: record.usage.clone(),
            cost: record.cost.clone(),
            unpriced: record.unpriced.as_ref().map(|why| why.reason().to_owned()),
            energy: record.energy.as_deref().cloned(),
            energy_unknown: record.energy_unknown.map(|why| why.reason().to_owned()),
            error_type: text(record.error_type.as_ref()),
            finish_reasons: answer::finish_reasons(&record.response),
            latency: Some(record.duration),
            started_after: Some(record.started_after),
            response: answer::facts(&record.response),
            more: Map::new(),
        }
    }
}

fn text(text: Option<&Arc<str>>) -> Option<String> {
    text.map(|text| (**text).to_owned())
}

fn json(value: &MetadataValue) -> Value {
    match value {
        MetadataValue::Text(text) => Value::from(&**text),
        MetadataValue::Int(number) => Value::from(*number),
        MetadataValue::Float(number) => Value::from(*number),
        MetadataValue::Bool(flag) => Value::from(*flag),
        // A kind that is younger than this.
        other => Value::from(format!("{other:?}")),
    }
}
