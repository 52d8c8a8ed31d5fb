//! Plain functions for those who only want numbers.

use std::time::Duration;

use genai_otel_core::{Cost, ModelOperation, Unpriced};

use crate::book::PriceBook;

/// The cost of an LLM call now, by the embedded book: `input` and `output` are all tokens that went in and came out.
///
/// ```
/// use genai_otel_pricing::llm_cost;
///
/// let cost = llm_cost("openai", "gpt-4o", 1000, 100)?;
/// assert_eq!(cost.amount.to_string(), "0.0035 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// Why there is none: the provider or the model is not in the book, or it has no price for what was used.
pub fn llm_cost(provider: &str, model: &str, input: u64, output: u64) -> Result<Cost, Unpriced> {
    PriceBook::embedded().question(provider, model).input(input).output(output).cost()
}

/// The cost of embeddings now, by the embedded book.
///
/// ```
/// use genai_otel_pricing::embedding_cost;
///
/// let cost = embedding_cost("openai", "text-embedding-3-small", 8)?;
/// assert_eq!(cost.amount.to_string(), "0.00000016 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// As [`llm_cost`].
pub fn embedding_cost(provider: &str, model: &str, input_tokens: u64) -> Result<Cost, Unpriced> {
    let book = PriceBook::embedded();
    let question = book.question(provider, model).operation(ModelOperation::Embeddings);
    question.input(input_tokens).cost()
}

/// The cost of reading the text of documents now, by the embedded book.
///
/// ```
/// use genai_otel_pricing::ocr_cost;
///
/// let cost = ocr_cost("mistral", "mistral-ocr-latest", 3)?;
/// assert_eq!(cost.amount.to_string(), "0.012 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// As [`llm_cost`].
pub fn ocr_cost(provider: &str, model: &str, pages: u64) -> Result<Cost, Unpriced> {
    let book = PriceBook::embedded();
    book.question(provider, model).operation(ModelOperation::Ocr).pages(pages).cost()
}

/// The cost of making images of the standard size and quality now, by the embedded book. Others are
/// [conditions](crate::Question::condition).
///
/// ```
/// use genai_otel_pricing::image_cost;
///
/// let cost = image_cost("google", "imagen-3.0-generate-001", 2)?;
/// assert_eq!(cost.amount.to_string(), "0.08 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// As [`llm_cost`].
pub fn image_cost(provider: &str, model: &str, images: u64) -> Result<Cost, Unpriced> {
    let book = PriceBook::embedded();
    let question = book.question(provider, model).operation(ModelOperation::ImageGeneration);
    question.images(images).cost()
}

/// The cost of transcribing speech now, by the embedded book.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_pricing::transcription_cost;
///
/// let cost = transcription_cost("openai", "whisper-1", Duration::from_secs(90))?;
/// assert_eq!(cost.amount.to_string(), "0.009 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// As [`llm_cost`].
pub fn transcription_cost(provider: &str, model: &str, length: Duration) -> Result<Cost, Unpriced> {
    let book = PriceBook::embedded();
    let question = book.question(provider, model).operation(ModelOperation::SpeechToText);
    question.seconds(length).cost()
}

/// The cost of speaking a text now, by the embedded book.
///
/// ```
/// use genai_otel_pricing::speech_cost;
///
/// let cost = speech_cost("openai", "tts-1", 1000)?;
/// assert_eq!(cost.amount.to_string(), "0.015 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// As [`llm_cost`].
pub fn speech_cost(provider: &str, model: &str, characters: u64) -> Result<Cost, Unpriced> {
    let book = PriceBook::embedded();
    let question = book.question(provider, model).operation(ModelOperation::TextToSpeech);
    question.characters(characters).cost()
}

/// The cost of ordering documents now, by the embedded book.
///
/// ```
/// use genai_otel_pricing::rerank_cost;
///
/// let cost = rerank_cost("cohere", "rerank-v3.5", 1)?;
/// assert_eq!(cost.amount.to_string(), "0.002 USD");
/// # Ok::<(), genai_otel_core::Unpriced>(())
/// ```
///
/// # Errors
///
/// As [`llm_cost`].
pub fn rerank_cost(provider: &str, model: &str, searches: u64) -> Result<Cost, Unpriced> {
    let book = PriceBook::embedded();
    book.question(provider, model).operation(ModelOperation::Rerank).searches(searches).cost()
}
