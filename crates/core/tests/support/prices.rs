//! A pricing with few prices that remembers what it was asked.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use genai_otel_core::{
    BookVersion, Cost, CostBasis, CostComponent, CostSide, Currency, Money, PriceQuestion, Pricing,
    Unpriced,
};

/// What was asked, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prices(Arc<Mutex<Vec<String>>>);

impl Prices {
    /// The pricing, and a look at what it is asked.
    pub(crate) fn new() -> (Self, Self) {
        let prices = Self::default();
        (prices.clone(), prices)
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Pricing for Prices {
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text(question));
        let model = question.request_model.ok_or(Unpriced::UnknownModel)?;
        let (_, currency, input, output) =
            PRICES.iter().find(|(known, ..)| *known == model).ok_or(Unpriced::UnknownModel)?;
        let currency = Currency::new(currency).ok_or(Unpriced::UnknownModel)?;
        let component = |unit, side, count: Option<u64>, rate: i128| {
            let amount = i128::from(count.unwrap_or(0)) * rate;
            let money = |pico| Money::from_pico(pico, currency);
            CostComponent::new((unit, side), (count.unwrap_or(0), 1), money(rate), money(amount))
        };
        let usage = question.usage;
        let mut basis = CostBasis::default();
        basis.provider = question.provider.map_or("", |provider| provider.as_str()).into();
        basis.model = model.into();
        let mut book = BookVersion::default();
        (book.version, book.hash) = ("2026-01-01".into(), "abc".into());
        basis.book = Arc::new(book);
        basis.components = vec![
            component("input_tokens", CostSide::Input, usage.input.value(), *input),
            component("output_tokens", CostSide::Output, usage.output.value(), *output),
        ];
        let total = basis.components.iter().map(|component| component.amount.pico()).sum();
        Ok(Cost::computed(Money::from_pico(total, currency), basis))
    }
}

fn text(question: &PriceQuestion<'_>) -> String {
    let or = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let mut text = format!(
        "{} {} {} {}/{} {}",
        question.operation,
        or(question.provider.map(|provider| provider.as_str())),
        or(question.server_address),
        or(question.response_model),
        or(question.request_model),
        or(question.service_tier),
    );
    for (key, value) in question.conditions {
        _ = write!(text, " {key}={value}");
    }
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    let after = question.at.duration_since(start).unwrap_or_default().as_secs();
    let count = |count: Option<u64>| count.map_or("-".to_owned(), |count| count.to_string());
    let (input, output) = (question.usage.input.value(), question.usage.output.value());
    _ = write!(text, " +{after}s: {}/{}", count(input), count(output));
    text
}

/// Model, currency, and pico-units for a token of input and of output.
const PRICES: [(&str, &str, i128, i128); 4] = [
    ("gpt-4o", "USD", 2_500_000, 10_000_000),
    ("haiku", "USD", 1_000_000, 5_000_000),
    ("euro", "EUR", 1_000_000, 1_000_000),
    ("free", "USD", 0, 0),
];
