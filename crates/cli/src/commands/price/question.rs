//! The question to the price book.

use genai_otel_core::{Cost, Unpriced};
use genai_otel_pricing::{PriceBook, Unit};

use crate::args::PriceRequest;

/// Asks what `quantities` cost.
pub(super) fn ask(
    book: &PriceBook,
    request: &PriceRequest,
    quantities: &[(Unit, u64)],
) -> Result<Cost, Unpriced> {
    let provider = request.provider.as_deref().unwrap_or_default();
    let mut question = book.question(provider, &request.model).at(request.at);
    if let Some(host) = &request.host {
        question = question.server_address(host);
    }
    for (key, value) in request.conditions.as_slice() {
        // The tier is asked for by its name: what it means is for the book to know.
        question = match &**key {
            "service_tier" => question.service_tier(value),
            _ => question.condition(key, value),
        };
    }
    for (unit, count) in quantities {
        question = question.unit(*unit, *count);
    }
    question.cost()
}
