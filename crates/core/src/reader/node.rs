//! The places of a response that matter, and how to get from one to the next.

mod tables;

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
    /// The whole response once more, in the event that ends its stream. What came in pieces is in it.
    Response,
    Usage,
    XGroq,
    InputDetails,
    OutputDetails,
    CacheCreation,
    /// Cache writes by their lifetime, as Bedrock lists them.
    CacheDetails,
    CacheDetail,
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
    /// The same in an event of its own, before the response is whole.
    EventItem,
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
    /// The tokens of the prompt in it.
    Prefill,
    /// Counts that Bedrock or Replicate took, beside those of the model.
    Metrics,
    /// What llama.cpp says of its work.
    Timings,
    /// The service tier as an object (Bedrock).
    ServiceTier,
    /// Counts of Vertex AI's models of before Gemini: an object for each direction.
    PredictedTokens,
    TotalTokens(Count),
    /// What Google's OCR says of each image, or of the pages of each file.
    Annotated,
    Annotation,
    Pages,
    Page,
    PartError,
    /// The texts that Google has translated.
    Translations,
    Translation,
    /// Why Bedrock did what it did.
    Trace,
    PromptRouter,
    /// The parts of a message in a chat.
    ChatParts,
    ChatPart,
    /// The thoughts in such a part (Mistral).
    Thoughts,
    /// Audio or an image inside a part of a message.
    Bytes,
    /// Images as texts (Titan, Nova, Stability).
    Images,
    Metadata,
    OcrUsage,
    Predictions,
    Prediction,
    PredictedEmbedding,
    /// The list of what was embedded, ranked or painted, or an object in its place.
    Data,
    Datum,
    /// A list of vectors, or an object of such lists by their encoding (Cohere).
    Vectors,
    /// A list of vectors in one of several encodings.
    VectorsAs,
    /// The same where a byte is not a number: it holds eight of them, or a part of one.
    PackedVectors,
    PackedVector,
    /// One vector of a list of them.
    ListedVector,
    /// The numbers of a vector that is an object (Gemini, Nova).
    Values,
    /// One vector: a list of numbers, an object around one (Gemini), or the numbers as bytes in base64.
    Vector,
    Statistics,
    Blocks,
    Block,
    Delta,
    /// The event inside an event, as Bedrock hands on Nova's.
    DeltaEvent,
    /// An object around a text.
    Text,
    /// The same around the next piece of an answer (TGI).
    Token,
    IncompleteDetails,
    Error,
    /// The list of errors of watsonx and Cloudflare.
    Errors,
    /// What an answer costs: an amount, or an object around the total one (Perplexity).
    Cost,
    /// The same in parts (OpenRouter).
    CostDetails,
    /// What Google's models found the web to say.
    Grounding,
    Queries,
    /// What a tool of the provider did.
    Action,
    /// How fast Bedrock was told to be.
    PerformanceConfig,
    /// The result of one request of a batch (Anthropic), and its error.
    BatchResult,
    BatchError,
    /// Something about money.
    Bill(Bill),
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
    Images,
    Pixels,
    /// Tokens of sources, which Perplexity bills.
    Citations,
    InputVideo,
    CodeExecutions,
    AnnotatedPages,
    /// Prompt tokens that llama.cpp had computed before.
    Reused,
}

impl Count {
    /// How many there are.
    pub(super) const LEN: usize = Self::Reused as usize + 1;
}

/// What an answer says about money, or about what prices depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bill {
    /// An amount.
    Cost,
    /// An amount in parts of a dollar (xAI).
    Ticks,
    Currency,
    /// Whether the caller's own account pays the provider behind a gateway.
    OwnKey,
    /// An amount that this provider asks for.
    Upstream,
    /// Under which number a batch has its request.
    BatchId,
    /// What a search tool was called for.
    Action,
    Speed,
    /// Where the model was run.
    Geo,
    Latency,
    SearchContextSize,
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
    TrafficType,
    SystemFingerprint,
    BodyCode,
    BodyType,
    BodyErrorType,
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
    /// Why a choice ended, where no finish reason says so.
    ChoiceStop,
    GenerationId,
    /// The name of an error of AWS, perhaps behind that of its name space.
    AwsType,
    /// The type of an event, where `type` does not tell that.
    EventType,
    /// An event about an answer that has begun.
    Begun,
    /// A piece of an answer that has no list of choices: output, and the beginning of one.
    Written,
    /// The text as a whole, behind its pieces (TGI).
    WholeText,
    /// Whether this is the last event.
    Done,
    /// Only whether there is text: it is content.
    Output,
    /// Seconds of audio.
    Seconds,
    /// Seconds of audio in a transcript, of anything elsewhere.
    TranscriptSeconds,
    /// What tells a transcript.
    Language,
    /// Tokens of one of several inputs.
    AddedInput,
    /// Tokens of an input that is told in the first events of a stream and zero in later ones (watsonx).
    FirstInput,
    /// How long the provider worked.
    WorkedSeconds,
    WorkedMillis,
    WorkedNanos,
    /// Under which number the provider has this request.
    RequestId,
    /// How long something stays in the cache.
    Lifetime,
    LifetimeTokens,
    /// One image that was made: in base64, or its address.
    Image,
    /// The image of an event, which may be half painted.
    EventImage,
    /// Where a prediction is found again (Replicate). Only whether there are any.
    Addresses,
    ImageSize,
    ImageQuality,
    /// The model that a router of prompts has chosen, by its ARN (Bedrock).
    InvokedModel,
    /// One token of a prompt, of which only matters that it is one.
    PromptToken,
    /// Why one of several things that were asked for was not done.
    PartCode,
    /// One query of a search: content, so that only matters whether there is one.
    Query,
    /// One number of a vector.
    Component,
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
                | Self::BodyType
                | Self::ErrorMessage
                | Self::EventType
                | Self::Begun
                | Self::Written
                | Self::WholeText
                | Self::Done
                | Self::Output
                | Self::Seconds
                | Self::TranscriptSeconds
                | Self::Language
                | Self::AddedInput
                | Self::FirstInput
                | Self::WorkedSeconds
                | Self::WorkedMillis
                | Self::WorkedNanos
                | Self::Lifetime
                | Self::LifetimeTokens
                | Self::Image
                | Self::EventImage
                | Self::PartCode
                | Self::PromptToken
                | Self::Addresses
                | Self::TrafficType
                | Self::Query
                | Self::Component
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
            Self::CacheDetails => Self::CacheDetail,
            Self::Annotated => Self::Annotation,
            Self::Pages => Self::Page,
            Self::Translations => Self::Translation,
            Self::Images => Self::Leaf(Leaf::Image),
            Self::Queries => Self::Leaf(Leaf::Query),
            Self::Prefill => Self::Leaf(Leaf::PromptToken),
            Self::ChatParts => Self::ChatPart,
            Self::Thoughts => Self::Text,
            Self::Predictions => Self::Prediction,
            Self::Errors => Self::Error,
            Self::Data => Self::Datum,
            Self::Vectors | Self::VectorsAs => Self::ListedVector,
            Self::PackedVectors => Self::PackedVector,
            Self::Vector | Self::ListedVector | Self::Values => Self::Leaf(Leaf::Component),
            _ => return None,
        })
    }
}

impl Node {
    const fn tables(self) -> [&'static Table<Self>; 2] {
        match self {
            Self::Root | Self::Body => [&tables::BODY, &tables::EVENT],
            Self::Inner => [&tables::BODY, &tables::NONE],
            Self::Response => [&tables::BODY, &tables::BATCHED],
            Self::BatchResult => [&tables::BATCH_RESULT, &tables::NONE],
            Self::BatchError => [&tables::BATCH_ERROR, &tables::NONE],
            Self::Usage => [&tables::USAGE, &tables::NONE],
            Self::Cost => [&tables::COST, &tables::NONE],
            Self::CostDetails => [&tables::COST_DETAILS, &tables::NONE],
            Self::Grounding => [&tables::GROUNDING, &tables::NONE],
            Self::Action => [&tables::ACTION, &tables::NONE],
            Self::PerformanceConfig => [&tables::PERFORMANCE_CONFIG, &tables::NONE],
            Self::XGroq => [&tables::X_GROQ, &tables::NONE],
            Self::InputDetails => [&tables::INPUT_DETAILS, &tables::NONE],
            Self::OutputDetails => [&tables::OUTPUT_DETAILS, &tables::NONE],
            Self::CacheCreation => [&tables::CACHE_CREATION, &tables::NONE],
            Self::ServerToolUse => [&tables::SERVER_TOOL_USE, &tables::NONE],
            Self::GeminiUsage => [&tables::GEMINI_USAGE, &tables::NONE],
            Self::SplitEntry(_) => [&tables::SPLIT_ENTRY, &tables::NONE],
            Self::Choice => [&tables::CHOICE, &tables::NONE],
            Self::ChoiceMessage => [&tables::CHOICE_MESSAGE, &tables::NONE],
            Self::Tool => [&tables::TOOL, &tables::NONE],
            Self::Function | Self::LegacyCall => [&tables::FUNCTION, &tables::NONE],
            Self::Candidate => [&tables::CANDIDATE, &tables::NONE],
            Self::CandidateContent => [&tables::CANDIDATE_CONTENT, &tables::NONE],
            Self::Part => [&tables::PART, &tables::NONE],
            Self::FunctionCall => [&tables::NAMED, &tables::NONE],
            Self::OutputItem | Self::EventItem => [&tables::OUTPUT_ITEM, &tables::NAMED],
            Self::Block => [&tables::BLOCK, &tables::NAMED],
            Self::Delta => [&tables::DELTA, &tables::NONE],
            Self::DeltaEvent => [&tables::DELTA_EVENT, &tables::NONE],
            Self::Blocks | Self::Text => [&tables::TEXT, &tables::NONE],
            Self::Token => [&tables::TOKEN, &tables::NONE],
            Self::IncompleteDetails => [&tables::INCOMPLETE_DETAILS, &tables::NONE],
            Self::Error => [&tables::ERROR, &tables::NONE],
            Self::Output => [&tables::OUTPUT, &tables::NONE],
            Self::ConverseMessage => [&tables::CONVERSE_MESSAGE, &tables::NONE],
            Self::ConverseBlock => [&tables::CONVERSE_BLOCK, &tables::NONE],
            Self::ContentBlockStart => [&tables::CONTENT_BLOCK_START, &tables::NONE],
            Self::ToolUse => [&tables::TOOL_USE, &tables::NONE],
            Self::Result => [&tables::RESULT, &tables::NONE],
            Self::ResultReason => [&tables::RESULT_REASON, &tables::NONE],
            Self::Meta => [&tables::META, &tables::NONE],
            Self::BilledUnits => [&tables::BILLED_UNITS, &tables::NONE],
            Self::ModelTokens => [&tables::MODEL_TOKENS, &tables::NONE],
            Self::DeltaMessage => [&tables::DELTA_MESSAGE, &tables::NONE],
            Self::Details => [&tables::DETAILS, &tables::NONE],
            Self::Metrics => [&tables::METRICS, &tables::NONE],
            Self::CacheDetail => [&tables::CACHE_DETAIL, &tables::NONE],
            Self::Timings => [&tables::TIMINGS, &tables::NONE],
            Self::ServiceTier => [&tables::SERVICE_TIER, &tables::NONE],
            Self::Trace => [&tables::TRACE, &tables::NONE],
            Self::PromptRouter => [&tables::PROMPT_ROUTER, &tables::NONE],
            Self::ChatPart => [&tables::CHAT_PART, &tables::NONE],
            Self::Bytes => [&tables::BYTES, &tables::NONE],
            Self::PredictedTokens => [&tables::PREDICTED_TOKENS, &tables::NONE],
            Self::TotalTokens(Count::Input) => [&tables::TOTAL_INPUT, &tables::NONE],
            Self::TotalTokens(_) => [&tables::TOTAL_OUTPUT, &tables::NONE],
            Self::Annotation => [&tables::ANNOTATION, &tables::NONE],
            Self::Page => [&tables::PAGE, &tables::NONE],
            Self::PartError => [&tables::PART_ERROR, &tables::NONE],
            Self::Translation => [&tables::TRANSLATION, &tables::NONE],
            Self::Metadata => [&tables::METADATA, &tables::NONE],
            Self::OcrUsage => [&tables::OCR_USAGE, &tables::NONE],
            Self::Prediction => [&tables::PREDICTION, &tables::NONE],
            Self::PredictedEmbedding => [&tables::PREDICTED_EMBEDDING, &tables::NONE],
            Self::Statistics => [&tables::STATISTICS, &tables::NONE],
            Self::Datum => [&tables::DATUM, &tables::NONE],
            Self::Vectors => [&tables::VECTORS, &tables::NONE],
            Self::Vector | Self::ListedVector => [&tables::VECTOR, &tables::NONE],
            Self::Data => [&tables::DATA, &tables::NONE],
            Self::VectorsAs
            | Self::PackedVectors
            | Self::PackedVector
            | Self::Values
            | Self::Split(_)
            | Self::Choices
            | Self::Tools
            | Self::Candidates
            | Self::Parts
            | Self::ConverseBlocks
            | Self::Results
            | Self::Predictions
            | Self::Errors
            | Self::CacheDetails
            | Self::Annotated
            | Self::Pages
            | Self::Translations
            | Self::Images
            | Self::Prefill
            | Self::ChatParts
            | Self::Thoughts
            | Self::Queries
            | Self::Bill(_)
            | Self::Count(_)
            | Self::Leaf(_) => [&tables::NONE, &tables::NONE],
        }
    }
}

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

    /// `[{"response": {"body": {"choices": [{"message": {"content": [{"thinking": [{}]}]}}]}}}]`
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
