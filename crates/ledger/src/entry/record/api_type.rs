//! What kind of work an operation is.

use genai_otel_core::ModelOperation;

/// The kind of work, as trackers of usage call it; nothing for an operation that nobody listed.
pub(super) fn of(operation: &ModelOperation) -> Option<&'static str> {
    Some(match operation {
        ModelOperation::Chat
        | ModelOperation::GenerateContent
        | ModelOperation::TextCompletion
        | ModelOperation::FetchResponse => "generative",
        ModelOperation::Embeddings => "embeddings",
        ModelOperation::Retrieval | ModelOperation::Search => "search",
        ModelOperation::CreateAgent | ModelOperation::InvokeAgent | ModelOperation::Plan => "agent",
        ModelOperation::ExecuteTool => "tool",
        ModelOperation::InvokeWorkflow => "workflow",
        ModelOperation::SearchMemory
        | ModelOperation::CreateMemory
        | ModelOperation::UpdateMemory
        | ModelOperation::UpsertMemory
        | ModelOperation::DeleteMemory
        | ModelOperation::CreateMemoryStore
        | ModelOperation::DeleteMemoryStore => "memory",
        ModelOperation::Rerank => "rerank",
        ModelOperation::ImageGeneration => "image",
        ModelOperation::SpeechToText => "speech_to_text",
        ModelOperation::TextToSpeech => "text_to_speech",
        ModelOperation::Translation => "translation",
        ModelOperation::Ocr => "ocr",
        ModelOperation::Moderation => "moderation",
        _ => return None,
    })
}
