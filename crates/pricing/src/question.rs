//! A question about a cost, asked by hand.

use std::time::{Duration, SystemTime};

use genai_otel_core::{
    Clock, Conditions, Cost, Measured, ModelOperation, PriceQuestion, SystemClock, Unpriced, Usage,
};

use crate::book::PriceBook;
use crate::calculation::Quantities;
use crate::matching::Lookup;
use crate::model::Mode;
use crate::unit::Unit;

/// What something costs, asked by hand: say what was used, then ask for the [`cost`](Self::cost).
///
/// Totals are inclusive: `input` contains `cached` and all other parts of it, `output` contains `reasoning`. What is not
/// said is not known, which is not zero: without `output`, the cost of a chat is
/// [`incomplete`](genai_otel_core::Cost::incomplete).
///
/// ```
/// use genai_otel_pricing::{Date, PriceBook};
///
/// let book = PriceBook::embedded();
/// let mut question = book.question("openai", "gpt-4o").input(2006).cached(1920).output(300);
/// if let Some(day) = "2026-11-21".parse::<Date>()?.midnight() {
///     question = question.at(day);
/// }
/// assert_eq!(question.cost()?.amount.to_string(), "0.005615 USD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a question does nothing before `cost` is called"]
pub struct Question<'a> {
    book: &'a PriceBook,
    lookup: Lookup<'a>,
    operation: Option<ModelOperation>,
    usage: Usage,
    units: Vec<(Unit, u64)>,
    at: Option<SystemTime>,
    service_tier: Option<&'a str>,
    conditions: Conditions,
}

impl PriceBook {
    /// A question about a model of a provider, each in any spelling that calls use: `azure`, `az.ai.openai`;
    /// `models/gemini-2.5-pro`. An empty provider is an unknown one.
    pub fn question<'a>(&'a self, provider: &'a str, model: &'a str) -> Question<'a> {
        let mut lookup = Lookup::new().response_model(model);
        lookup.provider = Some(provider).filter(|provider| !provider.trim().is_empty());
        Question {
            book: self,
            lookup,
            operation: None,
            usage: Usage::new(),
            units: Vec::new(),
            at: None,
            service_tier: None,
            conditions: Conditions::default(),
        }
    }
}

impl<'a> Question<'a> {
    /// All input tokens, cached ones and all others included.
    pub const fn input(mut self, tokens: u64) -> Self {
        self.usage.input = Measured::Reported(tokens);
        self
    }

    /// All output tokens, reasoning included.
    pub const fn output(mut self, tokens: u64) -> Self {
        self.usage.output = Measured::Reported(tokens);
        self
    }

    /// Input tokens that were read from the provider's cache.
    pub const fn cached(mut self, tokens: u64) -> Self {
        self.usage.cache_read = Measured::Reported(tokens);
        self
    }

    /// Input tokens that were written to the provider's cache, for any time.
    pub const fn cache_write(mut self, tokens: u64) -> Self {
        self.usage.cache_write = Measured::Reported(tokens);
        self
    }

    /// Input tokens that were written to the cache for an hour, a part of those that were written. Where only these are
    /// said, they are all that were written.
    pub const fn cache_write_1h(mut self, tokens: u64) -> Self {
        self.usage.cache_write_1h = Measured::Reported(tokens);
        self
    }

    /// Output tokens that were spent on reasoning.
    pub const fn reasoning(mut self, tokens: u64) -> Self {
        self.usage.reasoning = Measured::Reported(tokens);
        self
    }

    /// Audio tokens of the input.
    pub const fn input_audio(mut self, tokens: u64) -> Self {
        self.usage.input_audio = Measured::Reported(tokens);
        self
    }

    /// Audio tokens of the output.
    pub const fn output_audio(mut self, tokens: u64) -> Self {
        self.usage.output_audio = Measured::Reported(tokens);
        self
    }

    /// Length of the audio or video.
    pub const fn seconds(mut self, length: Duration) -> Self {
        self.usage.duration = Measured::Reported(length);
        self
    }

    /// Pages of documents.
    pub const fn pages(mut self, pages: u64) -> Self {
        self.usage.pages = Measured::Reported(pages);
        self
    }

    /// Images that were made or, where the model makes none, read.
    pub const fn images(mut self, images: u64) -> Self {
        self.usage.images = Measured::Reported(images);
        self
    }

    /// Characters of the text that was spoken or translated.
    pub const fn characters(mut self, characters: u64) -> Self {
        self.usage.characters = Measured::Reported(characters);
        self
    }

    /// Searches of the web or, by a model that orders documents, of those.
    pub const fn searches(mut self, searches: u64) -> Self {
        self.usage.searches = Measured::Reported(searches);
        self
    }

    /// Any other unit, or any unit by its name. Durations are counted in nanoseconds.
    pub fn unit(mut self, unit: Unit, count: u64) -> Self {
        self.units.push((unit, count));
        self
    }

    /// What was done, which decides what durations, images and searches are of. Defaults to what the model is for.
    pub fn operation(mut self, operation: ModelOperation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// When the request was made. Defaults to now.
    pub const fn at(mut self, at: SystemTime) -> Self {
        self.at = Some(at);
        self
    }

    /// The service tier that answered: `flex`, `priority`.
    pub const fn service_tier(mut self, tier: &'a str) -> Self {
        self.service_tier = Some(tier);
        self
    }

    /// A condition that prices depend on: `processing` = `batch`, `residency` = `eu`, `size` = `1024x1792`. At most 16.
    pub fn condition(mut self, key: &str, value: &str) -> Self {
        self.conditions.set(key, value);
        self
    }

    /// The host name of the server, which decides where the provider is not known.
    pub const fn server_address(mut self, host: &'a str) -> Self {
        self.lookup.server_address = Some(host);
        self
    }

    /// The cost.
    ///
    /// # Errors
    ///
    /// Why there is none: the provider, the model, a rate or a count is not known, or the counts contradict each other.
    pub fn cost(&self) -> Result<Cost, Unpriced> {
        let operation = match &self.operation {
            Some(operation) => operation.clone(),
            None => operation_of(self.book.find(&self.lookup)?.model.modes.first().copied()),
        };
        let at = self.at.unwrap_or_else(|| SystemClock::default().now());
        let mut quantities = Quantities::of(&self.usage, &operation);
        for (unit, count) in &self.units {
            quantities.set(*unit, *count);
        }
        quantities.derive_wholes();
        let mut question = PriceQuestion::new(&operation, &self.usage, at);
        question.service_tier = self.service_tier;
        question.conditions = self.conditions.as_slice();
        self.book.quote(&self.lookup, &quantities, &question)
    }
}

/// What is done with models that are for this.
fn operation_of(mode: Option<Mode>) -> ModelOperation {
    match mode {
        Some(Mode::Embedding) => ModelOperation::Embeddings,
        Some(Mode::Rerank) => ModelOperation::Rerank,
        Some(Mode::Image) => ModelOperation::ImageGeneration,
        Some(Mode::Video) => ModelOperation::from("video_generation"),
        Some(Mode::Transcription) => ModelOperation::SpeechToText,
        Some(Mode::Speech) => ModelOperation::TextToSpeech,
        Some(Mode::Ocr) => ModelOperation::Ocr,
        Some(Mode::Search) => ModelOperation::Search,
        Some(Mode::Moderation) => ModelOperation::Moderation,
        _ => ModelOperation::Chat,
    }
}

#[cfg(test)]
mod tests;
