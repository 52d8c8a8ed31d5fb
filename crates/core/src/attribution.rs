//! On whose behalf calls are made.

mod scope;

use std::sync::Arc;

use crate::metadata::{MAX_METADATA, Metadata, MetadataValue};
use crate::semconv::Attribute;
use crate::text;

/// On whose behalf calls are made: set once for a scope, inherited by every call inside.
///
/// It travels in the OpenTelemetry context: across `.await` by itself, across `spawn` and threads
/// with `.with_current_context()`. Inner scopes and calls add to what is outside and win where both
/// speak. Nothing leaves the process unless [`propagate`](Self::propagate) names it.
///
/// ```
/// use genai_otel_core::Attribution;
///
/// # fn work() -> u32 { 7 }
/// let answer = Attribution::new().user_id("u-1").session_id("s-9").team("search").in_scope(work);
/// # assert_eq!(answer, 7);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    fields: [Option<Arc<str>>; FIELDS.len()],
    keys: Metadata,
    propagated: Vec<Arc<str>>,
}

impl Attribution {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The end user (`user.id`).
    #[must_use]
    pub fn user_id(self, id: &str) -> Self {
        self.with(Attribute::UserId, id)
    }

    /// The session (`session.id`).
    #[must_use]
    pub fn session_id(self, id: &str) -> Self {
        self.with(Attribute::SessionId, id)
    }

    /// The organisation (`organization.id`).
    #[must_use]
    pub fn organization_id(self, id: &str) -> Self {
        self.with(Attribute::OrganizationId, id)
    }

    /// The team (`genai_otel.team.id`). Also an attribute of the metrics: keep the set small.
    #[must_use]
    pub fn team(self, team: &str) -> Self {
        self.with(Attribute::TeamId, team)
    }

    /// The tenant (`genai_otel.tenant.id`). Also an attribute of the metrics of the application's own cache, and of no other.
    #[must_use]
    pub fn tenant(self, tenant: &str) -> Self {
        self.with(Attribute::TenantId, tenant)
    }

    /// The customer (`genai_otel.customer.id`).
    #[must_use]
    pub fn customer(self, customer: &str) -> Self {
        self.with(Attribute::CustomerId, customer)
    }

    /// The agent's name (`gen_ai.agent.name`). Also an attribute of the metrics: keep the set small.
    #[must_use]
    pub fn agent(self, name: &str) -> Self {
        self.with(Attribute::AgentName, name)
    }

    /// The agent's id (`gen_ai.agent.id`).
    #[must_use]
    pub fn agent_id(self, id: &str) -> Self {
        self.with(Attribute::AgentId, id)
    }

    /// The workflow's name (`gen_ai.workflow.name`).
    #[must_use]
    pub fn workflow(self, name: &str) -> Self {
        self.with(Attribute::WorkflowName, name)
    }

    /// The step of the workflow (`genai_otel.step.name`).
    #[must_use]
    pub fn step(self, name: &str) -> Self {
        self.with(Attribute::StepName, name)
    }

    /// The run (`genai_otel.run.id`).
    #[must_use]
    pub fn run(self, id: &str) -> Self {
        self.with(Attribute::RunId, id)
    }

    /// The conversation (`gen_ai.conversation.id`): only a real id of the library or the user.
    #[must_use]
    pub fn conversation_id(self, id: &str) -> Self {
        self.with(Attribute::ConversationId, id)
    }

    /// The source document (`genai_otel.source.id`).
    #[must_use]
    pub fn source_id(self, id: &str) -> Self {
        self.with(Attribute::SourceId, id)
    }

    /// A free key, written to spans under its own name. Reserved names (`gen_ai.*`, `user.*`,
    /// `genai_otel.*` ...), NaN and more than [`MAX_METADATA`](crate::MAX_METADATA) keys are left out.
    #[must_use]
    pub fn key(mut self, key: &str, value: impl Into<MetadataValue>) -> Self {
        self.keys.insert(key, value.into());
        self
    }

    /// Allows these attribute names (`user.id`, `session.id` ...) to travel as W3C baggage to other
    /// processes from inside the scope, with the value of the innermost scope; at most
    /// [`MAX_METADATA`](crate::MAX_METADATA) names. Nothing by default: baggage is sent to every host that
    /// the application calls with a propagator.
    #[must_use]
    pub fn propagate<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let free = MAX_METADATA.saturating_sub(self.propagated.len());
        self.propagated.extend(names.into_iter().take(free).map(text::shared));
        self
    }

    /// The value of a field by its attribute, such as [`Attribute::UserId`]; nothing for attributes
    /// that are no attribution.
    #[must_use]
    pub fn get(&self, attribute: Attribute) -> Option<&str> {
        self.shared(attribute).map(|value| &**value)
    }

    /// The free keys.
    #[must_use]
    pub const fn keys(&self) -> &Metadata {
        &self.keys
    }

    /// Every field that is set, in a fixed order.
    pub fn fields(&self) -> impl Iterator<Item = (Attribute, &Arc<str>)> {
        let set = self.fields.iter().enumerate();
        set.filter_map(|(index, value)| Some((FIELDS[index], value.as_ref()?)))
    }

    pub(crate) fn shared(&self, attribute: Attribute) -> Option<&Arc<str>> {
        self.fields[place(attribute)?].as_ref()
    }

    /// Sets a field; a blank value and an attribute that is no field of ours change nothing.
    pub(crate) fn set(&mut self, attribute: Attribute, value: &str) {
        if let Some(value) = text::non_empty(value) {
            self.replace(attribute, Some(value));
        }
    }

    /// Sets or clears a field.
    pub(crate) fn replace(&mut self, attribute: Attribute, value: Option<Arc<str>>) {
        if let Some(index) = place(attribute) {
            self.fields[index] = value;
        }
    }

    /// This attribution over `outer`: what is not said here is taken from there.
    pub(crate) fn over(mut self, outer: &Self) -> Self {
        let agents = [&self, outer].map(|who| who.shared(Attribute::AgentName));
        let is_other_agent = matches!(agents, [Some(own), Some(outer)] if own != outer);
        for ((field, inner), outer) in FIELDS.into_iter().zip(&mut self.fields).zip(&outer.fields) {
            // An id is that of the agent named beside it.
            if inner.is_none() && !(is_other_agent && field == Attribute::AgentId) {
                inner.clone_from(outer);
            }
        }
        for (key, value) in outer.keys.iter() {
            if self.keys.get(key).is_none() {
                self.keys.insert(key, value.clone());
            }
        }
        for name in &outer.propagated {
            if !self.propagated.contains(name) {
                self.propagated.push(Arc::clone(name));
            }
        }
        self
    }

    fn with(mut self, attribute: Attribute, value: &str) -> Self {
        self.set(attribute, value);
        self
    }
}

/// Where a field stands among them. Asked several times for each call, so it is no search.
const fn place(attribute: Attribute) -> Option<usize> {
    Some(match attribute {
        Attribute::UserId => 0,
        Attribute::SessionId => 1,
        Attribute::OrganizationId => 2,
        Attribute::TeamId => 3,
        Attribute::TenantId => 4,
        Attribute::CustomerId => 5,
        Attribute::AgentName => 6,
        Attribute::AgentId => 7,
        Attribute::WorkflowName => 8,
        Attribute::StepName => 9,
        Attribute::RunId => 10,
        Attribute::ConversationId => 11,
        Attribute::SourceId => 12,
        _ => return None,
    })
}

/// What attribution consists of.
const FIELDS: [Attribute; 13] = [
    Attribute::UserId,
    Attribute::SessionId,
    Attribute::OrganizationId,
    Attribute::TeamId,
    Attribute::TenantId,
    Attribute::CustomerId,
    Attribute::AgentName,
    Attribute::AgentId,
    Attribute::WorkflowName,
    Attribute::StepName,
    Attribute::RunId,
    Attribute::ConversationId,
    Attribute::SourceId,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_attribution_wins_and_the_outer_fills_the_gaps() {
        let outer = Attribution::new().user_id("outer").team("search").key("plan", "gold");
        let inner = Attribution::new().user_id("inner").key("plan", "free").over(&outer);
        assert_eq!(inner.get(Attribute::UserId), Some("inner"));
        assert_eq!(inner.get(Attribute::TeamId), Some("search"));
        assert_eq!(inner.keys().get("plan"), Some(&"free".into()));
    }

    #[test]
    fn every_field_stands_where_it_is_looked_for() {
        for (index, field) in FIELDS.into_iter().enumerate() {
            assert_eq!(place(field), Some(index));
        }
        assert_eq!(place(Attribute::OperationName), None);
    }

    #[test]
    fn blank_values_say_nothing() {
        assert_eq!(Attribution::new().user_id(" "), Attribution::new());
    }
}
