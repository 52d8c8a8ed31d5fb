//! Why a call of a ledger has no cost, and what to do.

use std::io::{self, Write};

use genai_otel_ledger::Entry;
use genai_otel_pricing::{Lookup, PriceBook};
use serde_json::json;

use crate::failure::Failure;
use crate::formats::write_json;
use crate::one_call;
use crate::safe::safe;
use crate::unpriced::{self, Case};

/// Writes the reason to standard error, and for programs to standard output.
pub(super) fn write(
    entry: &Entry,
    book: &PriceBook,
    json: bool,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> Result<(), Failure> {
    let reason = entry.unpriced.as_deref();
    if json {
        let answer = json!({
            "unpriced": { "reason": reason, "message": message(reason) },
            "provider": entry.provider,
            "model": entry.model,
            "at": entry.timestamp.to_string(),
        });
        write_json(&answer, out)?;
        out.flush()?;
    }
    writeln!(err, "no price: {}", message(reason))?;
    Ok(advice(entry, reason, book, err)?)
}

/// What the reason of a line means.
fn message(reason: Option<&str>) -> String {
    let known = match reason {
        None => "the line has no cost and no reason: pricing was not switched on",
        Some("no_usage") => "the answer did not say what was used",
        Some("unknown_provider") => "the price book had no such provider",
        Some("unknown_model") => "the price book had no such model",
        Some("not_in_force") => "no price of the model held then",
        Some("no_rate") => "the model had no price for something that was used",
        Some("missing_count") => "a count is missing that the price depends on",
        Some("contradictory_usage") => "the usage contradicts itself",
        Some("too_large") => "the amount is too large",
        Some("panicked") => "the pricing panicked",
        Some(other) => return format!("the line says `{}`", safe(other)),
    };
    known.to_owned()
}

fn advice(
    entry: &Entry,
    reason: Option<&str>,
    book: &PriceBook,
    err: &mut dyn Write,
) -> io::Result<()> {
    let mut lookup = Lookup::new();
    if let Some(provider) = &entry.provider {
        lookup = lookup.provider(provider);
    }
    if let Some(model) = &entry.response_model {
        lookup = lookup.response_model(model);
    }
    if let Some(model) = &entry.model {
        lookup = lookup.request_model(model);
    }
    match (reason, book.find(&lookup)) {
        (Some("no_usage" | "missing_count"), _) => writeln!(
            err,
            "  Streams say what was used when asked to (`include_usage`), or count it yourself."
        ),
        (Some("contradictory_usage"), _) => {
            writeln!(err, "  A whole contains its parts: input counts the cached tokens too.")
        }
        (_, Ok(found)) => writeln!(
            err,
            "  The price book at hand has {} {}: `genai-otel reprice` computes what it would cost.",
            safe(&found.provider),
            safe(&found.model_id)
        ),
        (_, Err(why)) => {
            let at = one_call::began(entry);
            let case = Case { book, lookup, at, found: None, quantities: &[] };
            unpriced::write("  now", &why, &case, err)
        }
    }
}
