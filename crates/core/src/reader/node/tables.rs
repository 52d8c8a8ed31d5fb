//! The members of a response that matter, by the place of their object.

use super::{Bill, Count, Leaf, Node, Split};
use crate::reader::table::Table;

pub(super) static NONE: Table<Node> = Table::new(&[]);

/// Members of a response. Gemini's have two spellings: the wire's, and that of clients in Rust and
/// Python that serialise their own field names.
pub(super) static BODY: Table<Node> = Table::new(&[
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
    ("error_type", Node::Leaf(Leaf::BodyErrorType)),
    ("model_id", Node::Leaf(Leaf::Model)),
    ("metrics", Node::Metrics),
    // Mistral's OCR, transcriptions, Vertex AI's predictions.
    ("usage_info", Node::OcrUsage),
    ("duration", Node::Leaf(Leaf::TranscriptSeconds)),
    ("language", Node::Leaf(Leaf::Language)),
    ("totalBilledTime", Node::Leaf(Leaf::Seconds)),
    ("predictions", Node::Predictions),
    ("thinking", Node::Leaf(Leaf::Output)),
    // What is embedded, ranked, painted.
    ("data", Node::Data),
    ("embeddings", Node::Vectors),
    ("embedding", Node::Vector),
    ("rankings", Node::Data),
]);

/// Members of an event that holds a response or a part of one.
pub(super) static EVENT: Table<Node> = Table::new(&[
    ("message", Node::Inner),
    ("response", Node::Response),
    ("item", Node::EventItem),
    ("delta", Node::Delta),
    ("content_block", Node::Block),
    ("start", Node::ConverseBlock),
    ("contentBlockStart", Node::ContentBlockStart),
    ("messageStop", Node::Inner),
    ("metadata", Node::Metadata),
    // Whether an event has output, and whether it is the last.
    ("event_type", Node::Leaf(Leaf::EventType)),
    ("done", Node::Leaf(Leaf::Done)),
    ("contentBlockIndex", Node::Leaf(Leaf::Begun)),
    ("contentBlockDelta", Node::DeltaEvent),
    ("text", Node::Leaf(Leaf::Output)),
    ("token", Node::Token),
    ("generated_text", Node::Leaf(Leaf::WholeText)),
    ("is_finished", Node::Leaf(Leaf::Done)),
    ("generation", Node::Leaf(Leaf::Written)),
    ("outputText", Node::Leaf(Leaf::Written)),
    ("completion", Node::Leaf(Leaf::Written)),
    ("audio", Node::Leaf(Leaf::Output)),
    ("partial_image_b64", Node::Leaf(Leaf::Output)),
    ("size", Node::Leaf(Leaf::ImageSize)),
    ("quality", Node::Leaf(Leaf::ImageQuality)),
    ("b64_json", Node::Leaf(Leaf::EventImage)),
    ("name", Node::Leaf(Leaf::ItemName)),
    ("tool_call_id", Node::Leaf(Leaf::ItemCallId)),
    // Bedrock's tier, and the images of its models.
    ("serviceTier", Node::ServiceTier),
    ("trace", Node::Trace),
    ("images", Node::Images),
    ("artifacts", Node::Predictions),
    // Replicate, llama.cpp, Ollama, watsonx.
    ("urls", Node::Leaf(Leaf::Addresses)),
    ("stop", Node::Leaf(Leaf::Done)),
    ("stop_type", Node::Leaf(Leaf::StopReason)),
    ("tokens_evaluated", Node::Count(Count::Input)),
    ("tokens_predicted", Node::Count(Count::Output)),
    ("timings", Node::Timings),
    ("total_duration", Node::Leaf(Leaf::WorkedNanos)),
    ("input_token_count", Node::Count(Count::Input)),
    // Google's OCR, translation and recognition of speech.
    ("responses", Node::Annotated),
    ("translations", Node::Translations),
    ("requestId", Node::Leaf(Leaf::RequestId)),
    ("request_id", Node::Leaf(Leaf::RequestId)),
    ("performanceConfig", Node::PerformanceConfig),
    // Lines of the results of a batch: of OpenAI, Mistral, Anthropic, Bedrock.
    ("custom_id", Node::Bill(Bill::BatchId)),
    ("result", Node::BatchResult),
    ("recordId", Node::Bill(Bill::BatchId)),
    ("modelOutput", Node::Inner),
]);

/// The answer to one request of a batch of OpenAI or Mistral.
pub(super) static BATCHED: Table<Node> =
    Table::new(&[("body", Node::Inner), ("request_id", Node::Leaf(Leaf::RequestId))]);

pub(super) static BATCH_RESULT: Table<Node> =
    Table::new(&[("message", Node::Inner), ("error", Node::BatchError)]);

pub(super) static BATCH_ERROR: Table<Node> = Table::new(&[("error", Node::Error)]);

/// Missing on purpose: Anthropic's `iterations`, which breaks the same tokens down a second time, and xAI's
/// `num_sources_used`, since one search finds many sources.
pub(super) static USAGE: Table<Node> = Table::new(&[
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
    ("cacheDetails", Node::CacheDetails),
    ("num_search_queries", Node::Count(Count::Searches)),
    ("text_tokens", Node::Count(Count::InputText)),
    ("image_pixels", Node::Count(Count::Pixels)),
    ("billed_units", Node::BilledUnits),
    ("tokens", Node::ModelTokens),
    ("total_time", Node::Leaf(Leaf::WorkedSeconds)),
    ("seconds", Node::Leaf(Leaf::Seconds)),
    ("prompt_audio_seconds", Node::Leaf(Leaf::Seconds)),
    ("citation_tokens", Node::Count(Count::Citations)),
    ("server_tool_use_details", Node::ServerToolUse),
    // What it costs, to OpenRouter, Perplexity, xAI; what that depends on, to Anthropic and Perplexity.
    ("cost", Node::Cost),
    ("cost_details", Node::CostDetails),
    ("is_byok", Node::Bill(Bill::OwnKey)),
    ("cost_in_usd_ticks", Node::Bill(Bill::Ticks)),
    ("speed", Node::Bill(Bill::Speed)),
    ("inference_geo", Node::Bill(Bill::Geo)),
    ("search_context_size", Node::Bill(Bill::SearchContextSize)),
]);

pub(super) static COST: Table<Node> =
    Table::new(&[("total_cost", Node::Bill(Bill::Cost)), ("currency", Node::Bill(Bill::Currency))]);

pub(super) static COST_DETAILS: Table<Node> =
    Table::new(&[("upstream_inference_cost", Node::Bill(Bill::Upstream))]);

pub(super) static INPUT_DETAILS: Table<Node> = Table::new(&[
    ("cached_tokens", Node::Count(Count::Cached)),
    ("cache_write_tokens", Node::Count(Count::CacheWrite)),
    ("text_tokens", Node::Count(Count::InputText)),
    ("audio_tokens", Node::Count(Count::InputAudio)),
    ("image_tokens", Node::Count(Count::InputImage)),
    ("video_tokens", Node::Count(Count::InputVideo)),
]);

pub(super) static OUTPUT_DETAILS: Table<Node> = Table::new(&[
    ("reasoning_tokens", Node::Count(Count::Reasoning)),
    ("thinking_tokens", Node::Count(Count::Reasoning)),
    ("text_tokens", Node::Count(Count::OutputText)),
    ("audio_tokens", Node::Count(Count::OutputAudio)),
    ("image_tokens", Node::Count(Count::OutputImage)),
]);

pub(super) static CACHE_CREATION: Table<Node> = Table::new(&[
    ("ephemeral_5m_input_tokens", Node::Count(Count::CacheWrite5m)),
    ("ephemeral_1h_input_tokens", Node::Count(Count::CacheWrite1h)),
]);

pub(super) static GEMINI_USAGE: Table<Node> = Table::new(&[
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
    ("trafficType", Node::Leaf(Leaf::TrafficType)),
    ("traffic_type", Node::Leaf(Leaf::TrafficType)),
    ("serviceTier", Node::Leaf(Leaf::UsageServiceTier)),
    ("service_tier", Node::Leaf(Leaf::UsageServiceTier)),
]);

pub(super) static SPLIT_ENTRY: Table<Node> = Table::new(&[
    ("modality", Node::Leaf(Leaf::Modality)),
    ("tokenCount", Node::Leaf(Leaf::ModalityCount)),
    ("token_count", Node::Leaf(Leaf::ModalityCount)),
]);

pub(super) static CHOICE: Table<Node> = Table::new(&[
    ("index", Node::Leaf(Leaf::ChoiceIndex)),
    ("finish_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("message", Node::ChoiceMessage),
    ("delta", Node::ChoiceMessage),
    ("stop_reason", Node::Leaf(Leaf::ChoiceStop)),
    ("text", Node::Leaf(Leaf::Output)),
    // Moonshot's streams have it here.
    ("usage", Node::Usage),
]);

pub(super) static CHOICE_MESSAGE: Table<Node> = Table::new(&[
    ("tool_calls", Node::Tools),
    ("function_call", Node::LegacyCall),
    ("content", Node::ChatParts),
    ("audio", Node::Bytes),
    ("reasoning_content", Node::Leaf(Leaf::Output)),
    ("reasoning", Node::Leaf(Leaf::Output)),
    ("refusal", Node::Leaf(Leaf::Output)),
]);

pub(super) static TOOL: Table<Node> = Table::new(&[
    ("name", Node::Leaf(Leaf::ItemName)),
    ("id", Node::Leaf(Leaf::ItemId)),
    ("function", Node::Function),
    ("custom", Node::Function),
]);

pub(super) static CANDIDATE: Table<Node> = Table::new(&[
    ("index", Node::Leaf(Leaf::ChoiceIndex)),
    ("finishReason", Node::Leaf(Leaf::ChoiceReason)),
    ("finish_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("content", Node::CandidateContent),
    ("groundingMetadata", Node::Grounding),
    ("grounding_metadata", Node::Grounding),
]);

pub(super) static GROUNDING: Table<Node> =
    Table::new(&[("webSearchQueries", Node::Queries), ("web_search_queries", Node::Queries)]);

pub(super) static PART: Table<Node> = Table::new(&[
    ("functionCall", Node::FunctionCall),
    ("function_call", Node::FunctionCall),
    ("text", Node::Leaf(Leaf::Output)),
    ("inlineData", Node::Bytes),
    ("inline_data", Node::Bytes),
]);

pub(super) static OUTPUT_ITEM: Table<Node> = Table::new(&[
    ("type", Node::Leaf(Leaf::ItemType)),
    ("call_id", Node::Leaf(Leaf::ItemCallId)),
    ("action", Node::Action),
]);

pub(super) static ACTION: Table<Node> = Table::new(&[("type", Node::Bill(Bill::Action))]);

pub(super) static PERFORMANCE_CONFIG: Table<Node> =
    Table::new(&[("latency", Node::Bill(Bill::Latency))]);

pub(super) static NAMED: Table<Node> =
    Table::new(&[("name", Node::Leaf(Leaf::ItemName)), ("id", Node::Leaf(Leaf::ItemId))]);

pub(super) static ERROR: Table<Node> = Table::new(&[
    ("message", Node::Leaf(Leaf::ErrorMessage)),
    ("code", Node::Leaf(Leaf::ErrorCode)),
    ("type", Node::Leaf(Leaf::ErrorType)),
    ("status", Node::Leaf(Leaf::ErrorStatus)),
]);

pub(super) static X_GROQ: Table<Node> = Table::new(&[("usage", Node::Usage)]);

pub(super) static SERVER_TOOL_USE: Table<Node> = Table::new(&[
    ("web_search_requests", Node::Count(Count::Searches)),
    ("code_execution_requests", Node::Count(Count::CodeExecutions)),
]);

pub(super) static FUNCTION: Table<Node> =
    Table::new(&[("name", Node::Leaf(Leaf::ItemName)), ("arguments", Node::Leaf(Leaf::Output))]);

pub(super) static CANDIDATE_CONTENT: Table<Node> = Table::new(&[("parts", Node::Parts)]);

pub(super) static BLOCK: Table<Node> =
    Table::new(&[("type", Node::Leaf(Leaf::ItemType)), ("text", Node::Leaf(Leaf::Output))]);

pub(super) static TEXT: Table<Node> =
    Table::new(&[("text", Node::Leaf(Leaf::Output)), ("thinking", Node::Leaf(Leaf::Output))]);

pub(super) static TOKEN: Table<Node> = Table::new(&[("text", Node::Leaf(Leaf::Written))]);

pub(super) static CHAT_PART: Table<Node> =
    Table::new(&[("text", Node::Leaf(Leaf::Output)), ("thinking", Node::Thoughts)]);

pub(super) static BYTES: Table<Node> =
    Table::new(&[("data", Node::Leaf(Leaf::Output)), ("transcript", Node::Leaf(Leaf::Output))]);

pub(super) static TRACE: Table<Node> = Table::new(&[("promptRouter", Node::PromptRouter)]);

pub(super) static PROMPT_ROUTER: Table<Node> =
    Table::new(&[("invokedModelId", Node::Leaf(Leaf::InvokedModel))]);

pub(super) static DELTA_EVENT: Table<Node> =
    Table::new(&[("delta", Node::Delta), ("contentBlockIndex", Node::Leaf(Leaf::Begun))]);

pub(super) static DELTA: Table<Node> = Table::new(&[
    ("stop_reason", Node::Leaf(Leaf::StopReason)),
    ("finish_reason", Node::Leaf(Leaf::StopReason)),
    ("usage", Node::Usage),
    ("message", Node::DeltaMessage),
    ("text", Node::Leaf(Leaf::Output)),
    ("thinking", Node::Leaf(Leaf::Output)),
    ("partial_json", Node::Leaf(Leaf::Output)),
    ("toolUse", Node::ToolUse),
    ("reasoningContent", Node::Text),
]);

pub(super) static INCOMPLETE_DETAILS: Table<Node> =
    Table::new(&[("reason", Node::Leaf(Leaf::IncompleteReason))]);

pub(super) static OUTPUT: Table<Node> = Table::new(&[("message", Node::ConverseMessage)]);

pub(super) static CONVERSE_MESSAGE: Table<Node> = Table::new(&[("content", Node::ConverseBlocks)]);

pub(super) static CONVERSE_BLOCK: Table<Node> = Table::new(&[("toolUse", Node::ToolUse)]);

pub(super) static CONTENT_BLOCK_START: Table<Node> = Table::new(&[("start", Node::ConverseBlock)]);

pub(super) static TOOL_USE: Table<Node> = Table::new(&[
    ("name", Node::Leaf(Leaf::ItemName)),
    ("toolUseId", Node::Leaf(Leaf::ItemId)),
    ("type", Node::Leaf(Leaf::ItemType)),
    ("input", Node::Leaf(Leaf::Output)),
]);

pub(super) static RESULT: Table<Node> = Table::new(&[
    ("index", Node::Leaf(Leaf::ChoiceIndex)),
    ("stop_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("finish_reason", Node::Leaf(Leaf::ChoiceReason)),
    ("completionReason", Node::Leaf(Leaf::ChoiceReason)),
    ("text", Node::Leaf(Leaf::Output)),
    ("finishReason", Node::ResultReason),
    ("tokenCount", Node::Count(Count::Output)),
    ("generated_token_count", Node::Count(Count::Output)),
    ("input_token_count", Node::Leaf(Leaf::FirstInput)),
    ("generated_text", Node::Leaf(Leaf::Output)),
    ("embedding", Node::Vector),
    // Mistral's conversations.
    ("model", Node::Leaf(Leaf::Model)),
    ("type", Node::Leaf(Leaf::ItemType)),
    ("name", Node::Leaf(Leaf::ItemName)),
    ("tool_call_id", Node::Leaf(Leaf::ItemCallId)),
]);

pub(super) static RESULT_REASON: Table<Node> =
    Table::new(&[("reason", Node::Leaf(Leaf::ChoiceReason))]);

pub(super) static META: Table<Node> = Table::new(&[
    ("billed_units", Node::BilledUnits),
    ("tokens", Node::ModelTokens),
    ("cached_tokens", Node::Count(Count::CachedFlat)),
]);

pub(super) static BILLED_UNITS: Table<Node> = Table::new(&[
    ("input_tokens", Node::Count(Count::BilledInput)),
    ("output_tokens", Node::Count(Count::BilledOutput)),
    ("search_units", Node::Count(Count::Searches)),
    ("images", Node::Count(Count::Images)),
]);

pub(super) static MODEL_TOKENS: Table<Node> = Table::new(&[
    ("input_tokens", Node::Count(Count::Input)),
    ("output_tokens", Node::Count(Count::Output)),
]);

pub(super) static DELTA_MESSAGE: Table<Node> = Table::new(&[
    ("tool_calls", Node::Tool),
    ("content", Node::Blocks),
    ("tool_plan", Node::Leaf(Leaf::Output)),
]);

pub(super) static DETAILS: Table<Node> = Table::new(&[
    ("finish_reason", Node::Leaf(Leaf::StopReason)),
    ("generated_tokens", Node::Count(Count::Output)),
    ("input_length", Node::Count(Count::Input)),
    ("prefill", Node::Prefill),
]);

pub(super) static METRICS: Table<Node> = Table::new(&[
    ("inputTokenCount", Node::Count(Count::MeteredInput)),
    ("outputTokenCount", Node::Count(Count::MeteredOutput)),
    ("input_token_count", Node::Count(Count::MeteredInput)),
    ("output_token_count", Node::Count(Count::MeteredOutput)),
    ("image_count", Node::Count(Count::Images)),
    ("predict_time", Node::Leaf(Leaf::WorkedSeconds)),
    ("latencyMs", Node::Leaf(Leaf::WorkedMillis)),
    ("invocationLatency", Node::Leaf(Leaf::WorkedMillis)),
]);

pub(super) static METADATA: Table<Node> = Table::new(&[
    ("usage", Node::Usage),
    ("billableCharacterCount", Node::Count(Count::Characters)),
    ("totalBilledDuration", Node::Leaf(Leaf::Seconds)),
    ("requestId", Node::Leaf(Leaf::RequestId)),
    ("serviceTier", Node::ServiceTier),
    ("performanceConfig", Node::PerformanceConfig),
    ("metrics", Node::Metrics),
    ("tokenMetadata", Node::PredictedTokens),
    ("trace", Node::Trace),
]);

pub(super) static OCR_USAGE: Table<Node> = Table::new(&[
    ("pages_processed", Node::Count(Count::Pages)),
    ("pages_processed_annotation", Node::Count(Count::AnnotatedPages)),
]);

pub(super) static PREDICTION: Table<Node> = Table::new(&[
    ("embeddings", Node::PredictedEmbedding),
    ("textEmbedding", Node::Vector),
    ("imageEmbedding", Node::Vector),
    ("bytesBase64Encoded", Node::Leaf(Leaf::Image)),
    ("gcsUri", Node::Leaf(Leaf::Image)),
    ("base64", Node::Leaf(Leaf::Image)),
]);

pub(super) static PREDICTED_EMBEDDING: Table<Node> =
    Table::new(&[("statistics", Node::Statistics), ("values", Node::Vector)]);

pub(super) static STATISTICS: Table<Node> =
    Table::new(&[("token_count", Node::Leaf(Leaf::AddedInput))]);

pub(super) static CACHE_DETAIL: Table<Node> = Table::new(&[
    ("ttl", Node::Leaf(Leaf::Lifetime)),
    ("inputTokens", Node::Leaf(Leaf::LifetimeTokens)),
]);

pub(super) static TIMINGS: Table<Node> = Table::new(&[("cache_n", Node::Count(Count::Reused))]);

pub(super) static SERVICE_TIER: Table<Node> =
    Table::new(&[("type", Node::Leaf(Leaf::ServiceTier))]);

pub(super) static PREDICTED_TOKENS: Table<Node> = Table::new(&[
    ("inputTokenCount", Node::TotalTokens(Count::Input)),
    ("outputTokenCount", Node::TotalTokens(Count::Output)),
]);

pub(super) static TOTAL_INPUT: Table<Node> =
    Table::new(&[("totalTokens", Node::Count(Count::Input))]);

pub(super) static TOTAL_OUTPUT: Table<Node> =
    Table::new(&[("totalTokens", Node::Count(Count::Output))]);

pub(super) static ANNOTATION: Table<Node> =
    Table::new(&[("error", Node::PartError), ("responses", Node::Pages)]);

pub(super) static PAGE: Table<Node> = Table::new(&[("error", Node::PartError)]);

pub(super) static PART_ERROR: Table<Node> = Table::new(&[("code", Node::Leaf(Leaf::PartCode))]);

pub(super) static TRANSLATION: Table<Node> = Table::new(&[("model", Node::Leaf(Leaf::Model))]);
/// Not a list but an object: around one, in answers of Google's translation, or around one vector (Marengo).
pub(super) static DATA: Table<Node> =
    Table::new(&[("translations", Node::Translations), ("embedding", Node::Vector)]);

pub(super) static DATUM: Table<Node> = Table::new(&[("embedding", Node::Vector)]);

pub(super) static VECTORS: Table<Node> = Table::new(&[
    ("float", Node::VectorsAs),
    ("int8", Node::VectorsAs),
    ("uint8", Node::VectorsAs),
    ("binary", Node::PackedVectors),
    ("ubinary", Node::PackedVectors),
    ("base64", Node::PackedVectors),
]);

pub(super) static VECTOR: Table<Node> =
    Table::new(&[("values", Node::Values), ("embedding", Node::Values)]);
