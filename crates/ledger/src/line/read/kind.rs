//! Values of one kind, from their text. `null` is what is not known.

use std::time::Duration;

use genai_otel_core::{Currency, Money};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::number;
use super::fields::syntax;

type Known<T> = Result<Option<T>, String>;

pub(super) fn text(raw: &str) -> Known<String> {
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        // The parser has looked at it already: without a backslash it is what it says.
        Some(inner) if !inner.contains('\\') => Ok(Some(inner.to_owned())),
        _ => parsed(raw, "a text", raw.starts_with('"')),
    }
}

/// The text of an id, which other programs may have as a whole number: it is what is written.
pub(super) fn id(raw: &str) -> Known<String> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole { Ok(Some(raw.to_owned())) } else { text(raw) }
}

pub(super) fn texts(raw: &str) -> Result<Vec<String>, String> {
    Ok(parsed(raw, "a list of texts", raw.starts_with('['))?.unwrap_or_default())
}

pub(super) fn flag(raw: &str) -> Known<bool> {
    parsed(raw, "true or false", matches!(raw, "true" | "false"))
}

pub(super) fn float(raw: &str) -> Known<f64> {
    let finite = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
    number(raw, "a number that is not too large", finite)
}

pub(super) fn map(raw: &str) -> Result<Map<String, Value>, String> {
    Ok(parsed(raw, "an object", raw.starts_with('{'))?.unwrap_or_default())
}

/// Keeps a value that has no place of its own; the last one of a key counts.
pub(super) fn keep(more: &mut Map<String, Value>, key: &str, raw: &str) -> Result<(), String> {
    match serde_json::from_str(raw).map_err(|error| syntax(&error))? {
        Value::Null => more.remove(key),
        value => more.insert(key.to_owned(), value),
    };
    Ok(())
}

/// A whole number that fits `T`.
pub(super) fn whole<T: TryFrom<u64>>(raw: &str) -> Known<T> {
    let expected = "a whole number that is not negative and not too large";
    number(raw, expected, |text| number::whole(text).and_then(|number| T::try_from(number).ok()))
}

/// A whole number, negative ones among them.
pub(super) fn integer(raw: &str) -> Known<i64> {
    number(raw, "a whole number", |text| text.parse().ok())
}

pub(super) fn millis(raw: &str) -> Known<Duration> {
    number(raw, "milliseconds, not negative and not too many", number::millis)
}

/// An amount of something, in millionths.
pub(super) fn millionths(raw: &str) -> Known<u64> {
    number(raw, "a number that is not negative and not too large", number::millionths)
}

/// An exact amount: in the currency that stands elsewhere.
pub(super) fn money(raw: &str, currency: Currency) -> Known<Money> {
    let amount = |text: &str| {
        let pico = text.parse::<Money>().ok()?.pico();
        Some(Money::from_pico(pico, currency))
    };
    number(raw, "an amount of money", amount)
}

/// A moment; one that does not say its offset is in UTC, as Python's trackers write it.
pub(super) fn moment(raw: &str) -> Known<Timestamp> {
    let Some(text) = text(raw)? else { return Ok(None) };
    let moment = text.parse::<Timestamp>().or_else(|error| {
        // A zone without an offset would be left out, and is not guessed.
        match text.parse::<DateTime>() {
            Ok(civil) if !text.contains('[') => TimeZone::UTC.to_timestamp(civil),
            _ => Err(error),
        }
    });
    match moment {
        Ok(moment) => Ok(Some(moment)),
        Err(_) => Err(unexpected(raw, "a moment such as `2026-11-29T22:37:05.123456789Z`")),
    }
}

fn number<T>(raw: &str, expected: &str, read: impl FnOnce(&str) -> Option<T>) -> Known<T> {
    match raw {
        "null" => Ok(None),
        _ if is_number(raw) => read(raw).map(Some).ok_or_else(|| unexpected(raw, expected)),
        _ => Err(unexpected(raw, expected)),
    }
}

fn parsed<T: DeserializeOwned>(raw: &str, expected: &str, is_right: bool) -> Known<T> {
    match raw {
        "null" => Ok(None),
        _ if is_right => serde_json::from_str(raw)
            .map(Some)
            .map_err(|error| format!("expected {expected}: {}", syntax(&error))),
        _ => Err(unexpected(raw, expected)),
    }
}

/// That something else was expected, with the beginning of what is there.
pub(super) fn unexpected(raw: &str, expected: &str) -> String {
    let shown: String = raw.chars().take(MAX_SHOWN).collect();
    let more = if shown.len() < raw.len() { "..." } else { "" };
    format!("expected {expected}, found `{shown}{more}`")
}

fn is_number(raw: &str) -> bool {
    raw.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

const MAX_SHOWN: usize = 40;
