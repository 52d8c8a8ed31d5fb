//! The members of a request that matter, by the place of their object.

use super::{Condition, Holder, Leaf, List, Mark, Node};
use crate::reader::table::Table;

pub(super) static NONE: Table<Node> = Table::new(&[]);

/// Parameters under their many names, in the body itself or in an object of their own.
pub(super) static PARAMETERS: Table<Node> = Table::new(&[
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
    ("numberOfImages", Node::Leaf(Leaf::ChoiceCount)),
    ("size", Node::Leaf(Leaf::ImageSize)),
    ("sampleImageSize", Node::Leaf(Leaf::ImageSize)),
    ("quality", Node::Leaf(Leaf::ImageQuality)),
    ("dimensions", Node::Leaf(Leaf::Dimensions)),
    ("dimension", Node::Leaf(Leaf::Dimensions)),
    ("output_dimension", Node::Leaf(Leaf::Dimensions)),
    ("outputDimensionality", Node::Leaf(Leaf::Dimensions)),
    ("output_dimensionality", Node::Leaf(Leaf::Dimensions)),
    ("outputEmbeddingLength", Node::Leaf(Leaf::Dimensions)),
    ("embeddingDimension", Node::Leaf(Leaf::Dimensions)),
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

pub(super) static BODY: Table<Node> = Table::new(&[
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
    // Titan and Nova, embeddings and images; Mistral's conversations.
    ("embeddingConfig", Node::Parameters),
    ("singleEmbeddingParams", Node::Parameters),
    ("imageGenerationConfig", Node::Parameters),
    ("completion_args", Node::Parameters),
    ("config", Node::Config),
    ("q", Node::Translated),
    ("contents", Node::Translated),
    ("pageSize", Node::Leaf(Leaf::TopK)),
    ("stream_format", Node::Leaf(Leaf::StreamFormat)),
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
    ("embedding_type", Node::List(List::Encodings)),
    ("output_dtype", Node::List(List::Encodings)),
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
    ("messages", Node::Mark(Mark::Messages)),
    ("message", Node::Mark(Mark::Messages)),
    ("input_type", Node::Mark(Mark::InputType)),
    ("query", Node::Mark(Mark::Query)),
    ("taskType", Node::Mark(Mark::Task)),
    ("speed", Node::Leaf(Leaf::Condition(Condition::Speed))),
    ("inference_geo", Node::Leaf(Leaf::Condition(Condition::Geo))),
    ("web_search_options", Node::WebSearch),
    ("performanceConfig", Node::PerformanceConfig),
]);

pub(super) static WEB_SEARCH: Table<Node> = Table::new(&[
    ("search_type", Node::Leaf(Leaf::Condition(Condition::SearchType))),
    ("search_context_size", Node::Leaf(Leaf::Condition(Condition::SearchContextSize))),
]);

pub(super) static PERFORMANCE_CONFIG: Table<Node> =
    Table::new(&[("latency", Node::Leaf(Leaf::Condition(Condition::Latency)))]);

/// Nova takes its own parameters in an object, other models beside each other.
pub(super) static ADDITIONAL: Table<Node> = Table::new(&[
    ("inferenceConfig", Node::Parameters),
    ("output_config", Node::OutputConfig),
    ("reasoning", Node::Holder(Holder::Reasoning)),
]);

pub(super) static SUB_REQUEST: Table<Node> = Table::new(&[
    ("model", Node::Leaf(Leaf::Model)),
    ("outputDimensionality", Node::Leaf(Leaf::Dimensions)),
    ("output_dimensionality", Node::Leaf(Leaf::Dimensions)),
    ("embedContentConfig", Node::Parameters),
]);

pub(super) static REASONING: Table<Node> = Table::new(&[
    ("effort", Node::Leaf(Leaf::ReasoningLevel)),
    ("thinkingLevel", Node::Leaf(Leaf::ReasoningLevel)),
    ("thinking_level", Node::Leaf(Leaf::ReasoningLevel)),
]);

pub(super) static TEXT_FORMAT: Table<Node> = Table::new(&[("format", Node::Format)]);

pub(super) static OUTPUT_CONFIG: Table<Node> = Table::new(&[
    ("effort", Node::Leaf(Leaf::ReasoningLevel)),
    ("format", Node::Format),
    ("textFormat", Node::Format),
]);

pub(super) static PROMPT: Table<Node> =
    Table::new(&[("id", Node::Leaf(Leaf::PromptId)), ("version", Node::Leaf(Leaf::PromptVersion))]);

pub(super) static CONVERSATION: Table<Node> =
    Table::new(&[("id", Node::Leaf(Leaf::ConversationId))]);

pub(super) static SERVICE_TIER: Table<Node> =
    Table::new(&[("type", Node::Leaf(Leaf::ServiceTier))]);

pub(super) static FORMAT: Table<Node> = Table::new(&[("type", Node::Leaf(Leaf::FormatType))]);

pub(super) static CONFIG: Table<Node> = Table::new(&[("model", Node::Leaf(Leaf::Model))]);
