//! Names, units, buckets and values of the conventions, by profile.
//!
//! Everything but this page and `spelling.rs` is generated from tables, so that a profile is data: code
//! speaks of an [`Attribute`], a profile says how that is written. The first profile follows the core
//! conventions 1.41, the last release that defines GenAI; what they lack is named `genai_otel.*`.

mod attribute;
mod provider;
mod spelling;
mod v1_41;
mod value;

pub use self::attribute::Attribute;
pub use self::provider::Provider;
pub(crate) use self::v1_41::V1_41;
pub use self::value::{ApiType, ModelOperation, OutputType, ToolType};

/// How one set of conventions writes attributes and metrics.
#[derive(Debug)]
pub(crate) struct Profile {
    /// What users configure, e.g. `v1.41`.
    pub(crate) id: &'static str,
    /// The schema URL of the instrumentation scope.
    pub(crate) schema_url: &'static str,
    /// Wire names by [`Attribute::index`]: none where the profile has no such attribute, more than one
    /// where it writes several conventions side by side.
    pub(crate) attributes: [&'static [Name]; Attribute::COUNT],
    /// What is measured, in an order in which neighbours differ in few labels.
    pub(crate) metrics: &'static [Metric],
}

impl Profile {
    /// The wire names of `attribute`.
    #[inline]
    pub(crate) const fn names(&self, attribute: Attribute) -> &'static [Name] {
        self.attributes[attribute.index()]
    }
}

/// A name on the wire and the type that its values have there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) key: &'static str,
    pub(crate) kind: ValueKind,
}

/// The type of a value on the wire. Structured values are JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueKind {
    String,
    Int,
    Double,
    Bool,
    StringArray,
}

/// One stream of points. Two streams may belong to one metric: they then agree in name, unit,
/// description, instrument and boundaries, and differ in the fixed label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    /// In UCUM.
    pub(crate) unit: &'static str,
    pub(crate) description: &'static str,
    pub(crate) instrument: Instrument,
    /// Upper bounds of the buckets; empty unless a histogram.
    pub(crate) boundaries: &'static [f64],
    /// What of a call is recorded.
    pub(crate) measure: Measure,
    /// Calls of which classes are measured.
    pub(crate) operations: &'static [OperationClass],
    /// Labels, each written when known, sorted by wire name.
    pub(crate) labels: &'static [Attribute],
    /// A further label, the same on each point and not among `labels`.
    pub(crate) fixed: Option<(Attribute, &'static str)>,
}

/// The kind of an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instrument {
    F64Histogram,
    U64Histogram,
    U64Counter,
    F64Counter,
    I64UpDownCounter,
    /// Observed, not recorded.
    U64Gauge,
}

/// What of a call a metric records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Seconds from start to end.
    Duration,
    /// Seconds from the request to the first chunk.
    TimeToFirstChunk,
    /// Seconds between chunks; recorded as they arrive, not from the record.
    TimePerOutputChunk,
    /// Input tokens, cached ones included.
    InputTokens,
    /// Output tokens, reasoning included.
    OutputTokens,
    /// One for each attempt.
    Attempts,
    /// Plus one at the start, minus one at the end; recorded live.
    ActiveCalls,
    /// One for each question to the application's own cache.
    CacheLookups,
    /// Answers in the application's own cache; of no call.
    CacheEntries,
    /// What they take; of no call.
    CacheBytes,
    /// US dollars.
    Cost,
    /// US dollars, for those who look for them under this name.
    LogfireCost,
    /// Money of any currency.
    CostSum,
    /// One for each call that has no cost, or not all of it.
    Unpriced,
    /// Joules at least.
    EnergyLow,
    /// Joules at most.
    EnergyHigh,
    /// Grams of CO2e at least.
    CarbonLow,
    /// Grams of CO2e at most.
    CarbonHigh,
    /// One for each call whose energy is not known, or not all of it.
    EnergyUnknown,
}

/// What a measure is about. It decides which calls are asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// What every call has.
    Call,
    /// What a call cost, or that nobody knows.
    Cost,
    /// What energy a call took, or that nobody knows.
    Energy,
}

impl Measure {
    pub(crate) const fn subject(self) -> Subject {
        match self {
            Self::Cost | Self::LogfireCost | Self::CostSum | Self::Unpriced => Subject::Cost,
            Self::EnergyLow
            | Self::EnergyHigh
            | Self::CarbonLow
            | Self::CarbonHigh
            | Self::EnergyUnknown => Subject::Energy,
            _ => Subject::Call,
        }
    }
}

/// What kind of work an operation is. It decides which metrics measure a call and of which kind its span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OperationClass {
    /// A model works: chat and everything alike, rerank, images, speech, translation, OCR, moderation.
    Model,
    /// A model turns inputs into vectors.
    Embeddings,
    /// A service is asked that is no model: retrieval, search, memory, agent creation, fetching of an answer.
    Client,
    /// A tool runs.
    Tool,
    /// An agent runs.
    Agent,
    /// A workflow runs.
    Workflow,
    /// Work of an agent on its own, e.g. planning.
    Internal,
}

impl OperationClass {
    /// How many there are.
    pub(crate) const COUNT: usize = 7;

    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::Model,
        Self::Embeddings,
        Self::Client,
        Self::Tool,
        Self::Agent,
        Self::Workflow,
        Self::Internal,
    ];

    /// Whether such work is one exchange with a model or a service, whose tokens and cost are its own. Those of agents,
    /// workflows and tools are those of the calls inside them, and are not added up with them.
    #[must_use]
    pub const fn is_exchange(self) -> bool {
        matches!(self, Self::Model | Self::Embeddings | Self::Client)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn stable_names_are_those_of_the_core_conventions() {
        use opentelemetry_semantic_conventions::attribute as stable;

        for (attribute, name) in [
            (Attribute::ErrorType, stable::ERROR_TYPE),
            (Attribute::ServerAddress, stable::SERVER_ADDRESS),
            (Attribute::ServerPort, stable::SERVER_PORT),
            (Attribute::HttpResponseStatusCode, stable::HTTP_RESPONSE_STATUS_CODE),
        ] {
            assert_eq!(
                V1_41.names(attribute).iter().map(|known| known.key).collect::<Vec<_>>(),
                [name]
            );
        }
    }

    #[test]
    fn labels_are_sorted_by_wire_name_and_named_by_the_profile() {
        for metric in V1_41.metrics {
            let keys: Vec<&str> = metric
                .labels
                .iter()
                .flat_map(|&label| V1_41.names(label))
                .map(|name| name.key)
                .collect();
            assert_eq!(keys.len(), metric.labels.len(), "{}", metric.name);
            assert!(keys.is_sorted_by(|a, b| a < b), "{}: {keys:?}", metric.name);
        }
    }

    #[test]
    fn a_wire_name_belongs_to_one_attribute() {
        let mut owners = HashMap::new();
        for attribute in Attribute::ALL {
            for name in V1_41.names(attribute) {
                assert_eq!(owners.insert(name.key, attribute), None, "{}", name.key);
            }
        }
    }

    #[test]
    fn index_is_the_position_among_all() {
        for (index, attribute) in Attribute::ALL.into_iter().enumerate() {
            assert_eq!(attribute.index(), index);
        }
    }

    #[test]
    fn a_call_makes_at_most_one_point_of_each_measure() {
        use OperationClass::{Agent, Client, Embeddings, Internal, Model, Tool, Workflow};
        for class in [Model, Embeddings, Client, Tool, Agent, Workflow, Internal] {
            let measured = V1_41.metrics.iter().filter(|metric| metric.operations.contains(&class));
            let mut seen = Vec::new();
            for metric in measured {
                assert!(
                    !seen.contains(&metric.measure),
                    "{class:?} measures {:?} twice",
                    metric.measure
                );
                seen.push(metric.measure);
            }
        }
    }

    #[test]
    fn every_listed_value_survives_a_round_trip() {
        for value in ModelOperation::KNOWN {
            assert_eq!(&ModelOperation::from(value.as_str()), value);
            assert_eq!(value.known(), Some(value.as_str()));
        }
        for value in OutputType::KNOWN {
            assert_eq!(&OutputType::from(value.as_str()), value);
        }
        for value in ToolType::KNOWN {
            assert_eq!(&ToolType::from(value.as_str()), value);
        }
        for value in ApiType::KNOWN {
            assert_eq!(&ApiType::from(value.as_str()), value);
        }
        for value in Provider::KNOWN {
            assert_eq!(&Provider::from(value.as_str()), value);
        }
    }

    #[test]
    fn operations_are_matched_exactly_but_for_white_space_around() {
        assert_eq!(ModelOperation::from(" chat\n"), ModelOperation::Chat);
        assert_eq!(ModelOperation::from("ch\0at"), ModelOperation::Chat);
        assert_eq!(ModelOperation::from("Chat"), ModelOperation::Other("Chat".into()));
        assert_eq!(ModelOperation::from("guess").class(), OperationClass::Model);
    }

    #[test]
    fn providers_are_found_under_the_names_that_clients_use() {
        let names = [
            ("azure-openai", "azure.ai.openai"),
            ("AzureOpenAI", "azure.ai.openai"),
            ("azure_openai", "azure.ai.openai"),
            ("azure.ai.openai", "azure.ai.openai"),
            ("Azure OpenAI", "azure.ai.openai"),
            ("azure_ai", "azure.ai.inference"),
            ("bedrock", "aws.bedrock"),
            ("aws_bedrock", "aws.bedrock"),
            ("amazon-bedrock", "aws.bedrock"),
            ("vertex", "gcp.vertex_ai"),
            ("vertexai", "gcp.vertex_ai"),
            ("google-vertex", "gcp.vertex_ai"),
            ("gemini", "gcp.gemini"),
            ("google-ai-studio", "gcp.gemini"),
            ("google.generative-ai", "gcp.gemini"),
            ("Google", "gcp.gen_ai"),
            ("claude", "anthropic"),
            ("anthropic.messages", "anthropic"),
            ("mistralai", "mistral_ai"),
            ("Mistral AI", "mistral_ai"),
            ("togetherai", "together"),
            ("grok", "x_ai"),
            ("xai", "x_ai"),
            ("kimi", "moonshot_ai"),
            ("moonshot", "moonshot_ai"),
            ("watsonx", "ibm.watsonx.ai"),
            ("IBM watsonx", "ibm.watsonx.ai"),
            ("hf", "huggingface"),
            ("Hugging Face", "huggingface"),
            ("llama.cpp", "llama_cpp"),
            ("fireworks_ai", "fireworks"),
            ("voyageai", "voyage"),
            ("jina_ai", "jina"),
            ("nvidia_nim", "nvidia"),
            ("LM Studio", "lm_studio"),
            ("dashscope", "alibaba"),
        ];
        let found: Vec<_> = names.iter().map(|(name, _)| (*name, Provider::from(*name))).collect();
        let found: Vec<_> =
            found.iter().map(|(name, provider)| (*name, provider.as_str())).collect();
        assert_eq!(found, names);
    }

    #[test]
    fn an_unknown_provider_keeps_its_own_name() {
        let names = [
            (" My-Own LLM ", "my-own llm"),
            ("Contoso/OpenAI", "contoso/openai"),
            ("a\0b\u{85}c", "abc"),
            ("", "_OTHER"),
            (" \n", "_OTHER"),
            ("_other", "_OTHER"),
        ];
        for (text, name) in names {
            assert_eq!(Provider::from(text), Provider::Other(name.into()), "{text:?}");
        }
        assert_eq!(Provider::from("é".repeat(100)).as_str(), "é".repeat(64));
        assert!(!Provider::from("Contoso").is_well_known());
        assert!(Provider::from("moonshot").is_well_known());
        assert!(!Provider::Ollama.is_well_known());
    }

    #[test]
    fn what_is_cut_off_does_not_hide_a_listed_provider() {
        let text = format!("openai{}x", " ".repeat(200));
        assert_eq!(Provider::from(text), Provider::OpenAi);
    }

    #[test]
    fn aliases_ascend_so_that_none_stands_twice() {
        let spellings: Vec<&str> =
            provider::ALIASES.iter().map(|(spelling, _)| *spelling).collect();
        assert!(spellings.is_sorted_by(|a, b| (a.len(), a) < (b.len(), b)));
    }

    #[test]
    fn every_alias_is_found_in_any_spelling() {
        for (alias, provider) in &provider::ALIASES {
            assert_eq!(&Provider::from(*alias), provider);
            assert_eq!(&Provider::from(alias.to_uppercase()), provider);
            for separator in ["-", "_", ".", " ", "\u{a0}", "\0", "- _."] {
                let letters: Vec<String> = alias.chars().map(String::from).collect();
                let spelled = format!("{separator}{}{separator}", letters.join(separator));
                assert_eq!(&Provider::from(&spelled), provider, "{spelled:?}");
            }
        }
    }
}
