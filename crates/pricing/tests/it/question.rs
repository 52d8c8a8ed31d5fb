//! Questions that tests ask the shipped book.

use std::time::{Duration, SystemTime};

use genai_otel_core::{
    Measured, ModelOperation, PriceQuestion, Pricing, Provider, Unpriced, Usage,
};
use genai_otel_pricing::PriceBook;

/// A moment from `2026-11-21T12:00` or `2026-11-21T12:00:00` in UTC.
pub(crate) fn at(text: &str) -> SystemTime {
    let (day, time) = text.split_once('T').unwrap();
    let day: genai_otel_pricing::Date = day.parse().unwrap();
    let units = [3600, 60, 1].into_iter().zip(time.split(':'));
    let seconds = units.map(|(unit, count)| unit * count.parse::<u64>().unwrap()).sum();
    day.midnight().unwrap() + Duration::from_secs(seconds)
}

/// Input and output tokens.
pub(crate) fn tokens(input: u64, output: u64) -> Usage {
    let mut usage = Usage::default();
    usage.input = Measured::Reported(input);
    usage.output = Measured::Reported(output);
    usage
}

/// A call and what it used.
pub(crate) struct Call {
    provider: String,
    model: String,
    operation: ModelOperation,
    usage: Usage,
    at: SystemTime,
    tier: Option<&'static str>,
}

impl Call {
    /// A chat at noon of 2026-11-21.
    pub(crate) fn new(provider: &str, model: &str, usage: Usage) -> Self {
        Self {
            provider: provider.to_owned(),
            model: model.to_owned(),
            operation: ModelOperation::Chat,
            usage,
            at: at("2026-11-21T12:00"),
            tier: None,
        }
    }

    pub(crate) fn operation(self, operation: ModelOperation) -> Self {
        Self { operation, ..self }
    }

    pub(crate) fn at(self, text: &str) -> Self {
        Self { at: at(text), ..self }
    }

    pub(crate) fn tier(self, tier: &'static str) -> Self {
        Self { tier: Some(tier), ..self }
    }

    /// What it costs by the shipped book, as a plain number, or why it has no cost.
    pub(crate) fn cost(&self) -> Result<String, Unpriced> {
        let provider = Provider::from(self.provider.as_str());
        let mut question = PriceQuestion::new(&self.operation, &self.usage, self.at);
        question.provider = Some(&provider);
        question.response_model = Some(&self.model);
        question.service_tier = self.tier;
        let cost = PriceBook::embedded().price(&question)?;
        Ok(cost.amount.to_string().trim_end_matches(" USD").to_owned())
    }
}
