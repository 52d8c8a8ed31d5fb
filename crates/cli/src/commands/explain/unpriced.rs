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
    let message = reason.map_or_else(|| without_reason(entry), message);
    if json {
        let answer = json!({
            "unpriced": { "reason": reason, "message": message },
            "provider": entry.provider,
            "model": entry.model,
            "at": entry.timestamp.to_string(),
        });
        write_json(&answer, out)?;
        out.flush()?;
    }
    writeln!(err, "no price: {message}")?;
    if reason.is_none() && is_nothing_to_price(entry) {
        return Ok(());
    }
    Ok(advice(entry, reason, book, err)?)
}

/// Whether nothing is known that could have a price.
fn is_nothing_to_price(entry: &Entry) -> bool {
    entry.usage.is_missing()
}

/// What it means that a line has neither a cost nor a reason.
fn without_reason(entry: &Entry) -> String {
    let operation = entry.operation.as_deref().unwrap_or("the call");
    let called_none = entry.model.is_none() && entry.response_model.is_none();
    if !is_nothing_to_price(entry) {
        "the line has no cost and no reason: pricing was not switched on".to_owned()
    } else if called_none {
        format!("nothing to price: `{}` called no model itself and used nothing", safe(operation))
    } else {
        let ended = entry.status.as_str();
        format!("nothing to price: the call ended as `{ended}`, and nothing that it used is known")
    }
}

/// What the reason of a line means.
fn message(reason: &str) -> String {
    let known = match reason {
        "no_usage" => "the answer did not say what was used",
        "unknown_provider" => "the price book had no such provider",
        "unknown_model" => "the price book had no such model",
        "not_in_force" => "no price of the model held then",
        "no_rate" => "the model had no price for something that was used",
        "missing_count" => "a count is missing that the price depends on",
        "contradictory_usage" => "the usage contradicts itself",
        "too_large" => "the amount is too large",
        "panicked" => "the pricing panicked",
        other => return format!("the line says `{}`", safe(other)),
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
