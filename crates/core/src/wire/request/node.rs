//! The places of a request that matter, and how to get from one to the next.

use crate::reader::table::Table;
use crate::reader::visitor::Place;

/// A place in the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Body,
    /// An object that holds parameters and nothing else: Gemini's generation configuration, Bedrock's
    /// inference configuration, the options of Ollama, the parameters of TGI and watsonx.
    Parameters,
    /// What Bedrock hands through to the model.
    Additional,
    /// What is to be embedded, or answered; an object of parameters to Replicate.
    Input,
    /// One of several inputs.
    InputItem,
    /// An input that is the only one, whatever its kind.
    SingleInput,
    /// Requests in a request (Gemini), each of one input.
    Requests,
    SubRequest,
    /// A text, or a list of texts.
    List(List),
    /// One text of it.
    Entry(List),
    /// An object with one member that matters; the value itself where it is a text.
    Holder(Holder),
    /// The format of an answer as an object with a type, or several ways down to one.
    Format,
    TextFormat,
    OutputConfig,
    /// A format as a word; a schema where it is an object (Ollama).
    FormatOrSchema,
    Prompt,
    Leaf(Leaf),
}

/// A list of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Stops,
    Encodings,
    Modalities,
}

/// Something that comes as a text or as an object around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    Conversation,
    Reasoning,
    ServiceTier,
}

/// A scalar to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    Model,
    Temperature,
    TopP,
    TopK,
    MaxTokens,
    /// The newer name, which counts where both come.
    MaxCompletionTokens,
    FrequencyPenalty,
    PresencePenalty,
    Seed,
    ChoiceCount,
    Dimensions,
    Stream,
    ReasoningLevel,
    ServiceTier,
    PreviousResponseId,
    ConversationId,
    AgentId,
    PromptId,
    PromptVersion,
    FormatType,
    MimeType,
}

impl Place for Node {
    const ROOT: Self = Self::Body;

    fn member(self, key: &[u8]) -> Option<Self> {
        let [first, second] = self.tables();
        first.find(key).or_else(|| second.find(key))
    }

    fn element(self) -> Option<Self> {
        Some(match self {
            Self::Input => Self::InputItem,
            Self::Requests => Self::SubRequest,
            Self::List(list) => Self::Entry(list),
            _ => return None,
        })
    }

    fn has_members(self) -> bool {
        self.tables().iter().any(|table| !table.is_empty())
    }
}

impl Node {
    const fn tables(self) -> [&'static Table<Self>; 2] {
        match self {
            Self::Body => [&BODY, &PARAMETERS],
            Self::Parameters | Self::Input => [&PARAMETERS, &NONE],
            Self::Additional => [&ADDITIONAL, &PARAMETERS],
            Self::SubRequest => [&SUB_REQUEST, &NONE],
            Self::Holder(Holder::Conversation) => [&CONVERSATION, &NONE],
            Self::Holder(Holder::Reasoning) => [&REASONING, &NONE],
            Self::Holder(Holder::ServiceTier) => [&SERVICE_TIER, &NONE],
            Self::Format => [&FORMAT, &NONE],
            Self::TextFormat => [&TEXT_FORMAT, &NONE],
            Self::OutputConfig => [&OUTPUT_CONFIG, &NONE],
            Self::Prompt => [&PROMPT, &NONE],
            Self::InputItem
            | Self::SingleInput
            | Self::Requests
            | Self::List(_)
            | Self::Entry(_)
            | Self::FormatOrSchema
            | Self::Leaf(_) => [&NONE, &NONE],
        }
    }
}

static NONE: Table<Node> = Table::new(&[]);

/// Parameters under their many names, in the body itself or in an object of their own.
static PARAMETERS: Table<Node> = Table::new(&[
    ("temperature", Node::Leaf(Leaf::Temperature)),
    ("top_p", Node::Leaf(Leaf::TopP)),
    ("topP", Node::Leaf(Leaf::TopP)),
    ("p", Node::Leaf(Leaf::TopP)),
    ("top_k", Node::Leaf(Leaf::TopK)),
    ("topK", Node::Leaf(Leaf::TopK)),
    ("k", Node::Leaf(Leaf::TopK)),
    ("max_tokens", Node::Leaf(Leaf::MaxTokens)),
    ("max_completion_tokens", Node::Leaf(Leaf::MaxCompletionTokens)),
    ("max_output_tokens", Node::Leaf(Leaf::MaxTokens)),
    ("max_new_tokens", Node::Leaf(Leaf::MaxTokens)),
    ("max_tokens_to_sample", Node::Leaf(Leaf::MaxTokens)),
    ("max_gen_len", Node::Leaf(Leaf::MaxTokens)),
    ("maxTokens", Node::Leaf(Leaf::MaxTokens)),
    ("maxOutputTokens", Node::Leaf(Leaf::MaxTokens)),
    ("maxTokenCount", Node::Leaf(Leaf::MaxTokens)),
    ("num_predict", Node::Leaf(Leaf::MaxTokens)),
    ("n_predict", Node::Leaf(Leaf::MaxTokens)),
    ("stop", Node::List(List::Stops)),
    ("stop_sequences", Node::List(List::Stops)),
    ("stopSequences", Node::List(List::Stops)),
    ("frequency_penalty", Node::Leaf(Leaf::FrequencyPenalty)),
    ("frequencyPenalty", Node::Leaf(Leaf::FrequencyPenalty)),
    ("presence_penalty", Node::Leaf(Leaf::PresencePenalty)),
    ("presencePenalty", Node::Leaf(Leaf::PresencePenalty)),
    ("seed", Node::Leaf(Leaf::Seed)),
    ("random_seed", Node::Leaf(Leaf::Seed)),
    ("n", Node::Leaf(Leaf::ChoiceCount)),
    ("num_generations", Node::Leaf(Leaf::ChoiceCount)),
    ("numResults", Node::Leaf(Leaf::ChoiceCount)),
    ("candidateCount", Node::Leaf(Leaf::ChoiceCount)),
    ("candidate_count", Node::Leaf(Leaf::ChoiceCount)),
    ("sampleCount", Node::Leaf(Leaf::ChoiceCount)),
    ("dimensions", Node::Leaf(Leaf::Dimensions)),
    ("output_dimension", Node::Leaf(Leaf::Dimensions)),
    ("outputDimensionality", Node::Leaf(Leaf::Dimensions)),
    ("output_dimensionality", Node::Leaf(Leaf::Dimensions)),
    ("reasoning_effort", Node::Leaf(Leaf::ReasoningLevel)),
    ("responseMimeType", Node::Leaf(Leaf::MimeType)),
    ("response_mime_type", Node::Leaf(Leaf::MimeType)),
    ("responseModalities", Node::List(List::Modalities)),
    ("response_modalities", Node::List(List::Modalities)),
    ("thinkingConfig", Node::Holder(Holder::Reasoning)),
    ("thinking_config", Node::Holder(Holder::Reasoning)),
    ("response_format", Node::Format),
    ("grammar", Node::Format),
]);

static BODY: Table<Node> = Table::new(&[
    ("model", Node::Leaf(Leaf::Model)),
    ("model_id", Node::Leaf(Leaf::Model)),
    ("stream", Node::Leaf(Leaf::Stream)),
    ("generationConfig", Node::Parameters),
    ("generation_config", Node::Parameters),
    ("inferenceConfig", Node::Parameters),
    ("textGenerationConfig", Node::Parameters),
    ("options", Node::Parameters),
    ("parameters", Node::Parameters),
    ("embedContentConfig", Node::Parameters),
    ("additionalModelRequestFields", Node::Additional),
    ("requests", Node::Requests),
    ("input", Node::Input),
    ("inputs", Node::Input),
    ("texts", Node::Input),
    ("instances", Node::Input),
    ("inputText", Node::SingleInput),
    ("content", Node::SingleInput),
    ("encoding_format", Node::List(List::Encodings)),
    ("embedding_types", Node::List(List::Encodings)),
    ("embeddingTypes", Node::List(List::Encodings)),
    ("modalities", Node::List(List::Modalities)),
    ("reasoning", Node::Holder(Holder::Reasoning)),
    ("think", Node::Holder(Holder::Reasoning)),
    ("output_config", Node::OutputConfig),
    ("outputConfig", Node::OutputConfig),
    ("output_format", Node::Format),
    ("text", Node::TextFormat),
    ("format", Node::FormatOrSchema),
    ("service_tier", Node::Leaf(Leaf::ServiceTier)),
    ("serviceTier", Node::Holder(Holder::ServiceTier)),
    ("previous_response_id", Node::Leaf(Leaf::PreviousResponseId)),
    ("conversation", Node::Holder(Holder::Conversation)),
    ("conversation_id", Node::Leaf(Leaf::ConversationId)),
    ("agent_id", Node::Leaf(Leaf::AgentId)),
    ("prompt", Node::Prompt),
]);

/// Nova takes its own parameters in an object, other models beside each other.
static ADDITIONAL: Table<Node> = Table::new(&[
    ("inferenceConfig", Node::Parameters),
    ("output_config", Node::OutputConfig),
    ("reasoning", Node::Holder(Holder::Reasoning)),
]);

static SUB_REQUEST: Table<Node> = Table::new(&[
    ("model", Node::Leaf(Leaf::Model)),
    ("outputDimensionality", Node::Leaf(Leaf::Dimensions)),
    ("output_dimensionality", Node::Leaf(Leaf::Dimensions)),
    ("embedContentConfig", Node::Parameters),
]);

static REASONING: Table<Node> = Table::new(&[
    ("effort", Node::Leaf(Leaf::ReasoningLevel)),
    ("thinkingLevel", Node::Leaf(Leaf::ReasoningLevel)),
    ("thinking_level", Node::Leaf(Leaf::ReasoningLevel)),
]);

static TEXT_FORMAT: Table<Node> = Table::new(&[("format", Node::Format)]);

static OUTPUT_CONFIG: Table<Node> = Table::new(&[
    ("effort", Node::Leaf(Leaf::ReasoningLevel)),
    ("format", Node::Format),
    ("textFormat", Node::Format),
]);

static PROMPT: Table<Node> =
    Table::new(&[("id", Node::Leaf(Leaf::PromptId)), ("version", Node::Leaf(Leaf::PromptVersion))]);

static CONVERSATION: Table<Node> = Table::new(&[("id", Node::Leaf(Leaf::ConversationId))]);

static SERVICE_TIER: Table<Node> = Table::new(&[("type", Node::Leaf(Leaf::ServiceTier))]);

static FORMAT: Table<Node> = Table::new(&[("type", Node::Leaf(Leaf::FormatType))]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::visitor::MAX_DEPTH;

    /// Objects and arrays on the longest way down from `node`; does not end if the tables had a cycle.
    fn depth_below(node: Node) -> usize {
        let below = node
            .tables()
            .into_iter()
            .flat_map(Table::members)
            .map(|(_, node)| *node)
            .chain(node.element());
        let deepest = below.map(depth_below).max().unwrap_or(0);
        if node.has_members() || node.element().is_some() { 1 + deepest } else { 0 }
    }

    #[test]
    fn nesting_of_known_places_fits_the_walk() {
        let depth = depth_below(Node::Body);
        assert!(depth <= MAX_DEPTH, "{depth}");
    }

    #[test]
    fn no_table_names_a_member_twice() {
        let mut nodes = vec![Node::Body];
        while let Some(node) = nodes.pop() {
            let below = || node.tables().into_iter().flat_map(Table::members);
            let mut names: Vec<_> = below().map(|(name, _)| *name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{node:?}");
            nodes.extend(below().map(|(_, node)| *node).chain(node.element()));
        }
    }
}
