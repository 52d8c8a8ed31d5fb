//! What can be said of a call before it starts.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::CallBuilder;
use crate::attribution::Attribution;
use crate::call::kind::{
    AgentCreation, AgentInvocation, Embeddings, Kind, Llm, ModelKind, Operation, Retrieval, Search,
    Tool,
};
use crate::gate::Expectation;
use crate::metadata::MetadataValue;
use crate::record::{AgentFacts, McpFacts, ToolFacts};
use crate::request::MAX_LIST;
use crate::semconv::{ApiType, Attribute, ModelOperation, OutputType, Provider, ToolType};
use crate::text;

/// For every kind of call.
impl<K: Kind> CallBuilder<K> {
    /// The end user (`user.id`).
    pub fn user_id(self, id: &str) -> Self {
        self.attributed(Attribute::UserId, id)
    }

    /// The session (`session.id`).
    pub fn session_id(self, id: &str) -> Self {
        self.attributed(Attribute::SessionId, id)
    }

    /// The organisation (`organization.id`).
    pub fn organization_id(self, id: &str) -> Self {
        self.attributed(Attribute::OrganizationId, id)
    }

    /// The team (`genai_otel.team.id`), also on metrics.
    pub fn team(self, team: &str) -> Self {
        self.attributed(Attribute::TeamId, team)
    }

    /// The tenant (`genai_otel.tenant.id`).
    pub fn tenant(self, tenant: &str) -> Self {
        self.attributed(Attribute::TenantId, tenant)
    }

    /// The source document (`genai_otel.source.id`).
    pub fn source_id(self, id: &str) -> Self {
        self.attributed(Attribute::SourceId, id)
    }

    /// The conversation (`gen_ai.conversation.id`): only a real id of the library or the user.
    pub fn conversation_id(self, id: &str) -> Self {
        self.attributed(Attribute::ConversationId, id)
    }

    /// Everything known of on whose behalf the call is made. What was set before stands.
    pub fn attribution(self, attribution: Attribution) -> Self {
        self.edit(|state| {
            let known = state.record.attribution.take().unwrap_or_default();
            state.record.attribution =
                Some(Arc::new(Arc::unwrap_or_clone(known).over(&attribution)));
        })
    }

    /// Adds a free key. Reserved names (`gen_ai.*`, `user.*`, `error.*`, `genai_otel.*` ...), numbers
    /// that are none and more than [`MAX_METADATA`](crate::MAX_METADATA) keys are refused and counted.
    pub fn add_metadata(self, key: &str, value: impl Into<MetadataValue>) -> Self {
        let value = value.into();
        let is_cut = value.is_too_long();
        let mut refused = false;
        let this = self.edit(|state| refused = !state.record.metadata.insert(key, value));
        if refused {
            this.refuse_metadata();
        } else if is_cut {
            this.report_cut();
        }
        this
    }

    /// Which try this call is, from 1, for callers who make one call per try.
    pub fn attempt(self, number: u32) -> Self {
        self.edit(|state| state.record.attempt = Some(number))
    }

    /// The function that makes the call, by its path: `shop::answer`. For the ledger and other sinks: no span has it. The
    /// attributes on functions say it by themselves. At most [`MAX_TEXT_BYTES`](crate::MAX_TEXT_BYTES) bytes are kept.
    pub fn source_function(self, name: impl Into<Cow<'static, str>>) -> Self {
        self.edit(|state| {
            let name = name.into();
            let clean = match text::clean(&name) {
                Cow::Borrowed(whole) if whole.len() == name.len() => None,
                clean => Some(clean.into_owned()),
            };
            state.record.source_function = Some(clean.map_or(name, Cow::Owned));
        })
    }

    /// Whether a semantic cache of the application answered.
    pub fn cache_hit(self, hit: bool) -> Self {
        self.edit(|state| state.record.cache_hit = Some(hit))
    }

    /// The deadline that the caller enforces from outside, from the start on: a future dropped after
    /// it ends the call as a *timeout* instead of *cancelled*. We enforce nothing.
    pub fn deadline(self, deadline: Duration) -> Self {
        self.edit(|state| state.deadline = Some(deadline))
    }

    fn attributed(self, attribute: Attribute, value: &str) -> Self {
        self.edit_text(value, |state, value| {
            Arc::make_mut(state.record.attribution.get_or_insert_default())
                .replace(attribute, Some(value));
        })
    }
}

/// Setters for plain numbers and flags of the request.
macro_rules! request_values {
    ($($(#[$doc:meta])* $setter:ident: $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $setter(self, $setter: $type) -> Self {
            self.edit(|state| state.record.request.$setter = Some($setter))
        }
    )*};
}

/// Setters for texts of the request. A blank text says nothing.
macro_rules! request_texts {
    ($($(#[$doc:meta])* $setter:ident;)*) => {$(
        $(#[$doc])*
        pub fn $setter(self, $setter: &str) -> Self {
            self.edit_text($setter, |state, text| state.record.request.$setter = Some(text))
        }
    )*};
}

/// For every kind of call that addresses a model or a service.
impl<K: ModelKind> CallBuilder<K> {
    /// Whom the call goes to, in any spelling.
    pub fn provider(self, provider: impl Into<Provider>) -> Self {
        let provider = provider.into();
        self.edit(|state| state.record.provider = Some(provider))
    }

    /// What the call is expected to take: tokens, pages, money. For gates that reserve ([`Gate`](crate::Gate)), in place of
    /// their own estimate; nothing of it is told. The last word counts.
    pub fn expects(self, expected: impl Into<Expectation>) -> Self {
        self.edit(|state| state.expected = Some(Box::new(expected.into())))
    }

    /// Something that the price depends on beside model and usage: `processing` = `batch` for a batch job, `residency` =
    /// `eu`, `speed` = `fast`. Key and value are kept in lower case, at most 16 of them. What an answer says comes first.
    pub fn condition(self, key: &str, value: &str) -> Self {
        if text::is_too_long(key) || text::is_too_long(value) {
            self.report_cut();
        }
        self.edit(|state| state.record.request.conditions.set(key, value))
    }

    request_values! {
        /// Sampling temperature (`gen_ai.request.temperature`). NaN and infinities are left out and counted.
        temperature: f64;
        /// Nucleus sampling threshold (`gen_ai.request.top_p`).
        top_p: f64;
        /// How many candidates sampling, or how many results a retrieval, may choose from (`gen_ai.request.top_k`).
        top_k: u64;
        /// The most output tokens allowed (`gen_ai.request.max_tokens`).
        max_tokens: u64;
        /// Frequency penalty (`gen_ai.request.frequency_penalty`).
        frequency_penalty: f64;
        /// Presence penalty (`gen_ai.request.presence_penalty`).
        presence_penalty: f64;
        /// Seed for repeatable answers (`gen_ai.request.seed`).
        seed: i64;
        /// How many choices were asked for (`gen_ai.request.choice.count`, written when it is not 1).
        choice_count: u64;
        /// Whether the answer is asked for as a stream (`gen_ai.request.stream`, written when true).
        /// Wrapping a stream says so by itself; said here, samplers see it.
        stream: bool;
        /// The server's port (`server.port`).
        server_port: u16;
    }

    request_texts! {
        /// How hard the model shall think: `low`, `medium`, `high` ... (`genai_otel.request.reasoning.level`).
        reasoning_level;
        /// The service tier asked for (`openai.request.service_tier`; `genai_otel.request.service_tier` elsewhere).
        service_tier;
        /// The earlier response that this request continues (`genai_otel.request.previous_response.id`).
        previous_response_id;
        /// The name of the prompt template.
        prompt_name;
        /// The version of the prompt template.
        prompt_version;
        /// The id that the client gave the request, for billing questions (`genai_otel.client_request.id`).
        client_request_id;
    }

    /// The server's host name or address (`server.address`). Names that say where a model is run say it as a
    /// [`condition`](Self::condition), too, where no other was set.
    pub fn server_address(self, address: &str) -> Self {
        self.edit_text(address, |state, address| {
            let request = &mut state.record.request;
            request.server_address = Some(address);
            request.fill_conditions();
        })
    }

    /// Sequences that end the generation (`gen_ai.request.stop_sequences`).
    pub fn stop_sequences<'a>(self, sequences: impl IntoIterator<Item = &'a str>) -> Self {
        self.edit(|state| {
            state.record.request.stop_sequences = Some(texts(sequences, text::shared_passage))
        })
    }

    /// The kind of output asked for (`gen_ai.output.type`).
    pub fn output_type(self, kind: impl Into<OutputType>) -> Self {
        let kind = kind.into();
        self.edit(|state| state.record.request.output_type = Some(kind))
    }

    /// Which API is called, where the provider has several (`openai.api.type`).
    pub fn api(self, api: impl Into<ApiType>) -> Self {
        let api = api.into();
        self.edit(|state| state.record.request.api = Some(api))
    }

    /// The agent on whose behalf the model is called, as attribution (`gen_ai.agent.name`, also on metrics).
    pub fn agent(self, name: &str) -> Self {
        self.attributed(Attribute::AgentName, name)
    }
}

impl CallBuilder<Llm> {
    /// What the model does. Defaults to [`ModelOperation::Chat`].
    pub fn operation(self, operation: ModelOperation) -> Self {
        self.edit(|state| state.record.operation = operation)
    }
}

impl CallBuilder<Embeddings> {
    request_values! {
        /// Dimensions asked for (`gen_ai.embeddings.dimension.count`).
        embedding_dimensions: u64;
        /// How many texts are embedded (`genai_otel.request.text_count`).
        text_count: u64;
    }

    /// Encodings asked for (`gen_ai.request.encoding_formats`).
    pub fn encoding_formats<'a>(self, formats: impl IntoIterator<Item = &'a str>) -> Self {
        self.edit(|state| {
            state.record.request.encoding_formats = Some(texts(formats, text::shared))
        })
    }
}

/// Setters of kinds whose model is not their first argument.
macro_rules! model_setter {
    ($($kind:ty),*) => {$(
        impl CallBuilder<$kind> {
            request_texts! {
                /// The model used (`gen_ai.request.model`).
                model;
            }
        }
    )*};
}

model_setter!(Retrieval, Search, AgentCreation, AgentInvocation, Operation);

impl CallBuilder<Tool> {
    /// The id of the model's request for this execution (`gen_ai.tool.call.id`).
    pub fn tool_call_id(self, id: &str) -> Self {
        self.tool(id, |tool, id| tool.call_id = Some(id))
    }

    /// What the tool does (`gen_ai.tool.description`).
    pub fn description(self, description: &str) -> Self {
        self.tool(description, |tool, description| tool.description = Some(description))
    }

    /// What kind of tool it is (`gen_ai.tool.type`): `function`, `extension`, `datastore`.
    pub fn tool_type(self, kind: impl Into<ToolType>) -> Self {
        let kind = kind.into();
        self.edit(|state| state.record.tool.get_or_insert_default().kind = Some(kind))
    }

    /// The agent on whose behalf the tool runs, as attribution (`gen_ai.agent.name`, also on metrics).
    pub fn agent(self, name: &str) -> Self {
        self.attributed(Attribute::AgentName, name)
    }

    /// The tool is called over the Model Context Protocol: its span is a client's or a server's, named after the
    /// method (`tools/call` and the tool).
    pub fn mcp(self, facts: McpFacts) -> Self {
        self.edit(|state| {
            state.record.tool.get_or_insert_default().mcp = Some(Box::new(facts));
        })
    }

    fn tool(self, value: &str, edit: impl FnOnce(&mut ToolFacts, Arc<str>)) -> Self {
        self.edit_text(value, |state, value| edit(state.record.tool.get_or_insert_default(), value))
    }
}

/// Setters of the two kinds that are about an agent.
macro_rules! agent_setters {
    ($($kind:ty),*) => {$(
        impl CallBuilder<$kind> {
            /// The agent's id (`gen_ai.agent.id`).
            pub fn agent_id(self, id: &str) -> Self {
                self.agent_fact(id, |agent, id| agent.id = Some(id))
            }

            /// What the agent is for (`gen_ai.agent.description`).
            pub fn description(self, description: &str) -> Self {
                self.agent_fact(description, |agent, description| agent.description = Some(description))
            }

            /// The agent's version (`gen_ai.agent.version`).
            pub fn version(self, version: &str) -> Self {
                self.agent_fact(version, |agent, version| agent.version = Some(version))
            }
        }
    )*};
}

agent_setters!(AgentCreation, AgentInvocation);

impl CallBuilder<AgentInvocation> {
    /// The agent runs at somebody else's: its span is a client's.
    pub fn remote(self) -> Self {
        self.edit(|state| state.remote = true)
    }
}

impl<K: Kind> CallBuilder<K> {
    fn agent_fact(self, value: &str, edit: impl FnOnce(&mut AgentFacts, Arc<str>)) -> Self {
        self.edit_text(value, |state, value| {
            edit(state.record.agent.get_or_insert_default(), value)
        })
    }
}

fn texts<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    clean: fn(&str) -> Arc<str>,
) -> Arc<[Arc<str>]> {
    texts.into_iter().take(MAX_LIST).map(clean).collect()
}
