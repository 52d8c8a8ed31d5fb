//! What a record says to a metric: the number and the labels.

use std::sync::Arc;

use opentelemetry::{StringValue, Value};

use super::costs::{currency, origin, reason};

use crate::health::{Monitor, Trouble};
use crate::names::{MAX_METRIC_NAMES, Names, OVERFLOW};
use crate::record::{AttemptRecord, CallRecord};
use crate::semconv::{Attribute, Measure, ModelOperation, Provider};
use crate::usage::{Measured, Usage};

/// A number to record, in the type of its instrument.
pub(super) enum Number {
    Seconds(f64),
    Count(u64),
    /// Of money, of energy, of carbon.
    Amount(f64),
    Level(i64),
}

/// What a finished call measured; nothing where it did not, and for what is recorded live.
pub(super) fn measured(record: &CallRecord, measure: Measure) -> Option<Number> {
    match measure {
        Measure::Duration => Some(Number::Seconds(record.duration.as_secs_f64())),
        Measure::TimeToFirstChunk => {
            Some(Number::Seconds(record.time_to_first_chunk?.as_secs_f64()))
        }
        Measure::InputTokens => tokens(rest(record, |usage| usage.input)),
        Measure::OutputTokens => tokens(rest(record, |usage| usage.output)),
        Measure::Attempts if record.attempts.is_empty() => Some(Number::Count(1)),
        Measure::Attempts => {
            (record.more_attempts > 0).then_some(Number::Count(record.more_attempts.into()))
        }
        Measure::CacheLookups => record.cache_hit.map(|_| Number::Count(1)),
        // Of costs, `costs` knows, of energies `energies`; the rest is recorded live.
        _ => None,
    }
}

/// Whether a measure is told attempt by attempt: the attempts themselves always are, tokens where an
/// attempt went to another provider or model, whose tokens they are.
pub(super) fn is_told_by_attempt(record: &CallRecord, measure: Measure) -> bool {
    match measure {
        Measure::Attempts => true,
        Measure::InputTokens | Measure::OutputTokens => went_elsewhere(record),
        _ => false,
    }
}

/// What one attempt measured.
pub(super) fn measured_by_attempt(attempt: &AttemptRecord, measure: Measure) -> Option<Number> {
    match measure {
        Measure::InputTokens => tokens(attempt.usage.input),
        Measure::OutputTokens => tokens(attempt.usage.output),
        Measure::Attempts => Some(Number::Count(1)),
        _ => None,
    }
}

pub(super) fn went_elsewhere(record: &CallRecord) -> bool {
    record.attempts.iter().any(|attempt| attempt.provider.is_some() || attempt.model.is_some())
}

/// A count of the call, less what its attempts tell themselves.
fn rest(record: &CallRecord, count: impl Fn(&Usage) -> Measured<u64>) -> Measured<u64> {
    let total = count(&record.usage);
    if !went_elsewhere(record) {
        return total;
    }
    let told = record.attempts.iter().filter_map(|attempt| count(&attempt.usage).value());
    match (total.value(), told.fold(0, u64::saturating_add)) {
        (Some(total), told) if total > told => Measured::Reported(total - told),
        _ => Measured::Missing,
    }
}

/// Whether a count of tokens is left out of the metrics: it is past 2^40, which no call uses, and the
/// SDK's sums of such counts overflow.
pub(crate) fn is_absurd(count: Measured<u64>) -> bool {
    count.value().is_some_and(|count| count > MAX_TOKENS)
}

fn tokens(count: Measured<u64>) -> Option<Number> {
    (!is_absurd(count)).then_some(Number::Count(count.value()?))
}

/// A label of a finished call.
pub(super) fn label_value(
    record: &CallRecord,
    names: &MetricNames,
    label: Attribute,
) -> Option<Value> {
    let value = match label {
        Attribute::ErrorType => names.errors.of(record.error_type.as_ref()?, names),
        Attribute::AgentName => {
            let own = record.agent.as_ref().and_then(|agent| agent.name.as_ref());
            names.agents.of(own.or_else(|| attributed(record, label))?, names)
        }
        Attribute::OperationName => names.operation(&record.operation),
        Attribute::ProviderName => names.provider(record.provider.as_ref()?),
        Attribute::RequestModel => names.models.of(record.request.model.as_ref()?, names),
        Attribute::ResponseModel => names.models.of(record.response.model.as_ref()?, names),
        Attribute::TeamId => names.teams.of(attributed(record, label)?, names),
        Attribute::TenantId => names.tenants.of(attributed(record, label)?, names),
        Attribute::WorkflowName => names
            .workflows
            .of(record.workflow.as_ref().or_else(|| attributed(record, label))?, names),
        Attribute::ToolName => names.tools.of(record.tool.as_ref()?.name.as_ref()?, names),
        Attribute::ToolType => {
            let kind = record.tool.as_ref()?.kind.as_ref()?;
            kind.known()
                .map_or_else(|| names.tools.of(&Arc::from(kind.as_str()), names), StringValue::from)
        }
        Attribute::ServerAddress => {
            names.servers.of(record.request.server_address.as_ref()?, names)
        }
        Attribute::ServerPort => return Some(Value::I64(record.request.server_port?.into())),
        Attribute::CacheHit => return record.cache_hit.map(Value::Bool),
        Attribute::CostOrigin => return origin(record.cost.as_ref()),
        Attribute::CostCurrency => return currency(record.cost.as_ref()),
        Attribute::UnpricedReason => return reason(record.unpriced.as_ref()),
        Attribute::EnergyMethod => names.methods.of(&record.energy.as_ref()?.method, names),
        Attribute::EnergyMethodVersion => {
            names.methods.of(&record.energy.as_ref()?.method_version, names)
        }
        Attribute::EnergyUnknownReason => StringValue::from(record.energy_unknown?.reason()),
        _ => return None,
    };
    Some(Value::String(value))
}

/// A label of one attempt: its own where it differs from the call's.
pub(super) fn attempt_value(
    record: &CallRecord,
    attempt: &AttemptRecord,
    names: &MetricNames,
    label: Attribute,
) -> Option<Value> {
    match label {
        Attribute::ErrorType => {
            Some(Value::String(names.errors.of(attempt.error_type.as_ref()?, names)))
        }
        Attribute::ProviderName if attempt.provider.is_some() => {
            Some(Value::String(names.provider(attempt.provider.as_ref()?)))
        }
        Attribute::RequestModel if attempt.model.is_some() => {
            Some(Value::String(names.models.of(attempt.model.as_ref()?, names)))
        }
        Attribute::ResponseModel => {
            Some(Value::String(names.models.of(attempt.response.model.as_ref()?, names)))
        }
        Attribute::CostOrigin => origin(attempt.cost.as_ref()),
        Attribute::CostCurrency => currency(attempt.cost.as_ref()),
        Attribute::UnpricedReason => reason(attempt.unpriced.as_ref()),
        Attribute::EnergyMethod => {
            Some(Value::String(names.methods.of(&attempt.energy.as_ref()?.method, names)))
        }
        Attribute::EnergyMethodVersion => {
            Some(Value::String(names.methods.of(&attempt.energy.as_ref()?.method_version, names)))
        }
        Attribute::EnergyUnknownReason => Some(Value::from(attempt.energy_unknown?.reason())),
        // Another provider has another server, of which nothing is known.
        Attribute::ServerAddress | Attribute::ServerPort
            if attempt.provider.is_some() && attempt.provider != record.provider =>
        {
            None
        }
        _ => label_value(record, names, label),
    }
}

fn attributed(record: &CallRecord, attribute: Attribute) -> Option<&Arc<str>> {
    record.attribution.as_ref()?.shared(attribute)
}

/// The names that metrics of one instrumentation have carried, by kind, each held to the cap.
#[derive(Debug)]
pub(crate) struct MetricNames {
    models: Kind,
    agents: Kind,
    teams: Kind,
    tenants: Kind,
    workflows: Kind,
    tools: Kind,
    errors: Kind,
    servers: Kind,
    methods: Kind,
    others: Kind,
    overflows: Arc<Monitor>,
}

#[derive(Debug)]
struct Kind(Names);

impl MetricNames {
    pub(crate) fn new(monitor: Arc<Monitor>) -> Self {
        let kind = || Kind(Names::new(MAX_METRIC_NAMES));
        Self {
            models: kind(),
            agents: kind(),
            teams: kind(),
            tenants: kind(),
            workflows: kind(),
            tools: kind(),
            errors: kind(),
            servers: kind(),
            methods: kind(),
            others: kind(),
            overflows: monitor,
        }
    }

    pub(super) fn operation(&self, operation: &ModelOperation) -> StringValue {
        operation
            .known()
            .map_or_else(|| self.others.of(&Arc::from(operation.as_str()), self), StringValue::from)
    }

    pub(super) fn provider(&self, provider: &Provider) -> StringValue {
        provider
            .known()
            .map_or_else(|| self.others.of(&Arc::from(provider.as_str()), self), StringValue::from)
    }
}

impl Kind {
    fn of(&self, name: &Arc<str>, names: &MetricNames) -> StringValue {
        self.0.admit(name).unwrap_or_else(|| {
            names.overflows.count(Trouble::CardinalityOverflow);
            StringValue::from(OVERFLOW)
        })
    }
}

/// Sixteen million calls that use as many still sum up.
const MAX_TOKENS: u64 = 1 << 40;
