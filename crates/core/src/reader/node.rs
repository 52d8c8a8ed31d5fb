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
    /// The items of the Responses API, or the object around Bedrock's message.
    Output,
    OutputItem,
    ConverseMessage,
    ConverseBlocks,
    ConverseBlock,
    ContentBlockStart,
    ToolUse,
    /// Choices of a text completion outside OpenAI: Titan, watsonx, Cohere, Mistral and AI21 on Bedrock.
    Results,
    Result,
    /// Why AI21 ended a text, and after how many tokens.
    ResultReason,
    /// Cohere's billing and versions.
    Meta,
    BilledUnits,
    ModelTokens,
    /// What Cohere adds to a message in a stream, the tool call being an object there.
    DeltaMessage,
    /// TGI's account of a text.
    Details,
    /// Counts that Bedrock or Replicate took, beside those of the model.
    Metrics,
    Metadata,
    OcrUsage,
    Predictions,
    Prediction,
    PredictedEmbedding,
    Statistics,
    Blocks,
    Block,
    Delta,
    IncompleteDetails,
    Error,
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
    /// What is billed, where the model's own counts are others (Cohere).
    BilledInput,
    BilledOutput,
    /// Counted by somebody else than the model.
    MeteredInput,
    MeteredOutput,
    Pages,
    Characters,
}

impl Count {
    /// How many there are.
    pub(super) const LEN: usize = Self::Characters as usize + 1;
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
    /// Why a choice ended, where no finish reason says so.
    ChoiceStop,
    GenerationId,
    /// The name of an error of AWS, perhaps behind that of its name space.
    AwsType,
    /// What kind of event it is.
    EventType,
    /// Seconds of audio.
    Seconds,
    /// Seconds of audio in a transcript, of anything elsewhere.
    TranscriptSeconds,
    /// What tells a transcript.
    Language,
    /// Tokens of one of several inputs.
    AddedInput,
}

impl Leaf {
    /// Whether a text here is kept, and not only compared with words we know.
    pub(super) const fn is_kept_as_text(self) -> bool {
        !matches!(
            self,
            Self::Object
                | Self::Status
                | Self::ChoiceIndex
                | Self::ItemType
                | Self::Modality
                | Self::ModalityCount
                | Self::EventType
                | Self::Seconds
                | Self::TranscriptSeconds
                | Self::Language
                | Self::AddedInput
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
            Self::ConverseBlocks => Self::ConverseBlock,
            Self::Results => Self::Result,
            Self::Predictions => Self::Prediction,
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
            Self::IncompleteDetails => [&INCOMPLETE_DETAILS, &NONE],
            Self::Error => [&ERROR, &NONE],
            Self::Output => [&OUTPUT, &NONE],
            Self::ConverseMessage => [&CONVERSE_MESSAGE, &NONE],
            Self::ConverseBlock => [&CONVERSE_BLOCK, &NONE],
            Self::ContentBlockStart => [&CONTENT_BLOCK_START, &NONE],
            Self::ToolUse => [&TOOL_USE, &NONE],
            Self::Result => [&RESULT, &NONE],
            Self::ResultReason => [&RESULT_REASON, &NONE],
            Self::Meta => [&META, &NONE],
            Self::BilledUnits => [&BILLED_UNITS, &NONE],
            Self::ModelTokens => [&MODEL_TOKENS, &NONE],
            Self::DeltaMessage => [&DELTA_MESSAGE, &NONE],
            Self::Details => [&DETAILS, &NONE],
            Self::Metrics => [&METRICS, &NONE],
            Self::Metadata => [&METADATA, &NONE],
            Self::OcrUsage => [&OCR_USAGE, &NONE],
            Self::Prediction => [&PREDICTION, &NONE],
            Self::PredictedEmbedding => [&PREDICTED_EMBEDDING, &NONE],
            Self::Statistics => [&STATISTICS, &NONE],
            Self::Split(_)
            | Self::Choices
            | Self::Tools
            | Self::Candidates
            | Self::Parts
            | Self::ConverseBlocks
            | Self::Results
            | Self::Predictions
            | Self::Blocks
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
    ("code", Node::Leaf(Leaf::BodyCode)),
    ("x_groq", Node::XGroq),
    // Bedrock, and the bodies of its models.
    ("stopReason", Node::Leaf(Leaf::StopReason)),
    ("inputTextTokenCount", Node::Count(Count::Input)),
    ("totalOutputTextTokenCount", Node::Count(Count::Output)),
    ("completionReason", Node::Leaf(Leaf::StopReason)),
    ("prompt_token_count", Node::Count(Count::Input)),
    ("generation_token_count", Node::Count(Count::Output)),
    ("results", Node::Results),
    ("outputs", Node::Results),
    ("completions", Node::Results),
    ("amazon-bedrock-invocationMetrics", Node::Metrics),
    ("__type", Node::Leaf(Leaf::AwsType)),
    // Cohere.
    ("finish_reason", Node::Leaf(Leaf::StopReason)),
    ("generation_id", Node::Leaf(Leaf::GenerationId)),
    ("generations", Node::Results),
    ("tool_calls", Node::Tools),
    ("meta", Node::Meta),
    // Ollama.
    ("prompt_eval_count", Node::Count(Count::Input)),
    ("eval_count", Node::Count(Count::Output)),
    ("done_reason", Node::Leaf(Leaf::StopReason)),
    // TGI, watsonx, Replicate.
    ("details", Node::Details),
    ("error_type", Node::Leaf(Leaf::ErrorType)),
    ("model_id", Node::Leaf(Leaf::Model)),
    ("metrics", Node::Metrics),
    // Mistral's OCR, transcriptions, Vertex AI's predictions.
    ("usage_info", Node::OcrUsage),
    ("duration", Node::Leaf(Leaf::TranscriptSeconds)),
    ("language", Node::Leaf(Leaf::Language)),
    ("totalBilledTime", Node::Leaf(Leaf::Seconds)),
    ("predictions", Node::Predictions),
]);

/// Members of an event that holds a response or a part of one.
static EVENT: Table<Node> = Table::new(&[
    ("type", Node::Leaf(Leaf::EventType)),
    ("message", Node::Inner),
    ("response", Node::Inner),
    ("delta", Node::Delta),
    ("content_block", Node::Block),
    ("start", Node::ConverseBlock),
    ("contentBlockStart", Node::ContentBlockStart),
    ("messageStop", Node::Inner),
    ("metadata", Node::Metadata),
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
    ("input_token_details", Node::InputDetails),
    ("completion_tokens_details", Node::OutputDetails),
    ("output_tokens_details", Node::OutputDetails),
    ("output_token_details", Node::OutputDetails),
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
    ("inputTokens", Node::Count(Count::Input)),
    ("outputTokens", Node::Count(Count::Output)),
    ("totalTokens", Node::Count(Count::Total)),
    ("cacheReadInputTokens", Node::Count(Count::CacheReadBeside)),
    ("cacheReadInputTokenCount", Node::Count(Count::CacheReadBeside)),
    ("cacheWriteInputTokens", Node::Count(Count::CacheCreationBeside)),
    ("cacheWriteInputTokenCount", Node::Count(Count::CacheCreationBeside)),
    ("billed_units", Node::BilledUnits),
    ("tokens", Node::ModelTokens),
    ("seconds", Node::Leaf(Leaf::Seconds)),
    ("prompt_audio_seconds", Node::Leaf(Leaf::Seconds)),
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
    ("stop_reason", Node::Leaf(Leaf::ChoiceStop)),
]);

static CHOICE_MESSAGE: Table<Node> =
    Table::new(&[("tool_calls", Node::Tools), ("function_call", Node::LegacyCall)]);

static TOOL: Table<Node> = Table::new(&[
    ("name", Node::Leaf(Leaf::ItemName)),
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

static PART: Table<Node> =
    Table::new(&[("functionCall", Node::FunctionCall), ("function_call", Node::FunctionCall)]);

static OUTPUT_ITEM: Table<Node> =
    Table::new(&[("type", Node::Leaf(Leaf::ItemType)), ("call_id", Node::Leaf(Leaf::ItemCallId))]);

static NAMED: Table<Node> =
    Table::new(&[("name", Node::Leaf(Leaf::ItemName)), ("id", Node::Leaf(Leaf::ItemId))]);

static ERROR: Table<Node> = Table::new(&[
    ("code", Node::Leaf(Leaf::ErrorCode)),
    ("type", Node::Leaf(Leaf::ErrorType)),
    ("status", Node::Leaf(Leaf::ErrorStatus)),
]);

static X_GROQ: Table<Node> = Table::new(&[("usage", Node::Usage)]);

static SERVER_TOOL_USE: Table<Node> =
    Table::new(&[("web_search_requests", Node::Count(Count::Searches))]);

static FUNCTION: Table<Node> = Table::new(&[("name", Node::Leaf(Leaf::ItemName))]);

static CANDIDATE_CONTENT: Table<Node> = Table::new(&[("parts", Node::Parts)]);

static BLOCK: Table<Node> = Table::new(&[("type", Node::Leaf(Leaf::ItemType))]);

static DELTA: Table<Node> = Table::new(&[
    ("stop_reason", Node::Leaf(Leaf::StopReason)),
    ("finish_reason", Node::Leaf(Leaf::StopReason)),
    ("usage", Node::Usage),
    ("message", Node::DeltaMessage),
]);

static INCOMPLETE_DETAILS: Table<Node> =
    Table::new(&[("reason", Node::Leaf(Leaf::IncompleteReason))]);

static OUTPUT: Table<Node> = Table::new(&[("message", Node::ConverseMessage)]);

static CONVERSE_MESSAGE: Table<Node> = Table::new(&[("content", Node::ConverseBlocks)]);

static CONVERSE_BLOCK: Table<Node> = Table::new(&[("toolUse", Node::ToolUse)]);

static CONTENT_BLOCK_START: Table<Node> = Table::new(&[("start", Node::ConverseBlock)]);

static TOOL_USE: Table<Node> = Table::new(&[
    ("name", Node::Leaf(Leaf::ItemName)),
    ("toolUseId", Node::Leaf(Leaf::ItemId)),
    ("type", Node::Leaf(Leaf::ItemType)),
]);

static RESULT: Table<Node> = Table::new(&[
    ("index", Node::Leaf(Leaf::ChoiceIndex)),
    ("stop_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("finish_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("completionReason", Node::Leaf(Leaf::ChoiceReason)),
    ("finishReason", Node::ResultReason),
    ("tokenCount", Node::Count(Count::Output)),
    ("generated_token_count", Node::Count(Count::Output)),
    ("input_token_count", Node::Count(Count::Input)),
]);

static RESULT_REASON: Table<Node> = Table::new(&[("reason", Node::Leaf(Leaf::ChoiceReason))]);

static META: Table<Node> = Table::new(&[
    ("billed_units", Node::BilledUnits),
    ("tokens", Node::ModelTokens),
    ("cached_tokens", Node::Count(Count::CachedFlat)),
]);

static BILLED_UNITS: Table<Node> = Table::new(&[
    ("input_tokens", Node::Count(Count::BilledInput)),
    ("output_tokens", Node::Count(Count::BilledOutput)),
    ("search_units", Node::Count(Count::Searches)),
]);

static MODEL_TOKENS: Table<Node> = Table::new(&[
    ("input_tokens", Node::Count(Count::Input)),
    ("output_tokens", Node::Count(Count::Output)),
]);

static DELTA_MESSAGE: Table<Node> = Table::new(&[("tool_calls", Node::Tool)]);

static DETAILS: Table<Node> = Table::new(&[
    ("finish_reason", Node::Leaf(Leaf::StopReason)),
    ("generated_tokens", Node::Count(Count::Output)),
    ("input_length", Node::Count(Count::Input)),
]);

static METRICS: Table<Node> = Table::new(&[
    ("inputTokenCount", Node::Count(Count::MeteredInput)),
    ("outputTokenCount", Node::Count(Count::MeteredOutput)),
    ("input_token_count", Node::Count(Count::MeteredInput)),
    ("output_token_count", Node::Count(Count::MeteredOutput)),
]);

static METADATA: Table<Node> = Table::new(&[
    ("usage", Node::Usage),
    ("billableCharacterCount", Node::Count(Count::Characters)),
    ("totalBilledDuration", Node::Leaf(Leaf::Seconds)),
]);

static OCR_USAGE: Table<Node> = Table::new(&[("pages_processed", Node::Count(Count::Pages))]);

static PREDICTION: Table<Node> = Table::new(&[("embeddings", Node::PredictedEmbedding)]);

static PREDICTED_EMBEDDING: Table<Node> = Table::new(&[("statistics", Node::Statistics)]);

static STATISTICS: Table<Node> = Table::new(&[("token_count", Node::Leaf(Leaf::AddedInput))]);

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
