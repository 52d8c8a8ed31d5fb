//! What a model does, told by its name, where one path serves models of all kinds.

use super::WireApi;
use crate::semconv::ModelOperation;

/// What `model` does behind `api`, where that depends on the model and its name tells.
pub(super) fn operation(api: WireApi, model: &str) -> Option<ModelOperation> {
    let words = match api {
        WireApi::BedrockInvokeModel => BEDROCK,
        WireApi::VertexPredict => VERTEX,
        WireApi::TgiGenerate => HUGGING_FACE,
        _ => return None,
    };
    words.iter().find(|(word, _)| model.contains(word)).map(|(_, operation)| operation.clone())
}

/// Parts of names and what models called so do; the first fit wins. Models that take a list of messages chat,
/// those that take a prompt complete a text.
type Words = &'static [(&'static str, ModelOperation)];

static BEDROCK_WORDS: [(&str, ModelOperation); 23] = [
    ("rerank", ModelOperation::Rerank),
    ("embed", ModelOperation::Embeddings),
    ("twelvelabs.marengo", ModelOperation::Embeddings),
    ("stability.", ModelOperation::ImageGeneration),
    ("titan-image", ModelOperation::ImageGeneration),
    ("nova-canvas", ModelOperation::ImageGeneration),
    ("claude-v2", ModelOperation::Chat),
    ("anthropic.", ModelOperation::Chat),
    ("claude", ModelOperation::Chat),
    ("amazon.nova", ModelOperation::Chat),
    ("cohere.command-r", ModelOperation::Chat),
    ("cohere.command-a", ModelOperation::Chat),
    ("jamba", ModelOperation::Chat),
    ("mistral-large-2407", ModelOperation::Chat),
    ("pixtral", ModelOperation::Chat),
    ("deepseek.v3", ModelOperation::Chat),
    ("openai.", ModelOperation::Chat),
    ("qwen.", ModelOperation::Chat),
    ("moonshot", ModelOperation::Chat),
    ("minimax.", ModelOperation::Chat),
    ("nvidia.", ModelOperation::Chat),
    ("google.gemma", ModelOperation::Chat),
    ("writer.palmyra", ModelOperation::Chat),
];

static VERTEX_WORDS: [(&str, ModelOperation); 7] = [
    ("embedding", ModelOperation::Embeddings),
    ("imagen", ModelOperation::ImageGeneration),
    ("imagegeneration", ModelOperation::ImageGeneration),
    ("chat-bison", ModelOperation::Chat),
    ("codechat", ModelOperation::Chat),
    ("bison", ModelOperation::TextCompletion),
    ("unicorn", ModelOperation::TextCompletion),
];

/// One path of Hugging Face serves whatever a repository holds.
static HUGGING_FACE_WORDS: [(&str, ModelOperation); 7] = [
    ("sentence-transformers/", ModelOperation::Embeddings),
    ("embed", ModelOperation::Embeddings),
    ("/bge-", ModelOperation::Embeddings),
    ("/e5-", ModelOperation::Embeddings),
    ("stable-diffusion", ModelOperation::ImageGeneration),
    ("FLUX", ModelOperation::ImageGeneration),
    ("whisper", ModelOperation::SpeechToText),
];

const BEDROCK: Words = &BEDROCK_WORDS;
const VERTEX: Words = &VERTEX_WORDS;
const HUGGING_FACE: Words = &HUGGING_FACE_WORDS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_its_model_does() {
        let bedrock = |model| operation(WireApi::BedrockInvokeModel, model);
        assert_eq!(bedrock("us.anthropic.claude-sonnet-4-v1:0"), Some(ModelOperation::Chat));
        assert_eq!(bedrock("amazon.titan-embed-text-v2:0"), Some(ModelOperation::Embeddings));
        assert_eq!(bedrock("cohere.rerank-v3-5:0"), Some(ModelOperation::Rerank));
        assert_eq!(bedrock("amazon.titan-text-express-v1"), None);
        let vertex = |model| operation(WireApi::VertexPredict, model);
        assert_eq!(vertex("text-embedding-005"), Some(ModelOperation::Embeddings));
        assert_eq!(vertex("imagen-4.0-generate-001"), Some(ModelOperation::ImageGeneration));
        let hugging_face = |model| operation(WireApi::TgiGenerate, model);
        assert_eq!(hugging_face("BAAI/bge-m3"), Some(ModelOperation::Embeddings));
        assert_eq!(hugging_face("bigscience/bloom"), None);
        assert_eq!(operation(WireApi::OpenAiChatCompletions, "claude"), None);
    }
}
