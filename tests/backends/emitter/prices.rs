//! The prices of the story, which are nobody's: rounder than real ones, and no newer data changes them.

use genai_otel::PriceBook;
use genai_otel::pricing::PriceFileError;
use genai_otel::pricing::file::{Format, read_providers};

/// A book of what the story needs, in two currencies and without one of its models.
pub(crate) fn book() -> Result<PriceBook, PriceFileError> {
    read_providers(include_str!("prices.json"), Format::Json, "prices.json")
        .map(PriceBook::from_providers)
}
