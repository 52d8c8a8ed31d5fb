//! The interfaces that calls go through.

use crate::semconv::{ApiType, ModelOperation, Provider};

macro_rules! apis {
    ($($(#[$about:meta])+ $name:ident = $text:literal, $operation:ident, $provider:ident;)+) => {
        /// The shape of a request and its answer on the wire, whoever serves it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum WireApi {
            $($(#[$about])+ $name,)+
        }

        impl WireApi {
            /// All of them, in order.
            pub const KNOWN: &[Self] = &[$(Self::$name,)+];

            /// A short name, for logs and configuration.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// What a call of this API does, as far as the API decides it.
            #[must_use]
            pub const fn operation(self) -> ModelOperation {
                match self {
                    $(Self::$name => ModelOperation::$operation,)+
                }
            }

            /// Whose API it is: who answers where the host tells nothing else.
            #[must_use]
            pub const fn provider(self) -> Provider {
                match self {
                    $(Self::$name => Provider::$provider,)+
                }
            }
        }
    };
}

apis! {
    /// OpenAI chat completions, and the many servers that imitate them.
    OpenAiChatCompletions = "openai.chat_completions", Chat, OpenAi;
    /// OpenAI responses.
    OpenAiResponses = "openai.responses", Chat, OpenAi;
    /// Fetching a stored response of OpenAI.
    OpenAiFetchResponse = "openai.fetch_response", FetchResponse, OpenAi;
    /// OpenAI completions of a text.
    OpenAiCompletions = "openai.completions", TextCompletion, OpenAi;
    /// OpenAI embeddings; Voyage, Jina, Mistral and others have the same.
    OpenAiEmbeddings = "openai.embeddings", Embeddings, OpenAi;
    /// OpenAI image generation.
    OpenAiImageGenerations = "openai.image_generations", ImageGeneration, OpenAi;
    /// OpenAI image edits and variations. The request is a form.
    OpenAiImageEdits = "openai.image_edits", ImageGeneration, OpenAi;
    /// OpenAI transcription of audio. The request is a form.
    OpenAiTranscriptions = "openai.transcriptions", SpeechToText, OpenAi;
    /// OpenAI translation of audio to English. The request is a form.
    OpenAiTranslations = "openai.translations", SpeechToText, OpenAi;
    /// OpenAI speech. The answer is audio.
    OpenAiSpeech = "openai.speech", TextToSpeech, OpenAi;
    /// OpenAI moderation.
    OpenAiModerations = "openai.moderations", Moderation, OpenAi;
    /// Anthropic messages.
    AnthropicMessages = "anthropic.messages", Chat, Anthropic;
    /// Anthropic completions of a text, of before messages.
    AnthropicComplete = "anthropic.complete", TextCompletion, Anthropic;
    /// Gemini and Vertex AI `generateContent` and `streamGenerateContent`.
    GeminiGenerateContent = "gemini.generate_content", GenerateContent, Gemini;
    /// Gemini and Vertex AI `embedContent`.
    GeminiEmbedContent = "gemini.embed_content", Embeddings, Gemini;
    /// Gemini `batchEmbedContents`.
    GeminiBatchEmbedContents = "gemini.batch_embed_contents", Embeddings, Gemini;
    /// Vertex AI `predict`: embeddings, images and older models, as the model says.
    VertexPredict = "vertex_ai.predict", GenerateContent, VertexAi;
    /// Bedrock `Converse` and `ConverseStream`.
    BedrockConverse = "bedrock.converse", Chat, Bedrock;
    /// Bedrock `InvokeModel` and `InvokeModelWithResponseStream`: the body is the model maker's own.
    BedrockInvokeModel = "bedrock.invoke_model", TextCompletion, Bedrock;
    /// Cohere chat, version 1.
    CohereChat = "cohere.chat", Chat, Cohere;
    /// Cohere chat, version 2.
    CohereChatV2 = "cohere.chat_v2", Chat, Cohere;
    /// Cohere generate.
    CohereGenerate = "cohere.generate", TextCompletion, Cohere;
    /// Cohere embed, both versions.
    CohereEmbed = "cohere.embed", Embeddings, Cohere;
    /// Rerank as Cohere, Voyage, Jina, llama.cpp and others have it.
    Rerank = "rerank", Rerank, Cohere;
    /// Mistral fill-in-the-middle.
    MistralFim = "mistral.fim", TextCompletion, Mistral;
    /// Mistral completions by an agent.
    MistralAgents = "mistral.agents", Chat, Mistral;
    /// Mistral conversations.
    MistralConversations = "mistral.conversations", Chat, Mistral;
    /// Mistral OCR.
    MistralOcr = "mistral.ocr", Ocr, Mistral;
    /// Ollama chat. Streams unless told not to.
    OllamaChat = "ollama.chat", Chat, Ollama;
    /// Ollama generate. Streams unless told not to.
    OllamaGenerate = "ollama.generate", TextCompletion, Ollama;
    /// Ollama embed.
    OllamaEmbed = "ollama.embed", Embeddings, Ollama;
    /// Ollama embeddings of one prompt, of before embed.
    OllamaEmbeddings = "ollama.embeddings", Embeddings, Ollama;
    /// llama.cpp completion and infill.
    LlamaCppCompletion = "llama_cpp.completion", TextCompletion, LlamaCpp;
    /// llama.cpp embedding.
    LlamaCppEmbedding = "llama_cpp.embedding", Embeddings, LlamaCpp;
    /// Text Generation Inference: generate and generate_stream.
    TgiGenerate = "tgi.generate", TextCompletion, HuggingFace;
    /// Hugging Face feature extraction.
    FeatureExtraction = "huggingface.feature_extraction", Embeddings, HuggingFace;
    /// watsonx text generation.
    WatsonxTextGeneration = "watsonx.text_generation", TextCompletion, Watsonx;
    /// watsonx chat.
    WatsonxChat = "watsonx.chat", Chat, Watsonx;
    /// watsonx embeddings.
    WatsonxEmbeddings = "watsonx.embeddings", Embeddings, Watsonx;
    /// Replicate predictions.
    ReplicatePredictions = "replicate.predictions", TextCompletion, Replicate;
    /// Asking Replicate again for a prediction, or for its output as a stream.
    ReplicateFetchPrediction = "replicate.fetch_prediction", FetchResponse, Replicate;
    /// Google Cloud Speech-to-Text `recognize`.
    GoogleSpeechRecognize = "google.speech_recognize", SpeechToText, GcpGenAi;
    /// Google Cloud Translation.
    GoogleTranslate = "google.translate", Translation, GcpGenAi;
    /// Google Cloud Vision `annotate`.
    GoogleVisionAnnotate = "google.vision_annotate", Ocr, GcpGenAi;
    /// Vertex AI Search (Discovery Engine).
    DiscoveryEngineSearch = "google.discovery_engine_search", Retrieval, GcpGenAi;
}

impl WireApi {
    /// The API type of the conventions, where it is one of theirs.
    #[must_use]
    pub const fn api_type(self) -> Option<ApiType> {
        match self {
            Self::OpenAiChatCompletions => Some(ApiType::ChatCompletions),
            Self::OpenAiResponses | Self::OpenAiFetchResponse => Some(ApiType::Responses),
            _ => None,
        }
    }

    /// Whether a request that does not speak of streaming is answered by a stream.
    #[must_use]
    pub const fn streams_by_default(self) -> bool {
        matches!(self, Self::OllamaChat | Self::OllamaGenerate)
    }

    /// Whether servers of many others speak this API, so that it alone does not tell who answers.
    pub(super) const fn is_imitated(self) -> bool {
        matches!(
            self,
            Self::OpenAiChatCompletions
                | Self::OpenAiResponses
                | Self::OpenAiFetchResponse
                | Self::OpenAiCompletions
                | Self::OpenAiEmbeddings
                | Self::OpenAiImageGenerations
                | Self::OpenAiImageEdits
                | Self::OpenAiTranscriptions
                | Self::OpenAiTranslations
                | Self::OpenAiSpeech
                | Self::OpenAiModerations
                | Self::Rerank
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_apis_share_a_name() {
        let names: BTreeSet<&str> = WireApi::KNOWN.iter().map(|api| api.as_str()).collect();
        assert_eq!(names.len(), WireApi::KNOWN.len());
    }
}
