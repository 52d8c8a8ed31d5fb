//! Short forms of usual calls.

use genai_otel_core::{ModelOperation, Provider, Usage};

use super::LoggedCall;

impl LoggedCall {
    /// A chat with a language model, with its tokens as the provider reported them.
    pub fn llm(provider: impl Into<Provider>, model: &str, input: u64, output: u64) -> Self {
        let call = Self::new(ModelOperation::Chat).provider(provider).model(model);
        call.usage(Usage::tokens(input, output))
    }

    /// Texts that became vectors of so many dimensions, for so many tokens.
    pub fn embedding(
        provider: impl Into<Provider>,
        model: &str,
        texts: u64,
        dimension: u64,
        tokens: u64,
    ) -> Self {
        let call = Self::new(ModelOperation::Embeddings).provider(provider).model(model);
        let mut call = call.usage(Usage::input_tokens(tokens));
        call.record.request.text_count = Some(texts);
        call.record.response.embedding_dimensions = Some(dimension);
        call
    }

    /// So many pages of documents that were read.
    pub fn ocr(provider: impl Into<Provider>, model: &str, pages: u64) -> Self {
        let call = Self::new(ModelOperation::Ocr).provider(provider).model(model);
        call.usage(Usage::default().pages(pages))
    }
}
