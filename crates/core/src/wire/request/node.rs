//! The places of a request that matter, and how to get from one to the next.

mod tables;

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
    /// A text to translate, or a list of them.
    Translated,
    TranslatedItem,
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
    /// How the web is searched (Perplexity).
    WebSearch,
    /// How fast Bedrock shall be.
    PerformanceConfig,
    /// The configuration of a recognition of speech (Google).
    Config,
    /// A member that tells by being there what is asked for.
    Mark(Mark),
    Leaf(Leaf),
}

/// A member that bodies of one kind alone have, to Bedrock's models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A conversation, or the last message of one.
    Messages,
    /// What the texts are that are to be embedded (Cohere).
    InputType,
    /// What documents are ranked by.
    Query,
    /// What is to be done (Titan, Nova).
    Task,
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
    /// The format of a stream, where there are streams of audio alone, too (OpenAI speech).
    StreamFormat,
    ReasoningLevel,
    ServiceTier,
    PreviousResponseId,
    ConversationId,
    AgentId,
    PromptId,
    PromptVersion,
    FormatType,
    MimeType,
    ImageSize,
    ImageQuality,
    /// What prices depend on.
    Condition(Condition),
}

/// A word that prices depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Speed,
    Geo,
    SearchType,
    SearchContextSize,
    Latency,
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
            Self::Translated => Self::TranslatedItem,
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
            Self::Body => [&tables::BODY, &tables::PARAMETERS],
            Self::Parameters | Self::Input => [&tables::PARAMETERS, &tables::NONE],
            Self::Additional => [&tables::ADDITIONAL, &tables::PARAMETERS],
            Self::SubRequest => [&tables::SUB_REQUEST, &tables::NONE],
            Self::Holder(Holder::Conversation) => [&tables::CONVERSATION, &tables::NONE],
            Self::Holder(Holder::Reasoning) => [&tables::REASONING, &tables::NONE],
            Self::Holder(Holder::ServiceTier) => [&tables::SERVICE_TIER, &tables::NONE],
            Self::Format => [&tables::FORMAT, &tables::NONE],
            Self::TextFormat => [&tables::TEXT_FORMAT, &tables::NONE],
            Self::OutputConfig => [&tables::OUTPUT_CONFIG, &tables::NONE],
            Self::WebSearch => [&tables::WEB_SEARCH, &tables::NONE],
            Self::PerformanceConfig => [&tables::PERFORMANCE_CONFIG, &tables::NONE],
            Self::Prompt => [&tables::PROMPT, &tables::NONE],
            Self::Config => [&tables::CONFIG, &tables::NONE],
            Self::InputItem
            | Self::Translated
            | Self::TranslatedItem
            | Self::SingleInput
            | Self::Requests
            | Self::List(_)
            | Self::Entry(_)
            | Self::FormatOrSchema
            | Self::Mark(_)
            | Self::Leaf(_) => [&tables::NONE, &tables::NONE],
        }
    }
}

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
