//! The places of a response that matter, and how to get from one to the next.

use super::table::Table;
use super::visitor::Place;

/// A place in the body of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// The whole value: a body, or a list of bodies (collected chunks, Gemini's streamed array).
    Root,
    /// One body of a list.
    Body,
    /// A body inside an event: `message` of `message_start`, `response` of `response.completed`.
    Inner,
    Usage,
    XGroq,
    InputDetails,
    OutputDetails,
    CacheCreation,
    ServerToolUse,
    GeminiUsage,
    /// Gemini's list of counts by modality.
    Split(Split),
    /// One entry of it.
    SplitEntry(Split),
    Choices,
    Choice,
    ChoiceMessage,
    Tools,
    Tool,
    Function,
    /// The function call of before `tool_calls`, which has no id.
    LegacyCall,
    Candidates,
    Candidate,
    CandidateContent,
    Parts,
    Part,
    FunctionCall,
    Output,
    OutputItem,
    Blocks,
    Block,
    Delta,
    /// The message inside Cohere's delta.
    DeltaMessage,
    /// The event inside an event, as Bedrock hands on Nova's.
    DeltaEvent,
    Token,
    /// A piece of a tool's input, of Bedrock.
    ToolUse,
    IncompleteDetails,
    Error,
    /// The list of errors of watsonx and Cloudflare.
    Errors,
    /// A number to keep.
    Count(Count),
    /// Another scalar to keep.
    Leaf(Leaf),
}

/// A count, before the body's shape tells what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Prompt,
    Completion,
    Input,
    Output,
    Total,
    /// Cached tokens inside the input, by detail object.
    Cached,
    /// Cached tokens inside the input, by a flat member of some imitation.
    CachedFlat,
    CacheWrite,
    /// Anthropic: beside the input, not inside.
    CacheReadBeside,
    /// Anthropic: beside the input, not inside.
    CacheCreationBeside,
    CacheWrite5m,
    CacheWrite1h,
    Reasoning,
    ReasoningFlat,
    InputText,
    InputAudio,
    InputImage,
    OutputText,
    OutputAudio,
    OutputImage,
    Searches,
    GeminiPrompt,
    GeminiToolUse,
    GeminiCandidates,
    GeminiThoughts,
    GeminiCached,
    GeminiTotal,
}

impl Count {
    /// How many there are.
    pub(super) const LEN: usize = Self::GeminiTotal as usize + 1;
}

/// What a list of counts by modality divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    Prompt,
    ToolUse,
    Candidates,
    Cached,
}

impl Split {
    /// How many there are.
    pub(super) const LEN: usize = Self::Cached as usize + 1;
}

/// A scalar that is no count of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    Id,
    ResponseId,
    Model,
    ModelVersion,
    Object,
    Status,
    StopReason,
    IncompleteReason,
    ServiceTier,
    UsageServiceTier,
    SystemFingerprint,
    BodyCode,
    BodyType,
    /// The type of an event, where its name tells that.
    EventType,
    /// Whether this is the last event.
    Done,
    /// Only whether there is text: it is content.
    Output,
    BodyErrorType,
    /// The type of an error of AWS, with its namespace.
    AwsType,
    /// Only whether there is one: it is content.
    ErrorMessage,
    ErrorCode,
    ErrorType,
    ErrorStatus,
    ChoiceIndex,
    ChoiceReason,
    ItemType,
    ItemName,
    ItemId,
    ItemCallId,
    Modality,
    ModalityCount,
}

impl Leaf {
    /// Whether a text here is kept, and not only compared with words we know.
    pub(super) const fn is_kept_as_text(self) -> bool {
        !matches!(
            self,
            Self::Object
                | Self::Status
                | Self::BodyType
                | Self::EventType
                | Self::Done
                | Self::Output
                | Self::ErrorMessage
                | Self::ChoiceIndex
                | Self::ItemType
                | Self::Modality
                | Self::ModalityCount
        )
    }
}

impl Place for Node {
    const ROOT: Self = Self::Root;

    fn member(self, key: &[u8]) -> Option<Self> {
        let [first, second] = self.tables();
        first.find(key).or_else(|| second.find(key))
    }

    fn has_members(self) -> bool {
        self.tables().iter().any(|table| !table.is_empty())
    }

    fn element(self) -> Option<Self> {
        Some(match self {
            Self::Root => Self::Body,
            Self::Split(split) => Self::SplitEntry(split),
            Self::Choices => Self::Choice,
            Self::Tools => Self::Tool,
            Self::Candidates => Self::Candidate,
            Self::Parts => Self::Part,
            Self::Output => Self::OutputItem,
            Self::Blocks => Self::Block,
            Self::Errors => Self::Error,
            _ => return None,
        })
    }
}

impl Node {
    const fn tables(self) -> [&'static Table<Self>; 2] {
        match self {
            Self::Root | Self::Body => [&BODY, &EVENT],
            Self::Inner => [&BODY, &NONE],
            Self::Usage => [&USAGE, &NONE],
            Self::XGroq => [&X_GROQ, &NONE],
            Self::InputDetails => [&INPUT_DETAILS, &NONE],
            Self::OutputDetails => [&OUTPUT_DETAILS, &NONE],
            Self::CacheCreation => [&CACHE_CREATION, &NONE],
            Self::ServerToolUse => [&SERVER_TOOL_USE, &NONE],
            Self::GeminiUsage => [&GEMINI_USAGE, &NONE],
            Self::SplitEntry(_) => [&SPLIT_ENTRY, &NONE],
            Self::Choice => [&CHOICE, &NONE],
            Self::ChoiceMessage => [&CHOICE_MESSAGE, &NONE],
            Self::Tool => [&TOOL, &NONE],
            Self::Function | Self::LegacyCall => [&FUNCTION, &NONE],
            Self::Candidate => [&CANDIDATE, &NONE],
            Self::CandidateContent => [&CANDIDATE_CONTENT, &NONE],
            Self::Part => [&PART, &NONE],
            Self::FunctionCall => [&NAMED, &NONE],
            Self::OutputItem => [&OUTPUT_ITEM, &NAMED],
            Self::Block => [&BLOCK, &NAMED],
            Self::Delta => [&DELTA, &NONE],
            Self::DeltaMessage => [&DELTA_MESSAGE, &NONE],
            Self::DeltaEvent => [&DELTA_EVENT, &NONE],
            Self::ToolUse => [&TOOL_USE, &NONE],
            Self::Blocks | Self::Token => [&TEXT, &NONE],
            Self::IncompleteDetails => [&INCOMPLETE_DETAILS, &NONE],
            Self::Error => [&ERROR, &NONE],
            Self::Split(_)
            | Self::Choices
            | Self::Tools
            | Self::Candidates
            | Self::Parts
            | Self::Output
            | Self::Errors
            | Self::Count(_)
            | Self::Leaf(_) => [&NONE, &NONE],
        }
    }
}

static NONE: Table<Node> = Table::new(&[]);

/// Members of a response. Gemini's have two spellings: the wire's, and that of clients in Rust and
/// Python that serialise their own field names.
static BODY: Table<Node> = Table::new(&[
    ("id", Node::Leaf(Leaf::Id)),
    ("model", Node::Leaf(Leaf::Model)),
    ("object", Node::Leaf(Leaf::Object)),
    ("usage", Node::Usage),
    ("choices", Node::Choices),
    ("content", Node::Blocks),
    ("output", Node::Output),
    ("candidates", Node::Candidates),
    ("status", Node::Leaf(Leaf::Status)),
    ("stop_reason", Node::Leaf(Leaf::StopReason)),
    ("incomplete_details", Node::IncompleteDetails),
    ("service_tier", Node::Leaf(Leaf::ServiceTier)),
    ("system_fingerprint", Node::Leaf(Leaf::SystemFingerprint)),
    ("usageMetadata", Node::GeminiUsage),
    ("usage_metadata", Node::GeminiUsage),
    ("modelVersion", Node::Leaf(Leaf::ModelVersion)),
    ("model_version", Node::Leaf(Leaf::ModelVersion)),
    ("responseId", Node::Leaf(Leaf::ResponseId)),
    ("response_id", Node::Leaf(Leaf::ResponseId)),
    ("error", Node::Error),
    ("errors", Node::Errors),
    ("type", Node::Leaf(Leaf::BodyType)),
    ("code", Node::Leaf(Leaf::BodyCode)),
    ("error_type", Node::Leaf(Leaf::BodyErrorType)),
    ("__type", Node::Leaf(Leaf::AwsType)),
    ("x_groq", Node::XGroq),
]);

/// Members of an event that holds a response or a part of one.
static EVENT: Table<Node> = Table::new(&[
    ("message", Node::Inner),
    ("response", Node::Inner),
    ("delta", Node::Delta),
    ("content_block", Node::Block),
    ("contentBlockDelta", Node::DeltaEvent),
    ("event_type", Node::Leaf(Leaf::EventType)),
    ("done", Node::Leaf(Leaf::Done)),
    ("text", Node::Leaf(Leaf::Output)),
    ("token", Node::Token),
    ("generation", Node::Leaf(Leaf::Output)),
    ("outputText", Node::Leaf(Leaf::Output)),
    ("completion", Node::Leaf(Leaf::Output)),
]);

/// Anthropic's `iterations` is missing on purpose: it breaks the same tokens down a second time.
static USAGE: Table<Node> = Table::new(&[
    ("prompt_tokens", Node::Count(Count::Prompt)),
    ("completion_tokens", Node::Count(Count::Completion)),
    ("input_tokens", Node::Count(Count::Input)),
    ("output_tokens", Node::Count(Count::Output)),
    ("total_tokens", Node::Count(Count::Total)),
    ("prompt_tokens_details", Node::InputDetails),
    ("input_tokens_details", Node::InputDetails),
    ("completion_tokens_details", Node::OutputDetails),
    ("output_tokens_details", Node::OutputDetails),
    ("cache_read_input_tokens", Node::Count(Count::CacheReadBeside)),
    ("cache_creation_input_tokens", Node::Count(Count::CacheCreationBeside)),
    ("cache_creation", Node::CacheCreation),
    ("server_tool_use", Node::ServerToolUse),
    ("service_tier", Node::Leaf(Leaf::UsageServiceTier)),
    ("prompt_cache_hit_tokens", Node::Count(Count::CachedFlat)),
    ("num_cached_tokens", Node::Count(Count::CachedFlat)),
    ("cached_tokens", Node::Count(Count::CachedFlat)),
    ("reasoning_tokens", Node::Count(Count::ReasoningFlat)),
    ("search_units", Node::Count(Count::Searches)),
]);

static INPUT_DETAILS: Table<Node> = Table::new(&[
    ("cached_tokens", Node::Count(Count::Cached)),
    ("cache_write_tokens", Node::Count(Count::CacheWrite)),
    ("text_tokens", Node::Count(Count::InputText)),
    ("audio_tokens", Node::Count(Count::InputAudio)),
    ("image_tokens", Node::Count(Count::InputImage)),
]);

static OUTPUT_DETAILS: Table<Node> = Table::new(&[
    ("reasoning_tokens", Node::Count(Count::Reasoning)),
    ("thinking_tokens", Node::Count(Count::Reasoning)),
    ("text_tokens", Node::Count(Count::OutputText)),
    ("audio_tokens", Node::Count(Count::OutputAudio)),
    ("image_tokens", Node::Count(Count::OutputImage)),
]);

static CACHE_CREATION: Table<Node> = Table::new(&[
    ("ephemeral_5m_input_tokens", Node::Count(Count::CacheWrite5m)),
    ("ephemeral_1h_input_tokens", Node::Count(Count::CacheWrite1h)),
]);

static GEMINI_USAGE: Table<Node> = Table::new(&[
    ("promptTokenCount", Node::Count(Count::GeminiPrompt)),
    ("prompt_token_count", Node::Count(Count::GeminiPrompt)),
    ("toolUsePromptTokenCount", Node::Count(Count::GeminiToolUse)),
    ("tool_use_prompt_token_count", Node::Count(Count::GeminiToolUse)),
    ("candidatesTokenCount", Node::Count(Count::GeminiCandidates)),
    ("candidates_token_count", Node::Count(Count::GeminiCandidates)),
    ("thoughtsTokenCount", Node::Count(Count::GeminiThoughts)),
    ("thoughts_token_count", Node::Count(Count::GeminiThoughts)),
    ("cachedContentTokenCount", Node::Count(Count::GeminiCached)),
    ("cached_content_token_count", Node::Count(Count::GeminiCached)),
    ("totalTokenCount", Node::Count(Count::GeminiTotal)),
    ("total_token_count", Node::Count(Count::GeminiTotal)),
    ("promptTokensDetails", Node::Split(Split::Prompt)),
    ("prompt_tokens_details", Node::Split(Split::Prompt)),
    ("toolUsePromptTokensDetails", Node::Split(Split::ToolUse)),
    ("tool_use_prompt_tokens_details", Node::Split(Split::ToolUse)),
    ("candidatesTokensDetails", Node::Split(Split::Candidates)),
    ("candidates_tokens_details", Node::Split(Split::Candidates)),
    ("cacheTokensDetails", Node::Split(Split::Cached)),
    ("cache_tokens_details", Node::Split(Split::Cached)),
    ("serviceTier", Node::Leaf(Leaf::UsageServiceTier)),
    ("service_tier", Node::Leaf(Leaf::UsageServiceTier)),
]);

static SPLIT_ENTRY: Table<Node> = Table::new(&[
    ("modality", Node::Leaf(Leaf::Modality)),
    ("tokenCount", Node::Leaf(Leaf::ModalityCount)),
    ("token_count", Node::Leaf(Leaf::ModalityCount)),
]);

static CHOICE: Table<Node> = Table::new(&[
    ("index", Node::Leaf(Leaf::ChoiceIndex)),
    ("finish_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("message", Node::ChoiceMessage),
    ("delta", Node::ChoiceMessage),
    ("text", Node::Leaf(Leaf::Output)),
]);

static CHOICE_MESSAGE: Table<Node> = Table::new(&[
    ("tool_calls", Node::Tools),
    ("function_call", Node::LegacyCall),
    ("content", Node::Leaf(Leaf::Output)),
    ("reasoning_content", Node::Leaf(Leaf::Output)),
    ("reasoning", Node::Leaf(Leaf::Output)),
    ("refusal", Node::Leaf(Leaf::Output)),
]);

static TOOL: Table<Node> = Table::new(&[
    ("id", Node::Leaf(Leaf::ItemId)),
    ("function", Node::Function),
    ("custom", Node::Function),
]);

static CANDIDATE: Table<Node> = Table::new(&[
    ("index", Node::Leaf(Leaf::ChoiceIndex)),
    ("finishReason", Node::Leaf(Leaf::ChoiceReason)),
    ("finish_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("content", Node::CandidateContent),
]);

static PART: Table<Node> = Table::new(&[
    ("functionCall", Node::FunctionCall),
    ("function_call", Node::FunctionCall),
    ("text", Node::Leaf(Leaf::Output)),
]);

static OUTPUT_ITEM: Table<Node> =
    Table::new(&[("type", Node::Leaf(Leaf::ItemType)), ("call_id", Node::Leaf(Leaf::ItemCallId))]);

static NAMED: Table<Node> =
    Table::new(&[("name", Node::Leaf(Leaf::ItemName)), ("id", Node::Leaf(Leaf::ItemId))]);

static ERROR: Table<Node> = Table::new(&[
    ("message", Node::Leaf(Leaf::ErrorMessage)),
    ("code", Node::Leaf(Leaf::ErrorCode)),
    ("type", Node::Leaf(Leaf::ErrorType)),
    ("status", Node::Leaf(Leaf::ErrorStatus)),
]);

static X_GROQ: Table<Node> = Table::new(&[("usage", Node::Usage)]);

static SERVER_TOOL_USE: Table<Node> =
    Table::new(&[("web_search_requests", Node::Count(Count::Searches))]);

static FUNCTION: Table<Node> =
    Table::new(&[("name", Node::Leaf(Leaf::ItemName)), ("arguments", Node::Leaf(Leaf::Output))]);

static CANDIDATE_CONTENT: Table<Node> = Table::new(&[("parts", Node::Parts)]);

static BLOCK: Table<Node> =
    Table::new(&[("type", Node::Leaf(Leaf::ItemType)), ("text", Node::Leaf(Leaf::Output))]);

static TEXT: Table<Node> = Table::new(&[("text", Node::Leaf(Leaf::Output))]);

static DELTA: Table<Node> = Table::new(&[
    ("stop_reason", Node::Leaf(Leaf::StopReason)),
    ("text", Node::Leaf(Leaf::Output)),
    ("thinking", Node::Leaf(Leaf::Output)),
    ("partial_json", Node::Leaf(Leaf::Output)),
    ("toolUse", Node::ToolUse),
    ("reasoningContent", Node::Token),
    ("message", Node::DeltaMessage),
]);

static DELTA_MESSAGE: Table<Node> = Table::new(&[("content", Node::Blocks)]);

static DELTA_EVENT: Table<Node> = Table::new(&[("delta", Node::Delta)]);

static TOOL_USE: Table<Node> = Table::new(&[("input", Node::Leaf(Leaf::Output))]);

static INCOMPLETE_DETAILS: Table<Node> =
    Table::new(&[("reason", Node::Leaf(Leaf::IncompleteReason))]);

#[cfg(test)]
mod tests {
    use super::super::visitor::MAX_DEPTH;
    use super::*;

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

    /// `[{"response": {"choices": [{"message": {"tool_calls": [{"function": {}}]}}]}}]`
    #[test]
    fn nesting_of_known_places_ends_at_the_stated_depth() {
        assert_eq!(depth_below(Node::Root), MAX_DEPTH);
    }

    #[test]
    fn no_table_names_a_member_twice() {
        let mut nodes = vec![Node::Root];
        while let Some(node) = nodes.pop() {
            let mut names: Vec<_> =
                node.tables().into_iter().flat_map(Table::members).map(|(name, _)| *name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{node:?}");
            nodes.extend(
                node.tables()
                    .into_iter()
                    .flat_map(Table::members)
                    .map(|(_, node)| *node)
                    .chain(node.element()),
            );
        }
    }
}
